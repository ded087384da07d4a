use std::collections::HashMap;

use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Func, Query, SelectStatement},
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
        .column("dataset")
        .expr_as(Func::max(Expr::col("revision")), "last")
        .from("dataset_revision")
        .and_where(Expr::col("revision").lte(snapshot.revision().0))
        .group_by_columns(["dataset"]);
    if let Some(dataset) = dataset {
        lines.and_where(Expr::col("dataset").eq(dataset.name));
    }
    let same = |name| Expr::col(("counted", name));
    Query::select()
        .column(("counted", "dataset"))
        .column(("counted", "total"))
        .from_subquery(lines, "lines")
        .inner_join(
            sea_orm::sea_query::TableRef::from("dataset_revision").alias("counted"),
            same("dataset")
                .equals(("lines", "dataset"))
                .and(same("revision").equals(("lines", "last"))),
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
