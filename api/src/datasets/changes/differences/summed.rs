use entity::{revision, version};
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, Expr, Func, JoinType, Query, SelectStatement, SimpleExpr, WithClause},
};

use super::{Span, amounts::PART};
use crate::datasets::{
    Column, Dataset,
    aggregate::containment::{self, CONTAINED, CONTAINER, CUT, amounts},
    read::{order::key_columns, row::key_column},
};

/// The versions of the earlier state and of the later one, in statements, and the pairs of rows that contain others in each.
const OLD: &str = "old";
const NEW: &str = "new";
const PAIRS_OF_OLD: &str = "pairs_of_old";
const PAIRS_OF_NEW: &str = "pairs_of_new";

/// A version that contains another; one that is a part of the same whole, and the pairs of that one; what contains that one.
const WHOLE: &str = "whole";
const SIBLING: &str = "sibling";
const PAIRS_OF_SIBLING: &str = "pairs_of_sibling";
const WHOLE_OF_SIBLING: &str = "whole_of_sibling";

/// One of the two states.
#[derive(Clone, Copy)]
enum State {
    Old,
    New,
}

impl State {
    const BOTH: [Self; 2] = [Self::Old, Self::New];

    /// Its versions, in statements.
    fn table(self) -> &'static str {
        match self {
            Self::Old => OLD,
            Self::New => NEW,
        }
    }

    /// The pairs of rows that contain others, in it.
    fn pairs(self) -> &'static str {
        match self {
            Self::Old => PAIRS_OF_OLD,
            Self::New => PAIRS_OF_NEW,
        }
    }
}

impl Span {
    /// How many versions are new, and how many of them replace old ones, with the sums of their amounts; or how many old ones nothing replaces. Last, how many do not add.
    pub(super) fn counts(&self, dataset: &Dataset, withdrawn: bool) -> SelectStatement {
        let (own, other) = if withdrawn { (OLD, NEW) } else { (NEW, OLD) };
        let mut same = Expr::value(true);
        for column in key_columns(dataset) {
            same = same.and(Expr::col((own, column.clone())).equals((other, column)));
        }
        let mine = if withdrawn { self.is_old(own) } else { self.is_new(own) };
        let theirs = if withdrawn {
            self.is_new(other)
        } else {
            self.is_old(other)
        };
        // Withdrawn by the publication that ended the last of its versions.
        let published_by = if withdrawn {
            let mut ended = Query::select();
            ended
                .expr(Func::max(Expr::col(("last", version::Column::Until))))
                .from_as(dataset.table.clone(), "last")
                .and_where(Expr::col(("last", version::Column::Until)).lte(self.to.revision().0));
            for column in key_columns(dataset) {
                ended.and_where(Expr::col(("last", column.clone())).equals((own, column)));
            }
            Expr::SubQuery(None, Box::new(ended.into()))
        } else {
            Expr::col((own, version::Column::Since))
        };
        let mut select = Query::select();
        select
            .column(("v", revision::Column::Institution))
            .expr(Func::count(Expr::col((own, version::Column::Since))))
            .expr(Func::count(Expr::col((other, version::Column::Since))))
            .from_as(dataset.table.clone(), own)
            .join_as(
                JoinType::InnerJoin,
                revision::Entity,
                "v",
                Expr::col(("v", revision::Column::Number)).eq(published_by),
            )
            .join_as(JoinType::LeftJoin, dataset.table.clone(), other, same.and(theirs))
            .and_where(mine)
            .and_where(self.is_changed(own, dataset))
            .add_group_by([Expr::col(("v", revision::Column::Institution))]);
        if let Some(columns) = dataset.containment() {
            let mut pairs = WithClause::new();
            for (name, state) in [(PAIRS_OF_OLD, &self.from), (PAIRS_OF_NEW, &self.to)] {
                containment::add_pairs(&mut pairs, name, state, dataset, &columns);
            }
            select.with_cte(pairs);
        }
        for column in amounts(dataset) {
            for state in State::BOTH {
                // Null where no record has the amount: missing is not zero. In two parts, so that no sum is too large.
                let stored = || self.added(dataset, state, column);
                for part in [stored().div(PART), stored().modulo(PART)] {
                    select.expr(Expr::from(Func::sum(part)).cast_as("bigint"));
                }
            }
        }
        select.expr(self.mixed(dataset));
        if withdrawn {
            select.and_where(Expr::col((other, version::Column::Since)).is_null());
        }
        select
    }

    /// An amount of the versions in `old` or `new`, where it is not part of that of another which changed too.
    fn added(&self, dataset: &Dataset, state: State, column: &Column) -> SimpleExpr {
        let table = state.table();
        let amount = Expr::col((table, column.stored.clone()));
        let Some(columns) = dataset.containment() else {
            return amount;
        };
        let is_covered = self.is_covered(dataset, state, (table, WHOLE), column);
        // What overlaps with others is added to none.
        let is_apart = Expr::col((table, columns.apart.stored.clone())).eq(columns.is_apart);
        CaseStatement::new()
            .case(is_apart, Expr::value(sea_orm::Value::BigInt(None)))
            .case(is_covered.not(), amount)
            .into()
    }

    /// Whether a version is contained in another that changed too, which has the amount.
    fn is_covered(
        &self,
        dataset: &Dataset,
        state: State,
        (own, whole): (&'static str, &'static str),
        column: &Column,
    ) -> SimpleExpr {
        let pairs = state.pairs();
        let wholes = Query::select()
            .expr(Expr::value(1))
            .from_as(dataset.table.clone(), whole)
            .join(
                JoinType::InnerJoin,
                pairs,
                Expr::col((pairs, CONTAINER)).equals((whole, key_column(dataset))),
            )
            .and_where(Expr::col((pairs, CONTAINED)).equals((own, key_column(dataset))))
            .and_where(self.is_changed_in(state, whole))
            .and_where(Expr::col((whole, column.stored.clone())).is_not_null())
            .to_owned();
        Expr::exists(wholes)
    }

    fn is_changed_in(&self, state: State, table: &'static str) -> SimpleExpr {
        match state {
            State::Old => self.is_old(table),
            State::New => self.is_new(table),
        }
    }

    /// How many of the versions whose amounts are added are parts of one whole that is cut in another way too, by versions whose amounts are added:
    /// they overlap, and no one knows by how much.
    fn mixed(&self, dataset: &Dataset) -> SimpleExpr {
        let mut is_mixed = Expr::value(false);
        if dataset.containment().is_some() {
            for column in amounts(dataset) {
                for state in State::BOTH {
                    is_mixed = is_mixed.or(self.is_mixed(dataset, state, column));
                }
            }
        }
        let mixed = CaseStatement::new().case(is_mixed, 1);
        Expr::from(Func::count(mixed))
    }

    fn is_mixed(&self, dataset: &Dataset, state: State, column: &Column) -> SimpleExpr {
        let (table, key, pairs) = (state.table(), key_column(dataset), state.pairs());
        let sibling_is_covered = self.is_covered(dataset, state, (SIBLING, WHOLE_OF_SIBLING), column);
        let siblings = Query::select()
            .expr(Expr::value(1))
            .from(pairs)
            .join_as(
                JoinType::InnerJoin,
                pairs,
                PAIRS_OF_SIBLING,
                Expr::col((PAIRS_OF_SIBLING, CONTAINER))
                    .equals((pairs, CONTAINER))
                    .and(Expr::col((PAIRS_OF_SIBLING, CUT)).ne(Expr::col((pairs, CUT)))),
            )
            .join_as(
                JoinType::InnerJoin,
                dataset.table.clone(),
                SIBLING,
                Expr::col((SIBLING, key.clone())).equals((PAIRS_OF_SIBLING, CONTAINED)),
            )
            .and_where(Expr::col((pairs, CONTAINED)).equals((table, key.clone())))
            .and_where(Expr::col((SIBLING, key.clone())).ne(Expr::col((table, key))))
            .and_where(self.is_changed_in(state, SIBLING))
            .and_where(Expr::col((SIBLING, column.stored.clone())).is_not_null())
            .and_where(sibling_is_covered.not())
            .to_owned();
        Expr::col((table, column.stored.clone()))
            .is_not_null()
            .and(self.is_covered(dataset, state, (table, WHOLE), column).not())
            .and(Expr::exists(siblings))
    }
}
