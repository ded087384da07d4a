use askama::Template;
use axum::{
    extract::{FromRef, Path},
    routing::get,
};

use super::{
    cell::{Cell, cell, plain},
    context::{Context, GATHERED, Layout},
    html::html,
    rows::Link,
    sources::{self, Citation},
};
use crate::{
    datasets::{
        Dataset, Node, Selection,
        model::fields::{Shows, fields},
        read::{
            absent::absent, comparable::with_names_and_units, history::DEFAULT_VERSIONS, labels, node::Version,
            record_history::of_record, warning,
        },
        record, registry,
    },
    domain::{Result, Slug, Value, civil_day, day_in_words},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, none},
        representation::Responded,
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The address of a record.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/datasets/{dataset}/{slug}", RoutePolicy::PAGE, get(get_record))
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    page: Layout,
    dataset: &'static Dataset,
    slug: String,
    facts: Vec<Fact>,
    lacking: Vec<&'static str>,
    parts: Vec<PartTable>,
    sources: Vec<Citation>,
    /// Whether one of them names a line.
    counts_lines: bool,
    warnings: Vec<String>,
    published: String,
    publisher: String,
    related: Vec<Link>,
    versions: Vec<PastVersion>,
    /// The same as JSON, and its history.
    json: String,
    history: String,
    /// The address of the table that it is a row of.
    own: String,
    /// The page that gathers what is said around it.
    gathered: Option<String>,
}

/// A column of the record that has a value.
pub(super) struct Fact {
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) cell: Cell,
}

/// A list that the record holds.
struct PartTable {
    title: &'static str,
    description: &'static str,
    headings: Vec<(&'static str, bool)>,
    rows: Vec<Vec<Cell>>,
}

/// A version that the record has had.
struct PastVersion {
    day: String,
    revision: i64,
    institution: String,
    message: String,
    reason: Option<String>,
    changed: Vec<String>,
}

async fn get_record(
    context: Context,
    Pinned(snapshot): Pinned,
    Path((name, slug)): Path<(String, String)>,
    QueryText(query): QueryText,
) -> Responded {
    none(&query)?;
    Ok(html(&record_page(&context, &snapshot, &name, &slug).await?)?)
}

/// A record that was found, read with the names of what it refers to.
pub(super) struct Found {
    pub(super) dataset: &'static Dataset,
    pub(super) node: Node,
    pub(super) slug: Slug,
    /// What it is called.
    pub(super) title: String,
}

/// A record by its public name.
///
/// # Errors
/// `NotFound`, with the nearest name.
pub(super) async fn found(context: &Context, snapshot: &Snapshot, name: &str, slug: &str) -> Result<Found> {
    let dataset = registry().dataset(name)?;
    let selection = Selection {
        warnings: warning::has_warnings(dataset),
        ..with_names_and_units(dataset)
    };
    let node = match Slug::parse(slug) {
        Ok(slug) => record(snapshot, dataset, &slug, &selection).await?.zip(Some(slug)),
        Err(_) => None,
    };
    let Some((node, slug)) = node else {
        return Err(absent(snapshot, dataset, slug).await?);
    };
    let title = labels::name(dataset, &node).unwrap_or_else(|| said_by_columns(context, dataset, &node));
    Ok(Found {
        dataset,
        node,
        slug,
        title,
    })
}

async fn record_page(context: &Context, snapshot: &Snapshot, name: &str, slug: &str) -> Result<RecordPage> {
    let Found {
        dataset,
        node,
        slug,
        title,
    } = found(context, snapshot, name, slug).await?;
    let singular = context.language.choose(dataset.title);
    let page = context.layout(snapshot, &title, format!("{title} — {singular}"));
    let versions = of_record(snapshot, dataset, &slug, DEFAULT_VERSIONS).await?;
    let publication = node.row.publication.as_ref();
    let sources = sources::citations(&page, &node);
    Ok(RecordPage {
        facts: facts(&page, dataset, &node),
        lacking: lacking(&page, dataset, &node),
        parts: parts(&page, dataset, &node),
        counts_lines: sources.iter().any(Citation::counts_lines),
        sources,
        warnings: node
            .warnings
            .iter()
            .map(|warning| warning.message.text(page.language).to_owned())
            .collect(),
        published: publication.map_or_else(String::new, |made| {
            day_in_words(civil_day(made.at)).text(page.language).to_owned()
        }),
        publisher: publication.map_or_else(String::new, |made| page.publisher(&made.institution)),
        related: related(&page, dataset, &node),
        versions: versions
            .unwrap_or_default()
            .iter()
            .map(|version| past(&page, dataset, version))
            .collect(),
        own: page.link(&format!("/datasets/{}", dataset.name)),
        gathered: GATHERED
            .contains(&dataset.name)
            .then(|| page.record(dataset.name, &node.row.slug)),
        json: page.link(&format!("/v1/{}/{slug}", dataset.name)),
        history: page.link(&format!("/v1/{}/{slug}/history", dataset.name)),
        slug: node.row.slug,
        dataset,
        page,
    })
}

/// What tells a record without a name from others: its references, and its period.
fn said_by_columns(context: &Context, dataset: &Dataset, node: &Node) -> String {
    let columns = dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.name != "document");
    let named = columns.filter_map(|(place, _)| match &node.row.values[place] {
        Value::Reference(_) => labels::label(dataset, node, place, context.language),
        Value::Date(date) => Some(date.in_words().text(context.language).to_owned()),
        _ => None,
    });
    let named: Vec<String> = named.take(4).collect();
    if named.is_empty() {
        node.row.slug.clone()
    } else {
        named.join(", ")
    }
}

/// The columns of a record that have a value.
pub(super) fn facts(page: &Layout, dataset: &Dataset, node: &Node) -> Vec<Fact> {
    let columns = dataset.columns.iter().enumerate();
    let known = columns.filter(|(place, _)| node.row.values[*place] != Value::Null);
    let fact = known.map(|(place, column)| Fact {
        title: page.language.choose(column.title),
        description: page.language.choose(column.description),
        cell: cell(page, dataset, node, place),
    });
    fact.collect()
}

/// The titles of the columns that the source says nothing of.
fn lacking(page: &Layout, dataset: &Dataset, node: &Node) -> Vec<&'static str> {
    let columns = dataset.columns.iter().enumerate();
    let unknown = columns.filter(|(place, _)| node.row.values[*place] == Value::Null);
    unknown.map(|(_, column)| page.language.choose(column.title)).collect()
}

fn parts(page: &Layout, dataset: &Dataset, node: &Node) -> Vec<PartTable> {
    let tables = dataset
        .parts
        .iter()
        .zip(&node.row.parts)
        .filter(|(_, items)| !items.is_empty());
    let table = tables.map(|(part, items)| {
        let columns = part.columns.iter().enumerate();
        let shown: Vec<usize> = columns
            .filter(|(place, _)| items.iter().any(|item| item[*place] != Value::Null))
            .map(|(place, _)| place)
            .collect();
        let rows: Vec<Vec<Cell>> = items
            .iter()
            .map(|item| {
                shown
                    .iter()
                    .map(|place| plain(page, &part.columns[*place], &item[*place]))
                    .collect()
            })
            .collect();
        let is_number = |at: usize| rows.iter().any(|row: &Vec<Cell>| row[at].is_number);
        PartTable {
            title: page.language.choose(part.title),
            description: page.language.choose(part.description),
            headings: shown
                .iter()
                .enumerate()
                .map(|(at, place)| (page.language.choose(part.columns[*place].title), is_number(at)))
                .collect(),
            rows,
        }
    });
    table.collect()
}

/// The tables of the records that refer to this one.
fn related(page: &Layout, dataset: &Dataset, node: &Node) -> Vec<Link> {
    let tables = dataset.relations.iter().map(|relation| Link {
        name: page
            .language
            .choose(relation.description)
            .trim_end_matches('.')
            .to_owned(),
        address: page.link(&format!(
            "/datasets/{}?{}={}",
            relation.target, relation.by, node.row.slug
        )),
    });
    tables.collect()
}

fn past(page: &Layout, dataset: &Dataset, version: &Version) -> PastVersion {
    let begun = version.begun();
    let shown = fields(dataset);
    let title = |name: &&str| {
        let column = shown.iter().find(|field| field.name == **name).map(|field| field.shows);
        match column {
            Some(Shows::Column(place)) => page.language.choose(dataset.columns[place].title).to_owned(),
            Some(Shows::Part(place, _)) => page.language.choose(dataset.parts[place].title).to_owned(),
            _ => (**name).to_owned(),
        }
    };
    PastVersion {
        day: day_in_words(civil_day(begun.at)).text(page.language).to_owned(),
        revision: begun.revision.0,
        institution: page.publisher(&begun.institution),
        message: begun.message.clone(),
        reason: begun.reason.clone(),
        changed: version.changed().iter().map(title).collect(),
    }
}
