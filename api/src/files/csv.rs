use std::io::Write;

use arrow_array::{Array, RecordBatch};
use arrow_schema::Schema;

use super::{
    Dialect,
    cells::{ArrayCells, Cell, instant},
    encoder::{Encoder, Ending},
    json,
    words::Words,
};
use crate::{
    datasets::{Dataset, Kind, model::parse::LIST_SEPARATOR},
    domain::{Error, Result},
};

/// Writes CSV in a dialect. A text that many rows have in common is quoted once a batch; the rest is written in place.
pub(super) struct Writer {
    dialect: Dialect,
    header: Vec<String>,
    words: Option<Words>,
    /// Whether the texts of each column are dates.
    dates: Vec<bool>,
    cell: Vec<u8>,
}

impl Writer {
    pub(super) fn new(dataset: &Dataset, schema: &Schema, dialect: Dialect, words: Option<Words>) -> Self {
        let names = || schema.fields().iter().map(|field| field.name().clone()).collect();
        Self {
            dialect,
            header: words.as_ref().map_or_else(names, |words| words.header().to_vec()),
            words,
            dates: schema
                .fields()
                .iter()
                .map(|field| is_date(dataset, field.name()))
                .collect(),
            cell: Vec::new(),
        }
    }

    /// A column whose cells are written once for all their rows; none for other columns.
    fn written(&self, column: usize, cells: &ArrayCells<'_>) -> Option<Vec<Vec<u8>>> {
        let texts = match cells {
            ArrayCells::Shared(_, texts) => texts,
            ArrayCells::List(_, items) => match **items {
                ArrayCells::Shared(_, texts) => texts,
                _ => return None,
            },
            _ => return None,
        };
        let written = texts.iter().map(|text| {
            let mut out = Vec::new();
            self.text(&mut out, column, text.unwrap_or_default());
            out
        });
        Some(written.collect())
    }

    /// Writes a list: its items between separators, and nothing when none says anything.
    fn list(&mut self, out: &mut Vec<u8>, items: &ArrayCells<'_>, from: usize, to: usize) {
        let mut all = std::mem::take(&mut self.cell);
        all.clear();
        for at in from..to {
            if at > from {
                all.extend(LIST_SEPARATOR.to_string().bytes());
            }
            if let Cell::Text(text) = items.cell(at) {
                all.extend_from_slice(text.as_bytes());
            }
        }
        if !all.iter().all(|byte| *byte == LIST_SEPARATOR as u8) {
            self.dialect.write_text(out, &String::from_utf8_lossy(&all));
        }
        self.cell = all;
    }

    /// Writes a text of a column, in words where they are asked for.
    fn text(&self, out: &mut Vec<u8>, column: usize, text: &str) {
        match &self.words {
            Some(words) => self.dialect.write_text(out, &words.text(column, text)),
            None if self.dates[column] => self.dialect.write_date(out, text),
            None => self.dialect.write_text(out, text),
        }
    }

    fn cell(&mut self, out: &mut Vec<u8>, column: usize, cells: &ArrayCells<'_>, row: usize) -> Result<()> {
        match (cells.cell(row), cells) {
            (Cell::Text(text), _) => self.text(out, column, text),
            (Cell::Integer(number), _) => write!(out, "{number}").map_err(Error::internal)?,
            (Cell::Decimal(quantity), _) => self.dialect.write_number(out, &quantity.to_string()),
            (Cell::Euros(amount), _) => self.dialect.write_number(out, &amount.to_string()),
            (Cell::Day(day), _) => write!(out, "{day}").map_err(Error::internal)?,
            (Cell::Instant(seconds), _) => out.extend_from_slice(instant(seconds).as_bytes()),
            (Cell::Boolean(answer), _) if let Some(words) = &self.words => {
                out.extend_from_slice(words.truth(answer).as_bytes());
            }
            (Cell::Boolean(answer), _) => out.extend_from_slice(if answer { b"true" } else { b"false" }),
            (Cell::List(from, to), ArrayCells::List(_, items)) => self.list(out, items, from, to),
            (Cell::List(from, to), cells) if from < to => {
                let mut text = Vec::new();
                json::cell(&mut text, cells, row);
                self.dialect.write_plain(out, &text);
            }
            (Cell::Missing | Cell::List(..), _) => {}
        }
        Ok(())
    }
}

fn is_date(dataset: &Dataset, name: &str) -> bool {
    let column = dataset.column(name).map(|place| &dataset.columns[place]);
    column.is_some_and(|column| matches!(column.kind, Kind::Date))
}

impl Encoder for Writer {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if self.dialect.byte_order_mark {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        for (at, name) in self.header.iter().enumerate() {
            if at > 0 {
                out.push(self.dialect.delimiter);
            }
            self.dialect.write_text(out, name);
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let columns = ArrayCells::all(batch)?;
        let written: Vec<Option<Vec<Vec<u8>>>> = columns
            .iter()
            .enumerate()
            .map(|(column, cells)| self.written(column, cells))
            .collect();
        for row in 0..batch.num_rows() {
            for (at, (cells, written)) in columns.iter().zip(&written).enumerate() {
                if at > 0 {
                    out.push(self.dialect.delimiter);
                }
                match (cells, written) {
                    (ArrayCells::Shared(keys, _), Some(written)) => {
                        if keys.is_valid(row) {
                            out.extend_from_slice(&written[keys.value(row) as usize]);
                        }
                    }
                    (ArrayCells::List(lists, items), Some(written)) if lists.value_length(row) == 1 => {
                        if let ArrayCells::Shared(keys, _) = **items {
                            let item = lists.value_offsets()[row] as usize;
                            if keys.is_valid(item) {
                                out.extend_from_slice(&written[keys.value(item) as usize]);
                            }
                        }
                    }
                    _ => self.cell(out, at, cells, row)?,
                }
            }
            out.extend_from_slice(b"\r\n");
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Ending> {
        Ok(Ending::Bytes(Vec::new()))
    }
}
