use chrono::NaiveDate;

use super::{
    cell::{Cell, cell, items},
    context::Layout,
    rows::{Link, Rows},
    sources::{self, Citation},
};
use crate::{
    datasets::{
        Column, Dataset, Kind, Node,
        model::{fields::Shows, phases::Certainty},
        read::order::order_by,
    },
    domain::{Value, numeral},
    web::list_query::Query,
};

/// Rows as a table.
pub(super) struct RowsTable {
    /// The title of the column that leads to the records.
    pub(super) named: &'static str,
    pub(super) columns: Vec<Heading>,
    pub(super) rows: Vec<TableRow>,
}

/// A column, as the table shows it.
pub(super) struct Heading {
    place: Place,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) is_number: bool,
    /// The address of the table in the order of this column, or in the opposite one; none where no order is by it.
    pub(super) sort: Option<String>,
    pub(super) direction: Option<&'static str>,
}

/// What a column of the table shows.
enum Place {
    /// The phases that are under way on a day, so certainly or not.
    Phases(NaiveDate, Certainty),
    Column(usize),
    Part(usize),
}

pub(super) struct TableRow {
    pub(super) link: Link,
    pub(super) cells: Vec<Cell>,
    pub(super) sources: Vec<Citation>,
}

impl RowsTable {
    /// The rows that were read, with links that sort them where they answer a query that can be sorted.
    pub(super) fn new(page: &Layout, rows: &Rows, query: Option<&Query>) -> Self {
        Self::without(page, rows, query, "")
    }

    /// The same without a column: the one that all rows have alike on a page about it.
    pub(super) fn without(page: &Layout, rows: &Rows, query: Option<&Query>, left_out: &str) -> Self {
        let mut columns = headings(page, query, rows);
        columns.retain(|heading| match heading.place {
            Place::Column(place) => rows.dataset.columns[place].name != left_out,
            _ => true,
        });
        Self {
            named: match rows.period() {
                Some(_) => page.say("Période", "Period"),
                None => page.say("Nom", "Name"),
            },
            rows: (0..rows.page.nodes.len())
                .map(|at| row(page, rows, at, &columns))
                .collect(),
            columns,
        }
    }
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
fn headings(page: &Layout, query: Option<&Query>, rows: &Rows) -> Vec<Heading> {
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
    // What was asked for comes first.
    let columns = shown.map(|(place, column)| heading(page, query, dataset, place, column));
    phases_asked(page, query)
        .into_iter()
        .chain(columns)
        .chain(parts)
        .collect()
}

/// The phases that are under way on the day that the query asks of.
fn phases_asked(page: &Layout, query: Option<&Query>) -> Vec<Heading> {
    let fields = query.iter().flat_map(|query| &query.fields);
    let asked = fields.filter_map(|field| match field.shows {
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

fn heading(page: &Layout, query: Option<&Query>, dataset: &Dataset, place: usize, column: &Column) -> Heading {
    let sorted = query
        .and_then(Query::sorted_by)
        .filter(|sorted| sorted.trim_start_matches('-') == column.name);
    let (sort, direction) = match sorted {
        Some(sorted) if sorted.starts_with('-') => (column.name.to_owned(), Some("descending")),
        Some(_) => (format!("-{}", column.name), Some("ascending")),
        None => (column.name.to_owned(), None),
    };
    let address = query.filter(|_| order_by(dataset, column.name).is_ok());
    let address = address.map(|query| format!("/datasets/{}{}", dataset.name, query.with(&[("sort", &sort)])));
    Heading {
        place: Place::Column(place),
        title: page.language.choose(column.title),
        description: page.language.choose(column.description),
        is_number: matches!(column.kind, Kind::Integer | Kind::Decimal | Kind::Euros),
        sort: address,
        direction,
    }
}

/// What a table holds: its title, how many rows there are in all, and the revision that they are of.
pub(super) fn caption(page: &Layout, title: &str, total: u64) -> String {
    let rows = match total {
        1 => page.say("ligne", "row"),
        0 => page.say("ligne", "rows"),
        _ => page.say("lignes", "rows"),
    };
    let total = numeral(&total.to_string(), page.language);
    let revision = page.shown.as_ref().map(|shown| {
        let word = page.say("révision", "revision");
        format!(", {word} {}", shown.revision)
    });
    let colon = page.say("\u{a0}:", ":");
    format!("{title}{colon} {total} {rows}{}", revision.unwrap_or_default())
}
