use std::collections::HashMap;

use bytes::Bytes;
use serde_json::Value as Json;

use super::{ImportForm, ImportRequest};
use crate::{
    datasets::{Dataset, Kind},
    domain::{Error, Origin, Result, RowError, RowErrorKind, Wording, wording},
    publishing::TextRow,
    rest::csv::bare,
};

/// What every text editor of one system puts before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns and rows of a file.
#[derive(Default)]
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<TextRow>,
    /// What is wrong with rows that cannot be read as such.
    pub(super) problems: Vec<RowError>,
}

pub(super) fn read(
    dataset: &Dataset,
    form: ImportForm,
    file: &str,
    bytes: &Bytes,
    request: &ImportRequest,
) -> Result<Table> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        Error::bad_input(wording!(
            "le fichier n'est pas en UTF-8 (ligne {line}) : enregistrez-le en « CSV UTF-8 »",
            "the file is not UTF-8 (line {line}): save it as \"CSV UTF-8\""
        ))
    })?;
    let mut problems = Vec::new();
    let mut table = match form {
        ImportForm::Csv => csv(dataset, file, text, request, &mut problems)?,
        ImportForm::NdJson => ndjson(file, text, &mut problems),
    };
    table.problems = problems;
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(Error::bad_input(wording!(
            "le fichier n'a aucune ligne de données",
            "the file has no row of data"
        )));
    }
    Ok(table)
}

fn problem(file: &str, line: u64, column: &str, message: Wording) -> RowError {
    RowError {
        origin: Origin {
            file: file.to_owned(),
            line,
        },
        column: column.to_owned(),
        kind: RowErrorKind::BadInput,
        message,
    }
}

fn csv(
    dataset: &Dataset,
    file: &str,
    text: &str,
    request: &ImportRequest,
    problems: &mut Vec<RowError>,
) -> Result<Table> {
    let delimiter = request.delimiter.unwrap_or_else(|| seen(text));
    let decimal_comma = request.decimal_comma.unwrap_or(delimiter != b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut numbers = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| Error::bad_input(wording!("ce n'est pas du CSV : {error}", "this is not CSV: {error}")))?;
        let line = record.position().map_or(0, csv::Position::line);
        if table.header.is_empty() {
            table.header = record.iter().map(|name| name.trim().to_owned()).collect();
            numbers = table
                .header
                .iter()
                .map(|name| decimal_comma && is_number(dataset, name))
                .collect();
            continue;
        }
        if record.len() != table.header.len() {
            let (cells, columns) = (record.len(), table.header.len());
            let message = wording!(
                "{cells} cellules pour {columns} colonnes",
                "{cells} cells for {columns} columns"
            );
            problems.push(problem(file, line, "*", message));
            continue;
        }
        let cell = |(text, is_number): (&str, &bool)| {
            let text = bare(text);
            if *is_number {
                text.replace(',', ".")
            } else {
                text.to_owned()
            }
        };
        table.rows.push(TextRow {
            line,
            cells: record.iter().zip(&numbers).map(cell).collect(),
            ..Default::default()
        });
    }
    Ok(table)
}

/// What separates the names of a header: none of them holds a separator.
fn seen(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let separators = [b';', b'\t', b','];
    let found = separators
        .into_iter()
        .find(|separator| header.bytes().any(|byte| byte == *separator));
    found.unwrap_or(b',')
}

/// Whether a column holds numbers with decimals.
fn is_number(dataset: &Dataset, name: &str) -> bool {
    dataset
        .column(name)
        .is_some_and(|place| matches!(dataset.columns[place].kind, Kind::Decimal | Kind::Euros))
}

/// The columns are all the names that any line has.
fn ndjson(file: &str, text: &str, problems: &mut Vec<RowError>) -> Table {
    let mut table = Table::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let members: serde_json::Map<String, Json> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(error) => {
                let message = wording!("pas un objet JSON : {error}", "not a JSON object: {error}");
                problems.push(problem(file, line, "*", message));
                continue;
            }
        };
        let mut cells = vec![String::new(); table.header.len()];
        let mut has = vec![false; table.header.len()];
        for (name, value) in members {
            let place = *places.entry(name).or_insert_with_key(|name| {
                table.header.push(name.clone());
                cells.push(String::new());
                has.push(false);
                table.header.len() - 1
            });
            cells[place] = cell(value);
            has[place] = true;
        }
        let absent = has.iter().enumerate().filter(|(_, has)| !**has);
        table.rows.push(TextRow {
            line,
            absent: absent.map(|(place, _)| place).collect(),
            cells,
            ..Default::default()
        });
    }
    // Names that only later lines have.
    for row in &mut table.rows {
        row.absent.extend(row.cells.len()..table.header.len());
        row.cells.resize(table.header.len(), String::new());
    }
    table
}

/// A JSON value as the text of a cell.
fn cell(value: Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text,
        other => other.to_string(),
    }
}
