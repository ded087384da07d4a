use std::collections::BTreeMap;

use entity::{change, record};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Query},
};

use super::{Entry, Expects, Publication, Withdrawal, plan::content};
use crate::{
    datasets::{Dataset, Identity, read::row, registry},
    domain::{Error, Origin, Result, Revision, wording},
    store::Store,
};

/// The publication that reverts a revision: each record that it changed, as it was before. A record that changed since is a conflict.
///
/// # Errors
/// `NotFound` when there is no such revision.
pub async fn reverting(store: &Store, revision: Revision) -> Result<Publication> {
    if revision.0 < 1 || revision > store.revision() {
        return Err(Error::not_found(wording!(
            "il n'y a pas de révision {revision}",
            "there is no revision {revision}"
        )));
    }
    let mut publication = Publication {
        message: format!("Annulation de la révision {revision}"),
        ..Default::default()
    };
    let before = store.snapshot_at(Revision(revision.0 - 1));
    let after = store.snapshot_at(revision);
    for (name, slugs) in changed(store, revision).await? {
        let dataset = registry().target(name)?;
        let known = content::published(&before, dataset, slugs.iter().map(String::as_str)).await?;
        let now = content::published(&store.snapshot(), dataset, slugs.iter().map(String::as_str)).await?;
        let left = content::published(&after, dataset, slugs.iter().map(String::as_str)).await?;
        for slug in &slugs {
            // As the revision left it, or gone, as the revision left it.
            let expects = if left.contains_key(slug) {
                Expects::AsOf(revision)
            } else {
                Expects::New
            };
            match known.get(slug) {
                Some(known) => publication.entries.push(entry(dataset, slug, known, expects)),
                // It is gone already, as it was before.
                None if !now.contains_key(slug) => {}
                None => publication.withdrawals.push(Withdrawal {
                    expects,
                    ..Withdrawal::new(dataset.name, slug)
                }),
            }
        }
    }
    Ok(publication)
}

fn entry(dataset: &'static Dataset, slug: &str, known: &content::Published, expects: Expects) -> Entry {
    let is_record = dataset.identity == Identity::Record;
    let content = known.content.clone();
    Entry {
        dataset: dataset.name,
        slug: if is_record { slug.to_owned() } else { String::new() },
        values: content.values,
        parts: content.parts,
        citations: if is_record { content.citations } else { Vec::new() },
        origin: Origin::of_record(dataset.name, slug),
        expects,
        given: None,
    }
}

/// The public names of the records that a revision changed, by dataset, without derived ones.
async fn changed(store: &Store, revision: Revision) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let select = Query::select()
        .columns([
            (record::Entity, record::Column::Dataset),
            (record::Entity, record::Column::Slug),
        ])
        .column((change::Entity, change::Column::Period))
        .from(change::Entity)
        .inner_join(
            record::Entity,
            Expr::col((record::Entity, record::Column::Id)).equals((change::Entity, change::Column::RecordId)),
        )
        .and_where(Expr::col((change::Entity, change::Column::Revision)).eq(revision.0))
        .order_by((change::Entity, change::Column::Position), sea_orm::Order::Asc)
        .to_owned();
    let mut changed: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for found in store.snapshot().all(&select).await? {
        let name: String = found.try_get_by_index(0)?;
        let slug: String = found.try_get_by_index(1)?;
        let period: Option<String> = found.try_get_by_index(2)?;
        // The record of an observation is its series.
        let (name, slug) = match period {
            Some(period) => ("observations", row::observation_slug(&slug, &period)),
            None => (name.as_str(), slug),
        };
        if let Some(dataset) = registry().find(name).filter(|dataset| !dataset.derived) {
            changed.entry(dataset.name).or_default().push(slug);
        }
    }
    Ok(changed)
}
