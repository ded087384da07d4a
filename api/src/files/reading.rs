//! Files that come in, as rows of text: CSV, XLSX and ODS as offices save them.

/// CSV, its quotes read strictly.
mod delimited;
/// Where the header is, and what separates its names.
mod header;
/// OpenDocument spreadsheets.
mod ods;
/// Sheets of workbooks.
mod sheet;
/// Rows, and how they were read.
mod table;
/// Bytes as text: compression and encodings.
mod text;
/// Excel workbooks.
mod xlsx;

use bytes::Bytes;

pub use table::{
    Expected, FileCell, FileRow, FileTable, MOST_COLUMNS, MOST_ROWS, NotRows, ReadAs, refuse_long_text,
    refuse_too_long, too_wide,
};
pub use text::Charset;

use sheet::Sheet;

use super::continued;
use crate::domain::Result;

/// Reads CSV.
///
/// # Errors
/// `Line` for quotes that are not in pairs, for a cell that is too long; `File` for another encoding than the declared one, and too many rows.
pub fn csv(bytes: &Bytes, expected: &Expected<'_>) -> Result<FileTable, NotRows> {
    let decoded = text::decode(bytes, expected.charset, expected.limit)?;
    let mut table = header::delimited(&decoded.text, expected)?;
    table.read_as.encoding = Some(decoded.encoding);
    table.read_as.detected = decoded.detected;
    Ok(table)
}

/// Reads the text of a file whose lines are JSON.
///
/// # Errors
/// For another encoding than the declared one.
pub fn lines(bytes: &Bytes, expected: &Expected<'_>) -> Result<(String, ReadAs)> {
    let decoded = text::decode(bytes, expected.charset, expected.limit)?;
    let read_as = ReadAs {
        encoding: Some(decoded.encoding),
        detected: decoded.detected,
        header_line: 1,
        ..Default::default()
    };
    Ok((decoded.text, read_as))
}

/// Reads a sheet of an Excel workbook.
///
/// # Errors
/// For what is no such workbook, has no such sheet, or is too large.
pub fn xlsx(bytes: &Bytes, expected: &Expected<'_>) -> Result<FileTable, NotRows> {
    let bytes = text::decompressed(bytes, expected.limit)?;
    let sheet = whole(xlsx::read, &bytes, expected)?;
    Ok(sheet.table(expected))
}

/// Reads a sheet of an OpenDocument spreadsheet.
///
/// # Errors
/// As `xlsx`.
pub fn ods(bytes: &Bytes, expected: &Expected<'_>) -> Result<FileTable, NotRows> {
    let bytes = text::decompressed(bytes, expected.limit)?;
    let sheet = whole(ods::read, &bytes, expected)?;
    Ok(sheet.table(expected))
}

/// A sheet with the texts that go on in a sheet of their own, as our own files have them.
fn whole(
    read: fn(&Bytes, &Expected<'_>) -> Result<Sheet, NotRows>,
    bytes: &Bytes,
    expected: &Expected<'_>,
) -> Result<Sheet, NotRows> {
    let mut sheet = read(bytes, expected)?;
    if sheet.name != continued::SHEET && sheet.names.iter().any(|name| name == continued::SHEET) {
        let rest = Expected {
            sheet: Some(continued::SHEET),
            ..*expected
        };
        sheet.go_on(&read(bytes, &rest)?)?;
    }
    Ok(sheet)
}
