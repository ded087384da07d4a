use std::borrow::Cow;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{
    cells::{ArrayCells, Cell, instant},
    continued::{self, Continued},
    encoder::{Encoder, Ending},
    json,
    words::Words,
};
use crate::{
    datasets::{Dataset, model::parse::LIST_SEPARATOR},
    domain::{Decimal, Error, Euros, Result},
};

/// How many rows a sheet of a spreadsheet has at most.
const MOST_ROWS: u32 = 1_048_576;

/// The first year that a spreadsheet knows as a date.
const FIRST_YEAR: i32 = 1900;

/// Writes a spreadsheet: texts as texts, numbers as numbers, days as days. Rows beyond what a sheet takes go on to the next one.
pub(super) struct Writer {
    dataset: &'static Dataset,
    book: Workbook,
    header: Vec<String>,
    widths: Vec<f64>,
    words: Option<Words>,
    /// What cells do not hold of their texts.
    continued: Vec<Continued>,
    sheets: usize,
    row: u32,
    formats: Formats,
}

struct Formats {
    header: Format,
    day: Format,
    instant: Format,
    euros: Format,
}

impl Writer {
    pub(super) fn new(dataset: &'static Dataset, schema: &Schema, words: Option<Words>) -> Result<Self> {
        let mut book = Workbook::new();
        // The same rows are the same bytes: nothing tells when, or where, they were written.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(Error::internal)?;
        let properties = DocProperties::new()
            .set_title(dataset.title.french)
            .set_company("Ségur Ouvert")
            .set_comment("Licence Ouverte 2.0 (etalab-2.0)")
            .set_creation_datetime(&epoch);
        book.set_properties(&properties);
        let names = || schema.fields().iter().map(|field| field.name().clone()).collect();
        let mut writer = Self {
            dataset,
            book,
            header: words.as_ref().map_or_else(names, |words| words.header().to_vec()),
            widths: schema.fields().iter().map(|field| width(field)).collect(),
            words,
            continued: Vec::new(),
            sheets: 0,
            row: MOST_ROWS,
            formats: Formats {
                header: Format::new().set_bold(),
                day: Format::new().set_num_format("yyyy-mm-dd"),
                instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
                euros: Format::new().set_num_format("#,##0.00"),
            },
        };
        writer.open_sheet().map_err(Error::internal)?;
        Ok(writer)
    }

    fn open_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = match self.sheets {
            1 => self.dataset.name.to_owned(),
            number => format!("{} {number}", self.dataset.name),
        };
        // A sheet's name has at most 31 characters.
        let name: String = name.chars().take(31).collect();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for ((column, name), width) in (0..).zip(&self.header).zip(&self.widths) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, name, &self.formats.header)?;
        }
        self.row = 1;
        Ok(())
    }

    /// Puts a filter on the header of the sheet, over its rows.
    fn filter(&mut self) -> Result<(), XlsxError> {
        let last = u16::try_from(self.header.len()).unwrap_or(u16::MAX).saturating_sub(1);
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        sheet.autofilter(0, 0, self.row.saturating_sub(1), last)?;
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch, columns: &[ArrayCells<'_>]) -> Result<(), XlsxError> {
        for row in 0..batch.num_rows() {
            if self.row == MOST_ROWS {
                self.filter()?;
                self.open_sheet()?;
            }
            let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
            let name = sheet.name();
            for (column, cells) in (0..).zip(columns) {
                let place = (self.row, column);
                let Some(text) = write(sheet, place, &self.formats, cells, row, self.words.as_ref())? else {
                    continue;
                };
                let (held, rest) = continued::split(&text);
                sheet.write_string(self.row, column, held)?;
                self.continued
                    .extend(rest.map(|rest| Continued::new(&name, place, rest)));
            }
            self.row += 1;
        }
        Ok(())
    }
}

/// How wide a column is, in letters of the usual size.
fn width(field: &arrow_schema::Field) -> f64 {
    let of_kind: f64 = match field.data_type() {
        DataType::Boolean => 8.0,
        DataType::Int64 | DataType::Date32 | DataType::Decimal128(_, 3) => 12.0,
        DataType::Decimal128(..) => 18.0,
        DataType::Timestamp(..) => 20.0,
        _ => match field.name().as_str() {
            "note" | "definition" | "description" | "summary" => 60.0,
            _ => 28.0,
        },
    };
    of_kind.max(field.name().len() as f64 + 3.0)
}

/// Writes a cell that is no text; a text is returned.
fn write<'a>(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formats: &Formats,
    cells: &ArrayCells<'a>,
    of: usize,
    words: Option<&Words>,
) -> Result<Option<Cow<'a, str>>, XlsxError> {
    match (cells.cell(of), cells) {
        (Cell::Text(text), _) => {
            return Ok(Some(match words {
                Some(words) => words.text(column.into(), text),
                None => Cow::Borrowed(text),
            }));
        }
        (Cell::Integer(number), _) => {
            sheet.write_number(row, column, number as f64)?;
        }
        (Cell::Decimal(quantity), _) => {
            sheet.write_number(row, column, quantity_of(quantity))?;
        }
        (Cell::Euros(amount), _) => {
            sheet.write_number_with_format(row, column, amount_of(amount), &formats.euros)?;
        }
        (Cell::Day(day), _) if day.year() < FIRST_YEAR => {
            sheet.write_string(row, column, day.to_string())?;
        }
        (Cell::Day(day), _) => {
            let (year, month, day) = (day.year() as u16, day.month() as u8, day.day() as u8);
            let day = ExcelDateTime::from_ymd(year, month, day)?;
            sheet.write_datetime_with_format(row, column, &day, &formats.day)?;
        }
        (Cell::Instant(seconds), _) => match ExcelDateTime::from_timestamp(seconds) {
            Ok(told) => {
                sheet.write_datetime_with_format(row, column, &told, &formats.instant)?;
            }
            Err(_) => {
                sheet.write_string(row, column, instant(seconds))?;
            }
        },
        (Cell::Boolean(answer), _) => {
            sheet.write_boolean(row, column, answer)?;
        }
        (Cell::List(from, to), ArrayCells::List(_, items)) => {
            let texts: Vec<&str> = (from..to)
                .map(|at| match items.cell(at) {
                    Cell::Text(text) => text,
                    _ => "",
                })
                .collect();
            if texts.iter().any(|text| !text.is_empty()) {
                return Ok(Some(Cow::Owned(texts.join(&LIST_SEPARATOR.to_string()))));
            }
        }
        (Cell::List(from, to), _) if from < to => {
            let mut text = Vec::new();
            json::cell(&mut text, cells, of);
            return Ok(Some(Cow::Owned(String::from_utf8_lossy(&text).into_owned())));
        }
        (Cell::Missing | Cell::List(..), _) => {}
    }
    Ok(None)
}

/// A quantity as the number that a spreadsheet holds: its fifteen digits are exact.
fn quantity_of(quantity: Decimal) -> f64 {
    quantity.thousandths() as f64 / 1_000.0
}

/// An amount as the number that a spreadsheet holds: to the cent, below ten million million euros.
fn amount_of(amount: Euros) -> f64 {
    amount.cents() as f64 / 100.0
}

impl Encoder for Writer {
    fn start(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, _: &mut Vec<u8>) -> Result<()> {
        let columns = ArrayCells::all(batch)?;
        self.rows(batch, &columns).map_err(Error::internal)
    }

    fn finish(mut self: Box<Self>) -> Result<Ending> {
        self.filter().map_err(Error::internal)?;
        continued::write_sheet(&mut self.book, &self.continued, &self.formats.header).map_err(Error::internal)?;
        let file = tempfile::tempfile().map_err(Error::internal)?;
        self.book.save_to_writer(&file).map_err(Error::internal)?;
        Ok(Ending::File(file))
    }
}
