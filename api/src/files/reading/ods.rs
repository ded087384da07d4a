use std::io::{BufReader, Cursor, Read, Take};

use bytes::Bytes;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};
use zip::{ZipArchive, read::ZipFile};

use super::{
    sheet::{Sheet, chosen},
    table::{
        Expected, FileCell, FileRow, MOST_COLUMNS, NotRows, not_a_workbook, refuse_long_cell, refuse_too_long,
        refuse_too_wide,
    },
    xlsx::UNPACKED,
};
use crate::domain::{Error, Result};

/// The part of a spreadsheet that has its cells.
const CONTENT: &str = "content.xml";

type Content<'a> = Reader<BufReader<Take<ZipFile<'a, Cursor<&'a [u8]>>>>>;

/// Reads a sheet. Only its rows are kept; what is repeated is counted before it is written out.
pub(super) fn read(bytes: &Bytes, expected: &Expected<'_>) -> Result<Sheet, NotRows> {
    let names = names(bytes, expected.limit)?;
    let name = chosen(&names, expected.sheet)?;
    let mut archive = archive(bytes)?;
    let mut reader = content(&mut archive, expected.limit)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(not_a_workbook)? {
            Event::Start(start) if is(&start, "table") && attribute(&start, "name")? == name => break,
            Event::Eof => return Err(not_a_workbook("content.xml").into()),
            _ => {}
        }
    }
    let rows = Rows::default().read(&mut reader)?;
    Ok(Sheet { name, names, rows })
}

fn archive(bytes: &Bytes) -> Result<ZipArchive<Cursor<&[u8]>>> {
    ZipArchive::new(Cursor::new(bytes.as_ref())).map_err(not_a_workbook)
}

fn content<'a>(archive: &'a mut ZipArchive<Cursor<&'a [u8]>>, limit: usize) -> Result<Content<'a>> {
    let part = archive.by_name(CONTENT).map_err(not_a_workbook)?;
    Ok(Reader::from_reader(BufReader::new(
        part.take((limit * UNPACKED) as u64),
    )))
}

/// The names of the sheets.
fn names(bytes: &Bytes, limit: usize) -> Result<Vec<String>> {
    let mut archive = archive(bytes)?;
    let mut reader = content(&mut archive, limit)?;
    let mut names = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(not_a_workbook)? {
            Event::Start(start) if is(&start, "table") => names.push(attribute(&start, "name")?),
            Event::Eof => break,
            _ => {}
        }
    }
    // A part that is longer than it may be ends in the middle.
    if reader.get_ref().get_ref().limit() == 0 {
        return Err(Error::PayloadTooLarge { limit });
    }
    Ok(names)
}

fn is(start: &BytesStart<'_>, name: &str) -> bool {
    start.local_name().as_ref() == name
}

/// An attribute by its local name; an empty text where it is absent.
fn attribute(start: &BytesStart<'_>, name: &str) -> Result<String> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(not_a_workbook)?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(not_a_workbook)?
                .into_owned());
        }
    }
    Ok(String::new())
}

/// How often a cell or a row is repeated.
fn repeats(start: &BytesStart<'_>, name: &str) -> Result<usize> {
    match attribute(start, name)?.as_str() {
        "" => Ok(1),
        text => text.parse().map_err(not_a_workbook),
    }
}

/// The rows of a sheet, as they are read.
#[derive(Default)]
struct Rows {
    rows: Vec<FileRow>,
    line: u64,
    cells: Vec<FileCell>,
    /// Empty cells that are written out only when a cell follows.
    empty: usize,
}

impl Rows {
    fn read(mut self, reader: &mut Content<'_>) -> Result<Vec<FileRow>, NotRows> {
        let mut buffer = Vec::new();
        let mut row_repeats = 1;
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(not_a_workbook)? {
                Event::Start(start) if is(&start, "table-row") => {
                    row_repeats = repeats(&start, "number-rows-repeated")?;
                }
                Event::Empty(start) if is(&start, "table-row") => {
                    self.end_row(repeats(&start, "number-rows-repeated")?)?;
                }
                Event::End(end) if end.local_name().as_ref() == "table-row" => self.end_row(row_repeats)?,
                Event::Start(start) if is_cell(&start) => {
                    let start = start.into_owned();
                    let text = text_of(reader)?;
                    self.cell(&start, text)?;
                }
                Event::Empty(start) if is_cell(&start) => self.cell(&start, String::new())?,
                Event::End(end) if end.local_name().as_ref() == "table" => return Ok(self.rows),
                Event::Eof => return Err(not_a_workbook(CONTENT).into()),
                _ => {}
            }
        }
    }

    fn cell(&mut self, start: &BytesStart<'_>, text: String) -> Result<()> {
        let times = repeats(start, "number-columns-repeated")?;
        let cell = typed(start, text)?;
        if cell.text.is_empty() {
            self.empty = self.empty.saturating_add(times);
            return Ok(());
        }
        refuse_long_cell(self.line + 1, cell.text.len())?;
        let width = self.cells.len().saturating_add(self.empty).saturating_add(times);
        refuse_too_wide(width)?;
        self.cells
            .resize(self.cells.len() + std::mem::take(&mut self.empty), FileCell::default());
        self.cells.resize(width.min(MOST_COLUMNS), cell);
        Ok(())
    }

    fn end_row(&mut self, times: usize) -> Result<()> {
        self.empty = 0;
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.text.trim().is_empty()) {
            self.line = self.line.saturating_add(times as u64);
            return Ok(());
        }
        for _ in 0..times {
            // The header is one more.
            refuse_too_long(self.rows.len().saturating_sub(1))?;
            self.line += 1;
            self.rows.push(FileRow {
                line: self.line,
                cells: cells.clone(),
            });
        }
        Ok(())
    }
}

fn is_cell(start: &BytesStart<'_>) -> bool {
    is(start, "table-cell") || is(start, "covered-table-cell")
}

/// The cell that the value of a table cell says, or its text.
fn typed(start: &BytesStart<'_>, text: String) -> Result<FileCell> {
    let value = |name| attribute(start, name);
    let number = || -> Result<f64> { value("value")?.parse().map_err(not_a_workbook) };
    let typed = |text| FileCell { text, typed: true };
    Ok(match value("value-type")?.as_str() {
        "float" | "currency" => FileCell::number(number()?),
        "percentage" => FileCell::percent(number()?),
        "boolean" => typed(value("boolean-value")?),
        "date" => {
            let at = value("date-value")?;
            typed(at.strip_suffix("T00:00:00").map_or(at.clone(), str::to_owned))
        }
        _ => FileCell::text(text),
    })
}

/// The text of a cell: its paragraphs, without the remarks that people pinned to it.
fn text_of(reader: &mut Content<'_>) -> Result<String> {
    let mut text = String::new();
    let mut buffer = Vec::new();
    let (mut depth, mut remark, mut paragraphs) = (1_usize, 0_usize, 0_usize);
    let mut in_paragraph = 0_usize;
    while depth > 0 {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(not_a_workbook)? {
            Event::Start(start) => {
                depth += 1;
                if remark > 0 || is(&start, "annotation") {
                    remark += 1;
                } else if is(&start, "p") || in_paragraph > 0 {
                    if is(&start, "p") {
                        text.extend((paragraphs > 0).then_some('\n'));
                        paragraphs += 1;
                    }
                    in_paragraph += 1;
                }
            }
            Event::End(_) => {
                depth -= 1;
                remark = remark.saturating_sub(1);
                in_paragraph = in_paragraph.saturating_sub(1);
            }
            Event::Empty(start) if remark == 0 => match start.local_name().as_ref() {
                "s" => text.extend(std::iter::repeat_n(' ', repeats(&start, "c")?.min(1_000))),
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "p" => {
                    text.extend((paragraphs > 0).then_some('\n'));
                    paragraphs += 1;
                }
                _ => {}
            },
            Event::Text(part) if in_paragraph > 0 && remark == 0 => text.push_str(&part),
            Event::CData(part) if in_paragraph > 0 && remark == 0 => text.push_str(&part),
            Event::GeneralRef(name) if in_paragraph > 0 && remark == 0 => text.push_str(&referred(&name)?),
            Event::Eof => return Err(not_a_workbook(CONTENT)),
            _ => {}
        }
    }
    Ok(text)
}

/// What `&amp;` or `&#10;` stands for.
fn referred(name: &BytesRef<'_>) -> Result<String> {
    if let Some(letter) = name.resolve_char_ref().map_err(not_a_workbook)? {
        return Ok(letter.to_string());
    }
    let known = resolve_xml_entity(name).map(str::to_owned);
    known.ok_or_else(|| not_a_workbook(format!("&{};", name.as_ref() as &str)))
}
