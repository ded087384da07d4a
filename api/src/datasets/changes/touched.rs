use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{dataset_revision, revision};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Query},
};

use crate::{
    datasets::registry,
    domain::{Result, Revision},
    store::Snapshot,
};

/// The dataset whose titles and addresses stand in the rows of all others.
pub const DOCUMENTS: &str = "documents";

/// The state of a dataset: what follows from its rows alone is the same until the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The last revision that changed its rows, or the documents that they cite; 0 before any.
    pub revision: Revision,
    /// When that was published, in UTC; 1 January 1970 before any.
    pub published_at: DateTime<Utc>,
}

impl State {
    /// When its last revision was published, in UTC; none before the first.
    pub fn changed_at(&self) -> Option<DateTime<Utc>> {
        (self.revision.0 > 0).then_some(self.published_at)
    }
}

/// The state of every dataset, as a snapshot has it: one statement.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn states(snapshot: &Snapshot) -> Result<HashMap<&'static str, State>> {
    let last = Query::select()
        .column(dataset_revision::Column::Dataset)
        .expr_as(Func::max(Expr::col(dataset_revision::Column::Revision)), "last")
        .from(dataset_revision::Entity)
        .and_where(Expr::col(dataset_revision::Column::Revision).lte(snapshot.revision().0))
        .add_group_by([Expr::col(dataset_revision::Column::Dataset)])
        .to_owned();
    let select = Query::select()
        .column(("touched", dataset_revision::Column::Dataset))
        .columns([
            (revision::Entity, revision::Column::Number),
            (revision::Entity, revision::Column::PublishedAt),
        ])
        .from_subquery(last, "touched")
        .inner_join(
            revision::Entity,
            Expr::col((revision::Entity, revision::Column::Number)).equals(("touched", "last")),
        )
        .to_owned();
    let mut own: HashMap<String, State> = HashMap::new();
    for row in snapshot.all(&select).await? {
        let state = State {
            revision: Revision(row.try_get_by_index(1)?),
            published_at: row.try_get_by_index(2)?,
        };
        own.insert(row.try_get_by_index(0)?, state);
    }
    let cited = own.get(DOCUMENTS).copied().unwrap_or_default();
    let states = registry().datasets().map(|dataset| {
        let state = own.get(dataset.name).copied().unwrap_or_default();
        // Of two publications, the later one.
        let last = if cited.revision > state.revision { cited } else { state };
        (dataset.name, last)
    });
    Ok(states.collect())
}
