use crate::{
    datasets::{Column, Dataset, read::row},
    domain::{Result, Value},
    publishing::Entry,
    store::fold,
};

pub(in crate::publishing) const OBSERVATIONS: &str = "observations";

/// The public name that an entry has, or will have.
///
/// # Errors
/// `Internal` when it is of no dataset.
pub fn name_of(entry: &Entry) -> Result<String> {
    if entry.dataset == OBSERVATIONS {
        identity(entry)
    } else {
        Ok(entry.slug.clone())
    }
}

/// The slug that an observation has: its series and its period.
pub(in crate::publishing) fn identity(entry: &Entry) -> Result<String> {
    let Value::Date(period) = entry.value("period")? else {
        return series_slug(entry);
    };
    Ok(row::observation_slug(&series_slug(entry)?, period.edtf()))
}

/// The slug of the series of an observation: all that it is of.
pub(super) fn series_slug(entry: &Entry) -> Result<String> {
    let mut words = Vec::new();
    for column in ["indicator", "region", "couloir", "category", "document"] {
        match entry.value(column)? {
            Value::Reference(reference) => words.push(reference.slug.clone()),
            Value::Text(text) => words.push(slug_of(text)),
            _ => {}
        }
    }
    Ok(words.join("-"))
}

/// A text as words of a slug.
pub(in crate::publishing) fn slug_of(text: &str) -> String {
    let folded = fold(text);
    let words = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

pub(super) fn own_columns(dataset: &Dataset) -> impl Iterator<Item = (usize, &Column)> {
    dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.of_series)
}
