use chrono::NaiveDate;

use super::{codes::is_code, phases::Certainty};
use crate::{
    datasets::{Dataset, Identity, Kind, Selection, read::labels},
    domain::Language,
};

/// A public field of a row: the same names in JSON, NDJSON and CSV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shows: Shows,
}

/// What a field shows of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The public name.
    Slug,
    /// A column, by its place.
    Column(usize),
    /// The first possible day of a date column.
    Earliest(usize),
    /// The last possible day of a date column.
    Latest(usize),
    /// What the value of a column is called, in a language.
    Label(usize, Language),
    /// The items of a part, by its place; with what their values are called, if a language is given.
    Part(usize, Option<Language>),
    /// The kinds of phases that are under way on a day, so certainly or not.
    PhasesOn(NaiveDate, Certainty),
    /// The revision that published the row as it is.
    Revision,
    /// When.
    PublishedAt,
    /// By which institution.
    Publisher,
    /// The citations of its facts.
    Source(Source),
}

/// What is told of the places where facts were read; the lists run in parallel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The slugs of the documents.
    Document,
    /// Their titles.
    Title,
    /// Their addresses.
    Address,
    /// The places in them.
    Locator,
    /// The field that each supports, when it supports only one.
    Field,
}

/// Every field of a dataset, in the order in which files have them.
pub fn fields(dataset: &Dataset) -> Vec<Field> {
    let mut fields = vec![field("slug", Shows::Slug)];
    for (place, column) in dataset.columns.iter().enumerate() {
        fields.push(field(column.name, Shows::Column(place)));
        if matches!(column.kind, Kind::Date) {
            let [earliest, latest] = ["earliest", "latest"].map(|end| format!("{}_{end}", column.name));
            fields.push(field(earliest, Shows::Earliest(place)));
            fields.push(field(latest, Shows::Latest(place)));
        }
    }
    for (place, part) in dataset.parts.iter().enumerate() {
        fields.push(field(part.name, Shows::Part(place, None)));
    }
    fields.push(field("revision", Shows::Revision));
    fields.push(field("published_at", Shows::PublishedAt));
    fields.push(field("publisher", Shows::Publisher));
    fields.push(field("source_document", Shows::Source(Source::Document)));
    fields.push(field("source_title", Shows::Source(Source::Title)));
    fields.push(field("source_address", Shows::Source(Source::Address)));
    fields.push(field("source_locator", Shows::Source(Source::Locator)));
    if dataset.identity == Identity::Record {
        fields.push(field("source_field", Shows::Source(Source::Field)));
    }
    fields
}

/// The fields that say which phases are under way on a day: what a list shows besides when it is asked of that day.
pub fn fields_of_day(day: NaiveDate) -> [Field; 2] {
    [
        field("open_phases", Shows::PhasesOn(day, Certainty::Certain)),
        field("uncertain_phases", Shows::PhasesOn(day, Certainty::Uncertain)),
    ]
}

/// Fields with, after those of each column that is a term, a date or a reference, what its value is called; after the value of an observation, its unit.
pub fn labelled(dataset: &Dataset, fields: Vec<Field>, language: Language) -> Vec<Field> {
    let in_words = |mut field: Field| {
        if let Shows::Part(place, _) = field.shows {
            field.shows = Shows::Part(place, Some(language));
        }
        field
    };
    let fields = fields.into_iter().map(in_words).collect();
    with_labels(dataset, fields, language, |shows| match shows {
        Shows::Latest(place) => Some(place),
        Shows::Column(place) if matches!(dataset.columns[place].kind, Kind::Term(_)) => Some(place),
        shows => not_in_words(dataset, shows),
    })
}

/// Fields with the names of the records that columns refer to, and the unit of an observation: what a file in words does not say otherwise.
pub fn named(dataset: &Dataset, fields: Vec<Field>, language: Language) -> Vec<Field> {
    with_labels(dataset, fields, language, |shows| not_in_words(dataset, shows))
}

/// The column of a field whose value no words of its own explain: a reference, a code, or a value of some unit.
fn not_in_words(dataset: &Dataset, shows: Shows) -> Option<usize> {
    match shows {
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            let is_named = matches!(column.kind, Kind::Reference(_)) || is_code(column);
            (is_named || labels::is_measured(dataset, place)).then_some(place)
        }
        _ => None,
    }
}

/// Fields with, after some, what the value of their column is called.
fn with_labels(
    dataset: &Dataset,
    fields: Vec<Field>,
    language: Language,
    labelled: impl Fn(Shows) -> Option<usize>,
) -> Vec<Field> {
    let mut all = Vec::with_capacity(2 * fields.len());
    for next in fields {
        let place = labelled(next.shows);
        all.push(next);
        if let Some(place) = place {
            let of = match labels::is_measured(dataset, place) {
                true => "unit",
                false => dataset.columns[place].name,
            };
            all.push(field(format!("{of}_label"), Shows::Label(place, language)));
        }
    }
    all
}

/// What must be read of rows to show fields.
pub fn selection(dataset: &Dataset, fields: &[Field]) -> Selection {
    let shows = |wanted: fn(Shows) -> bool| fields.iter().any(|field| wanted(field.shows));
    Selection {
        reference_slugs: shows(|shows| matches!(shows, Shows::Column(_))),
        publication: shows(|shows| matches!(shows, Shows::PublishedAt | Shows::Publisher)),
        parts: shows(|shows| matches!(shows, Shows::Part(..) | Shows::PhasesOn(..))),
        provenance: shows(|shows| matches!(shows, Shows::Source(_))).then(Box::default),
        to_one: match shows(|shows| matches!(shows, Shows::Label(..))) {
            true => labels::references(dataset),
            false => Vec::new(),
        },
        ..Default::default()
    }
}

fn field(name: impl Into<String>, shows: Shows) -> Field {
    Field {
        name: name.into(),
        shows,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::datasets::registry;

    #[test]
    fn no_two_fields_of_a_dataset_share_a_name() {
        for dataset in registry().datasets() {
            let mut seen = HashSet::new();
            for field in labelled(dataset, fields(dataset), Language::French) {
                assert!(seen.insert(field.name.clone()), "{}.{}", dataset.name, field.name);
            }
        }
    }
}
