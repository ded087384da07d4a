use serde_json::Value as Json;

use super::{Citation, Entry, RowError, command::Origin};
use crate::{
    datasets::{Column, Dataset, Identity, parse, suggestion::did_you_mean},
    domain::{Value, Wording, wording},
};

/// A row of a file, as text.
#[derive(Clone, Debug)]
pub struct TextRow {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its cells, in the order of the header.
    pub cells: Vec<String>,
}

/// The columns of a file beside the dataset's own: the name, and where the facts were read, lists in parallel.
const SLUG: &str = "slug";
const DOCUMENTS: &str = "source_document";
const LOCATORS: &str = "source_locator";
const FIELDS: &str = "source_field";

/// Reads rows of text as entries of a dataset; the header names columns, parts (JSON) and sources as exported files do.
///
/// # Errors
/// Every row that cannot be read: its line, its column and the reason.
pub fn read_rows(
    dataset: &'static Dataset,
    file: &str,
    header: &[String],
    rows: Vec<TextRow>,
) -> Result<Vec<Entry>, Vec<RowError>> {
    let mut problems = unknown_columns(dataset, file, header);
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let reader = RowReader {
            dataset,
            header,
            origin: Origin {
                file: file.to_owned(),
                line: row.line,
            },
            cells: row.cells,
        };
        entries.push(reader.entry(&mut problems));
    }
    if problems.is_empty() {
        Ok(entries)
    } else {
        Err(problems)
    }
}

fn unknown_columns(dataset: &Dataset, file: &str, header: &[String]) -> Vec<RowError> {
    let mut known: Vec<&str> = dataset.columns.iter().map(|column| column.name).collect();
    if dataset.identity == Identity::Record {
        known.extend(dataset.parts.iter().map(|part| part.name));
        known.extend([SLUG, DOCUMENTS, LOCATORS, FIELDS]);
    }
    header
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| RowError {
            origin: Origin {
                file: file.to_owned(),
                line: 1,
            },
            column: name.clone(),
            message: wording!(
                "{} n'a pas cette colonne{}",
                "{} has no such column{}",
                dataset.name,
                did_you_mean(name, known.iter().copied())
            ),
        })
        .collect()
}

struct RowReader<'a> {
    dataset: &'static Dataset,
    header: &'a [String],
    origin: Origin,
    cells: Vec<String>,
}

impl RowReader<'_> {
    fn entry(&self, problems: &mut Vec<RowError>) -> Entry {
        let mut values = Vec::with_capacity(self.dataset.columns.len());
        for column in &self.dataset.columns {
            match parse::value(column, self.cell(column.name)) {
                Ok(value) => values.push(value),
                Err(error) => {
                    problems.push(self.problem(column.name, Wording::of(&error)));
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
        Entry {
            dataset: self.dataset.name,
            slug: self.cell(SLUG).to_owned(),
            values,
            parts,
            citations: self.citations(problems),
            origin: self.origin.clone(),
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
            if let Some(name) = item
                .keys()
                .find(|name| !columns.iter().any(|column| column.name == *name))
            {
                return Err(wording!(
                    "un élément n'a pas de « {name} »{}",
                    "an item has no \"{name}\"{}",
                    did_you_mean(name, columns.iter().map(|column| column.name))
                ));
            }
            let values = columns.iter().map(|column| {
                let text = match item.get(column.name) {
                    None | Some(Json::Null) => String::new(),
                    Some(Json::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                parse::value(column, &text).map_err(|error| Wording::of(&error))
            });
            read.push(values.collect::<Result<_, _>>()?);
        }
        Ok(read)
    }

    fn citations(&self, problems: &mut Vec<RowError>) -> Vec<Citation> {
        let list = |name| -> Vec<&str> {
            match self.cell(name) {
                "" => Vec::new(),
                cell => cell.split(parse::LIST_SEPARATOR).map(str::trim).collect(),
            }
        };
        let documents = list(DOCUMENTS);
        let locators = list(LOCATORS);
        let fields = list(FIELDS);
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
        let at = |cells: &[&str], place: usize| {
            cells
                .get(place)
                .filter(|cell| !cell.is_empty())
                .map(|cell| (*cell).to_owned())
        };
        documents
            .iter()
            .enumerate()
            .map(|(place, document)| Citation {
                field: at(&fields, place),
                document: (*document).to_owned(),
                locator: at(&locators, place),
            })
            .collect()
    }
}
