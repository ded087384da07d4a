use super::Dialect;

impl Dialect {
    /// Writes a text. For French spreadsheets, one that they would run, or take for a number or a date, has a mark before it.
    pub(super) fn write_text(self, out: &mut Vec<u8>, text: &str) {
        if self.texts_kept && is_taken_for_another(text) {
            // A formula whose value is the text: the one thing that every spreadsheet leaves as it is.
            quoted(out, format!("=\"{text}\"").as_bytes());
        } else if self.texts_kept && is_formula(text) {
            self.write_plain(out, format!("'{text}").as_bytes());
        } else {
            self.write_plain(out, text.as_bytes());
        }
    }

    /// Writes a date: a whole day stays one that spreadsheets know, and that imports read however it is saved.
    pub(super) fn write_date(self, out: &mut Vec<u8>, text: &str) {
        if text.parse::<chrono::NaiveDate>().is_ok() {
            self.write_plain(out, text.as_bytes());
        } else {
            self.write_text(out, text);
        }
    }

    /// Writes a text, in quotes where RFC 4180 asks for them.
    pub(super) fn write_plain(self, out: &mut Vec<u8>, text: &[u8]) {
        // Spreadsheets that split at commas and tabs too are kept from it.
        let split = if self.texts_kept {
            [b',', b'\t']
        } else {
            [self.delimiter; 2]
        };
        let special =
            |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == self.delimiter || split.contains(byte);
        if text.iter().any(special) {
            quoted(out, text);
        } else {
            out.extend_from_slice(text);
        }
    }

    /// Writes a number that has a decimal point, with the mark of the dialect.
    pub(super) fn write_number(self, out: &mut Vec<u8>, text: &str) {
        if self.decimal_comma {
            self.write_plain(out, text.replace('.', ",").as_bytes());
        } else {
            out.extend_from_slice(text.as_bytes());
        }
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
    let numbers = parts.all(|part| digits(part.as_bytes()));
    // 2022-04 and 1/2 read as days, and a day is written otherwise when it is saved; 12e3 and 1E4 read as powers.
    (numbers && marks <= 2) || is_power(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(dialect: Dialect, text: &str) -> String {
        let mut out = Vec::new();
        dialect.write_text(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_are_altered_for_french_spreadsheets_alone() {
        assert_eq!(written(Dialect::FRENCH, "=1+1"), "'=1+1");
        assert_eq!(written(Dialect::FRENCH, "01"), "\"=\"\"01\"\"\"");
        for text in ["=1+1", "+40 % en un an", "- puce", "-5", "@x", "'=1", "01"] {
            assert_eq!(written(Dialect::PLAIN, text), text);
        }
        assert_eq!(written(Dialect::PLAIN, "a,b"), "\"a,b\"");
    }

    #[test]
    fn a_whole_day_of_a_date_column_stays_a_day() {
        let date = |text: &str| {
            let mut out = Vec::new();
            Dialect::FRENCH.write_date(&mut out, text);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(date("2022-03-14"), "2022-03-14");
        assert_eq!(date("2022-03"), "\"=\"\"2022-03\"\"\"");
        assert_eq!(written(Dialect::FRENCH, "2022-03-14"), "\"=\"\"2022-03-14\"\"\"");
    }

    #[test]
    fn what_was_made_harmless_is_read_back() {
        for text in ["=1+1", "@SUM(A1)", "-3", "Île", "'tis", "'=1+1", "''-x", "＝1"] {
            assert_eq!(bare(&written(Dialect::FRENCH, text)), text);
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
            "2022-03-14",
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
