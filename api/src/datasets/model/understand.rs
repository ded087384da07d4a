//! What people write in cells, as columns hold it: numbers with spaces, dates in words, terms by their labels.

use crate::{
    datasets::{Column, Kind},
    domain::{ApproximateDate, Vocabulary},
    store::fold,
};

/// Spaces that separate thousands.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}'];

/// What a number says of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitMark {
    /// It ends with a percent sign.
    Percent,
    /// It ends with a euro sign.
    Euro,
}

impl UnitMark {
    /// As indicators write it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Euro => "€",
        }
    }
}

/// The text of a cell as the column writes it, where it is written otherwise; none where it is understood as it is, or not at all.
/// `comma` says whether a comma may be a decimal mark.
pub fn understood(column: &Column, text: &str, comma: bool) -> Option<String> {
    let read = match column.kind {
        Kind::Integer => number(text, false)?,
        Kind::Decimal => number(text, comma)?,
        Kind::Euros => number(
            unit(text).map_or(text, |(bare, mark)| if mark == UnitMark::Euro { bare } else { text }),
            comma,
        )?,
        Kind::Boolean => truth(text)?.to_owned(),
        Kind::Date if ApproximateDate::parse(text).is_ok() => return None,
        Kind::Date => ApproximateDate::from_people(text)?.edtf().to_owned(),
        Kind::Term(vocabulary) => term(vocabulary, text)?.to_owned(),
        Kind::Text | Kind::List | Kind::Reference(_) => return None,
    };
    (read != text).then_some(read)
}

/// A number and the mark of its unit, where it has one.
pub fn unit(text: &str) -> Option<(&str, UnitMark)> {
    let marks = [
        ("%", UnitMark::Percent),
        ("€", UnitMark::Euro),
        ("EUR", UnitMark::Euro),
        ("euros", UnitMark::Euro),
    ];
    let (bare, mark) = marks
        .into_iter()
        .find_map(|(sign, mark)| Some((text.strip_suffix(sign)?, mark)))?;
    let bare = bare.trim_end_matches(SPACES);
    bare.ends_with(|letter: char| letter.is_ascii_digit())
        .then_some((bare, mark))
}

/// A number in digits, with a point: thousands may be separated by spaces. None for what is no number.
pub fn number(text: &str, comma: bool) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits.trim_start_matches(SPACES)),
        None => ("", text),
    };
    let marks: &[char] = if comma { &['.', ','] } else { &['.'] };
    let (whole, fraction) = match digits.split_once(marks) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let in_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !in_digits(fraction)) {
        return None;
    }
    let groups: Vec<&str> = whole.split(SPACES).collect();
    let (first, others) = groups.split_first()?;
    let grouped = others.is_empty() || first.len() <= 3 && others.iter().all(|group| group.len() == 3);
    if !grouped || !groups.iter().all(|group| in_digits(group)) {
        return None;
    }
    let whole = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

fn truth(text: &str) -> Option<&'static str> {
    match fold(text).as_str() {
        "true" | "vrai" | "oui" | "yes" | "1" => Some("true"),
        "false" | "faux" | "non" | "no" | "0" => Some("false"),
        _ => None,
    }
}

/// The code of a term, by its code or a label, whatever the case, accents, spaces and hyphens; a French label may end in -if or -ive.
fn term(vocabulary: &Vocabulary, text: &str) -> Option<&'static str> {
    let wanted = plain(text);
    let named = |name: &str| plain(name) == wanted;
    let by_code = vocabulary.terms.iter().find(|term| named(term.code));
    let by_label = || {
        let mut found = vocabulary
            .terms
            .iter()
            .filter(|term| masculine(term.label.french) == masculine(text) || named(term.label.english));
        found.next().filter(|_| found.next().is_none())
    };
    by_code.or_else(by_label).map(|term| term.code)
}

/// A French label in the masculine, where its spelling tells: `définitive` is `définitif`.
fn masculine(text: &str) -> String {
    let text = plain(text);
    let start = text.strip_suffix("ive").map(|start| format!("{start}if"));
    start.unwrap_or(text)
}

fn plain(text: &str) -> String {
    fold(text.trim()).replace(['_', '-'], " ")
}

/// Why a value is not there, or how exactly it is given, as statistical tables write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker<'a> {
    /// There is no value: the code of the reason.
    Missing(&'static str),
    /// There is a bound, or an estimate: the code of its qualifier, and the number.
    Qualified(&'static str, &'a str),
}

/// Reads a cell of a statistical table that is no plain number: `n.d.`, `s.o.`, `*`, `secret`, `-`, `<5`.
pub fn marker(text: &str) -> Option<Marker<'_>> {
    let letters: String = fold(text)
        .chars()
        .filter(|letter| !matches!(letter, '.' | ' ' | '(' | ')'))
        .collect();
    match letters.as_str() {
        "nd" | "nondisponible" | "na" | "n/a" | "n/d" | "#n/a" | "notavailable" | "…" | ":" => {
            return Some(Marker::Missing("not_available"));
        }
        "so" | "s/o" | "///" | "sansobjet" | "nonapplicable" | "notapplicable" => {
            return Some(Marker::Missing("not_applicable"));
        }
        "*" | "**" | "***" | "s" | "ss" | "c" | "secret" | "secretstatistique" | "confidentiel" => {
            return Some(Marker::Missing("statistical_secrecy"));
        }
        "-" | "–" | "—" => return Some(Marker::Missing("dash")),
        _ => {}
    }
    let signs = [
        ("<=", "at_most"),
        ("≤", "at_most"),
        (">=", "at_least"),
        ("≥", "at_least"),
        ("<", "less_than"),
        (">", "more_than"),
        ("~", "about"),
        ("≈", "about"),
    ];
    let (rest, qualifier) = signs
        .into_iter()
        .find_map(|(sign, code)| Some((text.trim().strip_prefix(sign)?, code)))?;
    let rest = rest.trim_start_matches(SPACES);
    rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-')
        .then_some(Marker::Qualified(qualifier, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::{declarations::vocabularies::OBSERVATION_STATUS, registry};

    #[test]
    fn numbers_are_read_with_their_spaces() {
        for (text, comma, read) in [
            ("1 234,5", true, Some("1234.5")),
            ("1\u{a0}234\u{202f}567", true, Some("1234567")),
            ("\u{2212}12", false, Some("-12")),
            ("12,5", false, None),
            ("1 23", true, None),
            ("1234 567", true, None),
            ("1,234,5", true, None),
            ("1 234 .5", true, None),
            ("", true, None),
            ("12.", true, None),
        ] {
            assert_eq!(number(text, comma).as_deref(), read, "{text}");
        }
        assert_eq!(unit("12,5 %"), Some(("12,5", UnitMark::Percent)));
        assert_eq!(unit("1 200\u{a0}€"), Some(("1 200", UnitMark::Euro)));
        assert_eq!(unit("%"), None);
    }

    #[test]
    fn terms_are_read_by_code_and_label() {
        for text in ["final", "FINAL", "Final", " Définitif", "Définitive", "definitive"] {
            assert_eq!(term(&OBSERVATION_STATUS, text), Some("final"), "{text}");
        }
        assert_eq!(term(&OBSERVATION_STATUS, "PROVISIONAL"), Some("provisional"));
        assert_eq!(term(&OBSERVATION_STATUS, "provisoire"), Some("provisional"));
        assert_eq!(term(&OBSERVATION_STATUS, "peut-être"), None);
    }

    #[test]
    fn statistical_tables_say_why_a_value_is_not_there() {
        for (text, read) in [
            ("n.d.", Some(Marker::Missing("not_available"))),
            ("ND", Some(Marker::Missing("not_available"))),
            ("s.o.", Some(Marker::Missing("not_applicable"))),
            ("*", Some(Marker::Missing("statistical_secrecy"))),
            ("Secret", Some(Marker::Missing("statistical_secrecy"))),
            ("///", Some(Marker::Missing("not_applicable"))),
            ("…", Some(Marker::Missing("not_available"))),
            ("c", Some(Marker::Missing("statistical_secrecy"))),
            // Not communicated, not calculated, not concerned: nobody is to guess.
            ("nc", None),
            ("n.s.", None),
            ("<5", Some(Marker::Qualified("less_than", "5"))),
            ("≥ 1 200", Some(Marker::Qualified("at_least", "1 200"))),
            ("12", None),
            ("-12", None),
            ("<b>", None),
        ] {
            assert_eq!(marker(text), read, "{text}");
        }
        let observations = registry().dataset("observations").unwrap();
        let reason = observations.column("missing_reason").unwrap();
        let Kind::Term(reasons) = observations.columns[reason].kind else {
            panic!("a reason is a term");
        };
        for code in ["not_available", "not_applicable", "statistical_secrecy", "dash"] {
            assert!(reasons.term(code).is_some(), "{code}");
        }
    }
}
