use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Order, Query},
};

use super::{
    changes::{Asked, chosen},
    history::{Publication, publication},
};
use crate::{domain::Result, store::Snapshot};

/// A publication, and how much it did.
pub struct Counted {
    /// What it says of itself.
    pub publication: Publication,
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
pub async fn last_publications(snapshot: &Snapshot, asked: &Asked) -> Result<Vec<Counted>> {
    let mut numbers = Query::select();
    numbers.column(("c", "revision")).from_as("change", "c");
    chosen(&mut numbers, snapshot, asked);
    let select = Query::select()
        .columns(["number", "published_at", "institution", "message", "reason"])
        .from("revision")
        .and_where(Expr::col("number").in_subquery(numbers))
        .order_by("number", Order::Desc)
        .limit(asked.limit as u64)
        .to_owned();
    let mut found = Vec::new();
    for row in snapshot.all(&select).await? {
        found.push(Counted {
            publication: publication(&row)?,
            counts: Vec::new(),
        });
    }
    let mut counts = Query::select();
    counts
        .column(("c", "revision"))
        .column(("r", "dataset"))
        .column(("c", "operation"))
        .expr(Func::count(Expr::col(("c", "position"))))
        .from_as("change", "c")
        .and_where(Expr::col(("c", "revision")).is_in(found.iter().map(|counted| counted.publication.revision.0)))
        .group_by_columns([("c", "revision"), ("r", "dataset"), ("c", "operation")])
        .order_by(("r", "dataset"), Order::Asc)
        .order_by(("c", "operation"), Order::Asc);
    chosen(&mut counts, snapshot, asked);
    for row in snapshot.all(&counts).await? {
        let revision: i64 = row.try_get_by_index(0)?;
        let dataset: String = row.try_get_by_index(1)?;
        let count = Count {
            dataset: if dataset == "series" {
                "observations".to_owned()
            } else {
                dataset
            },
            operation: row.try_get_by_index(2)?,
            records: row.try_get_by_index(3)?,
        };
        let counted = found
            .iter_mut()
            .find(|counted| counted.publication.revision.0 == revision);
        if let Some(counted) = counted {
            counted.counts.push(count);
        }
    }
    Ok(found)
}
