use std::collections::{HashMap, HashSet};

use entity::{citation, item, search_entry, version};
use sea_orm::{Value as Stored, sea_query::IntoIden};

use super::{
    authority::Authority,
    content::{BATCH, Content, Published, differing, former_publishers, published, receipt_change},
    ledger::Ledger,
    nearest::Nearest,
    search_index,
};
use crate::{
    access::Viewer,
    datasets::{Column, Dataset, Identity, Selection, Walk, model::stored, registry},
    domain::{Error, Result, Revision, RowError, RowErrorKind, Value, Wording, wording},
    publishing::{
        Entry, Publication, Withdrawal,
        input::command::{Change, Expects, Operation},
        receipt::{MOST_CHANGES_TOLD, ReceiptChange},
    },
    store::Snapshot,
};

/// The planned changes of a dataset.
#[derive(Default)]
pub(in crate::publishing) struct RecordsPlan {
    pub(in crate::publishing) changes: Vec<Change>,
    pub(in crate::publishing) unchanged: usize,
    /// The rows that are refused.
    pub(in crate::publishing) problems: Vec<RowError>,
    /// The changes that a dry run lists.
    pub(in crate::publishing) told: Vec<ReceiptChange>,
    versions: Vec<Vec<Stored>>,
    items: Vec<Vec<Vec<Stored>>>,
    citations: Vec<citation::Model>,
    entries: Vec<Vec<Stored>>,
}

/// The input of a plan.
pub(in crate::publishing) struct Planning<'a> {
    pub(in crate::publishing) before: &'a Snapshot,
    pub(in crate::publishing) ledger: &'a Ledger,
    pub(in crate::publishing) publication: &'a Publication,
    /// The rights of the viewer; none for derived records.
    pub(in crate::publishing) authority: Option<&'a Authority<'a>>,
}

/// Compares the entries of a dataset with the published records.
pub(in crate::publishing) async fn plan(planning: &Planning<'_>, dataset: &'static Dataset) -> Result<RecordsPlan> {
    let Planning {
        before, publication, ..
    } = planning;
    let entries: Vec<&Entry> = publication.entries_of(dataset.name).collect();
    let mut plan = RecordsPlan {
        items: vec![Vec::new(); dataset.parts.len()],
        ..Default::default()
    };
    let mut nearest = Nearest::new(before);
    for batch in entries.chunks(BATCH) {
        let published = published(before, dataset, batch.iter().map(|entry| entry.slug.as_str())).await?;
        let new = batch.iter().filter(|entry| !published.contains_key(&entry.slug));
        let new = new.map(|entry| entry.slug.clone()).collect();
        // What follows by itself, or is transcribed, is nobody's to take over.
        let former = match planning.authority.filter(|authority| !authority.is_of_seed()) {
            Some(_) => former_publishers(before, dataset, new).await?,
            None => HashMap::new(),
        };
        for entry in batch {
            let former = former.get(&entry.slug).map(String::as_str);
            let known = published.get(&entry.slug);
            let hint = match entry.expects {
                Expects::There | Expects::AsOf(_) if known.is_none() => nearest.to(dataset.name, &entry.slug).await?,
                _ => Wording::default(),
            };
            plan.compare(planning, dataset, entry, known, former, &hint)?;
        }
    }
    let withdrawals: Vec<&Withdrawal> = publication.withdrawn(dataset.name).collect();
    for batch in withdrawals.chunks(BATCH) {
        let published = published(before, dataset, batch.iter().map(|gone| gone.slug.as_str())).await?;
        for withdrawal in batch {
            plan.withdraw(planning, dataset, withdrawal, published.get(&withdrawal.slug))?;
        }
    }
    Ok(plan)
}

impl RecordsPlan {
    fn compare(
        &mut self,
        planning: &Planning<'_>,
        dataset: &'static Dataset,
        entry: &Entry,
        published: Option<&Published>,
        former: Option<&str>,
        hint: &Wording,
    ) -> Result<()> {
        let content = Content {
            values: resolved(planning.ledger, &dataset.columns, &entry.values)?,
            parts: entry.parts.clone(),
            citations: entry.citations.clone(),
        };
        let same = published.is_some_and(|published| published.content == content);
        let kept = |authority: &&Authority<'_>| published.is_some_and(|known| authority.yields_to(&known.publisher));
        if (same && entry.expects != Expects::New) || planning.authority.as_ref().is_some_and(kept) {
            self.unchanged += 1;
            return Ok(());
        }
        let missed = entry.expects.missed(&entry.slug, published.map(|known| known.since));
        let missed =
            missed.map(|(kind, message)| (kind, wording!("{message}{hint}", "{message}{hint}", [message, hint])));
        let refusal = planning.authority.and_then(|authority| {
            let before =
                published.map(|known| authority.subject(dataset, &known.content.values, Some(&known.publisher)));
            let after = authority.subject(
                dataset,
                &content.values,
                before.as_ref().map(|known| known.publisher.as_str()).or(former),
            );
            let columns = published.map(|known| differing(dataset, &known.content, &content));
            authority.refusal(dataset, before.as_ref(), Some(&after), &columns.unwrap_or_default())
        });
        if let Some((kind, message)) = refusal.or(missed) {
            let column = if kind == RowErrorKind::Conflict && entry.expects != Expects::New {
                "revision"
            } else {
                "slug"
            };
            self.problems.push(entry.refused(kind, column, message));
            return Ok(());
        }
        let operation = if published.is_some() {
            Operation::Revised
        } else {
            Operation::Created
        };
        if planning.publication.dry_run && self.told.len() < MOST_CHANGES_TOLD {
            let known = published.map(|known| &known.content);
            self.told
                .push(receipt_change(dataset, &entry.slug, operation, known, Some(&content)));
        }
        self.write(planning.ledger, dataset, entry, content, operation)
    }

    /// Adds a version of a record to the plan.
    fn write(
        &mut self,
        ledger: &Ledger,
        dataset: &'static Dataset,
        entry: &Entry,
        content: Content,
        operation: Operation,
    ) -> Result<()> {
        let record = ledger
            .key(dataset.name, &entry.slug)
            .ok_or_else(|| Error::internal(format!("{} has no key", entry.slug)))?;
        self.changes.push(Change {
            record,
            period: None,
            operation,
        });
        let since = ledger.revision().0;
        self.entries.push(search_index::entry(
            dataset,
            record,
            ledger.revision(),
            &entry.slug,
            &content.values,
            &content.parts,
        ));
        let mut version: Vec<Stored> = vec![record.into(), since.into(), Revision::OPEN.into()];
        version.push(entry.slug.clone().into());
        version.extend(encoded(&dataset.columns, &content.values));
        self.versions.push(version);
        for ((part, items), rows) in dataset.parts.iter().zip(&content.parts).zip(&mut self.items) {
            for (item, position) in items.iter().zip(0i64..) {
                let mut row: Vec<Stored> = vec![record.into(), since.into(), position.into(), Revision::OPEN.into()];
                row.extend(encoded(&part.columns, item));
                rows.push(row);
            }
        }
        for (citation, position) in content.citations.into_iter().zip(0i64..) {
            let document = ledger
                .key("documents", &citation.document)
                .ok_or_else(|| Error::internal(format!("{} has no key", citation.document)))?;
            self.citations.push(citation::Model {
                record_id: record,
                since,
                position,
                until: Revision::OPEN,
                field: citation.field,
                document_id: document,
                locator: citation.locator,
            });
        }
        Ok(())
    }

    fn withdraw(
        &mut self,
        planning: &Planning<'_>,
        dataset: &'static Dataset,
        withdrawal: &Withdrawal,
        published: Option<&Published>,
    ) -> Result<()> {
        let missed = withdrawal
            .expects
            .missed(&withdrawal.slug, published.map(|known| known.since));
        let refusal = planning.authority.and_then(|authority| {
            let known = published?;
            let before = authority.subject(dataset, &known.content.values, Some(&known.publisher));
            authority.refusal(dataset, Some(&before), None, &[])
        });
        if let Some((kind, message)) = refusal.or(missed) {
            self.problems.push(withdrawal.problem(kind, message));
            return Ok(());
        }
        let record = planning
            .ledger
            .key(dataset.name, &withdrawal.slug)
            .ok_or_else(|| Error::internal(format!("{} has no key", withdrawal.slug)))?;
        self.changes.push(Change {
            record,
            period: None,
            operation: Operation::Withdrawn,
        });
        if planning.publication.dry_run && self.told.len() < MOST_CHANGES_TOLD {
            let known = published.map(|known| &known.content);
            self.told.push(receipt_change(
                dataset,
                &withdrawal.slug,
                Operation::Withdrawn,
                known,
                None,
            ));
        }
        Ok(())
    }
}

/// Applies a plan in bulk: identities, the index of changes, the end of replaced versions, and the new versions.
pub(in crate::publishing) async fn apply(
    ledger: &mut Ledger,
    dataset: &'static Dataset,
    plan: RecordsPlan,
) -> Result<()> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    ledger.log(dataset.name, &plan.changes).await?;
    let replaces = plan.changes.iter().any(|change| change.operation != Operation::Created);
    if replaces {
        ledger.close(dataset.table.clone()).await?;
        ledger.close(citation::Entity.into_iden()).await?;
        ledger.close(search_entry::Entity.into_iden()).await?;
        for part in &dataset.parts {
            ledger.close(part.table.clone()).await?;
        }
    }
    let columns = stored::table_columns(
        [
            version::Column::RecordId,
            version::Column::Since,
            version::Column::Until,
            version::Column::Slug,
        ],
        &dataset.columns,
    );
    ledger.insert(dataset.table.clone(), &columns, plan.versions).await?;
    for (part, rows) in dataset.parts.iter().zip(plan.items) {
        let columns = stored::table_columns(
            [
                item::Column::RecordId,
                item::Column::Since,
                item::Column::Position,
                item::Column::Until,
            ],
            &part.columns,
        );
        ledger.insert(part.table.clone(), &columns, rows).await?;
    }
    search_index::write(ledger, plan.entries).await?;
    ledger.write::<citation::Entity>(plan.citations).await
}

fn encoded(columns: &[Column], values: &[Value]) -> Vec<Stored> {
    columns
        .iter()
        .zip(values)
        .flat_map(|(column, value)| stored::encode(column, value))
        .collect()
}

fn resolved(ledger: &Ledger, columns: &[Column], values: &[Value]) -> Result<Vec<Value>> {
    columns
        .iter()
        .zip(values)
        .map(|(column, value)| ledger.resolve(column.kind, value))
        .collect()
}

/// The records that the viewer published last, in the datasets that the publication replaces, and that it does not have.
pub(in crate::publishing) async fn published_by(
    snapshot: &Snapshot,
    viewer: &Viewer,
    publication: &Publication,
) -> Result<Vec<Withdrawal>> {
    let mut absent = Vec::new();
    for name in &publication.replaces {
        let dataset = registry().target(name)?;
        if dataset.identity == Identity::Record {
            let kept: HashSet<&str> = publication
                .entries_of(dataset.name)
                .map(|entry| entry.slug.as_str())
                .collect();
            let slugs = slugs_of(snapshot, dataset, viewer).await?;
            let gone = slugs.into_iter().filter(|slug| !kept.contains(slug.as_str()));
            absent.extend(gone.map(|slug| Withdrawal::new(dataset.name, slug)));
        }
    }
    Ok(absent)
}

/// The slugs of a dataset whose current version a viewer published.
pub(in crate::publishing) async fn slugs_of(
    snapshot: &Snapshot,
    dataset: &Dataset,
    viewer: &Viewer,
) -> Result<Vec<String>> {
    let selection = Selection {
        publication: true,
        ..Default::default()
    };
    let mut slugs = Vec::new();
    let mut walk = Walk::new(snapshot, dataset, &selection);
    while let Some(nodes) = walk.next().await? {
        slugs.extend(nodes.into_iter().filter_map(|node| {
            let publication = node.row.publication?;
            (&*publication.institution == viewer.institution()).then_some(node.row.slug)
        }));
    }
    Ok(slugs)
}
