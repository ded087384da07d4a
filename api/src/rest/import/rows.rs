use std::collections::HashMap;

use bytes::Bytes;
use serde_json::Value as Json;

use super::{
    cells::{Marks, Understanding, UnitTold},
    form::ImportForm,
    report::Report,
    written::Written,
};
use crate::{
    datasets::{
        Dataset,
        model::{headers::Headers, parse},
    },
    domain::{Error, Origin, Result, RowError, RowErrorKind, Wording, wording},
    files::reading::{self, Charset, Expected, FileCell, FileTable, MOST_COLUMNS, NotRows},
    publishing::TextRow,
};

/// The columns and rows of a file, as the dataset writes them.
#[derive(Default)]
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<TextRow>,
    /// What is wrong with rows that cannot be read as such.
    pub(super) problems: Vec<RowError>,
    /// The numbers that say their unit.
    pub(super) units: Vec<UnitTold>,
    pub(super) report: Report,
}

/// A file to be read.
pub(super) struct Given<'a> {
    pub(super) dataset: &'static Dataset,
    pub(super) form: ImportForm,
    pub(super) charset: Option<Charset>,
    /// Its name, for messages.
    pub(super) file: &'a str,
    pub(super) bytes: &'a Bytes,
    pub(super) limit: usize,
    pub(super) written: &'a Written,
}

pub(super) fn read(given: &Given<'_>) -> Result<Table> {
    let headers = Headers::new(given.dataset);
    let is_column = |name: &str| headers.field(name).is_some();
    let expected = Expected {
        charset: given.charset,
        delimiter: match given.form {
            ImportForm::Tsv => Some(b'\t'),
            _ => given.written.delimiter,
        },
        sheet: given.written.sheet.as_deref(),
        limit: given.limit,
        is_column: &is_column,
    };
    let table = match given.form {
        ImportForm::NdJson => ndjson(given, &headers, &expected)?,
        ImportForm::Csv | ImportForm::Tsv => tabular(given, &headers, reading::csv(given.bytes, &expected))?,
        ImportForm::Xlsx => tabular(given, &headers, reading::xlsx(given.bytes, &expected))?,
        ImportForm::Ods => tabular(given, &headers, reading::ods(given.bytes, &expected))?,
    };
    if table.rows.is_empty() && table.problems.is_empty() {
        return Err(Error::bad_input(wording!(
            "le fichier n'a aucune ligne de données",
            "the file has no row of data"
        )));
    }
    Ok(table)
}

pub(super) fn problem(file: &str, line: u64, column: &str, message: Wording) -> RowError {
    RowError {
        origin: Origin::of_line(file, line),
        column: column.to_owned(),
        kind: RowErrorKind::BadInput,
        message,
    }
}

fn tabular(given: &Given<'_>, headers: &Headers, read: Result<FileTable, NotRows>) -> Result<Table> {
    let table = match read {
        Ok(table) => table,
        Err(NotRows::File(error)) => return Err(error),
        Err(NotRows::Line(line, message)) => {
            return Err(Error::rows_refused(vec![problem(given.file, line, "*", message)]));
        }
    };
    let delimiter = table.read_as.delimiter;
    let marks = Marks {
        decimal_comma: given.written.decimal_comma,
        comma: delimiter != Some(','),
        // Workbooks are often made of such files.
        texts_kept: given.written.french.unwrap_or(delimiter.is_none_or(|mark| mark == ';')),
    };
    let columns = table.header.len();
    let report = Report::new(given.form, table.read_as);
    let mut understanding = Understanding::new(given.dataset, given.file, headers, &table.header, marks, report);
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut problems = Vec::new();
    for row in table.rows {
        if row.cells.len() != columns {
            let cells = row.cells.len();
            let message = wording!(
                "{cells} cellules pour {columns} colonnes",
                "{cells} cells for {columns} columns"
            );
            problems.push(problem(given.file, row.line, "*", message));
            continue;
        }
        rows.push(understanding.row(row.line, &row.cells));
    }
    Ok(Table::new(understanding, rows, problems))
}

impl Table {
    fn new(mut understanding: Understanding<'_>, rows: Vec<TextRow>, mut problems: Vec<RowError>) -> Self {
        understanding.refuse_points_among_commas();
        problems.append(&mut understanding.problems);
        Self {
            header: understanding.header(),
            rows,
            problems,
            units: understanding.units,
            report: understanding.report,
        }
    }
}

/// How long a line of JSON may be, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// The columns are all the names that any line has.
fn ndjson(given: &Given<'_>, headers: &Headers, expected: &Expected<'_>) -> Result<Table> {
    let (text, read_as) = reading::lines(given.bytes, expected)?;
    let objects = objects(given.file, &text)?;
    let marks = Marks {
        decimal_comma: given.written.decimal_comma,
        comma: false,
        texts_kept: false,
    };
    let report = Report::new(given.form, read_as);
    let mut understanding = Understanding::new(given.dataset, given.file, headers, &objects.names, marks, report);
    let rows = objects.rows.into_iter().map(|(line, mut cells)| {
        cells.resize(objects.names.len(), None);
        let mut absent: Vec<usize> = (0..cells.len()).filter(|place| cells[*place].is_none()).collect();
        let cells: Vec<FileCell> = cells.into_iter().map(Option::unwrap_or_default).collect();
        let row = understanding.row(line, &cells);
        // What a marker says is given, too.
        absent.retain(|place| row.cells.get(*place).is_none_or(String::is_empty));
        TextRow { absent, ..row }
    });
    let rows = rows.collect();
    Ok(Table::new(understanding, rows, objects.problems))
}

/// Objects, one a line, by the places of their names.
#[derive(Default)]
struct Objects {
    names: Vec<String>,
    rows: Vec<(u64, Vec<Option<FileCell>>)>,
    problems: Vec<RowError>,
}

fn objects(file: &str, text: &str) -> Result<Objects> {
    let mut objects = Objects::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        reading::refuse_long_text(line, text.len(), LONGEST_LINE)?;
        let members: serde_json::Map<String, Json> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(error) => {
                let message = wording!("pas un objet JSON : {error}", "not a JSON object: {error}");
                objects.problems.push(problem(file, line, "*", message));
                continue;
            }
        };
        reading::refuse_too_long(objects.rows.len())?;
        let mut cells: Vec<Option<FileCell>> = vec![None; objects.names.len()];
        for (name, value) in members {
            let place = *places.entry(name).or_insert_with_key(|name| {
                objects.names.push(name.clone());
                cells.push(None);
                objects.names.len() - 1
            });
            if objects.names.len() > MOST_COLUMNS {
                return Err(reading::too_wide(objects.names.len()));
            }
            cells[place] = Some(FileCell {
                text: parse::cell(&value),
                typed: !value.is_string(),
            });
        }
        objects.rows.push((line, cells));
    }
    Ok(objects)
}
