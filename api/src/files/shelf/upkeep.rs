use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::{EVERYTHING, LABEL, Shelf, folder, folder_of};
use crate::{
    datasets::registry,
    domain::{Result, Revision},
    files::Variant,
    store::Snapshot,
};

/// How long files of earlier states stay, for clients that are still reading them.
const KEPT_FOR: Duration = Duration::hours(24);

/// How many earlier states have files at most, of a dataset and of everything, however many were published in a day.
const MOST_EARLIER: usize = 24;
const MOST_EARLIER_OF_EVERYTHING: usize = 2;

impl Shelf {
    /// The stored files of the present state whose digests are wrong.
    ///
    /// # Errors
    /// `Unavailable` when the store or the files cannot be reached.
    pub async fn verify(&self, snapshot: &Snapshot) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for dataset in registry().datasets() {
            for variant in Variant::KEPT {
                if let Some(kept) = self.find(snapshot, dataset, variant).await? {
                    let digest = self.objects.digest(&kept.name).await?;
                    // One that is gone is built again when it is asked for.
                    if digest.is_some_and(|digest| digest != kept.facts.sha256) {
                        faults.push(format!("the file {} is not as it is told", kept.name));
                    }
                }
            }
        }
        Ok(faults)
    }

    /// Builds every file that is not there, one after the other, and forgets those of states long gone. One that cannot be built keeps no
    /// other from being.
    ///
    /// # Errors
    /// That of the last file that could not be built.
    pub async fn build_all(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<usize> {
        let mut built = 0;
        let mut failed = None;
        for dataset in registry().datasets() {
            for variant in Variant::KEPT {
                let found = self.find(snapshot, dataset, variant).await?;
                let is_right = match &found {
                    Some(kept) => self.is_there(kept).await? && self.is_right(kept).await?,
                    None => false,
                };
                if !is_right {
                    match self.build(snapshot, dataset, variant).await {
                        Ok(_) => built += 1,
                        Err(error) => failed = Some(error),
                    }
                }
            }
            let state = self.state(snapshot, dataset).await?;
            self.forget(&folder(dataset), state.revision, MOST_EARLIER, now).await?;
        }
        let was_there = match self.everything(snapshot, false).await? {
            Some(kept) => self.is_right(&kept).await?,
            None => false,
        };
        if !was_there {
            match self.everything(snapshot, true).await {
                Ok(kept) => built += usize::from(kept.is_some()),
                Err(error) => failed = Some(error),
            }
        }
        let folder = folder_of(EVERYTHING, registry().datasets());
        self.forget(&folder, snapshot.revision(), MOST_EARLIER_OF_EVERYTHING, now)
            .await?;
        failed.map_or(Ok(built), Err)
    }

    /// Forgets, in a folder, the files of states before the last that was built up to a revision: those that were followed by another a day
    /// ago or more, and all but so many.
    async fn forget(&self, folder: &str, revision: Revision, most: usize, now: DateTime<Utc>) -> Result<()> {
        let mut of_states: BTreeMap<i64, Vec<(String, DateTime<Utc>)>> = BTreeMap::new();
        for (name, kept_at) in self.objects.list(folder).await? {
            let file = name.rsplit('/').next().unwrap_or_default();
            if let Some(state) = file.split('.').next().and_then(|state| state.parse().ok()) {
                of_states.entry(state).or_default().push((name, kept_at));
            }
        }
        let states: Vec<i64> = of_states.keys().copied().filter(|state| *state <= revision.0).collect();
        for (place, pair) in states.windows(2).enumerate() {
            let [earlier, next] = *pair else { continue };
            let followed_at = of_states[&next].iter().map(|(_, kept_at)| *kept_at).min();
            let is_old = followed_at.is_some_and(|followed_at| now - followed_at > KEPT_FOR);
            let is_one_too_many = states.len() - 1 - place > most;
            if is_old || is_one_too_many {
                for (name, _) in &of_states[&earlier] {
                    self.objects.remove(name).await?;
                    self.told.invalidate(name.trim_end_matches(LABEL));
                }
            }
        }
        Ok(())
    }
}
