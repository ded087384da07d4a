use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, QueryResult, Statement, Value,
    sea_query::{ColumnType, DynIden, Query},
};
use serde_json::Value as Json;

use crate::{
    access::audit,
    datasets::{Identity, registry},
    domain::{Error, Result, Revision},
    store::{Fingerprint, Store},
};

/// What the rows of the store come to: those of each revision, and those of identities, which have no revision.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    revisions: BTreeMap<i64, Fingerprint>,
    identities: Fingerprint,
}

/// Compares what is stored with what was written when it was published: facts, messages, totals, the index of changes, counters and citations.
/// What is wrong, and how many revisions were published before their content was noted, which cannot be compared.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn verify(store: &Store) -> Result<(Vec<String>, usize)> {
    let mut faults = Vec::new();
    let noted = noted(store).await?;
    let found = found(store).await?;
    let mut identities = Fingerprint::default();
    let mut without = 0;
    for number in store.revision_numbers().await? {
        let Some((content, of_identities)) = noted.get(&number) else {
            without += 1;
            continue;
        };
        identities.merge(*of_identities);
        if found.revisions.get(&number).copied().unwrap_or_default() != *content {
            faults.push(format!(
                "revision {number} is not as it was published: a fact, a message, a total or a change of it was altered"
            ));
        }
    }
    if without == 0 && identities != found.identities {
        faults.push("the names of records or series are not as they were published".to_owned());
    }
    faults.extend(counters(store).await?);
    for (what, query) in consistency() {
        let count = count(store, &query).await?;
        if count > 0 {
            faults.push(format!("{count} {what}"));
        }
    }
    Ok((faults, without))
}

/// What the audit, which is chained, notes of the content of each revision.
async fn noted(store: &Store) -> Result<BTreeMap<i64, (Fingerprint, Fingerprint)>> {
    let mut noted = BTreeMap::new();
    let mut after = 0;
    loop {
        let events = audit::events(store, None, after, 1_000).await?;
        let Some(last) = events.last().and_then(|event| event.revision) else {
            return Ok(noted);
        };
        after = last;
        for event in events {
            let detail: Json = serde_json::from_str(&event.detail).map_err(Error::internal)?;
            let read = |name: &str| detail[name].as_str().and_then(Fingerprint::parse);
            if let (Some(revision), Some(content), Some(identities)) =
                (event.revision, read("content"), read("identities"))
            {
                noted.insert(revision, (content, identities));
            }
        }
    }
}

async fn found(store: &Store) -> Result<Counted> {
    let mut found = Counted::default();
    for table in entity::published_tables() {
        let of_revision = ["since", "revision", "number"];
        let of_revision = of_revision
            .into_iter()
            .find(|name| table.columns.iter().any(|(column, _)| column == name))
            .filter(|_| !crate::publishing::plan::ledger::IDENTITIES.contains(&table.name));
        let select = Query::select()
            .columns(table.columns.iter().map(|(name, _)| DynIden::from(*name)))
            .from(table.name)
            .to_owned();
        let adding = |row: &QueryResult| {
            let mut values = Vec::with_capacity(table.columns.len());
            for (place, (name, kind)) in table.columns.iter().enumerate() {
                values.push((*name, read(row, place, kind)?));
            }
            let mut cells: Vec<(&str, &Value)> = values.iter().map(|(name, value)| (*name, value)).collect();
            let revision = of_revision.and_then(|column| {
                let (_, value) = values.iter().find(|(name, _)| *name == column)?;
                match value {
                    Value::BigInt(number) => *number,
                    _ => None,
                }
            });
            match revision {
                Some(revision) => found.revisions.entry(revision).or_default().add(table.name, &mut cells),
                None => found.identities.add(table.name, &mut cells),
            }
            Ok(())
        };
        store.private_reader().each(&select, adding).await?;
    }
    Ok(found)
}

fn read(row: &QueryResult, place: usize, kind: &ColumnType) -> Result<Value> {
    Ok(match kind {
        ColumnType::BigInteger => Value::BigInt(row.try_get_by_index(place)?),
        ColumnType::Boolean => Value::Bool(row.try_get_by_index(place)?),
        ColumnType::Date => Value::ChronoDate(row.try_get_by_index(place)?),
        ColumnType::TimestampWithTimeZone => Value::ChronoDateTimeUtc(row.try_get_by_index(place)?),
        _ => Value::String(row.try_get_by_index(place)?),
    })
}

/// Counters are at what they count.
async fn counters(store: &Store) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (name, counted) in [
        ("revision", "SELECT COALESCE(MAX(number), 0) FROM revision"),
        ("record", "SELECT COALESCE(MAX(id), 0) FROM record"),
        ("audit", "SELECT COALESCE(MAX(number), 0) FROM audit_event"),
    ] {
        let last = count(store, counted).await?;
        let value = store.counter_value(name).await?;
        if value != Some(last) {
            faults.push(format!(
                "the counter {name} is at {value:?}, and the last one is {last}"
            ));
        }
    }
    Ok(faults)
}

async fn count(store: &Store, query: &str) -> Result<i64> {
    let reader = store.private_reader();
    let statement = Statement::from_string(reader.get_database_backend(), query);
    match reader.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(0),
    }
}

/// What must be nowhere, each with the query that counts it.
fn consistency() -> Vec<(String, String)> {
    let open = Revision::OPEN;
    let mut all = vec![
        (
            "citations name a document that is not public".to_owned(),
            format!(
                "SELECT COUNT(*) FROM citation WHERE citation.until = {open} AND NOT EXISTS \
                 (SELECT 1 FROM document WHERE document.record_id = citation.document_id AND document.until = {open})"
            ),
        ),
        (
            "totals of datasets are not what the index of changes says".to_owned(),
            totals(),
        ),
    ];
    for dataset in registry().datasets() {
        let (name, table) = (dataset.name, dataset.table.to_string());
        let (key, period, of_change) = match dataset.identity {
            Identity::Record => (
                "record_id",
                "",
                format!("change.period IS NULL AND {}", of_dataset(name)),
            ),
            Identity::Series => (
                "series_id",
                " AND change.period = version.period",
                "change.period IS NOT NULL".to_owned(),
            ),
        };
        let same = format!("change.record_id = version.{key}{period}");
        all.push((
            format!("versions of {name} are in no revision's changes"),
            format!(
                "SELECT COUNT(*) FROM {table} AS version WHERE NOT EXISTS (SELECT 1 FROM change WHERE change.revision = version.since \
                 AND {same} AND change.operation <> 'withdrawn')"
            ),
        ));
        all.push((
            format!("versions of {name} end where no revision changes them"),
            format!(
                "SELECT COUNT(*) FROM {table} AS version WHERE version.until <> {open} AND NOT EXISTS (SELECT 1 FROM change \
                 WHERE change.revision = version.until AND {same} AND change.operation <> 'created')"
            ),
        ));
        all.push((
            format!("changes of {name} have no version"),
            format!(
                "SELECT COUNT(*) FROM change WHERE {of_change} AND change.operation <> 'withdrawn' AND NOT EXISTS \
                 (SELECT 1 FROM {table} AS version WHERE version.since = change.revision AND {same})"
            ),
        ));
        if dataset.identity == Identity::Record {
            all.push((
                format!("citations are of a record of {name} that is not public"),
                format!(
                    "SELECT COUNT(*) FROM citation JOIN record ON record.id = citation.record_id AND record.dataset = '{name}' \
                     WHERE citation.until = {open} AND NOT EXISTS (SELECT 1 FROM {table} AS version \
                     WHERE version.record_id = citation.record_id AND version.until = {open})"
                ),
            ));
        }
    }
    all
}

fn of_dataset(name: &str) -> String {
    format!("EXISTS (SELECT 1 FROM record WHERE record.id = change.record_id AND record.dataset = '{name}')")
}

/// The lines of a dataset and revision whose counts, or total, are not those of the index of changes. The records of observations are series.
fn totals() -> String {
    let counted = |operation: &str| {
        format!(
            "(SELECT COUNT(*) FROM change JOIN record ON record.id = change.record_id WHERE change.revision = line.revision \
             AND change.operation = '{operation}' AND record.dataset = CASE line.dataset WHEN 'observations' THEN 'series' ELSE line.dataset END)"
        )
    };
    format!(
        "SELECT COUNT(*) FROM dataset_revision AS line WHERE line.created <> {} OR line.revised <> {} OR line.withdrawn <> {} \
         OR line.total <> (SELECT SUM(earlier.created - earlier.withdrawn) FROM dataset_revision AS earlier \
         WHERE earlier.dataset = line.dataset AND earlier.revision <= line.revision)",
        counted("created"),
        counted("revised"),
        counted("withdrawn"),
    )
}
