use super::{Comparison, Filter};
use crate::{
    datasets::{Column, Kind, model::parse},
    domain::{Error, Result, Value, wording},
    store::{fold, words},
};

/// The operators, as both doors name them in snake case.
pub const OPERATORS: [&str; 11] = [
    "eq",
    "ne",
    "in",
    "not_in",
    "lt",
    "lte",
    "gt",
    "gte",
    "contains",
    "starts_with",
    "is_null",
];

/// The operators that a column takes.
pub fn operators(column: &Column) -> &'static [&'static str] {
    match column.kind {
        Kind::Text if column.is_matched() => &["eq", "ne", "in", "not_in", "contains", "starts_with", "is_null"],
        Kind::Integer | Kind::Decimal | Kind::Euros | Kind::Date => {
            &["eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "is_null"]
        }
        Kind::Boolean => &["eq", "ne", "is_null"],
        Kind::Text | Kind::Term(_) | Kind::Reference(_) => &["eq", "ne", "in", "not_in", "is_null"],
        Kind::List => &[],
    }
}

/// Reads a comparison of a column: the operator, and its operands as text; `plain` says which filter a comparison makes.
///
/// # Errors
/// `BadInput` when the column does not take the operator, or the operand.
pub fn comparison(
    column: &Column,
    plain: impl Fn(Comparison) -> Filter,
    operator: &str,
    operands: &[String],
) -> Result<Filter> {
    if !operators(column).contains(&operator) {
        let known = operators(column);
        return Err(Error::bad_input(if known.is_empty() {
            wording!("{} ne peut pas être filtré", "{} cannot be filtered", column.name)
        } else {
            wording!(
                "{} ne peut pas être comparé avec « {} » : il accepte {}",
                "{} cannot be compared with \"{}\": it takes {}",
                column.name,
                parse::brief(operator),
                known.join(", ")
            )
        }));
    }
    let values = || -> Result<Vec<Value>> { operands.iter().map(|text| parse::value(column, text)).collect() };
    let single = || -> Result<Value> {
        match operands {
            [text] if !text.is_empty() => parse::value(column, text),
            _ => Err(Error::bad_input(wording!(
                "{}.{operator} prend une valeur ; pour chercher celles qui manquent, utilisez is_null",
                "{}.{operator} takes one value; to look for missing ones, use is_null",
                column.name
            ))),
        }
    };
    Ok(match operator {
        "eq" => plain(Comparison::In(vec![single()?])),
        "ne" => Filter::Not(Box::new(plain(Comparison::In(vec![single()?])))),
        "in" => plain(Comparison::In(values()?)),
        "not_in" => Filter::Not(Box::new(plain(Comparison::In(values()?)))),
        "lt" => plain(Comparison::Lt(single()?)),
        "lte" => plain(Comparison::Lte(single()?)),
        "gt" => plain(Comparison::Gt(single()?)),
        "gte" => plain(Comparison::Gte(single()?)),
        "contains" => plain(Comparison::Contains(matched(column, operands)?)),
        "starts_with" => plain(Comparison::StartsWith(matched(column, operands)?)),
        _ => match operands {
            [text] if text == "true" => plain(Comparison::IsNull),
            [text] if text == "false" => Filter::Not(Box::new(plain(Comparison::IsNull))),
            _ => {
                return Err(Error::bad_input(wording!(
                    "{}.is_null vaut true ou false",
                    "{}.is_null is true or false",
                    column.name
                )));
            }
        },
    })
}

/// The longest text that can be looked for inside another.
const LONGEST_TEXT: usize = 1_000;

/// The operand of a text match, folded.
fn matched(column: &Column, operands: &[String]) -> Result<String> {
    let text = operands.concat();
    if text.contains('\0') || text.len() > LONGEST_TEXT {
        return Err(Error::bad_input(wording!(
            "{} : un texte à chercher a au plus {LONGEST_TEXT} octets, et pas de U+0000",
            "{}: a text to look for has at most {LONGEST_TEXT} bytes, and no U+0000",
            column.name
        )));
    }
    Ok(fold(&text))
}

/// Reads words to look for.
///
/// # Errors
/// `BadInput` when there is no word, or too long a text.
pub fn search(text: &str) -> Result<Filter> {
    Ok(Filter::Words(searched(text)?))
}

/// The words of a query, each in its forms.
///
/// # Errors
/// `BadInput` when there is no word, or too long a text.
pub fn searched(text: &str) -> Result<Vec<Vec<String>>> {
    if text.len() > LONGEST_TEXT {
        return Err(Error::bad_input(wording!(
            "un texte à chercher a au plus {LONGEST_TEXT} octets",
            "a text to look for has at most {LONGEST_TEXT} bytes"
        )));
    }
    let wanted = words::wanted(text);
    if wanted.len() > words::MOST {
        return Err(Error::bad_input(wording!(
            "une recherche a au plus {} mots",
            "a search has at most {} words",
            words::MOST
        )));
    }
    if wanted.is_empty() {
        return Err(Error::bad_input(wording!(
            "une recherche a besoin d'un mot : des lettres ou des chiffres",
            "a search needs a word: letters or digits"
        )));
    }
    Ok(wanted)
}
