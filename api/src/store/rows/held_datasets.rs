use std::{
    any::Any,
    sync::{Arc, atomic::Ordering},
};

use super::immutable_cache::Weighed;
use crate::{domain::Revision, store::Snapshot};

impl Snapshot {
    /// The rows of a whole dataset in this view, if they are in memory, and it may show them.
    pub fn held<T: Any + Send + Sync>(&self, dataset: &'static str) -> Option<Arc<T>> {
        if !self.shows_memory() {
            return None;
        }
        let memory = &self.memory().0;
        let changed = memory.changed.get(&(dataset, self.revision()))?;
        memory.held.get(&(dataset, changed))?.value.downcast().ok()
    }

    /// How many times a dataset that is not in memory was asked for in this view, where it may show what is.
    pub fn times_asked(&self, dataset: &'static str) -> u32 {
        if !self.shows_memory() {
            return 0;
        }
        let asked = &self.memory().0.asked;
        let times = asked.get_with((dataset, self.revision()), Arc::default);
        times.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes the rows of a dataset that are in memory, as the revision that changed them last left them, for this view's. Whether there are any.
    pub fn reuse_held(&self, dataset: &'static str, changed: Revision) -> bool {
        let memory = &self.memory().0;
        let is_held = memory.held.contains_key(&(dataset, changed));
        if is_held {
            memory.changed.insert((dataset, self.revision()), changed);
        }
        is_held
    }

    /// Holds the rows of a dataset as the revision that changed them last left them; `bytes` is about what they take.
    pub fn hold<T: Any + Send + Sync>(&self, dataset: &'static str, changed: Revision, value: Arc<T>, bytes: usize) {
        let memory = &self.memory().0;
        memory.held.insert((dataset, changed), Weighed { value, bytes });
        memory.changed.insert((dataset, self.revision()), changed);
    }
}
