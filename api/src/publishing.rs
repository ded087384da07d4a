//! The one path that writes: authorise each record, validate, compare with what is published, apply, number the revision, commit.

/// What a publication is made of.
mod command;
/// Where documents disagree.
mod disagreements;
/// What can be found by its words.
mod index;
/// The revision, its changes, and the keys of records.
mod ledger;
/// Observations: values of series.
mod observations;
/// Rows of text, read as entries.
mod reading;
/// Records: every dataset but the observations.
mod records;
/// What must be true of an entry by itself.
mod validation;

pub use command::{Citation, Entry, Publication, Receipt, RowError};
pub use index::rebuild as rebuild_search;
pub use reading::{TextRow, read_rows};

use crate::{
    access::{Viewer, policy},
    datasets::{Identity, registry},
    domain::{Clock, Error, Result},
    store::{Snapshot, Store},
};

/// Publishes: all of it under one new revision, or nothing. What is already published as it is given is left as it is;
/// when that is everything, there is no revision.
///
/// # Errors
/// `Forbidden` for a dataset that is not the viewer's; `BadInput` that names each row, column and reason; `Conflict` when a record
/// withdrawn is still referred to; `Unavailable` when the store cannot be reached. Nothing is published then.
pub async fn publish(store: &Store, clock: Clock, viewer: &Viewer, mut publication: Publication) -> Result<Receipt> {
    for dataset in publication.datasets() {
        policy::may_publish(viewer, dataset)?;
    }
    let problems = validation::problems(&publication)?;
    if !problems.is_empty() {
        return Err(RowError::refusal(&problems));
    }
    let transaction = store.begin().await?;
    let before = transaction.before();
    if publication.replaces {
        let mut absent = records::published_by(&before, viewer, &publication).await?;
        absent.extend(observations::published_by(&before, viewer, &publication).await?);
        publication.withdrawals.extend(absent);
    }
    let publication = &publication;
    let mut ledger = ledger::Ledger::new(transaction);
    ledger.know(&before, publication).await?;
    for entry in &publication.entries {
        if dataset_of(entry)?.identity == Identity::Record {
            ledger.give_keys(entry.dataset, [entry.slug.clone()]);
        }
    }
    disagreements::refuse_unknown_subjects(&mut ledger, &before, publication).await?;
    let mut receipt = Receipt::default();
    let mut plans = Vec::new();
    for dataset in registry().datasets() {
        if dataset.identity == Identity::Record {
            let plan = records::plan(&before, &ledger, dataset, publication).await?;
            receipt.count(&plan.changes, plan.unchanged);
            plans.push((dataset, plan));
        }
    }
    let values = observations::plan(&before, &mut ledger, publication).await?;
    receipt.count(&values.changes, values.unchanged);
    if receipt.is_empty() {
        return Ok(receipt);
    }
    let at = clock.now();
    let series = values.series();
    ledger.number(viewer, publication, at).await?;
    ledger.register().await?;
    for (dataset, plan) in plans {
        records::apply(&mut ledger, dataset, plan).await?;
    }
    observations::apply(&mut ledger, values).await?;
    derive_conflicts(&mut ledger, &before, publication, &series).await?;
    ledger.refuse_dangling().await?;
    ledger.index_search().await?;
    receipt.revision = Some(ledger.commit(at).await?);
    Ok(receipt)
}

/// Publishes, under the same revision, what follows from the publication: where documents disagree.
async fn derive_conflicts(
    ledger: &mut ledger::Ledger,
    before: &Snapshot,
    publication: &Publication,
    series: &[i64],
) -> Result<()> {
    let derived = disagreements::publication(ledger, before, publication, series).await?;
    ledger.know(before, &derived).await?;
    for dataset in derived.datasets() {
        let dataset = registry().target(dataset)?;
        let slugs = derived.of(dataset.name).map(|entry| entry.slug.clone());
        ledger.give_keys(dataset.name, slugs);
        let plan = records::plan(before, ledger, dataset, &derived).await?;
        ledger.register().await?;
        records::apply(ledger, dataset, plan).await?;
    }
    Ok(())
}

/// An entry of the registry, by the name that an entry gives.
fn dataset_of(entry: &Entry) -> Result<&'static crate::datasets::Dataset> {
    registry()
        .find(entry.dataset)
        .ok_or_else(|| Error::internal(format!("an entry names an unknown dataset {}", entry.dataset)))
}
