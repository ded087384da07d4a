use std::collections::BTreeSet;

use axum::http::{HeaderName, HeaderValue};

use crate::{
    datasets::{Registry, registry},
    store::Snapshot,
};

/// The header that names what a response depends on, for caches that publications purge.
pub(crate) const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// The key of responses that any publication changes.
pub(crate) const ANY: &str = "any";

/// The datasets that a response depends on: those of the tables that its statements read, and those that were noted where it came from memory.
pub(crate) fn surrogate_key(snapshot: &Snapshot) -> Option<HeaderValue> {
    let keys: BTreeSet<&str> = snapshot
        .tables()
        .iter()
        .filter(|table| !Registry::is_settled(table))
        .map(|table| registry().dataset_of_table(table).map_or(ANY, |dataset| dataset.name))
        .collect();
    let keys: Vec<&str> = keys.into_iter().collect();
    HeaderValue::from_str(&keys.join(" "))
        .ok()
        .filter(|keys| !keys.is_empty())
}
