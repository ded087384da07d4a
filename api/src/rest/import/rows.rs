use std::collections::HashMap;

use bytes::Bytes;
use serde_json::Value as Json;

use super::form::{ImportForm, MOST_ROWS, Written};
use crate::{
    datasets::{Dataset, Kind, model::parse},
    domain::{Error, Origin, Result, RowError, RowErrorKind, Wording, wording},
    files::bare,
    publishing::TextRow,
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

pub(super) fn read(dataset: &Dataset, form: ImportForm, file: &str, bytes: &Bytes, written: Written) -> Result<Table> {
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
        ImportForm::Csv => csv(dataset, file, text, written, &mut problems)?,
        ImportForm::NdJson => ndjson(file, text, &mut problems)?,
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

fn csv(dataset: &Dataset, file: &str, text: &str, written: Written, problems: &mut Vec<RowError>) -> Result<Table> {
    let delimiter = written.delimiter.unwrap_or_else(|| seen(text));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let not_csv = |error| Error::bad_input(wording!("ce n'est pas du CSV : {error}", "this is not CSV: {error}"));
    let Some(header) = records.next() else {
        return Ok(Table::default());
    };
    let header = header.map_err(not_csv)?;
    refuse_too_wide(header.len())?;
    let mut cells = CsvCells::new(dataset, file, &header, delimiter, written);
    let mut lines = Lines::default();
    let mut table = Table {
        header: cells.header(),
        ..Default::default()
    };
    for record in records {
        let record = record.map_err(not_csv)?;
        let line = lines.line_at(text, record.position().map_or(0, csv::Position::byte));
        let longest = record.iter().map(str::len).max().unwrap_or_default();
        refuse_long_text(line, longest, LONGEST_CELL)?;
        // Spreadsheets leave empty rows behind.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != header.len() {
            let (given, columns) = (record.len(), header.len());
            let message = wording!(
                "{given} cellules pour {columns} colonnes",
                "{given} cells for {columns} columns"
            );
            problems.push(problem(file, line, "*", message));
            continue;
        }
        refuse_too_long(table.rows.len())?;
        let row = cells.row(line, &record, problems);
        table.rows.push(row);
    }
    problems.append(&mut cells.points_where_commas_are_used());
    Ok(table)
}

/// The lines of a text, by the bytes at which its records start, in order.
#[derive(Default)]
struct Lines {
    byte: usize,
    line: u64,
}

impl Lines {
    /// The line, from 1, of the first text at or after a byte: the reader may stand before the end of the line above.
    fn line_at(&mut self, text: &str, byte: u64) -> u64 {
        let bytes = text.as_bytes();
        let mut start = usize::try_from(byte).unwrap_or(bytes.len()).min(bytes.len());
        while bytes.get(start).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            start += 1;
        }
        let passed = bytes[self.byte..start].iter().filter(|byte| **byte == b'\n').count();
        self.byte = start;
        self.line += passed as u64;
        self.line + 1
    }
}

/// How the cells of a file are read.
struct CsvCells<'a> {
    file: &'a str,
    /// The names of the columns, empty where one has none.
    names: Vec<String>,
    /// Which of them hold numbers with decimals.
    numbers: Vec<bool>,
    /// Whether commas are decimal marks; where the request does not say, they may be.
    comma: bool,
    /// Whether points are not.
    no_point: bool,
    seen_comma: bool,
    /// Where numbers have points.
    points: Vec<(u64, usize)>,
}

impl<'a> CsvCells<'a> {
    fn new(dataset: &Dataset, file: &'a str, header: &csv::StringRecord, delimiter: u8, written: Written) -> Self {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        Self {
            file,
            numbers: names.iter().map(|name| is_number(dataset, name)).collect(),
            names,
            comma: written.decimal_comma.unwrap_or(delimiter != b','),
            no_point: written.decimal_comma == Some(true),
            seen_comma: false,
            points: Vec::new(),
        }
    }

    /// The columns that have a name.
    fn header(&self) -> Vec<String> {
        self.names.iter().filter(|name| !name.is_empty()).cloned().collect()
    }

    fn row(&mut self, line: u64, record: &csv::StringRecord, problems: &mut Vec<RowError>) -> TextRow {
        let mut cells = Vec::with_capacity(self.names.len());
        for (place, cell) in record.iter().enumerate() {
            let text = bare(cell);
            if self.names[place].is_empty() {
                if !text.trim().is_empty() {
                    let message = wording!("la colonne {} n'a pas de nom", "column {} has no name", place + 1);
                    problems.push(problem(self.file, line, "*", message));
                }
                continue;
            }
            cells.push(self.cell(line, place, text));
        }
        TextRow {
            line,
            cells,
            ..Default::default()
        }
    }

    fn cell(&mut self, line: u64, place: usize, text: &str) -> String {
        if !self.comma || !self.numbers[place] {
            return text.to_owned();
        }
        if text.contains('.') {
            self.points.push((line, place));
        }
        self.seen_comma |= text.contains(',');
        text.replace(',', ".")
    }

    /// A point among decimal commas may mean thousands: nobody is to guess.
    fn points_where_commas_are_used(&mut self) -> Vec<RowError> {
        if !self.no_point && !self.seen_comma {
            return Vec::new();
        }
        let message = wording!(
            "la virgule est la marque décimale de ce fichier : écrivez 1234 ou 1,234, sans point",
            "a comma is the decimal mark of this file: write 1234 or 1,234, without a point"
        );
        let points = std::mem::take(&mut self.points);
        let told = points
            .iter()
            .map(|(line, place)| problem(self.file, *line, &self.names[*place], message.clone()));
        told.collect()
    }
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

/// More columns than any dataset has.
const MOST_COLUMNS: usize = 200;

fn refuse_too_wide(columns: usize) -> Result<()> {
    if columns <= MOST_COLUMNS {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "{columns} colonnes, et au plus {MOST_COLUMNS}",
            "{columns} columns, and at most {MOST_COLUMNS}"
        ),
    })
}

/// How long a cell may be, in bytes: ten times the longest that is published.
const LONGEST_CELL: usize = 256 << 10;

/// How long a line of JSON may be, in bytes.
const LONGEST_LINE: usize = 1 << 20;

fn refuse_long_text(line: u64, length: usize, longest: usize) -> Result<()> {
    if length <= longest {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "ligne {line} : un texte de {length} octets, et au plus {longest} ; un guillemet n'est peut-être pas fermé",
            "line {line}: a text of {length} bytes, and at most {longest}; a quote may not be closed"
        ),
    })
}

fn refuse_too_long(rows: usize) -> Result<()> {
    if rows < MOST_ROWS {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "plus de {MOST_ROWS} lignes, et au plus {MOST_ROWS} à la fois : coupez le fichier",
            "more than {MOST_ROWS} rows, and at most {MOST_ROWS} at once: cut the file"
        ),
    })
}

/// Whether a column holds numbers with decimals.
fn is_number(dataset: &Dataset, name: &str) -> bool {
    dataset
        .column(name)
        .is_some_and(|place| matches!(dataset.columns[place].kind, Kind::Decimal | Kind::Euros))
}

/// The columns are all the names that any line has.
fn ndjson(file: &str, text: &str, problems: &mut Vec<RowError>) -> Result<Table> {
    let mut table = Table::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        refuse_long_text(line, text.len(), LONGEST_LINE)?;
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
            cells[place] = parse::cell(&value);
            has[place] = true;
            refuse_too_wide(table.header.len())?;
        }
        refuse_too_long(table.rows.len())?;
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
    Ok(table)
}
