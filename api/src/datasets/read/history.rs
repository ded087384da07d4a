use entity::{observation, revision, version};
use sea_orm::sea_query::OverStatement;
use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{Asterisk, DynIden, Expr, Func, Order, Query, WindowStatement},
};
use serde_json::{Value as Json, json};

use super::{
    expand::Expand,
    row::{self, key_column},
    scope::Scope,
};
use super::{
    json,
    node::{Version, VersionPublication},
};
use crate::{
    datasets::{
        Dataset, Identity, Kind, Node, Row, Selection,
        model::fields::{Shows, Source, fields},
        vocabularies::CHANGE_OPERATION,
    },
    domain::{Result, Revision, Shape, ShapeKind, instant},
    store::{Snapshot, chunks},
};

/// The identity of a record: its key, and for an observation its period.
type Key = (i64, Option<String>);

/// The default number of versions of a response.
pub const DEFAULT_VERSIONS: usize = 50;

/// The most versions of a response.
pub const GREATEST_VERSIONS: usize = 500;

/// Reads the versions of each row, the newest first: two statements, and one for each part, whatever the number of rows.
pub(in crate::datasets) async fn read(
    snapshot: &Snapshot,
    dataset: &Dataset,
    nodes: &mut [Node],
    limit: usize,
    expand: Expand,
) -> Result<()> {
    let keys = nodes.iter().map(|node| key_of(&node.row)).collect();
    let mut found = versions(snapshot, dataset, keys, limit, expand).await?;
    for node in nodes {
        node.histories
            .push(found.remove(&key_of(&node.row)).unwrap_or_default());
    }
    Ok(())
}

fn key_of(row: &Row) -> Key {
    (row.key, row.period.clone())
}

pub(super) async fn versions(
    snapshot: &Snapshot,
    dataset: &Dataset,
    keys: Vec<Key>,
    limit: usize,
    expand: Expand,
) -> Result<HashMap<Key, Vec<Version>>> {
    let every = snapshot.of_every_version();
    let selection = Selection {
        reference_slugs: true,
        parts: true,
        provenance: Some(Box::default()),
        publication: true,
        ..Default::default()
    };
    let mut nodes = Vec::new();
    let mut ends = Vec::new();
    for keys in chunks(&keys) {
        for found in every.all(&ranked(&every, dataset, keys, limit, &selection)).await? {
            ends.push(Revision(found.try_get_by_index(0)?));
            nodes.push(Node::bare(row::decode(dataset, &selection, &found, 2)?));
        }
    }
    expand(&every, dataset, &mut nodes, &selection).await?;
    let numbers = nodes.iter().map(|node| node.row.since).chain(ends.iter().copied());
    let publications = publications(snapshot, numbers.collect()).await?;
    let mut all: HashMap<Key, Vec<(Node, Revision)>> = HashMap::new();
    for (node, end) in nodes.into_iter().zip(ends) {
        all.entry(key_of(&node.row)).or_default().push((node, end));
    }
    let told = all
        .into_iter()
        .map(|(key, rows)| (key, newest_versions(dataset, &rows, limit, &publications)));
    Ok(told.collect())
}

/// The last versions of each record, and one more to compare the oldest with.
fn ranked(
    every: &Snapshot,
    dataset: &Dataset,
    keys: &[Key],
    limit: usize,
    selection: &Selection,
) -> sea_orm::sea_query::SelectStatement {
    let scope = Scope::new(every, dataset, 0);
    let table = scope.table();
    let mut window = WindowStatement::partition_by((table.clone(), key_column(dataset)));
    if dataset.identity == Identity::Series {
        window.add_partition_by(Expr::col((table.clone(), observation::Column::Period)));
    }
    window.order_by((table.clone(), version::Column::Since), Order::Desc);
    let mut inner = Query::select();
    inner
        .expr_as(Expr::col((table.clone(), version::Column::Until)), "ended")
        .expr_window_as(Func::cust("ROW_NUMBER"), window, "rank");
    row::select(&mut inner, &scope, dataset, selection);
    inner.and_where(are(&table, dataset, keys));
    Query::select()
        .column(Asterisk)
        .from_subquery(inner, "ranked")
        .and_where(Expr::col("rank").lte(limit as i64 + 1))
        .order_by("rank", Order::Asc)
        .to_owned()
}

fn are(table: &DynIden, dataset: &Dataset, keys: &[Key]) -> Expr {
    let key = Expr::col((table.clone(), key_column(dataset)));
    let own = key.is_in(keys.iter().map(|(key, _)| *key));
    match dataset.identity {
        Identity::Record => own,
        Identity::Series => {
            let periods: BTreeSet<&str> = keys.iter().filter_map(|(_, period)| period.as_deref()).collect();
            own.and(Expr::col((table.clone(), observation::Column::Period)).is_in(periods))
        }
    }
}

async fn publications(
    snapshot: &Snapshot,
    numbers: BTreeSet<Revision>,
) -> Result<HashMap<Revision, VersionPublication>> {
    let numbers: Vec<i64> = numbers.into_iter().map(|number| number.0).collect();
    let mut all = HashMap::new();
    for numbers in chunks(&numbers) {
        let select = Query::select()
            .columns(PUBLICATION)
            .from(revision::Entity)
            .and_where(Expr::col(revision::Column::Number).is_in(numbers.iter().copied()))
            .and_where(Expr::col(revision::Column::Number).lte(snapshot.revision().0))
            .to_owned();
        for row in snapshot.all(&select).await? {
            let publication = publication(&row)?;
            all.insert(publication.revision, publication);
        }
    }
    Ok(all)
}

/// The columns of `revision` that `publication` reads.
pub(in crate::datasets) const PUBLICATION: [revision::Column; 5] = [
    revision::Column::Number,
    revision::Column::PublishedAt,
    revision::Column::Institution,
    revision::Column::Message,
    revision::Column::Reason,
];

/// Reads a publication from the first columns of a row, which are those of `PUBLICATION`.
pub(in crate::datasets) fn publication(row: &QueryResult) -> Result<VersionPublication> {
    Ok(VersionPublication {
        revision: Revision(row.try_get_by_index(0)?),
        at: row.try_get_by_index(1)?,
        institution: row.try_get_by_index(2)?,
        message: row.try_get_by_index(3)?,
        reason: row.try_get_by_index(4)?,
    })
}

/// The versions with their changes, found by comparing each with the one before and the one after.
fn newest_versions(
    dataset: &Dataset,
    rows: &[(Node, Revision)],
    limit: usize,
    publications: &HashMap<Revision, VersionPublication>,
) -> Vec<Version> {
    let mut versions = Vec::with_capacity(rows.len());
    for (at, (node, end)) in rows.iter().enumerate().take(limit) {
        let older = rows.get(at + 1).filter(|(_, end)| *end == node.row.since);
        let newer = at.checked_sub(1).and_then(|at| rows.get(at));
        let Some(begun) = publications.get(&node.row.since).cloned() else {
            continue;
        };
        let ended = publications.get(end).cloned();
        let revised = newer.is_some_and(|(newer, _)| newer.row.since == *end);
        versions.push(Version {
            begun,
            operation: if older.is_some() { "revised" } else { "created" },
            ended_by: ended.as_ref().map(|_| if revised { "revised" } else { "withdrawn" }),
            ended,
            changed: older
                .map(|(older, _)| changed(dataset, older, node))
                .unwrap_or_default(),
            node: node.clone(),
        });
    }
    versions
}

/// The columns and parts that differ, and `source_document` when the sources do.
fn changed(dataset: &Dataset, older: &Node, newer: &Node) -> Vec<&'static str> {
    let cited = |node: &Node| -> Vec<Vec<Option<String>>> {
        [Source::Document, Source::Locator, Source::Field]
            .map(|source| json::sources(source, node))
            .to_vec()
    };
    let sources = (cited(older) != cited(newer)).then_some("source_document");
    let (older, newer) = (&older.row, &newer.row);
    let columns = dataset.columns.iter().zip(older.values.iter().zip(&newer.values));
    let columns = columns
        .filter(|(_, (older, newer))| older != newer)
        .map(|(column, _)| column.name);
    let parts = dataset.parts.iter().zip(older.parts.iter().zip(&newer.parts));
    let parts = parts
        .filter(|(_, (older, newer))| older != newer)
        .map(|(part, _)| part.name);
    columns.chain(parts).chain(sources).collect()
}

/// A version as plain JSON, of the shape that `shape` says.
pub fn version(dataset: &Dataset, version: &Version) -> Json {
    json!({
        "revision": version.begun.revision.0,
        "published_at": instant(version.begun.at),
        "publisher": version.begun.institution,
        "message": version.begun.message,
        "reason": version.begun.reason,
        "operation": version.operation,
        "changed": version.changed,
        "until": version.ended.as_ref().map(|ended| ended.revision.0),
        "until_published_at": version.ended.as_ref().map(|ended| instant(ended.at)),
        "ended_by": version.ended_by,
        "record": json::record(dataset, &fields(dataset), &version.node),
    })
}

/// The shape of a version of a dataset's records.
pub fn shape(dataset: &Dataset, type_name: &str) -> Shape {
    let record = ShapeKind::Object(plain(dataset, type_name));
    shape_of_publication(&format!("{type_name}Version")).with(
        "record",
        record,
        "The record as it was, as files have it.",
    )
}

/// The shape of a publication in a history.
pub fn shape_of_publication(name: &str) -> Shape {
    Shape::new(name, "A version of a record.")
        .with("revision", ShapeKind::Integer, "The publication that made it.")
        .with("published_at", ShapeKind::Instant, "When that was made.")
        .with("publisher", ShapeKind::Text, "Who made it.")
        .with("message", ShapeKind::Text, "What that says of itself.")
        .with_optional("reason", ShapeKind::Text, "Why, for a correction.")
        .with("operation", ShapeKind::Term(&CHANGE_OPERATION), "What that did.")
        .with(
            "changed",
            ShapeKind::Texts,
            "The fields that differ from the version before.",
        )
        .with_optional("until", ShapeKind::Integer, "The publication that ended it.")
        .with_optional("until_published_at", ShapeKind::Instant, "When that one was made.")
        .with_optional(
            "ended_by",
            ShapeKind::Term(&CHANGE_OPERATION),
            "Whether that revised or withdrew it.",
        )
}

/// A row of a dataset as an object of plain values.
fn plain(dataset: &Dataset, type_name: &str) -> Shape {
    // Said once, in the type of the record.
    let same = format!("As in `{type_name}`.");
    let flat = "A record, flat, as files have it.";
    let mut shape = Shape::new(format!("{type_name}Plain"), flat);
    for field in fields(dataset) {
        let (kind, required, description) = match field.shows {
            Shows::Slug => (ShapeKind::Text, true, "Its public name."),
            Shows::Revision => (ShapeKind::Integer, true, "The publication of its content."),
            Shows::PublishedAt => (ShapeKind::Instant, true, "When that was made."),
            Shows::Publisher => (ShapeKind::Text, true, "Who made it."),
            Shows::PhasesOn(..) => (ShapeKind::Texts, true, "Phases under way on a day."),
            Shows::Label(..) => (ShapeKind::Text, false, "What the value is called."),
            Shows::Source(_) => (ShapeKind::OptionalTexts, true, "Of its sources, in parallel."),
            Shows::Earliest(_) => (ShapeKind::Text, false, "Its first day."),
            Shows::Latest(_) => (ShapeKind::Text, false, "Its last day."),
            Shows::Column(place) => {
                let column = &dataset.columns[place];
                (plain_kind(column.kind), column.required, same.as_str())
            }
            Shows::Part(place, _) => {
                let part = &dataset.parts[place];
                let mut item = Shape::new(
                    format!("{}Plain", part.type_name),
                    format!("A `{}`, flat.", part.type_name),
                );
                let of_part = format!("As in `{}`.", part.type_name);
                for column in &part.columns {
                    let kind = plain_kind(column.kind);
                    item = match column.required {
                        true => item.with(column.name, kind, of_part.as_str()),
                        false => item.with_optional(column.name, kind, of_part.as_str()),
                    };
                }
                (ShapeKind::Objects(item), true, same.as_str())
            }
        };
        shape = match required {
            true => shape.with(field.name, kind, description),
            false => shape.with_optional(field.name, kind, description),
        };
    }
    shape
}

fn plain_kind(kind: Kind) -> ShapeKind {
    match kind {
        Kind::Text | Kind::Date | Kind::Reference(_) => ShapeKind::Text,
        Kind::Integer => ShapeKind::Integer,
        Kind::Decimal => ShapeKind::Decimal,
        Kind::Euros => ShapeKind::Euros,
        Kind::Boolean => ShapeKind::Boolean,
        Kind::Term(vocabulary) => ShapeKind::Term(vocabulary),
        Kind::List => ShapeKind::Texts,
    }
}
