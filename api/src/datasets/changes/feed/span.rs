use entity::change;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, SimpleExpr},
};

use super::Place;
use crate::domain::Revision;

/// Of how many revisions it is said which of their changes are meant; of more, only where they begin and end.
const MOST_REVISIONS: usize = 8;

/// The changes of a page, as ranges of the log's key that the engines can follow, whatever they make of comparing pairs.
pub(super) struct Span(Vec<(Revision, i64, i64)>);

impl Span {
    pub(super) fn covering(places: impl Iterator<Item = Place>) -> Self {
        let mut parts: Vec<(Revision, i64, i64)> = Vec::new();
        for place in places {
            match parts.last_mut() {
                Some((revision, _, last)) if *revision == place.revision => *last = place.position,
                _ => parts.push((place.revision, place.position, place.position)),
            }
        }
        Self(parts)
    }

    /// The condition that a change (`c`) is one of them.
    pub(super) fn condition(&self) -> SimpleExpr {
        let of = |column| Expr::col(("c", column));
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return Expr::value(false);
        };
        if self.0.len() <= MOST_REVISIONS {
            let parts = self.0.iter().map(|(revision, first, last)| {
                of(change::Column::Revision)
                    .eq(revision.0)
                    .and(of(change::Column::Position).between(*first, *last))
            });
            return parts.reduce(SimpleExpr::or).unwrap_or_else(|| Expr::value(false));
        }
        let end = Expr::tuple([Expr::value(last.0.0), Expr::value(last.2)]);
        let place = Expr::tuple([of(change::Column::Revision), of(change::Column::Position)]);
        of(change::Column::Revision)
            .between(first.0.0, last.0.0)
            .and(place.lte(end))
    }
}
