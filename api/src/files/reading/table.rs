use std::borrow::Cow;

use super::text::Charset;
use crate::domain::{Error, Result, Wording, wording};

/// The most rows of one file.
pub const MOST_ROWS: usize = 100_000;

/// More columns than any dataset has.
pub const MOST_COLUMNS: usize = 200;

/// How long a cell may be, in bytes: ten times the longest that is published.
const LONGEST_CELL: usize = 256 << 10;

/// How many lines before the header are listed.
const MOST_SKIPPED: usize = 20;

/// What is known of a file before it is read.
pub struct Expected<'a> {
    /// The encoding that the request declares.
    pub charset: Option<Charset>,
    /// What separates the cells of CSV, if the request says it.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook, if the request names one.
    pub sheet: Option<&'a str>,
    /// The largest size of the file once decompressed, in bytes.
    pub limit: usize,
    /// Whether a text is the name of a column.
    pub is_column: &'a dyn Fn(&str) -> bool,
}

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAs {
    /// The encoding of its text; none for a workbook.
    pub encoding: Option<&'static str>,
    /// Whether the encoding was detected, rather than declared or marked in the file.
    pub detected: bool,
    /// What separates its cells; none for other forms.
    pub delimiter: Option<char>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// Every sheet of the workbook.
    pub sheets: Vec<String>,
    /// The line of the header, from 1.
    pub header_line: u64,
    /// Lines before the header, and comments, that hold no data: the first of them.
    pub skipped_lines: Vec<u64>,
}

/// A file, read: its header and its rows, each with as many cells as it has.
#[derive(Debug, Default)]
pub struct FileTable {
    /// How it was read.
    pub read_as: ReadAs,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, but for those without any text.
    pub rows: Vec<FileRow>,
}

/// A row of a file.
#[derive(Debug)]
pub struct FileRow {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<FileCell>,
}

/// A cell of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCell {
    /// Its text. A number has a decimal point and no other mark, a day is `2027-01-15`, a percentage ends with ` %`.
    pub text: String,
    /// Whether the file says that it is a number, a day or a truth value, so that its text is as written above whatever people use.
    pub typed: bool,
}

/// Why a file cannot be read as rows.
#[derive(Debug)]
pub enum NotRows {
    /// A line is malformed: nothing after it can be trusted.
    Line(u64, Wording),
    /// The file as a whole cannot be read.
    File(Error),
}

impl From<Error> for NotRows {
    fn from(error: Error) -> Self {
        Self::File(error)
    }
}

impl FileRow {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.trim().is_empty())
    }

    /// The row with as many cells as there are columns: a sheet has no last column.
    pub(super) fn padded(mut self, width: usize) -> Self {
        while self.cells.len() > width && self.cells.last().is_some_and(|cell| cell.text.trim().is_empty()) {
            self.cells.pop();
        }
        if self.cells.len() < width {
            self.cells.resize(width, FileCell::default());
        }
        self
    }
}

impl ReadAs {
    pub(super) fn skip(&mut self, line: u64) {
        if self.skipped_lines.len() < MOST_SKIPPED {
            self.skipped_lines.push(line);
        }
    }
}

impl FileCell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            typed: false,
        }
    }

    /// A number as sheets keep it: with the fifteen digits that they show.
    pub(super) fn number(value: f64) -> Self {
        let shown: f64 = format!("{value:.14e}").parse().unwrap_or(value);
        Self {
            text: format!("{shown}"),
            typed: true,
        }
    }

    pub(super) fn percent(value: f64) -> Self {
        let Self { text, typed } = Self::number(value * 100.0);
        Self {
            text: format!("{text} %"),
            typed,
        }
    }
}

pub(super) fn refuse_too_wide(columns: usize) -> Result<()> {
    if columns <= MOST_COLUMNS {
        return Ok(());
    }
    Err(too_wide(columns))
}

/// The refusal of more columns than a file may have.
pub fn too_wide(columns: usize) -> Error {
    Error::TooComplex {
        message: wording!(
            "{columns} colonnes, et au plus {MOST_COLUMNS}",
            "{columns} columns, and at most {MOST_COLUMNS}"
        ),
    }
}

/// Refuses one row more than a file may have.
///
/// # Errors
/// `TooComplex`.
pub fn refuse_too_long(rows: usize) -> Result<()> {
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

pub(super) fn refuse_long_cell(line: u64, length: usize) -> Result<()> {
    refuse_long_text(line, length, LONGEST_CELL)
}

/// Refuses a text that is too long.
///
/// # Errors
/// `TooComplex`, with its line.
pub fn refuse_long_text(line: u64, length: usize, longest: usize) -> Result<()> {
    if length <= longest {
        return Ok(());
    }
    Err(Error::TooComplex {
        message: wording!(
            "ligne {line} : un texte de {length} octets, et au plus {longest}",
            "line {line}: a text of {length} bytes, and at most {longest}"
        ),
    })
}

/// A text without the spaces around it, where it has any.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A workbook that is none.
pub(super) fn not_a_workbook(cause: impl std::fmt::Display) -> Error {
    Error::bad_input(wording!(
        "ce n'est pas un classeur lisible : {cause}",
        "this is not a workbook that can be read: {cause}"
    ))
}
