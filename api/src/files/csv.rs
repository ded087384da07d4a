use std::io::Write;

use arrow_array::{Array, RecordBatch};
use arrow_schema::Schema;

use super::{
    Dialect,
    cells::{ArrayCells, Cell, instant},
    encoder::{Encoder, Ending},
    json,
};
use crate::{
    datasets::model::parse::LIST_SEPARATOR,
    domain::{Error, Result},
};

/// Writes CSV in a dialect. A text that many rows have in common is quoted once a batch; the rest is written in place.
pub(super) struct Writer {
    dialect: Dialect,
    header: Vec<String>,
    cell: Vec<u8>,
}

impl Writer {
    pub(super) fn new(schema: &Schema, dialect: Dialect) -> Self {
        Self {
            dialect,
            header: schema.fields().iter().map(|field| field.name().clone()).collect(),
            cell: Vec::new(),
        }
    }

    /// A column whose cells are written once for all their rows; none for other columns.
    fn written(&self, cells: &ArrayCells<'_>) -> Option<Vec<Vec<u8>>> {
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
            self.text(&mut out, text.unwrap_or_default(), true);
            out
        });
        Some(written.collect())
    }

    /// Writes a text; `foreign` is one that people wrote, which might be a formula.
    fn text(&self, out: &mut Vec<u8>, text: &str, foreign: bool) {
        if self.dialect.texts_kept && is_taken_for_another(text) {
            // A formula whose value is the text: the one thing that every spreadsheet leaves as it is.
            quoted(out, format!("=\"{text}\"").as_bytes());
        } else if foreign && is_formula(text) {
            self.plain(out, format!("'{text}").as_bytes());
        } else {
            self.plain(out, text.as_bytes());
        }
    }

    /// Writes a text, in quotes where RFC 4180 asks for them.
    fn plain(&self, out: &mut Vec<u8>, text: &[u8]) {
        // Spreadsheets that split at commas and tabs too are kept from it.
        let split = if self.dialect.texts_kept {
            [b',', b'\t']
        } else {
            [self.dialect.delimiter; 2]
        };
        let special =
            |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == self.dialect.delimiter || split.contains(byte);
        if text.iter().any(special) {
            quoted(out, text);
        } else {
            out.extend_from_slice(text);
        }
    }

    fn number(&self, out: &mut Vec<u8>, text: &str) {
        if self.dialect.decimal_comma {
            self.plain(out, text.replace('.', ",").as_bytes());
        } else {
            out.extend_from_slice(text.as_bytes());
        }
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
            self.text(out, &String::from_utf8_lossy(&all), true);
        }
        self.cell = all;
    }

    fn cell(&mut self, out: &mut Vec<u8>, cells: &ArrayCells<'_>, row: usize) -> Result<()> {
        match (cells.cell(row), cells) {
            (Cell::Text(text), _) => self.text(out, text, true),
            (Cell::Integer(number), _) => write!(out, "{number}").map_err(Error::internal)?,
            (Cell::Decimal(quantity), _) => self.number(out, &quantity.to_string()),
            (Cell::Euros(amount), _) => self.number(out, &amount.to_string()),
            (Cell::Day(day), _) => write!(out, "{day}").map_err(Error::internal)?,
            (Cell::Instant(seconds), _) => out.extend_from_slice(instant(seconds).as_bytes()),
            (Cell::Boolean(answer), _) => out.extend_from_slice(if answer { b"true" } else { b"false" }),
            (Cell::List(from, to), ArrayCells::List(_, items)) => self.list(out, items, from, to),
            (Cell::List(from, to), cells) if from < to => {
                let mut text = Vec::new();
                json::cell(&mut text, cells, row);
                self.plain(out, &text);
            }
            (Cell::Missing | Cell::List(..), _) => {}
        }
        Ok(())
    }
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
            out.extend_from_slice(name.as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let columns = ArrayCells::all(batch)?;
        let written: Vec<Option<Vec<Vec<u8>>>> = columns.iter().map(|cells| self.written(cells)).collect();
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
                    _ => self.cell(out, cells, row)?,
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

fn quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

/// Whether a spreadsheet would take a text for something else: a number that loses its zeros or its digits, a month, a fraction.
fn is_taken_for_another(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    if bytes.len() > 40 || !bytes.iter().any(u8::is_ascii_digit) {
        return false;
    }
    if digits(bytes) {
        return bytes.len() > 1 && bytes[0] == b'0' || bytes.len() > 15;
    }
    let mut parts = text.split(['-', '/', '.', ',', ':', ' ', '\u{a0}']);
    let marks = text.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    let is_day = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let numbers = parts.all(|part| digits(part.as_bytes()));
    // 2022-04 and 1/2 read as days; 12e3 and 1E4 as powers. A whole day is one.
    (numbers && marks <= 2 && !is_day) || is_power(text)
}

fn is_power(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    whole(digits) && whole(power.trim_start_matches(['+', '-']))
}

/// How a formula starts, also as East Asian keyboards write it.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether a text starts like a formula, or like one that was made harmless: it must be told apart from that.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text of a cell without what made it harmless, or kept it a text: an apostrophe, or `="01"`.
pub fn bare(cell: &str) -> &str {
    if let Some(text) = cell.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'))
        && is_taken_for_another(text)
    {
        return text;
    }
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// A text that no spreadsheet runs as a formula: one that starts like one gets an apostrophe before it.
pub fn neutral(text: String) -> String {
    if is_formula(&text) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{bare, is_taken_for_another, neutral};

    #[test]
    fn a_formula_is_made_harmless() {
        assert_eq!(neutral("=1+1".to_owned()), "'=1+1");
        assert_eq!(neutral("@SUM(A1)".to_owned()), "'@SUM(A1)");
        assert_eq!(neutral("Île".to_owned()), "Île");
    }

    #[test]
    fn what_was_made_harmless_is_read_back() {
        for text in ["=1+1", "@SUM(A1)", "-3", "Île", "'tis", "'=1+1", "''-x", "＝1"] {
            assert_eq!(bare(&neutral(text.to_owned())), text);
        }
        assert_eq!(bare("=\"01\""), "01");
        assert_eq!(bare("=\"Île\""), "=\"Île\"");
    }

    #[test]
    fn codes_that_would_change_are_known() {
        for text in [
            "01",
            "007",
            "2022-04",
            "1/2",
            "12e3",
            "1.5",
            "22.5.1",
            "1234567890123456",
            "12:30",
        ] {
            assert!(is_taken_for_another(text), "{text}");
        }
        for text in [
            "2022",
            "2A",
            "2022-03-14",
            "Île",
            "",
            "SUN-ES 1",
            "fenetre-1",
            "1/2/3/4",
            "0",
            "2022-03-14/2022-04-01",
        ] {
            assert!(!is_taken_for_another(text), "{text}");
        }
    }
}
