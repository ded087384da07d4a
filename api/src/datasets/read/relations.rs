use std::{collections::HashMap, sync::Arc};

use entity::version;
use sea_orm::{
    ExprTrait,
    sea_query::{Asterisk, Expr, Func, Order, Query, WindowStatement},
};

use super::{
    citing::citations,
    expand::Expanding,
    filter::{Comparison, Filter},
    held::View,
    history,
    node::{Cited, Node, Page},
    order,
    page_request::PageRequest,
    parts, parts_of_totals, row,
    rows::rows,
    scope::Scope,
    select::{fill, restrict, satisfy},
    selection::{Related, Selection},
    series,
};
use crate::{
    datasets::{Column, Dataset, Identity, Kind, Row, registry},
    domain::{Error, Reference, Result, Value},
    store::{Snapshot, chunks},
};

/// The field, the document and the locator of a citation.
type Place = (Option<String>, i64, Option<String>);

/// Reads what was asked of rows beyond their columns: one statement for each relation, whatever the number of rows.
pub(in crate::datasets) fn nodes<'a>(
    snapshot: &'a Snapshot,
    dataset: &'a Dataset,
    nodes: &'a mut [Node],
    selection: &'a Selection,
) -> Expanding<'a> {
    Box::pin(async move {
        if nodes.is_empty() {
            return Ok(());
        }
        series::facts::complete(snapshot, dataset, nodes, selection).await?;
        if selection.reference_slugs {
            name_references(snapshot, nodes).await?;
        }
        if selection.publication {
            read_publications(snapshot, nodes).await?;
        }
        // Rows from memory have them.
        if selection.parts && nodes.iter().any(|node| node.row.parts.len() < dataset.parts.len()) {
            parts::read(snapshot, dataset, nodes).await?;
        }
        for (place, asked) in &selection.to_one {
            let column = &dataset.columns[*place];
            let found = referred(snapshot, column, nodes, *place, asked).await?;
            for node in &mut *nodes {
                let record = key_of(&node.row.values[*place]).and_then(|key| found.get(&key));
                node.to_one.push(record.cloned());
            }
        }
        if selection.warnings {
            parts_of_totals::read(snapshot, dataset, nodes).await?;
        }
        for limit in &selection.histories {
            history::read(snapshot, dataset, nodes, *limit, self::nodes).await?;
        }
        for related in &selection.to_many {
            read_related(snapshot, dataset, nodes, related).await?;
        }
        if let Some(asked) = &selection.provenance {
            read_provenance(snapshot, dataset, nodes, asked).await?;
        }
        Ok(())
    })
}

fn key_of(value: &Value) -> Option<i64> {
    match value {
        Value::Reference(reference) => Some(reference.id),
        _ => None,
    }
}

/// The keys of the records of a page, each once.
fn keys(nodes: &[Node]) -> Vec<i64> {
    distinct(nodes.iter().map(|node| node.row.key))
}

/// The version that a part or a citation belongs to: the record's key, and the revision that began it.
fn version_of(node: &Node) -> (i64, i64) {
    (node.row.key, node.row.since.0)
}

fn distinct(keys: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut keys: Vec<i64> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Writes the public names of the records that columns refer to.
async fn name_references(snapshot: &Snapshot, nodes: &mut [Node]) -> Result<()> {
    let values = nodes.iter().flat_map(|node| &node.row.values);
    let names = snapshot.names(values.filter_map(key_of).collect()).await?;
    for value in nodes.iter_mut().flat_map(|node| &mut node.row.values) {
        if let Value::Reference(reference) = value {
            let name = names.get(&reference.id);
            let name = name.ok_or_else(|| Error::internal(format!("record {} has no name", reference.id)))?;
            reference.slug = name.to_string();
        }
    }
    Ok(())
}

/// Writes when and by whom rows were published.
async fn read_publications(snapshot: &Snapshot, nodes: &mut [Node]) -> Result<()> {
    let numbers = nodes.iter().map(|node| node.row.since.0).collect();
    let publications = snapshot.publications(numbers).await?;
    for node in nodes {
        let publication = publications.get(&node.row.since.0).cloned();
        let publication = publication.ok_or_else(|| Error::internal(format!("nobody published {}", node.row.since)))?;
        node.row.publication = Some(publication);
    }
    Ok(())
}

/// The records that a column of these rows refers to, by key.
async fn referred(
    snapshot: &Snapshot,
    column: &Column,
    of: &[Node],
    place: usize,
    asked: &Selection,
) -> Result<HashMap<i64, Arc<Node>>> {
    let Kind::Reference(target) = column.kind else {
        return Err(Error::internal(format!("{} refers to nothing", column.name)));
    };
    let keys = distinct(of.iter().filter_map(|node| key_of(&node.row.values[place])));
    by_key(snapshot, registry().target(target)?, keys, asked).await
}

/// Records by their keys: those that were read before, at this revision, from memory.
async fn by_key(
    snapshot: &Snapshot,
    dataset: &'static Dataset,
    mut keys: Vec<i64>,
    asked: &Selection,
) -> Result<HashMap<i64, Arc<Node>>> {
    let mut found = HashMap::with_capacity(keys.len());
    if keys.is_empty() {
        return Ok(found);
    }
    snapshot.depends_on(&dataset.table.to_string());
    keys.retain(|key| {
        let known = snapshot.remembered::<Node>(dataset.name, *key);
        known.map(|node| found.insert(*key, node)).is_none()
    });
    // What is remembered is whole: who asks for other columns finds them.
    let whole = Selection::default();
    for keys in chunks(&keys) {
        let scope = Scope::new(snapshot, dataset, 0);
        let mut select = Query::select();
        row::select(&mut select, &scope, dataset, &whole);
        select
            .and_where(Expr::col((scope.table(), version::Column::RecordId)).is_in(keys.iter().copied()))
            // Where every version holds, the last one is meant, even of a record that was withdrawn since.
            .order_by((scope.table(), version::Column::Since), Order::Asc);
        for row in crate::datasets::read::select::read(snapshot, dataset, &select, &whole).await? {
            let (key, node) = (row.key, Arc::new(Node::bare(row)));
            snapshot.remember(dataset.name, key, node.clone());
            found.insert(key, node);
        }
    }
    if asked.is_bare() {
        return Ok(found);
    }
    let mut nodes: Vec<Node> = found.into_values().map(Arc::unwrap_or_clone).collect();
    self::nodes(&snapshot.of_last_version(), dataset, &mut nodes, asked).await?;
    Ok(nodes.into_iter().map(|node| (node.row.key, Arc::new(node))).collect())
}

async fn read_related(snapshot: &Snapshot, dataset: &Dataset, parents: &mut [Node], related: &Related) -> Result<()> {
    let relation = &dataset.relations[related.relation];
    let target = registry().target(relation.target)?;
    let by = target
        .column(relation.by)
        .map(|by| &target.columns[by])
        .ok_or_else(|| Error::internal(format!("{} has no column {}", target.name, relation.by)))?;
    let keys = keys(parents);
    let Related { request, selection, .. } = related;
    let place = target.column(relation.by).unwrap_or_default();
    let view = View::of(snapshot, target, request.filter.as_ref());
    let mut totals = HashMap::new();
    if request.total {
        totals = match &view {
            Some(view) => view.count_of_each(place, &keys),
            None => count_related(snapshot, target, by, &keys, related).await?,
        };
    }
    let mut lists: HashMap<i64, Vec<Row>> = HashMap::new();
    if !request.only_total {
        lists = match &view {
            Some(view) => view.of_each(place, &keys, request, selection),
            None => rank_related(snapshot, target, by, &keys, related).await?,
        };
    }
    let mut children = Vec::new();
    let mut pages = Vec::with_capacity(parents.len());
    for parent in &*parents {
        let mut page = Page::default();
        let rows = lists.remove(&parent.row.key).unwrap_or_default();
        fill(&mut page, rows, &related.request);
        if related.request.total {
            page.total = Some(totals.get(&parent.row.key).copied().unwrap_or(0));
        }
        let length = page.nodes.len();
        children.append(&mut page.nodes);
        pages.push((page, length));
    }
    // All children of all parents together, so that the next level too is one statement.
    nodes(snapshot, target, &mut children, &related.selection).await?;
    let mut children = children.into_iter();
    for (parent, (mut page, length)) in parents.iter_mut().zip(pages) {
        page.nodes.extend(children.by_ref().take(length));
        parent.to_many.push(page);
    }
    Ok(())
}

/// The first rows of each parent's list, by the parent's key: one statement, ranked within each parent.
async fn rank_related(
    snapshot: &Snapshot,
    target: &Dataset,
    by: &Column,
    keys: &[i64],
    related: &Related,
) -> Result<HashMap<i64, Vec<Row>>> {
    if target.identity == Identity::Series {
        let filter = of_these(target, by, keys, related);
        if let [parent] = keys {
            let filter = series::keys::with_keys(snapshot, target, filter).await?;
            let request = PageRequest {
                filter: Some(filter),
                ..related.request.clone()
            };
            let rows = rows(snapshot, target, &request, &related.selection).await?;
            return Ok(HashMap::from([(*parent, rows)]));
        }
        series::price::refuse_too_many(snapshot, target, Some(&filter)).await?;
    }
    let scope = Scope::new(snapshot, target, 0);
    let request = &related.request;
    let parent = scope.column(by, by.stored.clone());
    let column = if by.of_series { scope.series() } else { scope.table() };
    let mut window = WindowStatement::partition_by((column, by.stored.clone()));
    order::keyset(&scope, target, &request.order).order(&mut window, request.backward);
    let mut inner = Query::select();
    inner
        .expr_as(parent.clone(), "parent")
        .expr_window_as(Func::cust("ROW_NUMBER"), window, "rank");
    row::select_columns(&mut inner, &scope, target, &related.selection);
    // An observation is of its parent by its series, if by no column of its own.
    row::from(&mut inner, &scope, target);
    restrict(&mut inner, &scope, target, request)?;
    inner.and_where(of_parents(&scope, by, parent, keys));
    let ranked = Query::select()
        .column(Asterisk)
        .from_subquery(inner, "ranked")
        .and_where(Expr::col("rank").lte(request.limit as i64 + 1))
        .order_by("parent", Order::Asc)
        .order_by("rank", Order::Asc)
        .to_owned();
    let mut lists: HashMap<i64, Vec<Row>> = HashMap::new();
    for found in snapshot.all(&ranked).await? {
        // The parent and the rank come first.
        let child = row::decode(target, &related.selection, &found, 2)?;
        lists.entry(found.try_get_by_index(0)?).or_default().push(child);
    }
    Ok(lists)
}

/// What is asked of observations that are related to one of these parents.
fn of_these(target: &Dataset, by: &Column, keys: &[i64], related: &Related) -> Filter {
    let reference = |id: &i64| {
        Value::Reference(Reference {
            id: *id,
            slug: String::new(),
        })
    };
    let place = target.column(by.name).unwrap_or_default();
    let parents = Filter::Column(place, Comparison::In(keys.iter().map(reference).collect()));
    let also = related.request.filter.clone();
    Filter::All([parents].into_iter().chain(also).collect())
}

/// The condition that a row points at one of these parents.
fn of_parents(scope: &Scope<'_>, by: &Column, parent: Expr, keys: &[i64]) -> Expr {
    let points = parent.is_in(keys.iter().copied());
    if by.of_series {
        series::in_series(scope, points)
    } else {
        points
    }
}

async fn count_related(
    snapshot: &Snapshot,
    target: &Dataset,
    by: &Column,
    keys: &[i64],
    related: &Related,
) -> Result<HashMap<i64, u64>> {
    let scope = Scope::new(snapshot, target, 0);
    let parent = scope.column(by, by.stored.clone());
    let mut select = Query::select();
    row::from(&mut select, &scope, target);
    if let Some(filter) = &related.request.filter {
        satisfy(&mut select, &scope, target, filter)?;
    }
    select
        .and_where(of_parents(&scope, by, parent.clone(), keys))
        .expr(parent.clone())
        .expr(Func::count(Expr::cust("*")))
        .add_group_by([parent]);
    let mut totals = HashMap::new();
    for found in snapshot.all(&select).await? {
        let count: i64 = found.try_get_by_index(1)?;
        totals.insert(found.try_get_by_index(0)?, count.unsigned_abs());
    }
    Ok(totals)
}

async fn read_provenance(snapshot: &Snapshot, dataset: &Dataset, of: &mut [Node], asked: &Selection) -> Result<()> {
    let documents = registry().target("documents")?;
    let mut cited: HashMap<(i64, i64), Vec<Place>> = HashMap::new();
    if dataset.identity == Identity::Record {
        for found in snapshot.all(&citations(snapshot, keys(of))).await? {
            let version = (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
            cited.entry(version).or_default().push((
                found.try_get_by_index(2)?,
                found.try_get_by_index(3)?,
                found.try_get_by_index(4)?,
            ));
        }
    }
    let places: Vec<Vec<_>> = of
        .iter()
        .map(|node| match dataset.identity {
            Identity::Record => cited.remove(&version_of(node)).unwrap_or_default(),
            Identity::Series => own_citation(dataset, &node.row).into_iter().collect(),
        })
        .collect();
    let keys = distinct(places.iter().flatten().map(|(_, document, _)| *document));
    let found = by_key(snapshot, documents, keys, asked).await?;
    for (node, places) in of.iter_mut().zip(places) {
        node.provenance = places
            .into_iter()
            .map(|(field, document, locator)| Cited {
                field,
                locator,
                document: found.get(&document).cloned(),
            })
            .collect();
    }
    Ok(())
}

/// The document of an observation is part of its identity: it is its one citation.
fn own_citation(dataset: &Dataset, row: &Row) -> Option<Place> {
    let document = dataset.column("document")?;
    let locator = dataset.column("locator")?;
    let locator = match &row.values[locator] {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    Some((None, key_of(&row.values[document])?, locator))
}
