use super::suggestion::{did_you_mean, nearest};
use crate::{
    datasets::{Column, Kind},
    domain::{
        ApproximateDate, Bilingual, Decimal, Error, Euros, Reference, Result, Slug, Term, Value, Vocabulary, Wording,
        wording,
    },
};

/// Why a text is refused that PostgreSQL cannot keep.
pub const NUL: Bilingual = Bilingual::new(
    "un texte ne peut pas contenir le caractère U+0000",
    "a text cannot hold the character U+0000",
);

/// Why a text is refused that XML, and so spreadsheets and feeds, cannot hold.
pub const CONTROL: Bilingual = Bilingual::new(
    "un texte ne peut pas contenir de caractère de commande (U+000B, U+001B…) ni U+FFFE : ôtez ce que le copier-coller a laissé",
    "a text cannot hold control characters (U+000B, U+001B…) nor U+FFFE: remove what copying has left",
);

/// What is wrong with the letters of a text, if anything is.
pub fn unfit(text: &str) -> Option<Bilingual> {
    let is_command = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    let is_no_letter = |letter: char| (letter as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&letter);
    if text.contains('\0') {
        return Some(NUL);
    }
    text.chars()
        .any(|letter| is_command(letter) || is_no_letter(letter))
        .then_some(CONTROL)
}

/// Separates the items of a list in one cell of a file.
pub const LIST_SEPARATOR: char = ';';

/// A message's tail that offers the nearest of the terms, by their codes and by what they are called.
fn nearest_term(text: &str, vocabulary: &Vocabulary) -> Wording {
    let called = vocabulary
        .terms
        .iter()
        .flat_map(|term| [term.label.french, term.label.english]);
    let by_label = nearest(text, called).and_then(|label| {
        let is_so_called = |term: &&Term| [term.label.french, term.label.english].contains(&label);
        vocabulary.terms.iter().find(is_so_called)
    });
    let codes = vocabulary.terms.iter().map(|term| term.code);
    match by_label.filter(|_| nearest(text, codes.clone()).is_none()) {
        Some(term) => did_you_mean(term.code, [term.code]),
        None => did_you_mean(text, codes),
    }
}

/// Reads the text of a cell, or of an operand, as the column holds it; an empty text is a missing value.
///
/// # Errors
/// `BadInput` that names the column and says what it accepts.
pub fn value(column: &Column, text: &str) -> Result<Value> {
    if text.is_empty() && !matches!(column.kind, Kind::List) {
        return Ok(Value::Null);
    }
    let refuse = |reason: Wording| Error::bad_input(wording!("{} : {reason}", "{}: {reason}", [reason], column.name));
    match column.kind {
        Kind::Text => match unfit(text) {
            Some(reason) => Err(refuse(Wording::from(reason))),
            None => Ok(Value::Text(text.to_owned())),
        },
        Kind::Integer => text.parse().map(Value::Integer).map_err(|_| {
            refuse(wording!(
                "« {} » n'est pas un nombre entier",
                "\"{}\" is not a whole number",
                brief(text)
            ))
        }),
        Kind::Decimal => Decimal::parse(text)
            .map(Value::Decimal)
            .map_err(|error| refuse(error.wording())),
        Kind::Euros => Euros::parse(text)
            .map(Value::Euros)
            .map_err(|error| refuse(error.wording())),
        Kind::Boolean => match text {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(refuse(wording!(
                "« {} » n'est ni vrai ni faux : écrivez true ou false",
                "\"{}\" is neither true nor false: write one of them",
                brief(text)
            ))),
        },
        Kind::Date => ApproximateDate::parse(text)
            .map(Value::Date)
            .map_err(|error| refuse(error.wording())),
        Kind::Term(vocabulary) => vocabulary.code(text).map(Value::Term).ok_or_else(|| {
            let hint = nearest_term(text, vocabulary);
            refuse(wording!(
                "« {} » n'est pas l'un de ses termes{hint}",
                "\"{}\" is not one of its terms{hint}",
                [hint],
                brief(text)
            ))
        }),
        Kind::List => {
            let items: Vec<String> = items(text).into_iter().filter(|item| !item.is_empty()).collect();
            match items.iter().find_map(|item| unfit(item)) {
                Some(reason) => Err(refuse(Wording::from(reason))),
                None => Ok(Value::List(items)),
            }
        }
        Kind::Reference(_) => Slug::parse(text)
            .map(|slug| {
                Value::Reference(Reference {
                    id: 0,
                    slug: slug.to_string(),
                })
            })
            .map_err(|error| refuse(error.wording())),
    }
}

/// A JSON value as the text of a cell; null is a missing value.
pub fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The items of a list in one cell: JSON, as `.ndjson` files have it, or separated, as `.csv` files have it; an item may be empty.
pub fn items(cell: &str) -> Vec<String> {
    if cell.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<Option<String>>>(cell)
    {
        return items.into_iter().map(Option::unwrap_or_default).collect();
    }
    cell.split(LIST_SEPARATOR).map(|item| item.trim().to_owned()).collect()
}

/// The start of a text, for a message.
pub fn brief(text: &str) -> String {
    text.chars().take(60).collect()
}
