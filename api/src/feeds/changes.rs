use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use super::{
    changed_fields::TableForm,
    pages::{self, Pages},
    request::read_request,
};
use crate::{
    datasets::{
        changes::feed::{DEFAULT_CHANGES, FeedRequest, GREATEST_CHANGES, changes as read},
        registry,
    },
    domain::{Bilingual, Result},
    files::{Form, Rows, TableCell},
    store::Snapshot,
    web::{representation::Representation, response::ROW_COUNT},
};

/// A page of the changes after a place, oldest first.
///
/// # Errors
/// `BadInput` that names the parameter; `BadCursor` for a place that no response gave.
pub(super) async fn page(snapshot: &Snapshot, sent: &str, now: DateTime<Utc>) -> Result<Representation> {
    let asked = read_request(snapshot, sent, Form::Page, DEFAULT_CHANGES, GREATEST_CHANGES, now).await?;
    let found = read(snapshot, &asked).await?;
    let (next, count) = (found.next.to_string(), found.data.len().to_string());
    let address = pages::next("/v1/changes", sent, &next);
    let mut body = found.to_json(snapshot);
    body["links"] = json!({ "next": address });
    Ok(Representation::json(&body)
        .with_header("link", pages::links(Some(&address)))
        .with_header(ROW_COUNT, count))
}

/// The columns of a table of changes.
const COLUMNS: [(&str, Bilingual); 11] = [
    ("place", Bilingual::new("Place", "Place")),
    ("published_at", Bilingual::new("Publié le", "Published at")),
    ("publisher", Bilingual::new("Publié par", "Publisher")),
    ("dataset", Bilingual::new("Jeu de données", "Dataset")),
    ("slug", Bilingual::new("Identifiant", "Slug")),
    ("operation", Bilingual::new("Opération", "Operation")),
    ("field", Bilingual::new("Champ", "Field")),
    ("before", Bilingual::new("Avant", "Before")),
    ("after", Bilingual::new("Après", "After")),
    ("message", Bilingual::new("Message", "Message")),
    ("reason", Bilingual::new("Motif", "Reason")),
];

/// How the changes of a file are written.
#[derive(Clone, Copy)]
enum Written {
    /// A change a line, as JSON.
    Lines,
    /// A row for each field that differs, as CSV.
    Table(TableForm),
}

impl Written {
    /// The changes as text, with the number of its rows.
    fn changes(self, changes: &[Json]) -> Result<(Vec<u8>, usize)> {
        let Self::Table(form) = self else {
            let lines = changes.iter().map(|change| format!("{change}\n"));
            return Ok((lines.collect::<String>().into(), changes.len()));
        };
        let mut rows = Vec::new();
        for change in changes {
            let dataset = registry().dataset(change["dataset"].as_str().unwrap_or_default())?;
            for (_, cells) in form.changes(dataset, &change["before"], &change["after"]) {
                let mut row: Vec<TableCell> = ["place", "published_at", "publisher"]
                    .map(|name| TableCell::of_json(&change[name]))
                    .into();
                row.push(form.dataset(dataset));
                row.push(TableCell::of_json(&change["slug"]));
                row.push(form.operation(change["operation"].as_str().unwrap_or_default()));
                row.extend(cells);
                row.extend(["message", "reason"].map(|name| TableCell::of_json(&change[name])));
                rows.push(row);
            }
        }
        let count = rows.len();
        Ok((form.rows(rows), count))
    }
}

/// All changes after a place up to now, a line each.
///
/// # Errors
/// As `page`.
pub(super) async fn lines(snapshot: Snapshot, query: &str, now: DateTime<Utc>) -> Result<Representation> {
    file(snapshot, query, Written::Lines, now).await
}

/// The same as CSV, a row for each field that differs.
///
/// # Errors
/// As `page`.
pub(super) async fn table(snapshot: Snapshot, query: &str, now: DateTime<Utc>) -> Result<Representation> {
    file(snapshot, query, Written::Table(TableForm::parse(query)?), now).await
}

async fn file(snapshot: Snapshot, query: &str, written: Written, now: DateTime<Utc>) -> Result<Representation> {
    let form = match written {
        Written::Lines => Form::NdJson,
        Written::Table(_) => Form::Csv,
    };
    let asked = read_request(&snapshot, query, form, usize::MAX, usize::MAX, now).await?;
    let rows = Rows::default();
    let reading = Reading {
        rows: rows.clone(),
        wanted: asked.limit,
        snapshot,
        asked,
        written,
    };
    let file = match written {
        Written::Lines => pages::file("application/x-ndjson", Vec::new(), rows, reading).await?,
        Written::Table(table) => {
            let file = pages::file(form.media_type(), table.header(&COLUMNS), rows, reading).await?;
            file.with_header("content-disposition", FILE_NAME.to_owned())
        }
    };
    Ok(file.with_header("link", pages::links(None)))
}

/// How the table is called where it is saved.
const FILE_NAME: &str = "attachment; filename=\"segur-ouvert-changes.csv\"";

struct Reading {
    snapshot: Snapshot,
    asked: FeedRequest,
    /// How many changes are still wanted.
    wanted: usize,
    rows: Rows,
    written: Written,
}

impl Pages for Reading {
    async fn page(mut self) -> Result<(Bytes, Option<Self>)> {
        self.asked.limit = self.wanted.min(GREATEST_CHANGES);
        let found = read(&self.snapshot, &self.asked).await?;
        let (text, rows) = self.written.changes(&found.data)?;
        self.asked.after = found.next;
        self.wanted -= found.data.len();
        self.rows.add(rows);
        let goes_on = found.more && self.wanted > 0;
        Ok((text.into(), goes_on.then_some(self)))
    }
}
