use std::collections::BTreeMap;

use crate::{domain::ApproximateDate, publishing::series::slug_of, store::fold};

pub(super) const STATEMENTS: &str = "statements";
pub(super) const DOCUMENTS: &str = "documents";

/// The subject that documents are compared on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub(super) dataset: String,
    /// The record; for observations, all that they have in common.
    pub(super) record: String,
    pub(super) field: String,
    pub(super) item: String,
}

/// The statement of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) value: String,
    pub(super) qualifier: Option<String>,
    pub(super) document: String,
    pub(super) published_on: Option<ApproximateDate>,
    /// How authoritative the document is, as a term.
    pub(super) quality: Option<String>,
    pub(super) locator: Option<String>,
    /// What the value covers, where that is not what the field covers.
    pub(super) scope: Option<String>,
    /// What the document means by it, where that is not what the field means.
    pub(super) definition: Option<String>,
}

/// The statements about a subject, in the order in which they were first published.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    pub(super) question: String,
    /// Where the record, or the values, are read.
    pub(super) address: String,
    pub(super) said: Vec<Said>,
    /// The record's own value, if the subject is a field that has one.
    pub(super) own: Option<OwnValue>,
    /// Whether the values are words: names, and terms.
    pub(super) is_wording: bool,
}

pub(super) type Topics = BTreeMap<Subject, Topic>;

/// The value of a record's field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnValue {
    /// As documents would write it.
    pub(super) text: String,
    /// What else says the same: the code and the labels of a term.
    pub(super) also: Vec<String>,
}

impl OwnValue {
    /// Whether a document's value is this one, whatever its case, accents and article, and however it writes a date.
    pub(super) fn is(&self, value: &str) -> bool {
        let date = |text: &str| ApproximateDate::parse(text.trim_end_matches('?')).ok();
        if let (Some(own), Some(date)) = (date(&self.text), date(value)) {
            return own == date;
        }
        let value = without_article(value);
        std::iter::once(&self.text)
            .chain(&self.also)
            .any(|own| without_article(own) == value)
    }
}

fn without_article(text: &str) -> String {
    let folded = fold(text);
    let articles = ["l'", "la ", "le ", "les "];
    let bare = articles.iter().find_map(|article| folded.strip_prefix(article));
    bare.map(str::to_owned).unwrap_or(folded)
}

impl Topic {
    /// Whether two documents, or two places of one, give different values of what the field says.
    ///
    /// Statements that all cover or mean something else than a field without a value contradict nothing.
    pub(super) fn disagrees(&self) -> bool {
        let is_about_field = self.own.is_some() || self.said.iter().any(Said::is_of_same_extent);
        is_about_field && self.said.iter().any(|said| said.value != self.said[0].value)
    }
}

impl Said {
    /// How inexactly the value is given, 0 for exactly.
    pub(super) fn imprecision(&self) -> u8 {
        match self.qualifier.as_deref() {
            Some("exact") => 0,
            Some("about") => 2,
            _ => 1,
        }
    }

    /// Whether the value covers and means what the field says.
    pub(super) fn is_of_same_extent(&self) -> bool {
        self.scope.is_none() && self.definition.is_none()
    }
}

impl Subject {
    /// The public name of the conflict on it.
    pub(super) fn slug(&self) -> String {
        slug_of(&format!(
            "{} {} {} {}",
            self.dataset, self.record, self.field, self.item
        ))
    }
}
