//! Conditions in query strings: a column, perhaps an operator, and a value (`region=bretagne`, `value.gte=3`).

use crate::{
    datasets::{
        Dataset,
        model::{declaration::REVISION, parse, suggestion::did_you_mean},
        read::filter::{
            self, Filter, OPERATORS,
            published::{self, PUBLISHED_AT, PUBLISHER},
            time::{self, Question},
        },
    },
    domain::{Error, Result, Slug, wording},
    web::query::EVERYWHERE,
};

/// The filter by the documents that a record cites, named as the column of the files.
pub const SOURCE: &str = "source_document";

/// The conditions of a query string, each with the values that it is given.
#[derive(Default)]
pub(crate) struct Conditions(Vec<(String, Vec<String>)>);

impl Conditions {
    /// Adds a value of a condition.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value.to_owned()),
            None => self.0.push((name.to_owned(), vec![value.to_owned()])),
        }
    }

    /// The conditions as filters. `beside` are the other parameters that the address takes.
    ///
    /// # Errors
    /// `BadInput` that names the parameter, and the nearest known one.
    pub(crate) fn filters(self, dataset: &'static Dataset, beside: &[&str]) -> Result<Vec<Filter>> {
        let conditions = self.0.iter();
        conditions
            .map(|(name, values)| condition(dataset, name, values, beside))
            .collect()
    }
}

/// A condition that is given once or more: one of its values must hold, or, of `ne` and `not_in`, none of them.
fn condition(dataset: &'static Dataset, name: &str, values: &[String], beside: &[&str]) -> Result<Filter> {
    let (column, operator) = match name.rsplit_once('.') {
        Some((column, operator)) => (column, operator),
        None => (name, "eq"),
    };
    if let Some(question) = time::named(dataset, column) {
        let phase = name.split_once('.').map(|(_, phase)| phase);
        return time::condition(dataset, question, phase, once(name, values)?);
    }
    if !OPERATORS.contains(&operator) {
        let hint = did_you_mean(operator, OPERATORS);
        return Err(Error::bad_input(wording!(
            "{} : il n'y a pas d'opérateur « {} »{hint}",
            "{}: there is no operator \"{}\"{hint}",
            [hint],
            parse::brief(name),
            parse::brief(operator)
        )));
    }
    match operator {
        "in" | "not_in" => {
            let operands: Vec<String> = values.iter().flat_map(|value| listed(value)).collect();
            compared(dataset, column, operator, &operands, beside)
        }
        "eq" if values.len() > 1 => compared(dataset, column, "in", values, beside),
        "ne" if values.len() > 1 => compared(dataset, column, "not_in", values, beside),
        "eq" | "ne" => compared(dataset, column, operator, values, beside),
        "contains" | "starts_with" => {
            let each = values
                .chunks(1)
                .map(|value| compared(dataset, column, operator, value, beside));
            let mut any: Vec<Filter> = each.collect::<Result<_>>()?;
            Ok(if any.len() == 1 {
                any.remove(0)
            } else {
                Filter::Any(any)
            })
        }
        _ => compared(dataset, column, operator, &[once(name, values)?.to_owned()], beside),
    }
}

/// The only value of a condition that has one at most.
fn once<'a>(name: &str, values: &'a [String]) -> Result<&'a str> {
    match values {
        [value] => Ok(value),
        _ => Err(Error::bad_input(wording!(
            "{name} est donné deux fois",
            "{name} is given twice"
        ))),
    }
}

/// The texts of a list: separated by commas. `\,` is a comma of a text, `\\` a backslash.
pub(super) fn listed(value: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = letters.next_if(|next| letter == '\\' && matches!(next, ',' | '\\'));
        match (letter, escaped, texts.last_mut()) {
            (',', ..) => texts.push(String::new()),
            (_, Some(escaped), Some(text)) => text.push(escaped),
            (letter, None, Some(text)) => text.push(letter),
            (_, _, None) => {}
        }
    }
    texts
}

fn compared(
    dataset: &'static Dataset,
    column: &str,
    operator: &str,
    operands: &[String],
    beside: &[&str],
) -> Result<Filter> {
    if column == "slug" {
        return slugs(column, operator, operands, Filter::Slug);
    }
    if column == SOURCE {
        return slugs(column, operator, operands, Filter::Source);
    }
    if column == PUBLISHER {
        return slugs(column, operator, operands, Filter::Publisher);
    }
    if column == PUBLISHED_AT {
        return published::published_at(operator, &operands.concat());
    }
    if column == REVISION.name {
        return filter::comparison(&REVISION, Filter::Revision, operator, operands);
    }
    match dataset.column(column) {
        Some(place) => {
            let plain = |comparison| Filter::Column(place, comparison);
            filter::comparison(&dataset.columns[place], plain, operator, operands)
        }
        None => Err(no_such_column(dataset, column, beside)),
    }
}

fn no_such_column(dataset: &'static Dataset, column: &str, beside: &[&str]) -> Error {
    let mut known: Vec<&'static str> = dataset.columns.iter().map(|column| column.name).collect();
    known.extend(["slug", SOURCE, REVISION.name, PUBLISHER, PUBLISHED_AT]);
    known.extend(time::questions(dataset).map(Question::name));
    let known = known.into_iter().chain(beside.iter().copied()).chain(EVERYWHERE);
    let hint = did_you_mean(column, known);
    Error::bad_input(wording!(
        "{} n'a pas de paramètre « {} »{hint}",
        "{} has no parameter \"{}\"{hint}",
        [hint],
        dataset.name,
        parse::brief(column)
    ))
}

fn slugs(name: &str, operator: &str, operands: &[String], named: fn(Vec<Slug>) -> Filter) -> Result<Filter> {
    let slugs = operands
        .iter()
        .map(|text| {
            Slug::parse(text).map_err(|error| Error::bad_input(wording!("{name} : {error}", "{name}: {error}")))
        })
        .collect::<Result<_>>()?;
    match operator {
        "eq" | "in" => Ok(named(slugs)),
        "ne" | "not_in" => Ok(Filter::Not(Box::new(named(slugs)))),
        _ => Err(Error::bad_input(wording!(
            "{name} accepte eq, ne, in et not_in",
            "{name} takes eq, ne, in and not_in"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_list_may_hold_any_text() {
        for (value, texts) in [
            ("a,b", vec!["a", "b"]),
            ("a\\, b,c", vec!["a, b", "c"]),
            ("a\\\\,b", vec!["a\\", "b"]),
            ("a\\b", vec!["a\\b"]),
            ("", vec![""]),
            ("a,", vec!["a", ""]),
        ] {
            assert_eq!(listed(value), texts, "{value}");
        }
    }
}
