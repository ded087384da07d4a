use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::Value as Stored;

use crate::{
    datasets::{
        Dataset, Row,
        read::{order, order_term::OrderTerm, warning::Warning},
    },
    domain::Revision,
};

/// A row, with the relations that were selected.
#[derive(Clone, Debug)]
pub struct Node {
    /// The row.
    pub row: Row,
    /// The citations of its facts.
    pub provenance: Vec<Cited>,
    /// What its reader should know; read when asked.
    pub warnings: Vec<Warning>,
    /// The records that its columns refer to, in the order of the selection.
    pub to_one: Vec<Option<Arc<Node>>>,
    /// The lists of records that point at it, in the order of the selection.
    pub to_many: Vec<Page>,
    /// Its versions, the newest first, in the order of the selection.
    pub histories: Vec<Vec<Version>>,
}

/// A place where a fact was read.
#[derive(Clone, Debug)]
pub struct Cited {
    /// The one field that it supports; all when none is named.
    pub field: Option<String>,
    /// The place in the document.
    pub locator: Option<String>,
    /// The document.
    pub document: Option<Arc<Node>>,
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its rows, in the list's order.
    pub nodes: Vec<Node>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
    /// How many rows the whole list has; counted when asked.
    pub total: Option<u64>,
    /// What rows have instead of what was asked for, where the list is empty; read when asked.
    pub not_covered: Vec<serde_json::Value>,
}

impl Node {
    /// Its position in a list of this order, to read on from there.
    pub(crate) fn position(&self, dataset: &Dataset, terms: &[OrderTerm]) -> Vec<Stored> {
        order::position(dataset, terms, &self.row)
    }

    pub(in crate::datasets) fn bare(row: Row) -> Self {
        Self {
            row,
            provenance: Vec::new(),
            warnings: Vec::new(),
            to_one: Vec::new(),
            to_many: Vec::new(),
            histories: Vec::new(),
        }
    }
}

/// One version that a record, or an observation, has had.
#[derive(Clone, Debug)]
pub struct Version {
    pub(super) node: Node,
    /// The publication that made it.
    pub(super) begun: VersionPublication,
    /// The publication that replaced or withdrew it; none while it is current.
    pub(super) ended: Option<VersionPublication>,
    pub(super) operation: &'static str,
    pub(super) ended_by: Option<&'static str>,
    pub(super) changed: Vec<&'static str>,
}

impl Version {
    /// The publication that made it.
    pub fn begun(&self) -> &VersionPublication {
        &self.begun
    }

    /// The names of the fields in which it differs from the one before.
    pub fn changed(&self) -> &[&'static str] {
        &self.changed
    }
}

/// A publication, as histories and the feed show it.
#[derive(Clone, Debug)]
pub struct VersionPublication {
    /// Its revision.
    pub revision: Revision,
    /// When it was made, in UTC.
    pub at: DateTime<Utc>,
    /// The institution that made it.
    pub institution: String,
    /// Its message.
    pub message: String,
    /// Why, for a correction.
    pub reason: Option<String>,
}
