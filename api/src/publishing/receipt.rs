use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    input::command::{Change, Operation},
    plan::row_warnings::RowWarning,
};
use crate::domain::Revision;

/// What a publication did, or would do. Written down, it is what a retry is answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Receipt {
    /// Its revision; none when nothing changed, or it was only tried.
    pub revision: Option<Revision>,
    /// When it was published, in UTC.
    pub published_at: Option<DateTime<Utc>>,
    /// How many records and observations are new.
    pub created: usize,
    /// How many have a new version.
    pub revised: usize,
    /// How many are withdrawn.
    pub withdrawn: usize,
    /// How many were already published as given.
    pub unchanged: usize,
    /// The number of the draft that it was kept as, when it was not published.
    pub draft: Option<String>,
    /// Whether this is the answer to an earlier request with the same key.
    #[serde(skip)]
    pub replayed: bool,
    /// The changes that a dry run lists, the first ones.
    #[serde(skip)]
    pub changes: Vec<ReceiptChange>,
    /// What is most often a mistake, and was published all the same.
    #[serde(skip)]
    pub warnings: Vec<RowWarning>,
}

/// The most changes that a dry run lists.
pub const MOST_CHANGES_TOLD: usize = 1_000;

/// A change, as a dry run lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptChange {
    /// The dataset.
    pub dataset: &'static str,
    /// The record's public name.
    pub slug: String,
    /// What would happen to it: `created`, `revised` or `withdrawn`.
    pub operation: &'static str,
    /// The fields that differ.
    pub fields: Vec<FieldTold>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTold {
    /// Its REST name.
    pub field: &'static str,
    /// What is public, as JSON.
    pub before: serde_json::Value,
    /// What would be.
    pub after: serde_json::Value,
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

    /// Lists changes, as far as there is room.
    pub(super) fn add_changes(&mut self, changes: Vec<ReceiptChange>) {
        let room = MOST_CHANGES_TOLD.saturating_sub(self.changes.len());
        self.changes.extend(changes.into_iter().take(room));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.created + self.revised + self.withdrawn == 0
    }
}
