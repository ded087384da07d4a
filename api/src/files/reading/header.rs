use super::{
    delimited::{Record, Records},
    table::{
        Expected, FileCell, FileRow, FileTable, NotRows, ReadAs, refuse_long_cell, refuse_too_long, refuse_too_wide,
        trimmed,
    },
};

/// What may separate the cells of a file.
const DELIMITERS: [u8; 3] = [b';', b'\t', b','];

/// How many records may stand before the header: titles, notes.
const HEADER_WITHIN: usize = 20;

/// The place of the header among the first rows of a sheet.
pub(super) fn place(rows: &[FileRow], is_column: &dyn Fn(&str) -> bool) -> usize {
    let first = rows.iter().take(HEADER_WITHIN);
    let scores = first.map(|row| score(row.cells.iter().map(|cell| cell.text.as_str()), is_column));
    scores
        .enumerate()
        .find(|(_, score)| *score > 0)
        .map_or(0, |(place, _)| place)
}

/// How many names of columns a record holds, where they are at least half of it.
fn score<'a>(cells: impl Iterator<Item = &'a str>, is_column: &dyn Fn(&str) -> bool) -> usize {
    let (mut known, mut named) = (0, 0);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        named += 1;
        known += usize::from(is_column(cell));
    }
    if 2 * known >= named { known } else { 0 }
}

/// Reads a text in CSV: finds the header, then what separates it, then the rows.
pub(super) fn delimited(text: &str, expected: &Expected<'_>) -> Result<FileTable, NotRows> {
    let said = expected.delimiter.or_else(|| separator_line(text));
    let delimiter = said.unwrap_or_else(|| likely(text, expected.is_column));
    let mut read_as = ReadAs {
        delimiter: Some(char::from(delimiter)),
        ..Default::default()
    };
    let before = records_before(text, delimiter, expected.is_column);
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for (place, record) in Records::new(text, delimiter).enumerate() {
        let record = record.map_err(|malformed| NotRows::Line(malformed.line, malformed.message))?;
        let line = record.line;
        let longest = record.cells.iter().map(|cell| cell.len()).max().unwrap_or_default();
        refuse_long_cell(line, longest)?;
        let Some(names) = &header else {
            if place < before {
                if !is_blank(&record) {
                    read_as.skip(line);
                }
                continue;
            }
            refuse_too_wide(record.cells.len())?;
            read_as.header_line = line;
            header = Some(
                record
                    .cells
                    .into_iter()
                    .map(|cell| trimmed(cell).into_owned())
                    .collect(),
            );
            continue;
        };
        if is_blank(&record) {
            continue;
        }
        // A remark below the table is no row; a row whose first text starts with a # has the cells of one.
        if record.is_marked && record.cells.len() != names.len() {
            read_as.skip(line);
            continue;
        }
        refuse_too_long(rows.len())?;
        rows.push(FileRow {
            line,
            cells: record
                .cells
                .into_iter()
                .map(|cell| FileCell::text(cell.into_owned()))
                .collect(),
        });
    }
    let header = header.unwrap_or_default();
    Ok(FileTable { read_as, header, rows })
}

fn is_blank(record: &Record<'_>) -> bool {
    record.cells.iter().all(|cell| cell.trim().is_empty())
}

/// What Excel's `sep=;` says, as the first line.
fn separator_line(text: &str) -> Option<u8> {
    let line = text.trim_start().split(['\r', '\n']).next()?;
    let line = line.trim_matches([' ', '"']);
    let (name, mark) = line.split_at_checked(4)?;
    if !name.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let mark = mark.bytes().next().unwrap_or(b'\t');
    DELIMITERS.contains(&mark).then_some(mark)
}

fn is_separator_line(record: &Record<'_>) -> bool {
    let first = record.cells.first().map_or("", |cell| cell.trim());
    first.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("sep=")) && first.len() <= 5
}

/// The first records that could be the header, by their places.
fn candidates(text: &str, delimiter: u8) -> impl Iterator<Item = (usize, Record<'_>)> {
    Records::new(text, delimiter)
        .map_while(Result::ok)
        .enumerate()
        .filter(|(_, record)| !is_blank(record) && !record.is_marked && !is_separator_line(record))
        .take(HEADER_WITHIN)
}

/// How many records stand before the header.
fn records_before(text: &str, delimiter: u8, is_column: &dyn Fn(&str) -> bool) -> usize {
    let mut first = None;
    for (place, record) in candidates(text, delimiter) {
        if score(record.cells.iter().map(AsRef::as_ref), is_column) > 0 {
            return place;
        }
        first.get_or_insert(place);
    }
    first.unwrap_or_default()
}

/// The delimiter under which a record holds most names of columns; failing that, the one that cuts the first record most.
fn likely(text: &str, is_column: &dyn Fn(&str) -> bool) -> u8 {
    let best = |measure: &dyn Fn(u8) -> usize| {
        let [semicolon, tab, comma] = DELIMITERS.map(|delimiter| (measure(delimiter), delimiter));
        // A file of one column has none.
        if semicolon.0 == tab.0 && tab.0 == comma.0 {
            return Some(comma);
        }
        [comma, tab, semicolon].into_iter().max_by_key(|(score, _)| *score)
    };
    let by_names = |delimiter| {
        let scores =
            candidates(text, delimiter).map(|(_, record)| score(record.cells.iter().map(AsRef::as_ref), is_column));
        scores.max().unwrap_or_default()
    };
    let by_cells = |delimiter| {
        candidates(text, delimiter)
            .next()
            .map_or(0, |(_, record)| record.cells.len())
    };
    let found = best(&by_names)
        .filter(|(score, _)| *score > 0)
        .or_else(|| best(&by_cells).filter(|(cells, _)| *cells > 1));
    found.map_or(b',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> FileTable {
        let expected = Expected {
            charset: None,
            delimiter: None,
            sheet: None,
            limit: 10_000,
            is_column: &|name| matches!(name, "slug" | "name" | "note"),
        };
        delimited(text, &expected).unwrap()
    }

    #[test]
    fn the_header_is_found_first_then_the_delimiter() {
        for (text, delimiter, line, rows) in [
            ("slug;name\na;b, c\n", ';', 1, 1),
            ("\n\nslug,name\na,b\n", ',', 3, 1),
            ("sep=;\r\nslug;name\r\na;b\r\n", ';', 2, 1),
            ("\"SEP=,\"\nslug,name\na,b;c\n", ',', 2, 1),
            ("# fait le 3, par nous; vite\nslug\tname\na\tb\n#fin\n", '\t', 2, 1),
            ("Remontée, Bretagne;;\n;;\nslug;name;note\na;b;#c\n#d;b;c\n", ';', 3, 2),
            ("slg;nme\na;b\n", ';', 1, 1),
            ("slug\na\n", ',', 1, 1),
        ] {
            let table = read(text);
            assert_eq!(
                (table.read_as.delimiter, table.read_as.header_line, table.rows.len()),
                (Some(delimiter), line, rows),
                "{text}"
            );
        }
        assert_eq!(read("# a\nslug\nb\n").read_as.skipped_lines, [1]);
    }
}
