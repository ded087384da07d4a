use std::collections::HashMap;

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
    series_slug_by(entry, category_slug)
}

/// The slug that a series had when signs made no difference: those that were published then keep it.
pub(super) fn former_series_slug(entry: &Entry) -> Result<String> {
    series_slug_by(entry, slug_of)
}

fn series_slug_by(entry: &Entry, category: fn(&str) -> String) -> Result<String> {
    let mut words = Vec::new();
    for column in ["indicator", "region", "couloir", "category", "document"] {
        match entry.value(column)? {
            Value::Reference(reference) => words.push(reference.slug.clone()),
            Value::Text(text) => words.push(category(text)),
            _ => {}
        }
    }
    Ok(words.join("-"))
}

/// The slug of each series with its first entry, and the place there of the series of each entry.
pub(super) type Distinct<'a> = (Vec<(String, &'a Entry)>, Vec<usize>);

/// The series of entries, each once.
pub(in crate::publishing) fn distinct_series<'a>(entries: &[&'a Entry]) -> Result<Distinct<'a>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut first = Vec::new();
    let mut of_entries = Vec::with_capacity(entries.len());
    for entry in entries {
        let slug = series_slug(entry)?;
        let place = match places.get(&slug) {
            Some(place) => *place,
            None => {
                places.insert(slug.clone(), first.len());
                first.push((slug, *entry));
                first.len() - 1
            }
        };
        of_entries.push(place);
    }
    Ok((first, of_entries))
}

/// Signs that tell categories apart, in words.
const SIGNS: [(char, &str); 8] = [
    ('<', "moins de"),
    ('>', "plus de"),
    ('≤', "au plus"),
    ('≥', "au moins"),
    ('€', "euros"),
    ('+', "plus"),
    ('±', "environ"),
    ('\u{2212}', "moins"),
];

/// A category as words of a slug: `< 50 ans` and `> 50 ans` are two, and so are `A+` and `A-`.
pub(in crate::publishing) fn category_slug(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == letter).map(|(_, word)| *word);
        // A hyphen joins words, unless it ends one.
        let ends = letter == '-'
            && words.ends_with(char::is_alphanumeric)
            && letters.peek().is_none_or(|next| next.is_whitespace());
        match sign.or(ends.then_some("moins")) {
            Some(word) => {
                words.push(' ');
                words.push_str(word);
                words.push(' ');
            }
            None => words.push(letter),
        }
    }
    slug_of(&words)
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

#[cfg(test)]
mod tests {
    use super::{category_slug, slug_of};

    #[test]
    fn categories_that_differ_by_a_sign_have_slugs_of_their_own() {
        for (category, slug) in [
            ("< 50 ans", "moins-de-50-ans"),
            ("> 50 ans", "plus-de-50-ans"),
            ("≥ 50 ans", "au-moins-50-ans"),
            ("A+", "a-plus"),
            ("A-", "a-moins"),
            ("50 €", "50-euros"),
            ("50 %", "50"),
        ] {
            assert_eq!(category_slug(category), slug, "{category}");
        }
        for same in [
            "Leader du marché (40 %)",
            "Laboratoire de ville",
            "e-CPS",
            "A - B",
            "10-20",
            "- puce",
            "",
        ] {
            assert_eq!(category_slug(same), slug_of(same), "{same}");
        }
    }
}
