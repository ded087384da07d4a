use super::{ledger::Ledger, nearest::Nearest, references::references};
use crate::{
    domain::{Error, Result, RowError, wording},
    publishing::{Publication, input::command::dataset_of},
    store::Snapshot,
};

impl Ledger {
    /// Refuses references to what is not public, and offers the nearest names.
    pub(super) async fn refuse_unknown(
        &self,
        before: &Snapshot,
        publication: &Publication,
        mut problems: Vec<RowError>,
    ) -> Result<()> {
        let mut nearest = Nearest::new(before);
        for entry in &publication.entries {
            for (column, target, slug) in references(dataset_of(entry)?, entry) {
                if self.is_current(target, slug) {
                    continue;
                }
                let hint = nearest.to(target, slug).await?;
                let message = wording!(
                    "il n'y a pas de « {slug} » dans {target}{hint}",
                    "there is no \"{slug}\" in {target}{hint}",
                    [hint]
                );
                problems.push(entry.problem(column, message));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Error::rows_refused(problems))
        }
    }
}
