//! Conflicts between documents: computed at each publication, and published with it.
//!
//! Two facts are of the same thing when they are statements of the same field of the same record, or observations of the same indicator,
//! place, couloir, category and period by different documents. A value that differs from another makes a conflict.

/// Conflicts as entries of their dataset.
mod entry;
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
    publishing::conflicts::topic::{STATEMENTS, Topics},
    store::Snapshot,
};

pub(super) use super::plan::named_series::named_series;
pub(super) use statements::refuse_unknown_subjects;

const CONFLICTS: &str = "conflicts";
const DOCUMENTS: &str = "documents";

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
    if touched.contains(STATEMENTS) || touched.contains(DOCUMENTS) {
        statements::by_statements(ledger, &mut topics).await?;
        redone.push(Redone::Statements);
    }
    let all = touched.contains(DOCUMENTS);
    if all || !series.is_empty() {
        let groups = statements::by_observations(ledger, if all { None } else { Some(series) }, &mut topics).await?;
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

#[cfg(test)]
mod tests {
    use super::topic::{Said, Topic};
    use crate::domain::ApproximateDate;

    fn statement(value: &str, date: Option<&str>, qualifier: &str) -> Said {
        Said {
            value: value.to_owned(),
            qualifier: Some(qualifier.to_owned()),
            document: format!("{value}-{date:?}"),
            published_on: date.map(|date| ApproximateDate::parse(date).unwrap()),
            locator: None,
        }
    }

    fn retained(all: Vec<Said>) -> (String, &'static str) {
        let topic = Topic {
            said: all,
            ..Default::default()
        };
        let (said, reason) = topic.retained();
        (said.value.clone(), reason)
    }

    #[test]
    fn the_most_recent_document_is_retained_then_the_most_precise_then_the_first() {
        let old = statement("600", Some("2021-10-06"), "exact");
        let new = statement("630", Some("2024"), "about");
        assert_eq!(
            retained(vec![old.clone(), new.clone()]),
            ("630".to_owned(), "most_recent_document")
        );
        let newer = statement("600", Some("2025"), "about");
        let exact = statement("630", Some("2025"), "exact");
        assert_eq!(retained(vec![newer, exact]), ("630".to_owned(), "most_precise"));
        let undated = statement("640", None, "exact");
        assert_eq!(
            retained(vec![undated.clone(), old]),
            ("600".to_owned(), "only_dated_document")
        );
        assert_eq!(
            retained(vec![undated, statement("1", None, "exact")]),
            ("640".to_owned(), "first_stated")
        );
    }

    #[test]
    fn values_that_agree_are_no_conflict() {
        let agreed = Topic {
            said: vec![
                statement("1", Some("2021"), "exact"),
                statement("1", Some("2022"), "about"),
            ],
            ..Default::default()
        };
        assert!(!agreed.disagrees());
        assert!(!Topic::default().disagrees());
    }
}
