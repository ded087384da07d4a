use std::collections::BTreeSet;

use axum::http::{HeaderName, HeaderValue};

use crate::{datasets::registry, store::Snapshot};

/// The header that names what an answer follows from, for caches that can be told what changed.
pub(crate) const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// The key of what any publication changes.
pub(crate) const ANY: &str = "any";

/// Tables whose rows never change once they are read: they name no dataset, and follow those that do.
const SETTLED: [&str; 5] = ["record", "series", "citation", "revision", "dataset_revision"];

/// The datasets that an answer follows from, as the statements that it took name them: none can be forgotten.
pub(crate) fn surrogate_key(snapshot: &Snapshot) -> Option<HeaderValue> {
    let keys: BTreeSet<&str> = snapshot
        .tables()
        .iter()
        .filter(|table| !SETTLED.contains(&table.as_str()))
        .map(|table| registry().dataset_of_table(table).map_or(ANY, |dataset| dataset.name))
        .collect();
    let keys: Vec<&str> = keys.into_iter().collect();
    HeaderValue::from_str(&keys.join(" "))
        .ok()
        .filter(|keys| !keys.is_empty())
}
