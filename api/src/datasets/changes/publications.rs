use entity::{change, dataset_revision, record, revision};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Order, Query, SelectStatement},
};

use super::feed::{FeedRequest, chosen};
use crate::{
    datasets::{
        read::{
            history::{PUBLICATION, publication},
            node::VersionPublication,
        },
        registry,
    },
    domain::Result,
    store::Snapshot,
};

/// A publication, and how much it did.
pub struct Counted {
    /// Its message.
    pub publication: VersionPublication,
    /// How many records it created, revised or withdrew, by dataset.
    pub counts: Vec<Count>,
}

/// How many records of a dataset had something done to them.
pub struct Count {
    /// The dataset, by its REST name.
    pub dataset: String,
    /// What was done: `created`, `revised` or `withdrawn`.
    pub operation: String,
    /// To how many.
    pub records: i64,
}

/// The last publications that did what is asked for, the newest first: two statements.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn last_publications(snapshot: &Snapshot, asked: &FeedRequest) -> Result<Vec<Counted>> {
    // What publications counted tells of no region, and of no part of a revision.
    let is_counted = asked.region.is_none() && asked.after.is_whole();
    let mut select = Query::select();
    select
        .columns(PUBLICATION)
        .from(revision::Entity)
        .order_by(revision::Column::Number, Order::Desc)
        .limit(asked.limit as u64);
    if is_counted {
        let mut numbers = Query::select();
        numbers
            .column(("d", dataset_revision::Column::Revision))
            .from_as(dataset_revision::Entity, "d");
        of_datasets(&mut numbers, asked);
        select
            .and_where(Expr::col(revision::Column::Number).in_subquery(numbers))
            .and_where(Expr::col(revision::Column::Number).gt(asked.after.revision().0))
            .and_where(Expr::col(revision::Column::Number).lte(snapshot.revision().0));
        if let Some(publisher) = &asked.publisher {
            select.and_where(Expr::col(revision::Column::Institution).eq(publisher.as_str()));
        }
    } else {
        let mut numbers = Query::select();
        numbers
            .column(("c", change::Column::Revision))
            .from_as(change::Entity, "c");
        chosen(&mut numbers, snapshot, asked);
        select.and_where(Expr::col(revision::Column::Number).in_subquery(numbers));
    }
    snapshot.depends_on_everything();
    let mut found = Vec::new();
    for row in snapshot.all(&select).await? {
        found.push(Counted {
            publication: publication(&row)?,
            counts: Vec::new(),
        });
    }
    if is_counted {
        read_counted(snapshot, asked, &mut found).await?;
    } else {
        count(snapshot, asked, &mut found).await?;
    }
    Ok(found)
}

fn of_datasets(select: &mut SelectStatement, asked: &FeedRequest) {
    if !asked.datasets.is_empty() {
        select.and_where(Expr::col(("d", dataset_revision::Column::Dataset)).is_in(asked.datasets.iter().copied()));
    }
}

/// The numbers of publications that were found.
fn numbers(found: &[Counted]) -> impl Iterator<Item = i64> {
    found.iter().map(|counted| counted.publication.revision.0)
}

fn add_count(found: &mut [Counted], revision: i64, count: Count) {
    let counted = found
        .iter_mut()
        .find(|counted| counted.publication.revision.0 == revision);
    if let Some(counted) = counted {
        counted.counts.push(count);
    }
}

/// Reads what publications counted when they were made.
async fn read_counted(snapshot: &Snapshot, asked: &FeedRequest, found: &mut [Counted]) -> Result<()> {
    let mut counts = Query::select();
    counts
        .columns(
            [
                dataset_revision::Column::Revision,
                dataset_revision::Column::Dataset,
                dataset_revision::Column::Created,
                dataset_revision::Column::Revised,
                dataset_revision::Column::Withdrawn,
            ]
            .map(|name| ("d", name)),
        )
        .from_as(dataset_revision::Entity, "d")
        .and_where(Expr::col(("d", dataset_revision::Column::Revision)).is_in(numbers(found)))
        .order_by(("d", dataset_revision::Column::Dataset), Order::Asc);
    of_datasets(&mut counts, asked);
    for row in snapshot.all(&counts).await? {
        for (operation, place) in ["created", "revised", "withdrawn"].into_iter().zip(2..) {
            let records: i64 = row.try_get_by_index(place)?;
            if records > 0 {
                let count = Count {
                    dataset: row.try_get_by_index(1)?,
                    operation: operation.to_owned(),
                    records,
                };
                add_count(found, row.try_get_by_index(0)?, count);
            }
        }
    }
    Ok(())
}

/// Counts the changes of publications that are asked for.
async fn count(snapshot: &Snapshot, asked: &FeedRequest, found: &mut [Counted]) -> Result<()> {
    let mut counts = Query::select();
    counts
        .column(("c", change::Column::Revision))
        .column(("r", record::Column::Dataset))
        .column(("c", change::Column::Operation))
        .expr(Func::count(Expr::col(("c", change::Column::Position))))
        .from_as(change::Entity, "c")
        .and_where(Expr::col(("c", change::Column::Revision)).is_in(numbers(found)))
        .group_by_col(("c", change::Column::Revision))
        .group_by_col(("r", record::Column::Dataset))
        .group_by_col(("c", change::Column::Operation))
        .order_by(("r", record::Column::Dataset), Order::Asc)
        .order_by(("c", change::Column::Operation), Order::Asc);
    chosen(&mut counts, snapshot, asked);
    for row in snapshot.all(&counts).await? {
        let dataset: String = row.try_get_by_index(1)?;
        let count = Count {
            dataset: registry().dataset_recorded_as(&dataset)?.name.to_owned(),
            operation: row.try_get_by_index(2)?,
            records: row.try_get_by_index(3)?,
        };
        add_count(found, row.try_get_by_index(0)?, count);
    }
    Ok(())
}
