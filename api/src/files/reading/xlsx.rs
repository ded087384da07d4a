use std::io::Cursor;

use bytes::Bytes;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{
    sheet::{Sheet, chosen},
    table::{Expected, FileCell, FileRow, NotRows, not_a_workbook, refuse_long_cell, refuse_too_long, refuse_too_wide},
};
use crate::domain::{Error, Result};

/// How much larger than the limit a workbook may be once it is unpacked: sheets are XML, which packs well.
pub(super) const UNPACKED: usize = 8;

/// Reads a sheet: cell by cell, so that a far cell costs no more than a near one.
pub(super) fn read(bytes: &Bytes, expected: &Expected<'_>) -> Result<Sheet, NotRows> {
    refuse_too_large(bytes, expected.limit)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_ref())).map_err(not_a_workbook)?;
    let names = workbook.sheet_names();
    let name = chosen(&names, expected.sheet)?;
    let rows = rows(&mut workbook, &name)?;
    Ok(Sheet { name, names, rows })
}

/// Refuses a workbook whose parts are larger than they may be, whatever sizes they claim.
fn refuse_too_large(bytes: &Bytes, limit: usize) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_ref())).map_err(not_a_workbook)?;
    let mut left = (limit * UNPACKED) as u64;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(not_a_workbook)?;
        // Sheets are read cell by cell; the texts that they share are kept in memory.
        let most = if part.name().map_err(not_a_workbook)?.ends_with("sharedStrings.xml") {
            left.min(limit as u64)
        } else {
            left
        };
        let mut part = std::io::Read::take(part, most + 1);
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(not_a_workbook)?;
        if size > most {
            return Err(Error::PayloadTooLarge { limit });
        }
        left -= size;
    }
    Ok(())
}

fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<FileRow>, NotRows> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let percents: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| format.format_code.contains('%'))
        })
        .collect();
    let mut rows: Vec<FileRow> = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let percent = percents.get(style).copied().unwrap_or_default();
        let Some(read) = file_cell(cell.get_value(), percent) else {
            continue;
        };
        let line = u64::from(row) + 1;
        refuse_long_cell(line, read.text.len())?;
        let column = column as usize;
        refuse_too_wide(column + 1)?;
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.last().is_some_and(FileRow::is_blank) {
                rows.pop();
            }
            refuse_too_long(rows.len().saturating_sub(1))?;
            rows.push(FileRow {
                line,
                cells: Vec::new(),
            });
        }
        if let Some(last) = rows.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, FileCell::default());
            }
            last.cells[column] = read;
        }
    }
    if rows.last().is_some_and(FileRow::is_blank) {
        rows.pop();
    }
    Ok(rows)
}

fn unreadable(cause: XlsxError) -> Error {
    not_a_workbook(cause)
}

/// A cell as text; none where there is nothing.
fn file_cell(value: &DataRef<'_>, percent: bool) -> Option<FileCell> {
    let typed = |text: String| FileCell { text, typed: true };
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => FileCell::text(text.as_str()),
        DataRef::SharedString(text) => FileCell::text(*text),
        DataRef::Int(number) => number_of(*number as f64, percent),
        DataRef::Float(number) => number_of(*number, percent),
        DataRef::Bool(answer) => typed(answer.to_string()),
        DataRef::DateTime(moment) => match moment.as_datetime() {
            Some(at) if moment.is_datetime() => typed(day_or_minute(at)),
            _ => number_of(moment.as_f64(), percent),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => typed(text.clone()),
        // What a formula came to: `#N/A`, `#DIV/0!`. No column takes it.
        DataRef::Error(error) => FileCell::text(error.to_string()),
    })
}

fn number_of(value: f64, percent: bool) -> FileCell {
    if percent {
        FileCell::percent(value)
    } else {
        FileCell::number(value)
    }
}

/// A day, with its minute where it is not midnight.
fn day_or_minute(at: chrono::NaiveDateTime) -> String {
    if at.time() == chrono::NaiveTime::MIN {
        at.date().to_string()
    } else {
        at.format("%Y-%m-%dT%H:%M").to_string()
    }
}
