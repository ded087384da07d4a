use sea_orm::{
    Value as Stored,
    sea_query::{Expr, Func, Query, SelectStatement},
};

use super::{
    filter::{Filter, Scope},
    order::{self, OrderTerm},
    relations, row,
    selection::{Node, Page, Selection},
    series,
};
use crate::{
    datasets::{Dataset, Identity, Row, aggregate::totals::total},
    domain::{Result, Slug},
    store::Snapshot,
};

/// Which rows of a list are asked for.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Only those that satisfy this.
    pub filter: Option<Filter>,
    /// In this order, then by key.
    pub order: Vec<OrderTerm>,
    /// At most so many.
    pub limit: usize,
    /// Beyond the row at this position.
    pub after_cursor: Option<Vec<Stored>>,
    /// From the end of the list, or before the position, rather than from its start, or after it.
    pub backward: bool,
    /// Whether to count the whole list.
    pub total: bool,
    /// Whether only the count is asked for.
    pub only_total: bool,
}

/// A page of a dataset: one statement for its rows, one for each relation asked, one for the count if asked.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn page(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    selection: &Selection,
) -> Result<Page> {
    let mut page = Page::default();
    if request.total {
        page.total = Some(match &request.filter {
            // Publications have counted.
            None => total(snapshot, dataset).await?,
            filter => count(snapshot, dataset, filter.as_ref()).await?,
        });
    }
    if request.only_total {
        return Ok(page);
    }
    let rows = match (&request.filter, &request.after_cursor) {
        (Some(_), Some(position)) if dataset.identity == Identity::Series && request.order.is_empty() => {
            series::after_cursor(snapshot, dataset, request, position, selection).await?
        }
        _ => {
            let select = selected(snapshot, dataset, request, selection, |_| Ok(None))?;
            read(snapshot, dataset, &select, selection).await?
        }
    };
    fill(&mut page, rows, request);
    relations::nodes(snapshot, dataset, &mut page.nodes, selection).await?;
    Ok(page)
}

/// The statement of a page, with one more condition if wanted. One row more than asked tells whether others follow.
pub(in crate::datasets) fn selected(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    selection: &Selection,
    also: impl Fn(&Scope<'_>) -> Result<Option<Expr>>,
) -> Result<SelectStatement> {
    let scope = Scope::new(snapshot, dataset, 0);
    let mut select = Query::select();
    row::select(&mut select, &scope, dataset, selection);
    restrict(&mut select, &scope, dataset, request)?;
    if let Some(condition) = also(&scope)? {
        select.and_where(condition);
    }
    order::keyset(&scope, dataset, &request.order).order(&mut select, request.backward);
    select.limit(request.limit as u64 + 1);
    Ok(select)
}

/// How many rows of a dataset satisfy a condition.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn count(snapshot: &Snapshot, dataset: &Dataset, filter: Option<&Filter>) -> Result<u64> {
    let scope = Scope::new(snapshot, dataset, 0);
    let mut select = Query::select();
    row::from(&mut select, &scope, dataset);
    if let Some(filter) = filter {
        satisfy(&mut select, &scope, dataset, filter)?;
    }
    select.expr(Func::count(Expr::cust("*")));
    let row = snapshot.one(&select).await?;
    let count: i64 = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(count.unsigned_abs())
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
    let request = PageRequest {
        limit: slugs.len(),
        filter: Some(Filter::Slug(slugs)),
        ..Default::default()
    };
    Ok(page(snapshot, dataset, &request, selection).await?.nodes)
}

/// Keeps the rows that the request wants.
pub(in crate::datasets) fn restrict(
    select: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    request: &PageRequest,
) -> Result<()> {
    if let Some(filter) = &request.filter {
        satisfy(select, scope, dataset, filter)?;
    }
    if let Some(position) = &request.after_cursor {
        let keyset = order::keyset(scope, dataset, &request.order);
        select.and_where(keyset.after_cursor(position, request.backward));
    }
    Ok(())
}

/// Keeps the rows that satisfy a condition.
pub(in crate::datasets) fn satisfy(
    select: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    filter: &Filter,
) -> Result<()> {
    select.and_where(match dataset.identity {
        Identity::Series => series::condition(scope, filter, None)?,
        Identity::Record => scope.condition(filter)?,
    });
    Ok(())
}

/// Reads the rows of a statement made by `row::select`.
pub(in crate::datasets) async fn read(
    snapshot: &Snapshot,
    dataset: &Dataset,
    select: &SelectStatement,
    selection: &Selection,
) -> Result<Vec<Row>> {
    snapshot
        .all(select)
        .await?
        .iter()
        .map(|found| row::decode(dataset, selection, found, 0))
        .collect()
}

/// Makes a page of the rows read: one more than asked tells that others follow.
pub(in crate::datasets) fn fill(page: &mut Page, mut rows: Vec<Row>, request: &PageRequest) {
    let more = rows.len() > request.limit;
    rows.truncate(request.limit);
    let continued = request.after_cursor.is_some();
    if request.backward {
        rows.reverse();
        (page.has_next, page.has_previous) = (continued, more);
    } else {
        (page.has_next, page.has_previous) = (more, continued);
    }
    page.nodes = rows.into_iter().map(Node::bare).collect();
}
