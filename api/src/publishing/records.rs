use std::collections::{HashMap, HashSet};

use sea_orm::{Value as Stored, sea_query::DynIden};

use super::{
    Citation, Entry, Publication,
    command::{Change, Operation},
    index,
    ledger::Ledger,
};
use crate::{
    access::Viewer,
    datasets::{Column, Dataset, Identity, Node, Selection, Walk, records, registry, stored},
    domain::{Error, Result, Revision, Slug, Value, wording},
    store::{Snapshot, search::SEARCH_ENTRY},
};

/// How many records are compared at a time.
const BATCH: usize = 2_000;

/// What is to be written of a dataset.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) unchanged: usize,
    versions: Vec<Vec<Stored>>,
    items: Vec<Vec<Vec<Stored>>>,
    citations: Vec<Vec<Stored>>,
    entries: Vec<Vec<Stored>>,
}

/// What is public of a record, as far as an entry can change it.
#[derive(PartialEq)]
struct Content {
    values: Vec<Value>,
    parts: Vec<Vec<Vec<Value>>>,
    citations: Vec<Citation>,
}

/// Compares the entries of a dataset with what is public.
pub(super) async fn plan(
    before: &Snapshot,
    ledger: &Ledger,
    dataset: &'static Dataset,
    publication: &Publication,
) -> Result<Plan> {
    let entries: Vec<&Entry> = publication.of(dataset.name).collect();
    let mut plan = Plan {
        items: vec![Vec::new(); dataset.parts.len()],
        ..Default::default()
    };
    for batch in entries.chunks(BATCH) {
        let published = published(before, dataset, batch).await?;
        for entry in batch {
            plan.compare(ledger, dataset, entry, published.get(&entry.slug))?;
        }
    }
    for (_, slug) in publication.withdrawals.iter().filter(|(name, _)| *name == dataset.name) {
        let record = ledger.key(dataset.name, slug).ok_or_else(|| {
            Error::not_found(wording!(
                "il n'y a pas de « {slug} » à retirer dans {}",
                "there is no \"{slug}\" in {} to withdraw",
                dataset.name
            ))
        })?;
        plan.changes.push(Change {
            record,
            period: None,
            operation: Operation::Withdrawn,
        });
    }
    Ok(plan)
}

impl Plan {
    fn compare(
        &mut self,
        ledger: &Ledger,
        dataset: &'static Dataset,
        entry: &Entry,
        published: Option<&Content>,
    ) -> Result<()> {
        let content = Content {
            values: resolved(ledger, &dataset.columns, &entry.values)?,
            parts: entry.parts.clone(),
            citations: entry.citations.clone(),
        };
        if published == Some(&content) {
            self.unchanged += 1;
            return Ok(());
        }
        let record = ledger
            .key(dataset.name, &entry.slug)
            .ok_or_else(|| Error::internal(format!("{} has no key", entry.slug)))?;
        self.changes.push(Change {
            record,
            period: None,
            operation: if published.is_some() {
                Operation::Revised
            } else {
                Operation::Created
            },
        });
        let since = ledger.revision().0;
        self.entries.push(index::entry(
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
        for (citation, position) in content.citations.iter().zip(0i64..) {
            let document = ledger
                .key("documents", &citation.document)
                .ok_or_else(|| Error::internal(format!("{} has no key", citation.document)))?;
            self.citations.push(vec![
                record.into(),
                since.into(),
                position.into(),
                Revision::OPEN.into(),
                citation.field.clone().into(),
                document.into(),
                citation.locator.clone().into(),
            ]);
        }
        Ok(())
    }
}

/// Writes what was planned: identities, the index of changes, the closing of what is replaced, and the new versions, in bulk.
pub(super) async fn apply(ledger: &mut Ledger, dataset: &'static Dataset, plan: Plan) -> Result<()> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    ledger.log(&plan.changes).await?;
    let replaces = plan.changes.iter().any(|change| change.operation != Operation::Created);
    if replaces {
        ledger.close(dataset.table.clone()).await?;
        ledger.close("citation".into()).await?;
        ledger.close(SEARCH_ENTRY.into()).await?;
        for part in &dataset.parts {
            ledger.close(part.table.clone()).await?;
        }
    }
    let columns = names(&["record_id", "since", "until", "slug"], &dataset.columns);
    ledger.insert(dataset.table.clone(), &columns, plan.versions).await?;
    for (part, rows) in dataset.parts.iter().zip(plan.items) {
        let columns = names(&["record_id", "since", "position", "until"], &part.columns);
        ledger.insert(part.table.clone(), &columns, rows).await?;
    }
    index::write(ledger, plan.entries).await?;
    let columns = [
        "record_id",
        "since",
        "position",
        "until",
        "field",
        "document_id",
        "locator",
    ];
    ledger
        .insert("citation".into(), &columns.map(DynIden::from), plan.citations)
        .await
}

fn names(first: &[&'static str], columns: &[Column]) -> Vec<DynIden> {
    let first = first.iter().map(|name| DynIden::from(*name));
    first.chain(columns.iter().flat_map(stored::columns_of)).collect()
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

/// What is public of the records that these entries name.
async fn published(
    before: &Snapshot,
    dataset: &'static Dataset,
    entries: &[&Entry],
) -> Result<HashMap<String, Content>> {
    let slugs = entries
        .iter()
        .map(|entry| Slug::parse(&entry.slug).map_err(Error::internal))
        .collect::<Result<Vec<_>>>()?;
    let selection = Selection {
        reference_slugs: true,
        parts: true,
        provenance: Some(Box::default()),
        ..Default::default()
    };
    let nodes = records(before, dataset, slugs, &selection).await?;
    Ok(nodes
        .into_iter()
        .map(|node| (node.row.slug.clone(), content(node)))
        .collect())
}

fn content(node: Node) -> Content {
    let citations = node.provenance.into_iter().map(|cited| Citation {
        field: cited.field,
        document: cited
            .document
            .map(|document| document.row.slug.clone())
            .unwrap_or_default(),
        locator: cited.locator,
    });
    Content {
        citations: citations.collect(),
        values: node.row.values,
        parts: node.row.parts,
    }
}

/// The records that the viewer published last and that the publication does not have.
pub(super) async fn published_by(
    snapshot: &Snapshot,
    viewer: &Viewer,
    publication: &Publication,
) -> Result<Vec<(&'static str, String)>> {
    let mut absent = Vec::new();
    for dataset in registry().datasets() {
        if dataset.identity == Identity::Record && !dataset.derived {
            let kept: HashSet<&str> = publication.of(dataset.name).map(|entry| entry.slug.as_str()).collect();
            let slugs = slugs_of(snapshot, dataset, viewer).await?;
            let gone = slugs.into_iter().filter(|slug| !kept.contains(slug.as_str()));
            absent.extend(gone.map(|slug| (dataset.name, slug)));
        }
    }
    Ok(absent)
}

/// The slugs of a dataset whose current version a viewer published.
pub(super) async fn slugs_of(snapshot: &Snapshot, dataset: &Dataset, viewer: &Viewer) -> Result<Vec<String>> {
    let selection = Selection {
        publication: true,
        ..Default::default()
    };
    let mut slugs = Vec::new();
    let mut walk = Walk::new(snapshot, dataset, &selection);
    while let Some(nodes) = walk.next().await? {
        slugs.extend(nodes.into_iter().filter_map(|node| {
            let publication = node.row.publication?;
            (publication.institution == viewer.institution()).then_some(node.row.slug)
        }));
    }
    Ok(slugs)
}
