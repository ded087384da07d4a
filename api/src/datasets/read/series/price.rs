use super::split;
use crate::{
    datasets::{
        Dataset,
        aggregate::totals::total,
        read::{count::count_up_to, filter::Filter},
    },
    domain::{Error, Result, wording},
    store::Snapshot,
};

/// The most observations that are read to put some of them in an order that no index has.
const MOST_SORTED: u64 = 200_000;

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
    if all <= MOST_SORTED {
        return Ok(());
    }
    let indexed = filter.map(|filter| indexed(dataset, filter));
    if count_up_to(snapshot, dataset, indexed.as_ref(), MOST_SORTED + 1).await? <= MOST_SORTED {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "mettre ces lignes dans cet ordre en lirait plus de {MOST_SORTED}, sur {all} : filtrez par indicator, region, source_document ou period, ou triez par period",
            "to put these rows in this order, more than {MOST_SORTED} of {all} would be read: filter by indicator, region, source_document or period, or order by period"
        ),
    })
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
