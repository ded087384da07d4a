//! Texts that are longer than a cell of a spreadsheet holds: they go on in a sheet of their own, from which imports read them back.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// How many characters a cell of a spreadsheet has at most, with room for the mark.
const LONGEST_TEXT: usize = 32_000;

/// The sheet of what cells do not hold. Its columns: the sheet, the row and the column of the cell, each from 1, and the next part of its text.
pub(super) const SHEET: &str = "continued";

/// What ends a text that goes on.
pub(super) const MARK: &str = "… [continued]";

/// What a cell does not hold of its text.
pub(super) struct Continued {
    sheet: String,
    row: u32,
    column: u16,
    parts: Vec<String>,
}

impl Continued {
    pub(super) fn new(sheet: &str, (row, column): (u32, u16), parts: Vec<String>) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row,
            column,
            parts,
        }
    }
}

/// A text as a cell holds it, and the parts that follow, if it goes on.
pub(super) fn split(text: &str) -> (String, Option<Vec<String>>) {
    // Spreadsheets count characters by halves of a pair.
    if text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT {
        return (text.to_owned(), None);
    }
    let mut parts = vec![String::new()];
    let mut length = 0;
    for letter in text.chars() {
        length += letter.len_utf16();
        if length > LONGEST_TEXT {
            parts.push(String::new());
            length = letter.len_utf16();
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    let mut first = parts.remove(0);
    first.push_str(MARK);
    (first, Some(parts))
}

/// Writes the sheet, where there is anything to continue.
pub(super) fn write_sheet(book: &mut Workbook, all: &[Continued], header: &Format) -> Result<(), XlsxError> {
    if all.is_empty() {
        return Ok(());
    }
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(["sheet", "row", "column", "text"]) {
        sheet.write_string_with_format(0, column, name, header)?;
    }
    let mut row = 0;
    for one in all {
        for part in &one.parts {
            row += 1;
            sheet.write_string(row, 0, &one.sheet)?;
            sheet.write_number(row, 1, one.row + 1)?;
            sheet.write_number(row, 2, one.column + 1)?;
            sheet.write_string(row, 3, part)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_no_cell_holds_goes_on() {
        assert_eq!(split("court"), ("court".to_owned(), None));
        for letter in ["a", "é", "\u{1f600}"] {
            let long = letter.repeat(70_000);
            let (first, rest) = split(&long);
            assert!(first.encode_utf16().count() <= 32_767);
            let whole = first.strip_suffix(MARK).unwrap().to_owned() + &rest.unwrap().concat();
            assert_eq!(whole, long);
        }
    }
}
