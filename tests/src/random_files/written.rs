use std::io::{Cursor, Write};

use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use segur::rest::import::ImportForm;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Encoding, RandomFile};

/// A line before the header.
const TITLE: &str = "Remontée de la semaine";

/// A file's text, with the line on which each row starts.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) lines: Vec<u64>,
}

/// How many lines a text ends: by CR, LF or both.
fn ends(text: &str) -> u64 {
    let both = text.matches("\r\n").count();
    let either = text.matches(['\r', '\n']).count();
    (either - both) as u64
}

impl RandomFile {
    /// The names of its columns.
    pub(super) fn header(&self) -> Vec<&'static str> {
        let columns = &self.dataset().columns;
        self.places().into_iter().map(|place| columns[place].name).collect()
    }

    pub(super) fn delimiter(&self) -> u8 {
        match self.form {
            ImportForm::Tsv => b'\t',
            _ => self.layout.delimiter,
        }
    }

    /// Its encoding: UTF-8 where the encoding of its layout does not have all its letters.
    pub(super) fn encoding(&self) -> Encoding {
        let is_csv = self.form == ImportForm::Csv;
        match self.layout.encoding {
            Encoding::Windows1252 if !is_csv || WINDOWS_1252.encode(&self.csv().text).2 => Encoding::Utf8,
            Encoding::Utf16 { .. } if !is_csv => Encoding::Utf8,
            encoding => encoding,
        }
    }

    /// It as a text of cells and lines.
    pub(super) fn csv(&self) -> Text {
        let delimiter = char::from(self.delimiter()).to_string();
        let layout = &self.layout;
        let mut text = String::new();
        if layout.separator_line && self.form == ImportForm::Csv {
            text.push_str(&format!("sep={delimiter}{}", layout.line_end));
        }
        if layout.title {
            text.push_str(&format!("{TITLE}{0}{0}", layout.line_end));
        }
        text.push_str(&self.header().join(&delimiter));
        let mut lines = Vec::new();
        for row in self.table() {
            text.push_str(layout.line_end);
            if layout.blank_lines {
                text.push_str(layout.line_end);
            }
            lines.push(ends(&text) + 1);
            let cells: Vec<String> = row.iter().map(|cell| self.quoted(cell)).collect();
            text.push_str(&cells.join(&delimiter));
        }
        if layout.ends_line {
            text.push_str(layout.line_end);
        }
        Text { text, lines }
    }

    fn quoted(&self, cell: &str) -> String {
        if self.layout.quotes_all || cell.contains(['"', ',', ';', '\t', '\r', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }

    /// The number that a cell is written as, where the form has numbers and the layout uses them.
    pub(super) fn number(&self, cell: &str) -> Option<f64> {
        let plain = !cell.is_empty()
            && cell.len() < 12
            && cell
                .chars()
                .all(|letter| letter.is_ascii_digit() || ".-".contains(letter));
        let typed = self.layout.typed && plain && cell != "-";
        let number: f64 = typed.then(|| cell.parse().ok())??;
        // As its shortest text, or it is left as text.
        (cell != "-0" && number.to_string() == cell).then_some(number)
    }

    fn ndjson(&self) -> Text {
        let header = self.header();
        let mut text = String::new();
        let mut lines = Vec::new();
        for row in self.table() {
            if self.layout.blank_lines {
                text.push('\n');
            }
            lines.push(ends(&text) + 1);
            let cells = header.iter().zip(&row).map(|(name, cell)| {
                let value = match self.number(cell) {
                    Some(number) => number.to_string(),
                    None => serde_json::Value::from(cell.as_str()).to_string(),
                };
                format!("\"{name}\":{value}")
            });
            let members: Vec<String> = cells.collect();
            text.push_str(&format!("{{{}}}\n", members.join(",")));
        }
        Text { text, lines }
    }

    /// The rows of a sheet, from the title to the last.
    fn sheet(&self) -> (Vec<Vec<String>>, Vec<u64>) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        if self.layout.title {
            rows.push(vec![TITLE.to_owned()]);
            rows.push(Vec::new());
        }
        rows.push(self.header().into_iter().map(str::to_owned).collect());
        let mut lines = Vec::new();
        for row in self.table() {
            if self.layout.blank_lines {
                rows.push(Vec::new());
            }
            rows.push(row);
            lines.push(rows.len() as u64);
        }
        (rows, lines)
    }

    fn xlsx(&self) -> Vec<u8> {
        let cell = |(column, text): (usize, &String), line: usize| {
            let place = format!(
                "{}{}",
                char::from(b'A' + u8::try_from(column).expect("a column")),
                line + 1
            );
            match self.number(text) {
                Some(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                None => format!(
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    // A workbook writes letters that XML lacks as `_x000B_`.
                    escaped(text).replace("_x", "_x005F_x")
                ),
            }
        };
        let rows = self.sheet().0;
        let rows = rows.iter().enumerate().map(|(line, row)| {
            let cells: String = row.iter().enumerate().map(|one| cell(one, line)).collect();
            format!("<row r=\"{}\">{cells}</row>", line + 1)
        });
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        let sheet = rows.collect::<String>();
        archive(&[
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"Feuille\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
            ),
        ])
    }

    fn ods(&self) -> Vec<u8> {
        let cell = |text: &String| match self.number(text) {
            Some(number) => format!(
                "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
            ),
            None => {
                let paragraphs: String = text
                    .split('\n')
                    .map(|part| format!("<text:p>{}</text:p>", escaped(part).replace(' ', "<text:s/>")))
                    .collect();
                format!("<table:table-cell office:value-type=\"string\">{paragraphs}</table:table-cell>")
            }
        };
        let rows: String = self
            .sheet()
            .0
            .iter()
            .map(|row| {
                format!(
                    "<table:table-row>{}</table:table-row>",
                    row.iter().map(cell).collect::<String>()
                )
            })
            .collect();
        let names = "urn:oasis:names:tc:opendocument:xmlns";
        let content = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{names}:office:1.0\" xmlns:table=\"{names}:table:1.0\" xmlns:text=\"{names}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Feuille\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        let kind = "application/vnd.oasis.opendocument.spreadsheet";
        archive(&[("mimetype", kind.to_owned()), ("content.xml", content)])
    }

    /// The lines on which its rows start.
    pub(super) fn lines(&self) -> Vec<u64> {
        match self.form {
            ImportForm::Csv | ImportForm::Tsv => self.csv().lines,
            ImportForm::NdJson => self.ndjson().lines,
            ImportForm::Xlsx | ImportForm::Ods => self.sheet().1,
        }
    }

    /// Its bytes, damaged where it is.
    pub fn bytes(&self) -> Vec<u8> {
        let text = match self.form {
            ImportForm::Csv | ImportForm::Tsv => self.csv().text,
            ImportForm::NdJson => self.ndjson().text,
            ImportForm::Xlsx => return damaged(self.xlsx(), &self.damage),
            ImportForm::Ods => return damaged(self.ods(), &self.damage),
        };
        let mut bytes = match self.encoding() {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Encoding::Utf16 { big } => {
                let units = std::iter::once(0xfeff).chain(text.encode_utf16());
                units
                    .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                    .collect()
            }
            Encoding::Windows1252 => WINDOWS_1252.encode(&text).0.into_owned(),
        };
        bytes = damaged(bytes, &self.damage);
        if self.layout.gzip {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(&bytes).expect("room");
            bytes = gzip.finish().expect("room");
        }
        bytes
    }
}

/// Bytes with some of them changed, added, lost or repeated.
fn damaged(mut bytes: Vec<u8>, damage: &[super::Damage]) -> Vec<u8> {
    for (at, what, byte) in damage {
        if bytes.is_empty() {
            return bytes;
        }
        let at = usize::from(*at) % bytes.len();
        match what % 4 {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => drop(bytes.remove(at)),
            _ => {
                let end = (at + usize::from(*byte)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // As they are, so that damage meets the text.
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        archive.start_file(*name, options).expect("a part");
        archive.write_all(text.as_bytes()).expect("room");
    }
    archive.finish().expect("an archive").into_inner()
}
