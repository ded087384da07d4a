use super::report::Report;
use crate::{
    datasets::{
        Column, Dataset, Identity, Kind,
        model::{
            headers::Headers,
            parse,
            understand::{Marker, UnitMark, marker, number, understood, unit},
        },
    },
    domain::{Origin, RowError, RowErrorKind, Wording, wording},
    files::{bare, reading::FileCell},
    publishing::TextRow,
};

/// How numbers and texts are written in a file, as far as it is known before it is read.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// Whether decimals have a comma: told, or not known.
    pub(super) decimal_comma: Option<bool>,
    /// Whether a comma may be a decimal mark when it is not told.
    pub(super) comma: bool,
    /// Whether texts that a spreadsheet would run, or change, have a mark before them.
    pub(super) texts_kept: bool,
}

/// A number that says its unit, which its indicator must have.
pub(super) struct UnitTold {
    pub(super) row: usize,
    pub(super) line: u64,
    pub(super) mark: UnitMark,
}

/// A column of numbers, and the columns that say why one is missing and how exactly it is given.
#[derive(Clone, Copy)]
pub(super) struct MarkedColumn {
    pub(super) value: usize,
    pub(super) reason: Option<usize>,
    pub(super) qualifier: Option<usize>,
}

/// The rows of a file, as the dataset's columns write them.
pub(super) struct Understanding<'a> {
    pub(super) dataset: &'static Dataset,
    file: &'a str,
    headers: &'a Headers,
    marks: Marks,
    /// The names of the columns, empty where one has none; then those that markers add.
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Option<&'static Column>>,
    /// The numbers that a marker may stand for.
    pub(super) marked: Vec<MarkedColumn>,
    seen_comma: bool,
    /// Where numbers have points.
    points: Vec<(u64, usize)>,
    pub(super) units: Vec<UnitTold>,
    pub(super) problems: Vec<RowError>,
    pub(super) report: Report,
    rows: usize,
}

impl<'a> Understanding<'a> {
    pub(super) fn new(
        dataset: &'static Dataset,
        file: &'a str,
        headers: &'a Headers,
        header: &[String],
        marks: Marks,
        report: Report,
    ) -> Self {
        let mut own = Self {
            dataset,
            file,
            headers,
            marks,
            names: Vec::with_capacity(header.len()),
            columns: Vec::with_capacity(header.len()),
            marked: Vec::new(),
            seen_comma: false,
            points: Vec::new(),
            units: Vec::new(),
            problems: Vec::new(),
            report,
            rows: 0,
        };
        for name in header {
            own.name(name);
        }
        own.marked = own.marked_columns();
        own
    }

    /// Adds a column that the header names, if it is new; its place.
    pub(super) fn name(&mut self, written: &str) -> usize {
        let name = match self.headers.field(written) {
            Some(name) => {
                let name = name.to_owned();
                if name != written.trim() {
                    let line = self.report.read_as.header_line;
                    self.report.understood(line, &name, written, &name);
                }
                name
            }
            None => written.trim().to_owned(),
        };
        let place = self.dataset.column(&name);
        self.columns.push(place.map(|place| &self.dataset.columns[place]));
        self.names.push(name);
        self.names.len() - 1
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own == name)
    }

    pub(super) fn place_or_new(&mut self, name: &str) -> usize {
        self.place(name).unwrap_or_else(|| self.name(name))
    }

    /// The names of the columns that have one.
    pub(super) fn header(&self) -> Vec<String> {
        self.names.iter().filter(|name| !name.is_empty()).cloned().collect()
    }

    pub(super) fn problem(&mut self, line: u64, column: &str, message: Wording) {
        self.problems.push(RowError {
            origin: Origin::of_line(self.file, line),
            column: column.to_owned(),
            kind: RowErrorKind::BadInput,
            message,
        });
    }

    /// Reads a row that has a cell for each column of the file.
    pub(super) fn row(&mut self, line: u64, cells: &[FileCell]) -> TextRow {
        let mut texts: Vec<String> = Vec::with_capacity(self.names.len());
        for (place, cell) in cells.iter().enumerate() {
            texts.push(self.text(line, place, cell));
        }
        texts.resize(self.names.len(), String::new());
        for place in 0..self.marked.len() {
            self.marked(line, &mut texts, self.marked[place]);
        }
        self.rows += 1;
        let named = texts.into_iter().zip(&self.names).filter(|(_, name)| !name.is_empty());
        TextRow {
            line,
            cells: named.map(|(text, _)| text).collect(),
            ..Default::default()
        }
    }

    fn text(&mut self, line: u64, place: usize, cell: &FileCell) -> String {
        let written = cell.text.as_str();
        let name = self.names[place].clone();
        if name.is_empty() {
            if !written.trim().is_empty() {
                self.problem(
                    line,
                    "*",
                    wording!("la colonne {} n'a pas de nom", "column {} has no name", place + 1),
                );
            }
            return String::new();
        }
        let kept = if self.marks.texts_kept && !cell.typed {
            bare(written)
        } else {
            written
        };
        let text = kept.trim();
        let read = match self.columns[place] {
            Some(column) if !text.is_empty() => self.value_of(line, place, column, text, cell.typed),
            _ => None,
        };
        let is_text = self.columns[place].is_none_or(|column| matches!(column.kind, Kind::Text | Kind::List));
        let read = read.unwrap_or_else(|| text.to_owned());
        if read != written && (is_text || read != written.trim()) {
            self.report.understood(line, &name, written, &read);
        }
        read
    }

    /// What a cell means in its column, where it is written otherwise.
    fn value_of(&mut self, line: u64, place: usize, column: &Column, text: &str, typed: bool) -> Option<String> {
        let is_number = matches!(column.kind, Kind::Decimal | Kind::Euros);
        if is_number && !typed {
            // Whether a point may be a decimal mark is told by the other numbers of the file.
            let has_digits = text.contains(|letter: char| letter.is_ascii_digit());
            if has_digits && text.contains('.') && !matches!(marker(text), Some(Marker::Missing(_))) {
                self.points.push((line, place));
            }
            self.seen_comma |= self.comma() && text.contains(',');
        }
        if is_number
            && let Some((bare, mark)) = unit(text)
            && let Some(read) = number(bare, !typed && self.comma())
            && parse::value(column, &read).is_ok()
        {
            if column.name == "rate" && mark == UnitMark::Percent {
                return Some(read);
            }
            if self.is_measured(place) {
                self.unit_told(line, mark);
                return Some(read);
            }
        }
        // What cannot be read is refused as it is written.
        understood(column, text, !typed && self.comma()).filter(|read| parse::value(column, read).is_ok())
    }

    /// Whether a column has the values of observations, which are in the unit of their indicator.
    pub(super) fn is_measured(&self, place: usize) -> bool {
        self.dataset.identity == Identity::Series && self.names[place] == "value"
    }

    /// Keeps the unit of a number, to be compared with that of its indicator.
    pub(super) fn unit_told(&mut self, line: u64, mark: UnitMark) {
        self.units.push(UnitTold {
            row: self.rows,
            line,
            mark,
        });
    }

    pub(super) fn comma(&self) -> bool {
        self.marks.decimal_comma.unwrap_or(self.marks.comma)
    }

    /// A point among decimal commas may mean thousands: nobody is to guess.
    pub(super) fn refuse_points_among_commas(&mut self) {
        let told = self.marks.decimal_comma == Some(true);
        if !told && !self.seen_comma {
            return;
        }
        for (line, place) in std::mem::take(&mut self.points) {
            let name = self.names[place].clone();
            let message = wording!(
                "la virgule est la marque décimale de ce fichier : écrivez 1234 ou 1,234, sans point",
                "a comma is the decimal mark of this file: write 1234 or 1,234, without a point"
            );
            self.problem(line, &name, message);
        }
    }
}
