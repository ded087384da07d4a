use std::collections::HashMap;

use entity::dataset_revision;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, IntoTableRef, Query, SelectStatement},
};

use crate::{
    datasets::{Dataset, registry},
    domain::Result,
    store::Snapshot,
};

/// The last line of each dataset, as a revision has it, in what publications counted.
fn last(snapshot: &Snapshot, dataset: Option<&Dataset>) -> SelectStatement {
    let mut lines = Query::select();
    lines
        .column(dataset_revision::Column::Dataset)
        .expr_as(Func::max(Expr::col(dataset_revision::Column::Revision)), "last")
        .from(dataset_revision::Entity)
        .and_where(Expr::col(dataset_revision::Column::Revision).lte(snapshot.revision().0))
        .group_by_columns([dataset_revision::Column::Dataset]);
    if let Some(dataset) = dataset {
        lines.and_where(Expr::col(dataset_revision::Column::Dataset).eq(dataset.name));
    }
    let counted = |column| Expr::col(("counted", column));
    Query::select()
        .column(("counted", dataset_revision::Column::Dataset))
        .column(("counted", dataset_revision::Column::Total))
        .from_subquery(lines, "lines")
        .inner_join(
            dataset_revision::Entity.into_table_ref().alias("counted"),
            counted(dataset_revision::Column::Dataset)
                .equals(("lines", dataset_revision::Column::Dataset))
                .and(counted(dataset_revision::Column::Revision).equals(("lines", "last"))),
        )
        .to_owned()
}

async fn read(snapshot: &Snapshot, select: &SelectStatement) -> Result<HashMap<String, u64>> {
    let mut totals = HashMap::new();
    for row in snapshot.all(select).await? {
        let total: i64 = row.try_get_by_index(1)?;
        totals.insert(row.try_get_by_index(0)?, total.unsigned_abs());
    }
    Ok(totals)
}

/// How many rows each dataset has, in the registry's order: one statement, however many they are.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn totals(snapshot: &Snapshot) -> Result<Vec<u64>> {
    snapshot.depends_on_everything();
    let found = read(snapshot, &last(snapshot, None)).await?;
    let of = |dataset: &Dataset| found.get(dataset.name).copied().unwrap_or_default();
    Ok(registry().datasets().map(of).collect())
}

/// How many rows a dataset has.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn total(snapshot: &Snapshot, dataset: &Dataset) -> Result<u64> {
    dataset.tables().for_each(|table| snapshot.depends_on(&table));
    let found = read(snapshot, &last(snapshot, Some(dataset))).await?;
    Ok(found.into_values().next().unwrap_or_default())
}
