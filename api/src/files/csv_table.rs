use serde_json::Value as Json;

use super::Dialect;

/// A cell of a table that is written whole.
pub enum TableCell {
    /// Nothing.
    Missing,
    /// A text.
    Text(String),
    /// A number, with a decimal point where it has decimals.
    Number(String),
}

impl TableCell {
    /// A member of a JSON object as a cell: lists and objects as JSON.
    pub fn of_json(value: &Json) -> Self {
        match value {
            Json::Null => Self::Missing,
            Json::String(text) => Self::Text(text.clone()),
            Json::Number(number) => Self::Number(number.to_string()),
            other => Self::Text(other.to_string()),
        }
    }
}

/// A table as CSV: a header row, then the rows.
pub fn csv_table(
    dialect: Dialect,
    header: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = Vec<TableCell>>,
) -> Vec<u8> {
    let header = header.into_iter().map(TableCell::Text).collect();
    csv_rows(dialect, dialect.byte_order_mark, std::iter::once(header).chain(rows))
}

/// Rows of a table as CSV, after a byte-order mark if it is asked for.
pub fn csv_rows(dialect: Dialect, marked: bool, rows: impl IntoIterator<Item = Vec<TableCell>>) -> Vec<u8> {
    let mut out = Vec::new();
    if marked {
        out.extend_from_slice("\u{feff}".as_bytes());
    }
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(dialect.delimiter);
            }
            match cell {
                TableCell::Missing => {}
                TableCell::Text(text) => dialect.write_text(&mut out, text),
                TableCell::Number(text) => dialect.write_number(&mut out, text),
            }
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The rows at the beginning of a CSV file of ours, its header among them.
pub fn rows_of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |delimiter: &u8| header.iter().filter(|byte| *byte == delimiter).count();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(times);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(bytes);
    let cells = |row: csv::ByteRecord| {
        row.iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect()
    };
    reader.byte_records().map_while(Result::ok).map(cells).collect()
}
