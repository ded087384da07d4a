use std::borrow::Cow;

use crate::domain::{Wording, wording};

/// The records of a text in CSV. Lines end by CR, LF or both; a quote opens a cell and closes it, and stands for itself when it is doubled.
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u64,
}

/// A record: the line on which it starts, and its cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) line: u64,
    pub(super) cells: Vec<Cow<'a, str>>,
    /// Whether its first letter is a `#` outside quotes.
    pub(super) is_marked: bool,
}

/// Quotes that are not in pairs: the line on which the cell starts, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) line: u64,
    pub(super) message: Wording,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            at: 0,
            line: 1,
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || matches!(byte, b'\r' | b'\n')
    }

    /// Passes the end of a line, if one is here.
    fn pass_line_end(&mut self) -> bool {
        match self.byte() {
            Some(b'\r') => {
                self.at += 1;
                if self.byte() == Some(b'\n') {
                    self.at += 1;
                }
            }
            Some(b'\n') => self.at += 1,
            _ => return false,
        }
        self.line += 1;
        true
    }

    fn cell(&mut self) -> Result<Cow<'a, str>, Malformed> {
        if self.byte() == Some(b'"') {
            return self.quoted_cell();
        }
        let start = self.at;
        while let Some(byte) = self.byte()
            && !self.ends_cell(byte)
        {
            if byte == b'"' && self.text[start..self.at].trim().is_empty() {
                let message = wording!(
                    "un guillemet suit une espace au début d'une cellule : ôtez l'espace, ou doublez le guillemet dans une cellule entre guillemets",
                    "a quote follows a space at the start of a cell: remove the space, or double the quote in a quoted cell"
                );
                return Err(Malformed {
                    line: self.line,
                    message,
                });
            }
            self.at += 1;
        }
        Ok(Cow::Borrowed(&self.text[start..self.at]))
    }

    fn quoted_cell(&mut self) -> Result<Cow<'a, str>, Malformed> {
        let opened = self.line;
        let malformed = |message| Malformed { line: opened, message };
        self.at += 1;
        let mut text = String::new();
        let mut start = self.at;
        loop {
            match self.byte() {
                None => {
                    return Err(malformed(wording!(
                        "le guillemet ouvert à la ligne {opened} n'est jamais fermé",
                        "the quote that opens on line {opened} is never closed"
                    )));
                }
                Some(b'"') => {
                    let part = &self.text[start..self.at];
                    self.at += 1;
                    if self.byte() == Some(b'"') {
                        text.push_str(part);
                        text.push('"');
                        self.at += 1;
                        start = self.at;
                        continue;
                    }
                    let whole = if text.is_empty() {
                        Cow::Borrowed(part)
                    } else {
                        Cow::Owned(text + part)
                    };
                    return match self.byte() {
                        Some(byte) if !self.ends_cell(byte) => Err(malformed(wording!(
                            "après le guillemet qui ferme la cellule ouverte à la ligne {opened} vient autre chose qu'un séparateur : doublez les guillemets dans le texte",
                            "the quote that closes the cell opened on line {opened} is followed by something else than a separator: double the quotes inside the text"
                        ))),
                        _ => Ok(whole),
                    };
                }
                Some(b'\r' | b'\n') => {
                    self.pass_line_end();
                }
                Some(_) => self.at += 1,
            }
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.byte()?;
        let mut record = Record {
            line: self.line,
            cells: Vec::new(),
            is_marked: first == b'#',
        };
        loop {
            match self.cell() {
                Ok(cell) => record.cells.push(cell),
                Err(malformed) => {
                    self.at = self.text.len();
                    return Some(Err(malformed));
                }
            }
            if self.byte() == Some(self.delimiter) {
                self.at += 1;
                continue;
            }
            self.pass_line_end();
            return Some(Ok(record));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, u64> {
        Records::new(text, delimiter)
            .map(|record| {
                let record = record.map_err(|malformed| malformed.line)?;
                Ok((record.line, record.cells.iter().map(ToString::to_string).collect()))
            })
            .collect()
    }

    #[test]
    fn lines_end_as_any_system_ends_them() {
        let read = cells("a,b\rc,\"d\r\ne\"\r\nf,\n\n", b',').unwrap();
        let expected = [
            (1, vec!["a", "b"]),
            (2, vec!["c", "d\r\ne"]),
            (4, vec!["f", ""]),
            (5, vec![""]),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect::<Vec<_>>()))
            .collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn quotes_that_are_not_in_pairs_are_refused_where_they_open() {
        for (text, line) in [
            ("a;b\n1;\"provisoire\n2;x\n", 2),
            ("a\n\"Ségur\" du numérique\n", 2),
            ("a\nb\n\"Le \\\"Ségur\\\" du\"\n", 3),
            ("a;b\n1; \"x;y\"\n", 2),
            ("\"a", 1),
            ("a;\"", 1),
            ("\"a\" ;b", 1),
        ] {
            assert_eq!(cells(text, b';'), Err(line), "{text}");
        }
        assert_eq!(cells("5\" de large;x", b';').unwrap()[0].1, ["5\" de large", "x"]);
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a\",;\t\r\n #é]{0,6}", 1..4), 1..5), delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
            let text: String = rows.iter().map(|row| {
                let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                cells.join(&char::from(delimiter).to_string()) + "\r\n"
            }).collect();
            let read: Vec<Vec<String>> = cells(&text, delimiter).unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn no_text_is_lost_or_panics(text in "[a\",;\r\n #é]{0,40}") {
            if let Ok(read) = cells(&text, b';') {
                let letters = |text: &str| text.chars().filter(|letter| matches!(letter, 'a' | 'é' | '#')).count();
                let kept: usize = read.iter().flat_map(|(_, cells)| cells).map(|cell| letters(cell)).sum();
                prop_assert_eq!(kept, letters(&text));
            }
        }
    }
}
