use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    datasets::registry,
    domain::{Error, Origin, Result, Revision, RowError, RowErrorKind, Value, Wording, wording},
};

/// What is published at once: one revision.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Its message.
    pub message: String,
    /// Why, for a correction.
    pub reason: Option<String>,
    /// What is published or revised.
    pub entries: Vec<Entry>,
    /// The datasets of which it is all that the viewer publishes: what the viewer published there and it does not have is withdrawn.
    pub replaces: Vec<&'static str>,
    /// What is withdrawn.
    pub withdrawals: Vec<Withdrawal>,
    /// What is known to be wrong with its rows already: it is refused, with what else is found wrong.
    pub problems: Vec<RowError>,
    /// By what a retry of it is known.
    pub retry: Option<IdempotencyKey>,
    /// The draft that it publishes.
    pub draft: Option<String>,
    /// The instant at which it goes out by itself; none when someone publishes it.
    pub due: Option<DateTime<Utc>>,
    /// Whether it is only tried: what it would change is told, and nothing is published.
    pub dry_run: bool,
    /// Whether what is most often a mistake is refused, rather than told.
    pub strict: bool,
}

/// By what the retry of a publication is known: the same key with the same request is answered the same, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The caller's own key for it.
    pub key: String,
    /// The SHA-256 of all that was asked, in hexadecimal.
    pub fingerprint: String,
}

/// A record, or an observation, that is to be public no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Its dataset.
    pub dataset: &'static str,
    /// Its public name.
    pub slug: String,
    /// What the caller expects of it.
    pub expects: Expects,
    /// Where the withdrawal itself stands, for a message.
    pub origin: Origin,
}

/// What a caller expects of the record that it writes; when it is otherwise, nothing is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expects {
    /// Nothing: new or not.
    #[default]
    Anything,
    /// There is none of that name.
    New,
    /// There is one of that name.
    There,
    /// There is one, as that revision left it.
    AsOf(Revision),
}

/// Which values an entry gives; the others stay as they are published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenVersion {
    /// For each column, whether it has a value or is emptied.
    pub columns: Vec<bool>,
    /// For each part, the same.
    pub parts: Vec<bool>,
    /// Whether it gives the sources.
    pub citations: bool,
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
    /// The citations of its facts.
    pub citations: Vec<Citation>,
    /// Where the entry itself stands, for a message: a file and a line.
    pub origin: Origin,
    /// What the caller expects of the record.
    pub expects: Expects,
    /// Which values it gives; all of them when it does not say.
    pub given: Option<Arc<GivenVersion>>,
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

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = ReceiptOperation, rename_all = "snake_case")]
pub(in crate::publishing) enum Operation {
    Created,
    Revised,
    Withdrawn,
}

impl Operation {
    pub(in crate::publishing) fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Revised => "revised",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One change of a revision.
#[derive(Clone, Debug)]
pub(in crate::publishing) struct Change {
    pub(in crate::publishing) record: i64,
    pub(in crate::publishing) period: Option<String>,
    pub(in crate::publishing) operation: Operation,
}

impl Publication {
    /// The datasets that it touches.
    pub(in crate::publishing) fn datasets(&self) -> BTreeSet<&'static str> {
        let written = self.entries.iter().map(|entry| entry.dataset);
        let withdrawn = self.withdrawals.iter().map(|withdrawal| withdrawal.dataset);
        written.chain(withdrawn).chain(self.replaces.iter().copied()).collect()
    }

    /// Leaves out the rows that have problems, so that what is wrong with others can be found too.
    pub(in crate::publishing) fn without(&mut self, problems: &[RowError]) {
        let places: HashSet<&Origin> = problems.iter().map(|problem| &problem.origin).collect();
        self.entries.retain(|entry| !places.contains(&entry.origin));
        self.withdrawals
            .retain(|withdrawal| !places.contains(&withdrawal.origin));
    }

    /// What it withdraws from a dataset.
    pub(in crate::publishing) fn withdrawn(&self, dataset: &'static str) -> impl Iterator<Item = &Withdrawal> {
        self.withdrawals
            .iter()
            .filter(move |withdrawal| withdrawal.dataset == dataset)
    }

    /// Its entries in a dataset.
    pub(in crate::publishing) fn entries_of(&self, dataset: &'static str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.dataset == dataset)
    }
}

impl GivenVersion {
    /// Whether nothing is left as it is published.
    pub(in crate::publishing) fn is_everything(&self) -> bool {
        self.citations && self.columns.iter().chain(&self.parts).all(|given| *given)
    }
}

impl Withdrawal {
    /// The withdrawal of a record, whatever its state.
    pub fn new(dataset: &'static str, slug: impl Into<String>) -> Self {
        let slug = slug.into();
        Self {
            origin: Origin::of_record(dataset, &slug),
            dataset,
            slug,
            expects: Expects::There,
        }
    }

    /// A problem of this withdrawal.
    pub(in crate::publishing) fn problem(&self, kind: RowErrorKind, message: impl Into<Wording>) -> RowError {
        RowError {
            origin: self.origin.clone(),
            column: "slug".to_owned(),
            kind,
            message: message.into(),
        }
    }
}

impl Expects {
    /// What is otherwise than expected of a record: as the revision that left it so, if it is public.
    pub(in crate::publishing) fn missed(self, slug: &str, since: Option<Revision>) -> Option<(RowErrorKind, Wording)> {
        match (self, since) {
            (Self::New, Some(since)) => Some((
                RowErrorKind::Conflict,
                wording!(
                    "« {slug} » existe déjà, depuis la révision {since} : révisez-le plutôt",
                    "\"{slug}\" is there already, since revision {since}: revise it instead"
                ),
            )),
            (Self::There | Self::AsOf(_), None) => Some((
                RowErrorKind::NotFound,
                wording!(
                    "il n'y a pas de « {slug} » : publiez-le d'abord",
                    "there is no \"{slug}\": publish it first"
                ),
            )),
            (Self::AsOf(expected), Some(since)) if expected != since => Some((
                RowErrorKind::Conflict,
                wording!(
                    "« {slug} » est à la révision {since}, pas à la {expected} : relisez-le, puis recommencez à partir de la {since}",
                    "\"{slug}\" is at revision {since}, not {expected}: read it again, and start again from {since}"
                ),
            )),
            _ => None,
        }
    }
}

impl Entry {
    /// A problem of this entry, of a kind.
    pub(in crate::publishing) fn refused(
        &self,
        kind: RowErrorKind,
        column: &str,
        message: impl Into<Wording>,
    ) -> RowError {
        RowError {
            kind,
            ..self.problem(column, message)
        }
    }

    /// A problem of this entry.
    pub(in crate::publishing) fn problem(&self, column: impl Into<String>, message: impl Into<Wording>) -> RowError {
        RowError {
            origin: self.origin.clone(),
            column: column.into(),
            kind: RowErrorKind::BadInput,
            message: message.into(),
        }
    }

    /// The value of a column, by its name.
    pub(in crate::publishing) fn value(&self, column: &str) -> Result<&Value> {
        crate::publishing::input::command::dataset_of(self)?
            .column(column)
            .and_then(|place| self.values.get(place))
            .ok_or_else(|| Error::internal(format!("{} has no column {column}", self.dataset)))
    }
}

/// An entry of the registry, by the name that an entry gives.
pub(in crate::publishing) fn dataset_of(entry: &Entry) -> Result<&'static crate::datasets::Dataset> {
    registry()
        .find(entry.dataset)
        .ok_or_else(|| Error::internal(format!("an entry names an unknown dataset {}", entry.dataset)))
}
