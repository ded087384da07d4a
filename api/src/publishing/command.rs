use std::collections::BTreeSet;

use crate::domain::{Error, Language, Result, Revision, Value, Wording, wording};

/// What is published at once: one revision.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// What it says of itself.
    pub message: String,
    /// Why, for a correction.
    pub reason: Option<String>,
    /// What is published or revised.
    pub entries: Vec<Entry>,
    /// Whether it is all that the viewer publishes: what the viewer published and it does not have is withdrawn.
    pub replaces: bool,
    /// What is withdrawn: datasets and slugs.
    pub withdrawals: Vec<(&'static str, String)>,
}

/// A record, or an observation, as it is to be.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its dataset.
    pub dataset: &'static str,
    /// Its public name; an observation has its series and period instead.
    pub slug: String,
    /// Its values, in the order of the dataset's columns; references by slug.
    pub values: Vec<Value>,
    /// The items of its parts, in the order of the dataset's parts.
    pub parts: Vec<Vec<Vec<Value>>>,
    /// Where its facts were read.
    pub citations: Vec<Citation>,
    /// Where the entry itself stands, for a message: a file and a line.
    pub origin: Origin,
}

/// Where a fact was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The one field that it supports; all when none is named.
    pub field: Option<String>,
    /// The document's slug.
    pub document: String,
    /// The place in the document.
    pub locator: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
}

/// What is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Where the row stands.
    pub origin: Origin,
    /// The column.
    pub column: String,
    /// What is wrong and how to mend it.
    pub message: Wording,
}

/// How many problems a refusal tells.
const MOST_TOLD: usize = 50;

impl RowError {
    /// The refusal of a publication for these reasons.
    pub fn refusal(problems: &[Self]) -> Error {
        let line = |problem: &Self| {
            let Self {
                origin,
                column,
                message,
            } = problem;
            wording!(
                "{}, ligne {}, colonne {column} : {message}",
                "{}, line {}, column {column}: {message}",
                origin.file,
                origin.line
            )
        };
        let lines: Vec<Wording> = problems.iter().take(MOST_TOLD).map(line).collect();
        let joined = |language: Language| -> String {
            let lines = lines.iter().map(|line| format!("\n{}", line.said(language)));
            lines.collect()
        };
        let lines = Wording::new(joined(Language::French), joined(Language::English));
        let count = problems.len();
        let more = match count.saturating_sub(MOST_TOLD) {
            0 => Wording::default(),
            more => wording!("\net {more} de plus", "\nand {more} more"),
        };
        Error::bad_input(wording!(
            "rien n'a été publié : {count} ligne(s) ne peuvent pas être acceptées{lines}{more}",
            "nothing was published: {count} row(s) cannot be accepted{lines}{more}"
        ))
    }
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Its revision; none when nothing changed.
    pub revision: Option<Revision>,
    /// How many records and observations are new.
    pub created: usize,
    /// How many have a new version.
    pub revised: usize,
    /// How many are withdrawn.
    pub withdrawn: usize,
    /// How many were already published as given.
    pub unchanged: usize,
}

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Created,
    Revised,
    Withdrawn,
}

impl Operation {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Revised => "revised",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One change of a revision.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) record: i64,
    pub(super) period: Option<String>,
    pub(super) operation: Operation,
}

impl Receipt {
    pub(super) fn count(&mut self, changes: &[Change], unchanged: usize) {
        for change in changes {
            match change.operation {
                Operation::Created => self.created += 1,
                Operation::Revised => self.revised += 1,
                Operation::Withdrawn => self.withdrawn += 1,
            }
        }
        self.unchanged += unchanged;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.created + self.revised + self.withdrawn == 0
    }
}

impl Publication {
    /// The datasets that it touches.
    pub(super) fn datasets(&self) -> BTreeSet<&'static str> {
        let written = self.entries.iter().map(|entry| entry.dataset);
        let withdrawn = self.withdrawals.iter().map(|(dataset, _)| *dataset);
        written.chain(withdrawn).collect()
    }

    /// Its entries in a dataset.
    pub(super) fn of(&self, dataset: &'static str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.dataset == dataset)
    }
}

impl Entry {
    /// A problem of this entry.
    pub(super) fn problem(&self, column: impl Into<String>, message: impl Into<Wording>) -> RowError {
        RowError {
            origin: self.origin.clone(),
            column: column.into(),
            message: message.into(),
        }
    }

    /// The value of a column, by its name.
    pub(super) fn value(&self, column: &str) -> Result<&Value> {
        super::dataset_of(self)?
            .column(column)
            .and_then(|place| self.values.get(place))
            .ok_or_else(|| Error::internal(format!("{} has no column {column}", self.dataset)))
    }
}
