use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::{
    extract::{FromRef, Path},
    routing::get,
};

use super::{
    cell::{cell, plain},
    context::{Context, Layout},
    html::html,
    record::found,
    rows::{Link, Rows, read, read_known},
    sources::{Citation, citations},
};
use crate::{
    datasets::{
        Column, Dataset, Node,
        model::{declaration::place, parse},
        page,
        read::comparable::with_names_and_units,
        registry,
    },
    domain::{Result, Value, numeral},
    files::Form,
    store::Snapshot,
    web::{
        conditional::Pinned,
        list_query::{DEFAULT_LIMIT, Query},
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The dataset of conflicts, and where its pages are.
pub(super) const CONFLICTS: &str = "conflicts";

/// The addresses of conflicts.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new()
        .route("/conflicts", RoutePolicy::PAGE, get(list_conflicts))
        .route("/conflicts/{slug}", RoutePolicy::PAGE, get(get_conflict))
}

#[derive(Template)]
#[template(path = "conflicts.html")]
struct ConflictsPage {
    page: Layout,
    total: String,
    /// The words that are looked for.
    text: String,
    conflicts: Vec<Conflict>,
    previous: Option<String>,
    next: Option<String>,
    /// The same rows as a table, with filters and files.
    table: String,
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictPage {
    page: Layout,
    conflict: Conflict,
    /// The column that the documents answer for.
    about: String,
    /// What the records in question say of their values, each with the document that it is of.
    notes: Vec<(String, Option<Citation>)>,
    record: String,
}

/// A question to which documents give different answers.
struct Conflict {
    link: Link,
    kind: String,
    /// The record in question, and what the data says of it.
    subject: Link,
    reason: String,
    values: Vec<GivenValue>,
}

/// The units of indicators, by their slugs.
type Units = HashMap<String, String>;

/// An answer, and the documents that give it.
struct GivenValue {
    text: String,
    qualifier: String,
    day: String,
    documents: Vec<Citation>,
    is_retained: bool,
}

async fn list_conflicts(context: Context, Pinned(snapshot): Pinned, QueryText(text): QueryText) -> Responded {
    Ok(html(&conflicts(&context, &snapshot, &text).await?)?)
}

async fn conflicts(context: &Context, snapshot: &Snapshot, text: &str) -> Result<ConflictsPage> {
    let dataset = registry().dataset(CONFLICTS)?;
    let mut query = Query::parse(dataset, Form::Page, &of_values_first(text), snapshot.today())?;
    query.page.total = true;
    query.page.limit = query.page.limit.min(DEFAULT_LIMIT);
    let found = page(snapshot, dataset, &query.page, &with_names_and_units(dataset)).await?;
    let page = context.layout(
        snapshot,
        context.say("Où les documents se contredisent", "Where documents disagree"),
        context.language.choose(dataset.description),
    );
    let address = |(name, cursor): (&str, String)| format!("/conflicts{}", query.with(&[(name, &cursor)]));
    let [previous, next] = query.beside(dataset, &found).map(|cursor| cursor.map(address));
    let rows = Rows { dataset, page: found };
    let units = units(snapshot, dataset, &rows.page.nodes).await?;
    let conflicts = (0..rows.page.nodes.len())
        .map(|at| conflict(&page, dataset, &rows.page.nodes[at], rows.link(&page, at), &units));
    Ok(ConflictsPage {
        total: numeral(&rows.page.total.unwrap_or_default().to_string(), page.language),
        conflicts: conflicts.collect(),
        text: form_urlencoded::parse(text.as_bytes())
            .find(|(name, _)| name == "q")
            .map_or_else(String::new, |(_, words)| words.into_owned()),
        previous,
        next,
        table: page.link("/datasets/conflicts"),
        page,
    })
}

/// A query in an order: if it names none, incompatible values come first, and other words for one thing last.
fn of_values_first(text: &str) -> String {
    let has_order = form_urlencoded::parse(text.as_bytes()).any(|(name, _)| name == "sort");
    match (has_order, text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) => "sort=kind".to_owned(),
        (false, false) => format!("{text}&sort=kind"),
    }
}

async fn get_conflict(
    context: Context,
    Pinned(snapshot): Pinned,
    Path(slug): Path<String>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    let found = found(&context, &snapshot, CONFLICTS, &slug).await?;
    let dataset = found.dataset;
    let description = context.language.choose(dataset.description);
    let page = context.layout(&snapshot, &found.title, format!("{} — {description}", found.title));
    let link = Link {
        name: found.title,
        address: page.record(CONFLICTS, &found.node.row.slug),
    };
    let units = units(&snapshot, dataset, std::slice::from_ref(&found.node)).await?;
    let conflict = conflict(&page, dataset, &found.node, link, &units);
    let about = subject_column(dataset, &found.node);
    Ok(html(&ConflictPage {
        conflict,
        about: about.map_or_else(String::new, |column| page.words(&column.title).to_owned()),
        notes: notes(&page, &snapshot, dataset, &found.node).await?,
        record: page.link(&format!("/datasets/{CONFLICTS}/{}", found.node.row.slug)),
        page,
    })?)
}

/// What the records that a conflict is about say of their values, each once.
async fn notes(
    page: &Layout,
    snapshot: &Snapshot,
    dataset: &Dataset,
    node: &Node,
) -> Result<Vec<(String, Option<Citation>)>> {
    let address = dataset.column("address").map(|place| &node.row.values[place]);
    let Some(Value::Text(address)) = address else {
        return Ok(Vec::new());
    };
    let path = address.strip_prefix("/v1/").unwrap_or(address);
    let (name, query) = match (path.split_once('?'), path.split_once('/')) {
        (Some((name, query)), _) => (name, query.to_owned()),
        (None, Some((name, slug))) => (name, format!("slug={slug}")),
        (None, None) => return Ok(Vec::new()),
    };
    let Some(rows) = read_known(snapshot, name, &query).await? else {
        return Ok(Vec::new());
    };
    let mut notes: Vec<(String, Option<Citation>)> = Vec::new();
    for node in &rows.page.nodes {
        let note = rows.dataset.column("note").map(|place| &node.row.values[place]);
        if let Some(Value::Text(note)) = note
            && !notes.iter().any(|(known, _)| known == note)
        {
            notes.push((note.clone(), citations(page, node).into_iter().next()));
        }
    }
    Ok(notes)
}

/// The units of the indicators that conflicts are about: one statement for all.
async fn units(snapshot: &Snapshot, dataset: &Dataset, nodes: &[Node]) -> Result<Units> {
    let slugs: BTreeSet<String> = nodes.iter().filter_map(|node| indicator(dataset, node)).collect();
    if slugs.is_empty() {
        return Ok(Units::new());
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(slugs.iter().map(|slug| ("slug", slug)))
        .finish();
    let rows = read(snapshot, "indicators", &query).await?;
    let unit = rows.dataset.column("unit");
    let of = |node: &Node| match &node.row.values[unit?] {
        Value::Text(unit) => Some((node.row.slug.clone(), unit.clone())),
        _ => None,
    };
    Ok(rows.page.nodes.iter().filter_map(of).collect())
}

/// The indicator whose observations disagree, by its slug: their address names it.
fn indicator(dataset: &Dataset, node: &Node) -> Option<String> {
    let Value::Text(address) = &node.row.values[dataset.column("address")?] else {
        return None;
    };
    let (_, query) = address.split_once('?')?;
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "indicator");
    named.map(|(_, slug)| slug.into_owned())
}

fn conflict(page: &Layout, dataset: &Dataset, node: &Node, link: Link, units: &Units) -> Conflict {
    let shown = |name: &str| {
        dataset
            .column(name)
            .map(|place| cell(page, dataset, node, place))
            .unwrap_or_default()
    };
    let subject = shown("subject_dataset").text;
    let subject = registry()
        .find(&subject)
        .map_or(subject, |known| page.words(&known.title).to_owned());
    Conflict {
        link,
        kind: shown("kind").text,
        subject: Link {
            name: format!("{subject}{} {}", page.say("\u{a0}:", ":"), shown("subject").text),
            address: shown("address").link.unwrap_or_default(),
        },
        reason: shown("reason").text,
        values: values(
            page,
            dataset,
            node,
            indicator(dataset, node).and_then(|slug| units.get(&slug)),
        ),
    }
}

fn values(page: &Layout, dataset: &Dataset, node: &Node, unit: Option<&String>) -> Vec<GivenValue> {
    let Some(at) = dataset.parts.iter().position(|part| part.name == "values") else {
        return Vec::new();
    };
    let columns = &dataset.parts[at].columns;
    let column = subject_column(dataset, node);
    let items = node.row.parts.get(at).map_or(&[][..], Vec::as_slice);
    let given = items.iter().map(|item| {
        let value = |name: &str| place(columns, name).map_or(&Value::Null, |place| &item[place]);
        let shown = |name: &str| place(columns, name).map(|at| plain(page, &columns[at], &item[at]).text);
        let named = match value("documents") {
            Value::List(slugs) => slugs.as_slice(),
            _ => &[],
        };
        let mut documents = citations(page, node);
        documents.retain(|citation| named.contains(&citation.slug));
        let mut text = in_words(page, column, value("value"));
        text.extend(unit.map(|unit| format!("\u{a0}{unit}")));
        GivenValue {
            text,
            // That a value is exact goes without saying.
            qualifier: match value("qualifier") {
                Value::Term("exact") => String::new(),
                _ => shown("qualifier").unwrap_or_default(),
            },
            day: shown("published_on").unwrap_or_default(),
            documents,
            is_retained: *value("retained") == Value::Boolean(true),
        }
    });
    given.collect()
}

/// The column that the documents answer for: of the record in question, or of a list that it holds (`application.starts_on`).
fn subject_column(dataset: &Dataset, node: &Node) -> Option<&'static Column> {
    let text = |name: &str| match &node.row.values[dataset.column(name)?] {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let subject = registry().find(text("subject_dataset")?)?;
    let field = text("field")?;
    if let Some(place) = subject.column(field) {
        return Some(&subject.columns[place]);
    }
    let part = subject.parts.iter().find(|part| part.name == field)?;
    let (_, column) = text("item")?.rsplit_once('.')?;
    place(&part.columns, column).map(|place| &part.columns[place])
}

/// A value that a conflict holds as text, as its column is written for people.
fn in_words(page: &Layout, column: Option<&Column>, value: &Value) -> String {
    let Value::Text(text) = value else {
        return String::new();
    };
    let read = column.and_then(|column| Some((column, parse::value(column, text).ok()?)));
    read.map_or_else(|| text.clone(), |(column, value)| plain(page, column, &value).text)
}
