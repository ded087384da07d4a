//! The names of columns in files: those of fields, and their titles in both languages.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    fields::{Field, Shows, fields, fields_of_day, labelled},
    titles,
};
use crate::{
    datasets::{Dataset, Kind, read::warning::WARNINGS},
    domain::Language,
    store::fold,
};

/// The title of a field in the header of a file: no two fields of a dataset have the same.
pub fn title(dataset: &Dataset, field: &Field, language: Language) -> String {
    let (own, _) = titles::wording(dataset, field.shows);
    let own = language.choose(own);
    match field.shows {
        Shows::Earliest(place) | Shows::Latest(place) | Shows::Label(place, _) => {
            let column = language.choose(dataset.columns[place].title);
            format!("{column} ({})", own.to_lowercase())
        }
        Shows::Column(place) if matches!(dataset.columns[place].kind, Kind::Euros) => format!("{own} (€)"),
        _ => own.to_owned(),
    }
}

/// The names by which the headers of files call the fields of a dataset.
pub struct Headers {
    names: HashMap<String, String>,
}

impl Headers {
    /// Those of a dataset.
    pub fn new(dataset: &Dataset) -> Self {
        let known = known_fields(dataset);
        let mut names = HashMap::new();
        for field in &known {
            for language in [Language::French, Language::English] {
                let title = title(dataset, field, language);
                // The mark of a unit may be left out.
                names.insert(folded(title.trim_end_matches(" (€)")), field.name.clone());
                names.insert(folded(&title), field.name.clone());
            }
        }
        // A name means its own field, whatever another is called.
        for field in &known {
            names.insert(folded(&field.name), field.name.clone());
        }
        names.insert(WARNINGS.to_owned(), WARNINGS.to_owned());
        Self { names }
    }

    /// The field that a header names, by its name or its title in either language, whatever the case, accents and spaces. None for another text.
    pub fn field(&self, header: &str) -> Option<&str> {
        self.names.get(&folded(header.trim())).map(String::as_str)
    }
}

/// Every field that a file may have.
fn known_fields(dataset: &Dataset) -> Vec<Field> {
    let mut known = labelled(dataset, fields(dataset), Language::default());
    known.extend(fields_of_day(NaiveDate::default()));
    known
}

fn folded(text: &str) -> String {
    fold(&text.replace(['_', '-', '\'', '’'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::registry;

    #[test]
    fn no_two_fields_of_a_dataset_are_called_the_same() {
        for dataset in registry().datasets() {
            let headers = Headers::new(dataset);
            for language in [Language::French, Language::English] {
                for field in known_fields(dataset) {
                    let title = title(dataset, &field, language);
                    let named = headers.field(&title.to_uppercase());
                    assert_eq!(named, Some(field.name.as_str()), "{}: {title}", dataset.name);
                }
            }
        }
    }
}
