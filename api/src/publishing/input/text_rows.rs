use std::{collections::HashSet, sync::Arc};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    datasets::{
        Column, Dataset, Identity,
        model::{fields, parse, suggestion::did_you_mean},
        read::warning::WARNINGS,
    },
    domain::{Language, Origin, Revision, RowError, RowErrorKind, Value, Wording, wording},
    publishing::{Citation, Entry, Expects, GivenVersion},
};

/// A row of a file, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRow {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its cells, in the order of the header.
    pub cells: Vec<String>,
    /// The places of the header that it does not have, where rows may differ: those stay as they are published.
    pub absent: Vec<usize>,
    /// What the caller expects of the record.
    pub expects: Expects,
}

/// The columns of a file beside the dataset's own: the name, and where the facts were read, lists in parallel.
pub const SLUG: &str = "slug";
const DOCUMENTS: &str = "source_document";
const LOCATORS: &str = "source_locator";
const FIELDS: &str = "source_field";

/// The revision that a row was read at: the record must still be as it left it.
const REVISION: &str = "revision";

/// The columns that say where the facts were read.
pub const SOURCES: [&str; 3] = [DOCUMENTS, LOCATORS, FIELDS];

/// Reads rows of text as whole entries of a dataset; the header names columns, parts (JSON) and sources as exported files do.
/// What the header does not name is missing.
///
/// # Errors
/// Every row that cannot be read: its line, its column and the reason.
pub fn read_rows(
    dataset: &'static Dataset,
    file: &str,
    header: &[String],
    rows: Vec<TextRow>,
) -> Result<Vec<Entry>, Vec<RowError>> {
    let (entries, problems) = read(dataset, file, header, rows, false);
    if problems.is_empty() {
        Ok(entries)
    } else {
        Err(problems)
    }
}

/// The same, of what is to change: what a row does not name stays as it is published. What is wrong is told beside the entries.
pub fn read_changes(
    dataset: &'static Dataset,
    file: &str,
    header: &[String],
    rows: Vec<TextRow>,
) -> (Vec<Entry>, Vec<RowError>) {
    // An observation is a whole: its value, status, qualifier and reason belong together.
    read(dataset, file, header, rows, dataset.identity == Identity::Record)
}

fn read(
    dataset: &'static Dataset,
    file: &str,
    header: &[String],
    rows: Vec<TextRow>,
    in_part: bool,
) -> (Vec<Entry>, Vec<RowError>) {
    let mut problems = unknown_columns(dataset, file, header);
    if !problems.is_empty() {
        // Every row would be wrong for the same reason.
        return (Vec::new(), problems);
    }
    let mut entries = Vec::with_capacity(rows.len());
    let all = in_part.then(|| Arc::new(given(dataset, header, &[])));
    for row in rows {
        let given = match &all {
            Some(_) if !row.absent.is_empty() => Some(Arc::new(given(dataset, header, &row.absent))),
            all => all.clone(),
        };
        let reader = RowReader {
            dataset,
            header,
            origin: Origin::of_line(file, row.line),
            cells: row.cells,
        };
        entries.push(Entry {
            given: given.filter(|given| !given.is_everything()),
            ..reader.entry(row.expects, &mut problems)
        });
    }
    (entries, problems)
}

/// What the header of a file, but for some places, gives of a record.
fn given(dataset: &Dataset, header: &[String], absent: &[usize]) -> GivenVersion {
    let names: HashSet<&str> = header
        .iter()
        .enumerate()
        .filter(|(place, _)| !absent.contains(place))
        .map(|(_, name)| name.as_str())
        .collect();
    GivenVersion {
        columns: dataset
            .columns
            .iter()
            .map(|column| names.contains(column.name))
            .collect(),
        parts: dataset.parts.iter().map(|part| names.contains(part.name)).collect(),
        citations: names.contains(DOCUMENTS),
    }
}

/// The columns of a dataset's files that follow from the others: read, and left alone.
fn follows(dataset: &Dataset, name: &str) -> bool {
    let writable = |name: &str| {
        dataset.column(name).is_some()
            || dataset.parts.iter().any(|part| part.name == name)
            || (dataset.identity == Identity::Record && (name == SLUG || SOURCES.contains(&name)))
    };
    let shown = fields::labelled(dataset, fields::fields(dataset), Language::default());
    let of_questions = fields::fields_of_day(NaiveDate::default());
    let is_shown = shown.iter().chain(&of_questions).any(|field| field.name == name);
    !writable(name) && (is_shown || name == WARNINGS)
}

fn unknown_columns(dataset: &Dataset, file: &str, header: &[String]) -> Vec<RowError> {
    let mut known: Vec<&str> = dataset.columns.iter().map(|column| column.name).collect();
    if dataset.identity == Identity::Record {
        known.extend(dataset.parts.iter().map(|part| part.name));
        known.push(SLUG);
        known.extend(SOURCES);
    }
    let problem = |name: &str, message: Wording| RowError {
        origin: Origin::of_line(file, 1),
        column: name.to_owned(),
        kind: RowErrorKind::BadInput,
        message,
    };
    let mut problems = Vec::new();
    if dataset.identity == Identity::Record && !header.iter().any(|name| name == SLUG) {
        let message = wording!(
            "il faut une colonne slug : le nom public et permanent de chaque ligne, en minuscules et traits d'union",
            "a slug column is needed: the permanent public name of each row, in lower case and hyphens"
        );
        problems.push(problem(SLUG, message));
    }
    let mut named = HashSet::new();
    for name in header {
        if !named.insert(name) {
            problems.push(problem(
                name,
                wording!("cette colonne est là deux fois", "this column is there twice"),
            ));
        } else if !known.contains(&name.as_str()) && !follows(dataset, name) {
            let hint = did_you_mean(name, known.iter().copied());
            let message = wording!(
                "{} n'a pas cette colonne{hint}",
                "{} has no such column{hint}",
                [hint],
                dataset.name
            );
            problems.push(problem(name, message));
        }
    }
    problems
}

struct RowReader<'a> {
    dataset: &'static Dataset,
    header: &'a [String],
    origin: Origin,
    cells: Vec<String>,
}

impl RowReader<'_> {
    fn entry(&self, expects: Expects, problems: &mut Vec<RowError>) -> Entry {
        let mut values = Vec::with_capacity(self.dataset.columns.len());
        for column in &self.dataset.columns {
            let cell = match (self.cell(column.name), column.usual) {
                ("", Some(usual)) => usual,
                (cell, _) => cell,
            };
            match parse::value(column, cell) {
                Ok(value) => values.push(value),
                Err(error) => {
                    problems.push(self.problem(column.name, error.wording()));
                    values.push(Value::Null);
                }
            }
        }
        let mut parts = Vec::with_capacity(self.dataset.parts.len());
        for part in &self.dataset.parts {
            match self.items(&part.columns, self.cell(part.name)) {
                Ok(items) => parts.push(items),
                Err(reason) => {
                    problems.push(self.problem(part.name, reason));
                    parts.push(Vec::new());
                }
            }
        }
        let is_record = self.dataset.identity == Identity::Record;
        Entry {
            dataset: self.dataset.name,
            slug: if is_record {
                self.cell(SLUG).to_owned()
            } else {
                String::new()
            },
            values,
            parts,
            citations: if is_record {
                self.citations(problems)
            } else {
                Vec::new()
            },
            origin: self.origin.clone(),
            expects: self.expected(expects, problems),
            given: None,
        }
    }

    /// What the row's revision says, where the file has one.
    fn expected(&self, expects: Expects, problems: &mut Vec<RowError>) -> Expects {
        match self.cell(REVISION) {
            "" => expects,
            cell => match cell.parse() {
                Ok(revision) => Expects::AsOf(Revision(revision)),
                Err(_) => {
                    let message = wording!(
                        "« {} » n'est pas un numéro de révision",
                        "\"{}\" is not the number of a revision",
                        parse::brief(cell)
                    );
                    problems.push(self.problem(REVISION, message));
                    expects
                }
            },
        }
    }

    fn cell(&self, name: &str) -> &str {
        self.header
            .iter()
            .position(|column| column == name)
            .and_then(|place| self.cells.get(place))
            .map_or("", |cell| cell.trim())
    }

    fn problem(&self, column: &str, message: Wording) -> RowError {
        // The column is told apart from the message.
        let alone = |text: String, mark: &str| match text.strip_prefix(&format!("{column}{mark}")) {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let message = Wording::new(alone(message.french, " : "), alone(message.english, ": "));
        RowError {
            origin: self.origin.clone(),
            column: column.to_owned(),
            kind: RowErrorKind::BadInput,
            message,
        }
    }

    /// The items of a part: a JSON list of objects, dates and terms as text.
    fn items(&self, columns: &[Column], cell: &str) -> Result<Vec<Vec<Value>>, Wording> {
        if cell.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<serde_json::Map<String, Json>> = serde_json::from_str(cell).map_err(|error| {
            wording!(
                "pas une liste JSON d'objets : {error}",
                "not a JSON list of objects: {error}"
            )
        })?;
        let mut read = Vec::with_capacity(items.len());
        for item in items {
            let is_known = |name: &&String| {
                // Exported files have the days of dates beside them, and labels.
                let name = name
                    .strip_suffix("_earliest")
                    .or(name.strip_suffix("_latest"))
                    .or(name.strip_suffix("_label"))
                    .unwrap_or(name);
                columns.iter().any(|column| column.name == name)
            };
            if let Some(name) = item.keys().find(|name| !is_known(name)) {
                let hint = did_you_mean(name, columns.iter().map(|column| column.name));
                return Err(wording!(
                    "un élément n'a pas de « {name} »{hint}",
                    "an item has no \"{name}\"{hint}",
                    [hint]
                ));
            }
            let values = columns.iter().map(|column| {
                let text = item.get(column.name).map(parse::cell).unwrap_or_default();
                parse::value(column, &text).map_err(|error| error.wording())
            });
            read.push(values.collect::<Result<_, _>>()?);
        }
        Ok(read)
    }

    fn citations(&self, problems: &mut Vec<RowError>) -> Vec<Citation> {
        let list = |name| match self.cell(name) {
            "" => Vec::new(),
            cell => parse::items(cell),
        };
        let documents = list(DOCUMENTS);
        let locators = list(LOCATORS);
        let fields = list(FIELDS);
        for (name, cells) in [(DOCUMENTS, &documents), (LOCATORS, &locators), (FIELDS, &fields)] {
            if let Some(reason) = cells.iter().find_map(|cell| parse::unfit(cell)) {
                problems.push(self.problem(name, Wording::from(reason)));
            }
        }
        for (name, cells) in [(LOCATORS, &locators), (FIELDS, &fields)] {
            if !cells.is_empty() && cells.len() != documents.len() {
                let message = wording!(
                    "{} entrées pour {} documents : donnez-en une pour chacun, vide où il n'y en a pas",
                    "{} entries for {} documents: give one for each, empty where there is none",
                    cells.len(),
                    documents.len()
                );
                problems.push(self.problem(name, message));
            }
        }
        let at = |cells: &[String], place: usize| cells.get(place).filter(|cell| !cell.is_empty()).cloned();
        documents
            .iter()
            .enumerate()
            .map(|(place, document)| Citation {
                field: at(&fields, place),
                document: document.clone(),
                locator: at(&locators, place),
            })
            .collect()
    }
}
