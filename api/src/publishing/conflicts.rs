//! Conflicts between documents: computed at each publication, and published with it.
//!
//! Two facts are of the same thing when they are statements of the same field of the same record, or observations of the same indicator, place,
//! couloir and category by different documents: measured values of the same days, or targets, forecasts and baselines of the same year. A value
//! that differs from another makes a conflict.

/// Conflicts as entries of their dataset.
mod entry;
/// Of what kind a conflict is.
mod kind;
/// Observations of documents, read from the store.
mod observations;
/// The values of the records that statements are about.
mod own_values;
/// Which value is retained.
mod retained;
/// Statements of documents, read from the store.
mod statements;
/// What documents say of one subject.
mod topic;

use std::collections::BTreeSet;

use entry::entry;

use super::{Publication, Withdrawal, plan::ledger::Ledger, series::OBSERVATIONS};
use crate::{
    datasets::{Selection, Walk, registry},
    domain::{Result, Value},
    publishing::conflicts::topic::{DOCUMENTS, Topics},
    store::Snapshot,
};

pub(super) use super::plan::named_series::named_series;
pub(super) use statements::refuse_unknown_subjects;

const CONFLICTS: &str = "conflicts";

/// Every conflict of what a publication touches, and the withdrawal of those that are none any more: a publication of their own, to be written
/// under the same revision.
pub(super) async fn publication(
    ledger: &Ledger,
    before: &Snapshot,
    published: &Publication,
    series: &[i64],
) -> Result<Publication> {
    let touched = published.datasets();
    let mut topics = Topics::new();
    let mut redone: Vec<Redone> = Vec::new();
    if statements::are_touched(ledger, &touched).await? {
        statements::by_statements(ledger, &mut topics).await?;
        own_values::read(before, published, &mut topics).await?;
        redone.push(Redone::Statements);
    }
    let all = touched.contains(DOCUMENTS);
    if all || !series.is_empty() {
        let groups = observations::by_observations(ledger, if all { None } else { Some(series) }, &mut topics).await?;
        redone.push(if all {
            Redone::Observations(None)
        } else {
            Redone::Observations(Some(groups))
        });
    }
    topics.retain(|_, topic| topic.disagrees());
    let dataset = registry().target(CONFLICTS)?;
    let entries = topics
        .iter()
        .zip(1..)
        .map(|((subject, topic), line)| entry(dataset, subject, topic, line))
        .collect::<Result<Vec<_>>>()?;
    let found: BTreeSet<&str> = entries.iter().map(|entry| entry.slug.as_str()).collect();
    let mut withdrawals = Vec::new();
    if !redone.is_empty() {
        for (slug, dataset, record) in public(before).await? {
            let gone = redone.iter().any(|redone| redone.covers(&dataset, &record)) && !found.contains(slug.as_str());
            withdrawals.extend(gone.then(|| Withdrawal::new(CONFLICTS, slug)));
        }
    }
    Ok(Publication {
        message: published.message.clone(),
        entries,
        withdrawals,
        ..Default::default()
    })
}

/// The conflicts that were computed again.
enum Redone {
    Statements,
    /// Of these groups of series, or of all.
    Observations(Option<BTreeSet<String>>),
}

impl Redone {
    fn covers(&self, dataset: &str, record: &str) -> bool {
        match self {
            Self::Statements => dataset != OBSERVATIONS,
            Self::Observations(None) => dataset == OBSERVATIONS,
            Self::Observations(Some(groups)) => {
                let group = record.split_once('.').map_or(record, |(group, _)| group);
                dataset == OBSERVATIONS && groups.contains(group)
            }
        }
    }
}

/// The public conflicts: their slugs, datasets and records.
async fn public(before: &Snapshot) -> Result<Vec<(String, String, String)>> {
    let dataset = registry().target(CONFLICTS)?;
    let text = |values: &[Value], name| match dataset.column(name).map(|place| &values[place]) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let selection = Selection::default();
    let mut walk = Walk::new(before, dataset, &selection);
    let mut told = Vec::new();
    while let Some(nodes) = walk.next().await? {
        told.extend(nodes.into_iter().map(|node| {
            let values = &node.row.values;
            (
                node.row.slug.clone(),
                text(values, "subject_dataset"),
                text(values, "subject"),
            )
        }));
    }
    Ok(told)
}
