use std::borrow::Cow;

use arrow_schema::Schema;
use chrono::NaiveDate;

use crate::{
    datasets::{
        Dataset, Kind,
        model::{
            fields::{Field, Shows, fields, fields_of_day, labelled},
            headers,
        },
    },
    domain::{ApproximateDate, Language, Vocabulary},
};

/// The columns of a file in the words of a language: titles for names, labels for codes, dates as people write them. Imports read all of them back.
pub(super) struct Words {
    language: Language,
    header: Vec<String>,
    columns: Vec<Said>,
}

/// How the cells of a column are said.
#[derive(Clone, Copy)]
enum Said {
    /// As they are.
    Plain,
    Term(&'static Vocabulary),
    Date,
}

impl Words {
    /// The words of the columns of a schema.
    pub(super) fn new(dataset: &'static Dataset, schema: &Schema, language: Language) -> Self {
        let mut known: Vec<Field> = labelled(dataset, fields(dataset), language);
        known.extend(fields_of_day(NaiveDate::default()));
        let mut words = Self {
            language,
            header: Vec::new(),
            columns: Vec::new(),
        };
        for name in schema.fields().iter().map(|field| field.name()) {
            let field = known.iter().find(|field| field.name == *name);
            let title = field.map(|field| headers::title(dataset, field, language));
            words.header.push(title.unwrap_or_else(|| name.clone()));
            words.columns.push(match field.map(|field| field.shows) {
                Some(Shows::Column(place)) => match dataset.columns[place].kind {
                    Kind::Term(vocabulary) => Said::Term(vocabulary),
                    Kind::Date => Said::Date,
                    _ => Said::Plain,
                },
                _ => Said::Plain,
            });
        }
        words
    }

    /// The titles of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// A cell of a column.
    pub(super) fn text<'a>(&self, column: usize, text: &'a str) -> Cow<'a, str> {
        match self.columns[column] {
            Said::Plain => Cow::Borrowed(text),
            Said::Term(vocabulary) => term(vocabulary, text, self.language),
            Said::Date => date(text, self.language),
        }
    }

    /// A truth value.
    pub(super) fn truth(&self, answer: bool) -> &'static str {
        match (self.language, answer) {
            (Language::French, true) => "VRAI",
            (Language::French, false) => "FAUX",
            (Language::English, true) => "TRUE",
            (Language::English, false) => "FALSE",
        }
    }
}

/// A value of a column in the words of a language: a term as it is called, a date as people write it.
pub fn in_words<'a>(kind: &Kind, text: &'a str, language: Language) -> Cow<'a, str> {
    match kind {
        Kind::Term(vocabulary) => term(vocabulary, text, language),
        Kind::Date => date(text, language),
        _ => Cow::Borrowed(text),
    }
}

fn term<'a>(vocabulary: &Vocabulary, code: &'a str, language: Language) -> Cow<'a, str> {
    match vocabulary.term(code) {
        Some(term) => Cow::Borrowed(language.choose(term.label)),
        None => Cow::Borrowed(code),
    }
}

fn date(text: &str, language: Language) -> Cow<'_, str> {
    match ApproximateDate::parse(text) {
        Ok(date) => Cow::Owned(date.in_words().text(language).to_owned()),
        Err(_) => Cow::Borrowed(text),
    }
}
