use sea_orm::sea_query::{Expr, Func, Query};

use super::from;
use crate::{
    datasets::{
        Dataset,
        aggregate::totals::total,
        read::{filter::Filter, scope::Scope, select::satisfy, series::condition::split},
    },
    domain::{Error, Result, wording},
    store::Snapshot,
};

/// The most observations that are read to put some of them in an order that no index has.
pub const MOST_SORTED: u64 = 200_000;

/// Refuses an order for which more observations would be read: all those of the wanted series and periods, whatever else is asked of them.
///
/// # Errors
/// `TooComplex`, with the filters to add; `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn refuse_too_many(
    snapshot: &Snapshot,
    dataset: &Dataset,
    filter: Option<&Filter>,
) -> Result<()> {
    let all = total(snapshot, dataset).await?;
    if all <= MOST_SORTED || reads_at_most(snapshot, dataset, filter).await? {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "mettre ces lignes dans cet ordre en lirait plus de {MOST_SORTED}, sur {all} : filtrez par indicator, region, source_document ou period, ou triez par period",
            "to put these rows in this order, more than {MOST_SORTED} of {all} would be read: filter by indicator, region, source_document or period, or order by period"
        ),
    })
}

async fn reads_at_most(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<bool> {
    let scope = Scope::new(snapshot, dataset, 0);
    let indexed = filter.map(|filter| indexed(dataset, filter));
    let mut read = Query::select();
    from(&mut read, &scope, dataset, indexed.as_ref(), &[]);
    if let Some(indexed) = &indexed {
        satisfy(&mut read, &scope, dataset, indexed)?;
    }
    read.expr(Expr::value(1)).limit(MOST_SORTED + 1);
    let counted = Query::select()
        .expr(Func::count(Expr::cust("*")))
        .from_subquery(read, "read")
        .to_owned();
    let row = snapshot.one(&counted).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs() <= MOST_SORTED)
}

/// What an index serves of a condition: what it asks of series, and of periods.
fn indexed(dataset: &Dataset, filter: &Filter) -> Filter {
    let (mut indexed, others) = split(filter, &dataset.columns);
    let is_indexed = |other: &Filter| match other {
        Filter::OfSeries(_) => true,
        Filter::Column(place, _) => dataset.columns[*place].in_key,
        _ => false,
    };
    indexed.extend(others.into_iter().filter(is_indexed));
    Filter::All(indexed)
}
