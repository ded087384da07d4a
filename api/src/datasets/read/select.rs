use sea_orm::sea_query::{Query, SelectStatement};

use crate::{
    datasets::{
        Dataset, Identity, Row,
        read::{
            filter::Filter,
            node::{Node, Page},
            order,
            page_request::PageRequest,
            row,
            scope::Scope,
            selection::Selection,
            series,
        },
    },
    domain::Result,
    store::Snapshot,
};

/// The statement of a page. One row more than asked tells whether others follow.
pub(in crate::datasets) fn selected(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    selection: &Selection,
) -> Result<SelectStatement> {
    let scope = Scope::new(snapshot, dataset, 0);
    let mut select = Query::select();
    row::select_columns(&mut select, &scope, dataset, selection);
    series::from(&mut select, &scope, dataset, request.filter.as_ref(), &request.order);
    restrict(&mut select, &scope, dataset, request)?;
    order::keyset(&scope, dataset, &request.order).order(&mut select, request.backward);
    select.limit(request.limit as u64 + 1);
    Ok(select)
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
