use std::collections::BTreeMap;

use crate::{domain::ApproximateDate, publishing::series::slug_of};

pub(super) const STATEMENTS: &str = "statements";

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) value: String,
    pub(super) qualifier: Option<String>,
    pub(super) document: String,
    pub(super) published_on: Option<ApproximateDate>,
    pub(super) locator: Option<String>,
}

/// The statements about a subject, in the order in which they were first published.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    pub(super) question: String,
    /// Where the record, or the values, are read.
    pub(super) address: String,
    pub(super) said: Vec<Said>,
}

pub(super) type Topics = BTreeMap<Subject, Topic>;

impl Topic {
    /// Whether two documents, or two places of one, give different values.
    pub(super) fn disagrees(&self) -> bool {
        self.said.iter().any(|said| said.value != self.said[0].value)
    }

    /// The answer that is retained, and why: that of the most recent document; then the most precise; then the first published.
    pub(super) fn retained(&self) -> (&Said, &'static str) {
        let rank = |said: &Said| {
            let latest = said.published_on.as_ref().and_then(ApproximateDate::latest);
            let earliest = said.published_on.as_ref().and_then(ApproximateDate::earliest);
            // By the first day that it can bear: a document of some day of 2024 is not more recent than one of February 2024.
            (earliest, latest)
        };
        let best = self.said.iter().map(rank).max().unwrap_or_default();
        let recent: Vec<&Said> = self.said.iter().filter(|said| rank(said) == best).collect();
        let same = |said: &[&Said]| said.iter().all(|other| other.value == said[0].value);
        if same(&recent) {
            let dated = self.said.iter().filter(|said| said.published_on.is_some());
            let reason = match dated.count() {
                0 => "first_stated",
                1 => "only_dated_document",
                _ => "most_recent_document",
            };
            return (recent[0], reason);
        }
        let precision = recent.iter().map(|said| said.precision()).min().unwrap_or_default();
        let precise: Vec<&Said> = recent
            .into_iter()
            .filter(|said| said.precision() == precision)
            .collect();
        let reason = if same(&precise) { "most_precise" } else { "first_stated" };
        (precise[0], reason)
    }
}

impl Said {
    /// The imprecision, 0 for exact.
    pub(super) fn precision(&self) -> u8 {
        match self.qualifier.as_deref() {
            Some("exact") => 0,
            Some("about") => 2,
            _ => 1,
        }
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
