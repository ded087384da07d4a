use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The faults of the shelf, by the file or the place that has them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Arc<Mutex<BTreeMap<String, String>>>);

impl Faults {
    /// Notes the fault of a place: whether it had none.
    pub(super) fn note(&self, place: &str, what: String) -> bool {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.insert(place.to_owned(), what).is_none()
    }

    /// Forgets the fault of a place.
    pub(super) fn mended(&self, place: &str) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.remove(place);
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<String> {
        let faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.values().cloned().collect()
    }
}
