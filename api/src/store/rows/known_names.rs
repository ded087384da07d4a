use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::Revision;

/// The public names that records of a dataset have ever had, up to a revision, with their keys. A record keeps both for ever.
#[derive(Clone, Debug)]
pub struct RecordNames {
    pub(super) up_to: Revision,
    /// Whether these are all of them.
    pub(super) is_whole: bool,
    pub(super) names: Arc<BTreeMap<String, i64>>,
}

impl RecordNames {
    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The key of the record that has a name, where it is known.
    pub fn key(&self, name: &str) -> Option<i64> {
        self.names.get(name).copied()
    }

    /// Whether no record ever had this name.
    pub fn lacks(&self, name: &str) -> bool {
        self.is_whole && !self.names.contains_key(name)
    }
}

/// The names of each dataset that were asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct KnownNames(Arc<Mutex<HashMap<&'static str, RecordNames>>>);

impl KnownNames {
    pub(super) fn get(&self, dataset: &str) -> Option<RecordNames> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(dataset).cloned()
    }

    pub(super) fn set(&self, dataset: &'static str, names: RecordNames) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(dataset, names);
    }
}
