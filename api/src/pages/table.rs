use askama::Template;
use axum::{
    extract::{FromRef, Path},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::NaiveDate;
use serde_json::Value as Json;

use super::{
    cell::{Cell, cell, items},
    context::{Context, Layout},
    figures::{self, Figure},
    filters::{self, Filters},
    forms::{see_other, without_empty},
    html::html,
    rows::{Link, Rows},
    sources::{self, Citation},
};
use crate::{
    datasets::{
        Column, Dataset, Kind, Node,
        aggregate::not_covered::not_covered,
        model::{description::term_label, fields::Shows, phases::Certainty},
        page,
        read::{comparable::with_names_and_units, order::order_by},
        registry,
    },
    domain::{Result, Value, numeral},
    files::Form,
    store::Snapshot,
    web::{
        conditional::Pinned,
        list_query::{DEFAULT_LIMIT, Query},
        problem::Failure,
        query::{LANGUAGE, QueryText},
        route_policy::RoutePolicy,
        routes::Routes,
        site::Site,
    },
};

/// The address of the table of a dataset.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
{
    Routes::new().route("/datasets/{dataset}", RoutePolicy::PAGE, get(get_table))
}

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage {
    page: Layout,
    dataset: &'static Dataset,
    total: String,
    filters: Filters,
    /// The title of the column that leads to the records.
    named: &'static str,
    columns: Vec<Heading>,
    rows: Vec<TableRow>,
    figures: Vec<Figure>,
    previous: Option<String>,
    next: Option<String>,
    files: Vec<Link>,
    not_covered: Vec<String>,
    /// The address of the whole table.
    own: String,
}

/// A column, as the table shows it.
struct Heading {
    place: Place,
    title: &'static str,
    description: &'static str,
    is_number: bool,
    /// The address of the table in the order of this column, or in the opposite one; none where no order is by it.
    sort: Option<String>,
    direction: Option<&'static str>,
}

/// What a column of the table shows.
enum Place {
    /// The phases that are under way on a day, so certainly or not.
    Phases(NaiveDate, Certainty),
    Column(usize),
    Part(usize),
}

struct TableRow {
    link: Link,
    cells: Vec<Cell>,
    sources: Vec<Citation>,
}

async fn get_table(
    context: Context,
    Pinned(snapshot): Pinned,
    Path(name): Path<String>,
    QueryText(text): QueryText,
) -> Result<Response, Failure> {
    let dataset = registry().dataset(&name)?;
    if let Some(address) = without_empty(&filters::path(dataset), &text) {
        return Ok(see_other(&address));
    }
    let found = table(&context, snapshot, dataset, &text).await?;
    Ok(html(&found)?.into_response())
}

async fn table(context: &Context, snapshot: Snapshot, dataset: &'static Dataset, text: &str) -> Result<TablePage> {
    let mut query = Query::parse(dataset, Form::Page, text, snapshot.today())?;
    query.page.total = true;
    query.page.limit = query.page.limit.min(DEFAULT_LIMIT);
    let mut found = page(&snapshot, dataset, &query.page, &with_names_and_units(dataset)).await?;
    let layout = context.layout(
        &snapshot,
        context.language.choose(dataset.title),
        context.language.choose(dataset.description),
    );
    found.not_covered = not_covered(&snapshot, dataset, &query.page, &found).await?;
    let address =
        |(name, cursor): (&str, String)| format!("/datasets/{}{}", dataset.name, query.with(&[(name, &cursor)]));
    let [previous, next] = query.beside(dataset, &found).map(|cursor| cursor.map(address));
    let rows = Rows { dataset, page: found };
    let columns = headings(&layout, &query, &rows);
    Ok(TablePage {
        total: numeral(&rows.page.total.unwrap_or_default().to_string(), layout.language),
        filters: Filters::read(&layout, &snapshot, dataset, text).await?,
        rows: (0..rows.page.nodes.len())
            .map(|at| row(&layout, &rows, at, &columns))
            .collect(),
        not_covered: rows
            .page
            .not_covered
            .iter()
            .filter_map(|known| said(&layout, dataset, known))
            .collect(),
        figures: figures::figures(&layout, &query, &rows),
        files: files(&layout, dataset, &query),
        named: match rows.period() {
            Some(_) => layout.say("Période", "Period"),
            None => layout.say("Nom", "Name"),
        },
        columns,
        previous,
        next,
        own: layout.link(&format!("/datasets/{}", dataset.name)),
        dataset,
        page: layout,
    })
}

fn row(page: &Layout, rows: &Rows, at: usize, columns: &[Heading]) -> TableRow {
    let node = &rows.page.nodes[at];
    let cells = columns.iter().map(|column| match column.place {
        Place::Column(place) => cell(page, rows.dataset, node, place),
        Place::Phases(day, certainty) => {
            let kinds = rows.dataset.phases_on(day, certainty, &node.row.parts);
            Cell::text(rows.phases(page, &kinds))
        }
        Place::Part(place) => items(
            page,
            &rows.dataset.parts[place],
            node.row.parts.get(place).map_or(&[], Vec::as_slice),
        ),
    });
    TableRow {
        link: rows.link(page, at),
        cells: cells.collect(),
        sources: sources::documents(page, node),
    }
}

/// The columns that have a value in a row of the page, besides the name, which leads to the record.
fn headings(page: &Layout, query: &Query, rows: &Rows) -> Vec<Heading> {
    let dataset = rows.dataset;
    let columns = dataset.columns.iter().enumerate();
    let shown = columns.filter(|(place, column)| {
        let has_value = |node: &Node| node.row.values[*place] != Value::Null;
        // The name leads to the record, and the document is its source.
        let names = matches!(column.name, "name" | "title")
            || rows.period() == Some(*place)
            || rows.period().is_some() && column.name == "document";
        !names && rows.page.nodes.iter().any(has_value)
    });
    let parts = dataset.parts.iter().enumerate().filter(|(place, _)| {
        let has_items = |node: &Node| node.row.parts.get(*place).is_some_and(|items| !items.is_empty());
        rows.page.nodes.iter().any(has_items)
    });
    let parts = parts.map(|(place, part)| Heading {
        place: Place::Part(place),
        title: page.words(&part.title),
        description: page.words(&part.description),
        is_number: false,
        sort: None,
        direction: None,
    });
    shown
        .map(|(place, column)| heading(page, query, dataset, place, column))
        .chain(parts)
        .chain(phases_asked(page, query))
        .collect()
}

/// The phases that are under way on the day that the query asks of.
fn phases_asked(page: &Layout, query: &Query) -> Vec<Heading> {
    let asked = query.fields.iter().filter_map(|field| match field.shows {
        Shows::PhasesOn(day, certainty) => Some((day, certainty)),
        _ => None,
    });
    let headings = asked.map(|(day, certainty)| Heading {
        place: Place::Phases(day, certainty),
        title: match certainty {
            Certainty::Certain => page.say("En cours ce jour-là", "Under way on that day"),
            Certainty::Uncertain => page.say("Peut-être, faute de dates", "Perhaps, for lack of dates"),
        },
        description: "",
        is_number: false,
        sort: None,
        direction: None,
    });
    headings.collect()
}

fn heading(page: &Layout, query: &Query, dataset: &Dataset, place: usize, column: &Column) -> Heading {
    let sorted = query
        .sorted_by()
        .filter(|sorted| sorted.trim_start_matches('-') == column.name);
    let (sort, direction) = match sorted {
        Some(sorted) if sorted.starts_with('-') => (column.name.to_owned(), Some("descending")),
        Some(_) => (format!("-{}", column.name), Some("ascending")),
        None => (column.name.to_owned(), None),
    };
    let address = format!("/datasets/{}{}", dataset.name, query.with(&[("sort", &sort)]));
    Heading {
        place: Place::Column(place),
        title: page.language.choose(column.title),
        description: page.language.choose(column.description),
        is_number: matches!(column.kind, Kind::Integer | Kind::Decimal | Kind::Euros),
        sort: order_by(dataset, column.name).is_ok().then_some(address),
        direction,
    }
}

/// The files of the same query.
fn files(page: &Layout, dataset: &Dataset, query: &Query) -> Vec<Link> {
    let link = |name: &str, ending: &str, more: &[(&str, &str)]| Link {
        name: name.to_owned(),
        address: format!("/v1/{}.{ending}{}", dataset.name, query.with(more)),
    };
    vec![
        link(
            page.say("Tableur (XLSX)", "Spreadsheet (XLSX)"),
            "xlsx",
            &[(LANGUAGE, page.tag())],
        ),
        link(
            page.say("CSV pour tableur français", "CSV for French spreadsheets"),
            "csv",
            &[("dialect", "fr")],
        ),
        link("CSV", "csv", &[]),
        link("Parquet", "parquet", &[]),
        link("NDJSON", "ndjson", &[]),
        link("JSON", "json", &[]),
    ]
}

/// How many values rows have instead are listed.
const MOST_VALUES: usize = 12;

/// What rows have instead of what was asked for, in words.
fn said(page: &Layout, dataset: &Dataset, known: &Json) -> Option<String> {
    let name = known["field"].as_str()?;
    let column = &dataset.columns[dataset.column(name)?];
    let values = known["covered"].as_array()?.iter().take(MOST_VALUES).map(|covered| {
        let value = match (covered["value"].as_str(), column.kind) {
            (None, _) => page.say("sans valeur", "none").to_owned(),
            (Some(code), Kind::Term(vocabulary)) => {
                term_label(vocabulary, code, page.language).unwrap_or_else(|| code.to_owned())
            }
            (Some(slug), _) => slug.to_owned(),
        };
        format!("{value} ({})", covered["count"])
    });
    let values: Vec<String> = values.collect();
    let colon = page.say(" :", ":");
    Some(format!(
        "{}{colon} {}",
        page.language.choose(column.title),
        values.join(", ")
    ))
}
