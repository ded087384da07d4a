use std::collections::HashMap;

use crate::{
    datasets::{model::suggestion::did_you_mean, registry},
    domain::{Result, Wording},
    store::Snapshot,
};

/// How many wrong names are compared with the known ones.
const MOST_HINTS: usize = 50;

/// The names, of records that are or were public, that are nearest to wrong ones. A wrong name is often wrong in every row: it is compared once.
pub(in crate::publishing) struct Nearest<'a> {
    before: &'a Snapshot,
    hints: HashMap<(&'static str, String), Wording>,
}

impl<'a> Nearest<'a> {
    pub(in crate::publishing) fn new(before: &'a Snapshot) -> Self {
        Self {
            before,
            hints: HashMap::new(),
        }
    }

    /// The nearest names of a dataset, as the end of a message; empty where none is near.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub(in crate::publishing) async fn to(&mut self, dataset: &'static str, slug: &str) -> Result<Wording> {
        let place = (dataset, slug.to_owned());
        if let Some(hint) = self.hints.get(&place) {
            return Ok(hint.clone());
        }
        if self.hints.len() >= MOST_HINTS {
            return Ok(Wording::default());
        }
        let table = &registry().target(dataset)?.table;
        let known = self.before.record_names(dataset, table, &[slug]).await?;
        // One that there was is spelt as it should be.
        let hint = if known.iter().any(|name| name == slug) {
            Wording::default()
        } else {
            did_you_mean(slug, known.iter())
        };
        self.hints.insert(place, hint.clone());
        Ok(hint)
    }
}
