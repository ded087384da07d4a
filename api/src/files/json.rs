use std::io::Write;

use arrow_array::{Array, RecordBatch};
use arrow_schema::Schema;

use super::{
    cells::{ArrayCells, Cell, instant},
    encoder::{Encoder, Ending},
};
use crate::domain::Result;

/// Writes JSON objects, a line each, or as the items of one array.
pub(super) struct Writer {
    /// The names of the columns, each with what stands before it.
    names: Vec<Vec<u8>>,
    lines: bool,
    first: bool,
}

impl Writer {
    /// An object a line.
    pub(super) fn lines(schema: &Schema) -> Self {
        Self::new(schema, true)
    }

    /// One array.
    pub(super) fn array(schema: &Schema) -> Self {
        Self::new(schema, false)
    }

    fn new(schema: &Schema, lines: bool) -> Self {
        let names = schema.fields().iter().enumerate().map(|(at, field)| {
            let mut name = vec![if at == 0 { b'{' } else { b',' }];
            string(&mut name, field.name());
            name.push(b':');
            name
        });
        Self {
            names: names.collect(),
            lines,
            first: true,
        }
    }
}

impl Encoder for Writer {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if !self.lines {
            out.push(b'[');
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let columns = ArrayCells::all(batch)?;
        let written: Vec<Option<Vec<Vec<u8>>>> = columns.iter().map(written).collect();
        for row in 0..batch.num_rows() {
            if !self.lines && !std::mem::take(&mut self.first) {
                out.extend_from_slice(b",\n");
            }
            for ((name, cells), written) in self.names.iter().zip(&columns).zip(&written) {
                out.extend_from_slice(name);
                match (cells, written) {
                    (ArrayCells::Shared(keys, _), Some(written)) if keys.is_valid(row) => {
                        out.extend_from_slice(&written[keys.value(row) as usize]);
                    }
                    _ => cell(out, cells, row),
                }
            }
            out.push(b'}');
            if self.lines {
                out.push(b'\n');
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Ending> {
        let end: &[u8] = if self.lines { b"" } else { b"]\n" };
        Ok(Ending::Bytes(end.to_vec()))
    }
}

/// The texts that rows have in common, each written once.
fn written(cells: &ArrayCells<'_>) -> Option<Vec<Vec<u8>>> {
    let ArrayCells::Shared(_, texts) = cells else {
        return None;
    };
    let written = texts.iter().map(|text| {
        let mut out = Vec::new();
        string(&mut out, text.unwrap_or_default());
        out
    });
    Some(written.collect())
}

/// Writes a cell, as the pages of records do.
pub(super) fn cell(out: &mut Vec<u8>, cells: &ArrayCells<'_>, row: usize) {
    match (cells.cell(row), cells) {
        (Cell::Missing, _) => out.extend_from_slice(b"null"),
        (Cell::Text(text), _) => string(out, text),
        (Cell::Integer(number), _) => written_by(out, number),
        (Cell::Decimal(quantity), _) => written_by(out, quantity),
        (Cell::Euros(amount), _) => written_by(out, format_args!("\"{amount}\"")),
        (Cell::Day(day), _) => written_by(out, format_args!("\"{day}\"")),
        (Cell::Instant(seconds), _) => written_by(out, format_args!("\"{}\"", instant(seconds))),
        (Cell::Boolean(answer), _) => written_by(out, answer),
        (Cell::List(from, to), ArrayCells::List(_, items)) => list(out, from, to, |out, at| cell(out, items, at)),
        (Cell::List(from, to), ArrayCells::Items(_, columns)) => list(out, from, to, |out, at| {
            for (place, (name, values)) in columns.iter().enumerate() {
                out.push(if place == 0 { b'{' } else { b',' });
                string(out, name);
                out.push(b':');
                cell(out, values, at);
            }
            out.push(b'}');
        }),
        (Cell::List(..), _) => out.extend_from_slice(b"[]"),
    }
}

fn list(out: &mut Vec<u8>, from: usize, to: usize, item: impl Fn(&mut Vec<u8>, usize)) {
    out.push(b'[');
    for at in from..to {
        if at > from {
            out.push(b',');
        }
        item(out, at);
    }
    out.push(b']');
}

fn written_by(out: &mut Vec<u8>, shown: impl std::fmt::Display) {
    // A Vec takes all that is written to it.
    let _ = write!(out, "{shown}");
}

fn string(out: &mut Vec<u8>, text: &str) {
    let plain = |byte: &u8| *byte >= 0x20 && !matches!(byte, b'"' | b'\\');
    if text.as_bytes().iter().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // A Vec takes all that is written to it.
        let _ = serde_json::to_writer(out, text);
    }
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn a_text_reads_back_the_same() {
        for text in ["", "Île", "a \"b\" \\ c", "ligne\nsuivante\u{1}", "\u{1f600}"] {
            let mut out = Vec::new();
            string(&mut out, text);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
