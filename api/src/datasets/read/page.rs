use super::{
    count::count,
    filter::Filter,
    held::View,
    node::{Node, Page},
    relations,
    selection::Selection,
};
use crate::{
    datasets::{
        Dataset,
        aggregate::totals::total,
        read::{known_names::resolve_names, page_request::PageRequest, rows::rows, select::fill},
    },
    domain::{Result, Slug},
    store::Snapshot,
};

/// A page of a dataset: one statement for its rows, one for each relation asked, one for the count if asked.
///
/// # Errors
/// `BadInput` for a condition on a public name that no record ever had; `Unavailable` when the store cannot be reached.
pub async fn page(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    selection: &Selection,
) -> Result<Page> {
    match resolve_names(snapshot, dataset, request.filter.as_ref()).await? {
        None => found(snapshot, dataset, request, selection).await,
        filter => {
            let request = PageRequest {
                filter,
                ..request.clone()
            };
            found(snapshot, dataset, &request, selection).await
        }
    }
}

async fn found(snapshot: &Snapshot, dataset: &Dataset, request: &PageRequest, selection: &Selection) -> Result<Page> {
    let mut page = Page::default();
    let view = View::of(snapshot, dataset, request.filter.as_ref());
    if request.total {
        page.total = Some(match &request.filter {
            // Publications have counted.
            None => total(snapshot, dataset).await?,
            filter => match &view {
                Some(view) => view.count(),
                None => count(snapshot, dataset, filter.as_ref()).await?,
            },
        });
    }
    if request.only_total {
        return Ok(page);
    }
    let rows = match &view {
        Some(view) => view.rows(request, selection),
        None => rows(snapshot, dataset, request, selection).await?,
    };
    fill(&mut page, rows, request);
    relations::nodes(snapshot, dataset, &mut page.nodes, selection).await?;
    Ok(page)
}

/// One record, by its public name.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn record(
    snapshot: &Snapshot,
    dataset: &Dataset,
    slug: &Slug,
    selection: &Selection,
) -> Result<Option<Node>> {
    let found = records(snapshot, dataset, vec![slug.clone()], selection).await?;
    Ok(found.into_iter().next())
}

/// Records by their public names, in the list's own order; those that do not exist are left out.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn records(
    snapshot: &Snapshot,
    dataset: &Dataset,
    slugs: Vec<Slug>,
    selection: &Selection,
) -> Result<Vec<Node>> {
    let most = slugs.len();
    matching(snapshot, dataset, Filter::Slug(slugs), most, selection).await
}

/// The first `most` records that satisfy a condition, in the list's own order. Names that no record has are none of them.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn matching(
    snapshot: &Snapshot,
    dataset: &Dataset,
    filter: Filter,
    most: usize,
    selection: &Selection,
) -> Result<Vec<Node>> {
    let request = PageRequest {
        limit: most,
        filter: Some(filter),
        ..Default::default()
    };
    Ok(found(snapshot, dataset, &request, selection).await?.nodes)
}
