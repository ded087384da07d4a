use super::{
    filter::Filter,
    page_request::PageRequest,
    select::{read, selected},
    selection::Selection,
    series,
};
use crate::{
    datasets::{Dataset, Identity, Row},
    domain::Result,
    store::Snapshot,
};

/// The rows of a page, one more than asked, by the statement that reads the fewest others.
///
/// # Errors
/// `TooComplex` for an order in which too many observations would be put; `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn rows(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    selection: &Selection,
) -> Result<Vec<Row>> {
    if let Some(direction) = series::day_page::direction(dataset, request) {
        return series::day_page::rows(snapshot, dataset, request, direction, selection).await;
    }
    if let Some(filter) = series::page::by_series(dataset, request) {
        return series::page::rows(snapshot, dataset, (request, filter), selection).await;
    }
    let filter = request.filter.as_ref();
    let is_sorted = dataset.identity == Identity::Series && !request.order.is_empty();
    // The last of each series are few.
    if is_sorted && !filter.is_some_and(Filter::is_latest) {
        series::price::refuse_too_many(snapshot, dataset, filter).await?;
    }
    let select = selected(snapshot, dataset, request, selection)?;
    read(snapshot, dataset, &select, selection).await
}
