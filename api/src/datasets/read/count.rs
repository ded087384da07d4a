use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};

use super::{filter::Filter, scope::Scope, select::satisfy, series};
use crate::{datasets::Dataset, domain::Result, store::Snapshot};

/// How many rows of a dataset satisfy a condition.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn count(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<u64> {
    let mut select = satisfying(snapshot, dataset, filter)?;
    select.expr(number());
    read(snapshot, &select).await
}

/// The same, up to a number: no more rows are read.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn count_up_to(
    snapshot: &Snapshot,
    dataset: &Dataset,
    filter: Option<&Filter>,
    most: u64,
) -> Result<u64> {
    let mut rows = satisfying(snapshot, dataset, filter)?;
    rows.expr(Expr::value(1)).limit(most);
    let select = Query::select().expr(number()).from_subquery(rows, "rows").to_owned();
    read(snapshot, &select).await
}

fn satisfying(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<SelectStatement> {
    let scope = Scope::new(snapshot, dataset, 0);
    let mut select = Query::select();
    series::from(&mut select, &scope, dataset, filter, &[]);
    if let Some(filter) = filter {
        satisfy(&mut select, &scope, dataset, filter)?;
    }
    Ok(select)
}

fn number() -> Expr {
    Func::count(Expr::cust("*")).into()
}

async fn read(snapshot: &Snapshot, select: &SelectStatement) -> Result<u64> {
    let row = snapshot.one(select).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}
