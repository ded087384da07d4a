use std::collections::HashMap;

use entity::{revision, version};
use sea_orm::{
    ExprTrait, Order,
    sea_query::{DynIden, Expr, Query},
};
use serde_json::Value as Json;

use crate::{
    datasets::{Dataset, Identity, Node, Selection, Walk, read::json, records},
    domain::{Error, Result, Revision, Slug, Value},
    publishing::{
        Citation, Publication,
        input::command::Operation,
        receipt::{FieldTold, ReceiptChange},
    },
    store::{Snapshot, chunks},
};

/// How many records are read at a time.
pub(in crate::publishing) const BATCH: usize = 2_000;

/// The content of a record that an entry can change.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::publishing) struct Content {
    pub(in crate::publishing) values: Vec<Value>,
    pub(in crate::publishing) parts: Vec<Vec<Vec<Value>>>,
    pub(in crate::publishing) citations: Vec<Citation>,
}

/// A published record.
pub(in crate::publishing) struct Published {
    pub(in crate::publishing) content: Content,
    /// The revision that published it.
    pub(in crate::publishing) since: Revision,
    /// The institution that published it.
    pub(in crate::publishing) publisher: String,
}

/// Reads published records by name.
pub(in crate::publishing) async fn published(
    before: &Snapshot,
    dataset: &'static Dataset,
    slugs: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Published>> {
    // A name that is none has no record.
    let slugs: Vec<Slug> = slugs.filter_map(|slug| Slug::parse(slug).ok()).collect();
    let selection = Selection {
        reference_slugs: true,
        parts: true,
        publication: true,
        provenance: Some(Box::default()),
        ..Default::default()
    };
    let mut found = HashMap::with_capacity(slugs.len());
    for slugs in slugs.chunks(BATCH) {
        for node in records(before, dataset, slugs.to_vec(), &selection).await? {
            found.insert(node.row.slug.clone(), of_node(node)?);
        }
    }
    Ok(found)
}

fn of_node(node: Node) -> Result<Published> {
    let citations = node.provenance.into_iter().map(|cited| Citation {
        field: cited.field,
        document: cited
            .document
            .map(|document| document.row.slug.clone())
            .unwrap_or_default(),
        locator: cited.locator,
    });
    let publication = node
        .row
        .publication
        .ok_or_else(|| Error::internal("a record was read without its publication"))?;
    Ok(Published {
        content: Content {
            citations: citations.collect(),
            values: node.row.values,
            parts: node.row.parts,
        },
        since: node.row.since,
        publisher: publication.institution.to_string(),
    })
}

/// The names and values of all the records of a dataset.
pub(in crate::publishing) async fn values_of(
    before: &Snapshot,
    dataset: &'static Dataset,
) -> Result<Vec<(String, Vec<Value>)>> {
    let selection = Selection {
        reference_slugs: true,
        ..Default::default()
    };
    let mut found = Vec::new();
    let mut walk = Walk::new(before, dataset, &selection);
    while let Some(nodes) = walk.next().await? {
        found.extend(nodes.into_iter().map(|node| (node.row.slug, node.row.values)));
    }
    Ok(found)
}

/// Completes entries that give some values only, with the published ones.
pub(in crate::publishing) async fn complete(
    before: &Snapshot,
    dataset: &'static Dataset,
    publication: &mut Publication,
) -> Result<()> {
    let partial = |entry: &&mut crate::publishing::Entry| entry.dataset == dataset.name && entry.given.is_some();
    let slugs: Vec<String> = publication
        .entries
        .iter_mut()
        .filter(partial)
        .map(|entry| entry.slug.clone())
        .collect();
    if slugs.is_empty() {
        return Ok(());
    }
    let published = published(before, dataset, slugs.iter().map(String::as_str)).await?;
    for entry in publication.entries.iter_mut().filter(partial) {
        let Some(known) = published.get(&entry.slug) else {
            continue;
        };
        let Some(given) = entry.given.take() else {
            continue;
        };
        let content = &known.content;
        for (at, value) in entry.values.iter_mut().enumerate() {
            if !given.columns[at] {
                value.clone_from(&content.values[at]);
            }
        }
        for (at, items) in entry.parts.iter_mut().enumerate() {
            if !given.parts[at] {
                items.clone_from(&content.parts[at]);
            }
        }
        if !given.citations {
            entry.citations.clone_from(&content.citations);
        }
    }
    Ok(())
}

/// The institutions that last published these withdrawn records.
pub(in crate::publishing) async fn former_publishers(
    before: &Snapshot,
    dataset: &'static Dataset,
    slugs: Vec<String>,
) -> Result<HashMap<String, String>> {
    let mut former = HashMap::new();
    let version = DynIden::from("t0");
    for slugs in chunks(&slugs) {
        let select = Query::select()
            .column((version.clone(), version::Column::Slug))
            .column((revision::Entity, revision::Column::Institution))
            .from_as(dataset.table.clone(), version.clone())
            .inner_join(
                revision::Entity,
                Expr::col((revision::Entity, revision::Column::Number))
                    .equals((version.clone(), version::Column::Since)),
            )
            .and_where(Expr::col((version.clone(), version::Column::Slug)).is_in(slugs.iter().cloned()))
            .order_by((version.clone(), version::Column::Since), Order::Asc)
            .to_owned();
        for row in before.all(&select).await? {
            // The last one stays.
            former.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(former)
}

/// The columns and parts that differ between two states of a record, with the fields whose sources differ; `sources` stands for those of the
/// whole record.
pub(in crate::publishing) fn differing(dataset: &Dataset, before: &Content, after: &Content) -> Vec<&'static str> {
    let columns = dataset.columns.iter().zip(before.values.iter().zip(&after.values));
    let columns = columns
        .filter(|(_, (before, after))| before != after)
        .map(|(column, _)| column.name);
    let parts = dataset.parts.iter().zip(before.parts.iter().zip(&after.parts));
    let parts = parts
        .filter(|(_, (before, after))| before != after)
        .map(|(part, _)| part.name);
    let (was, is) = (&before.citations, &after.citations);
    let gone = was.iter().filter(|citation| !is.contains(citation));
    let new = is.iter().filter(|citation| !was.contains(citation));
    let cited = gone.chain(new).map(|citation| {
        let field = citation.field.as_deref().and_then(|field| dataset.column(field));
        field.map_or(SOURCES, |place| dataset.columns[place].name)
    });
    columns.chain(parts).chain(cited).collect()
}

/// The name of a record's sources among its fields.
const SOURCES: &str = "sources";

/// A change, as a dry run lists it.
pub(in crate::publishing) fn receipt_change(
    dataset: &'static Dataset,
    slug: &str,
    operation: Operation,
    before: Option<&Content>,
    after: Option<&Content>,
) -> ReceiptChange {
    let state = |content: Option<&Content>| content.map(|content| shown(dataset, content)).unwrap_or_default();
    let (before, after) = (state(before), state(after));
    let mut fields = Vec::new();
    for name in names(dataset) {
        let of = |state: &HashMap<&'static str, Json>| state.get(name).cloned().unwrap_or(Json::Null);
        let (before, after) = (of(&before), of(&after));
        if before != after {
            fields.push(FieldTold {
                field: name,
                before,
                after,
            });
        }
    }
    ReceiptChange {
        dataset: dataset.name,
        slug: slug.to_owned(),
        operation: operation.code(),
        fields,
    }
}

fn names(dataset: &'static Dataset) -> impl Iterator<Item = &'static str> {
    let columns = dataset.columns.iter().map(|column| column.name);
    let parts = dataset.parts.iter().map(|part| part.name);
    // The document of an observation is one of its columns.
    let sources = (dataset.identity == Identity::Record).then_some(SOURCES);
    columns.chain(parts).chain(sources)
}

fn shown(dataset: &'static Dataset, content: &Content) -> HashMap<&'static str, Json> {
    let mut state: HashMap<&'static str, Json> = HashMap::new();
    for (column, value) in dataset.columns.iter().zip(&content.values) {
        state.insert(column.name, json::value(value));
    }
    for (part, items) in dataset.parts.iter().zip(&content.parts) {
        let items = items.iter().map(|item| json::item(&part.columns, item, None));
        state.insert(part.name, items.collect());
    }
    let sources = content.citations.iter().map(|citation| {
        serde_json::json!({ "document": citation.document, "locator": citation.locator, "field": citation.field })
    });
    state.insert(SOURCES, sources.collect());
    state
}
