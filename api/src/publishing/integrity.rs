/// What is checked by SQL.
mod consistency;

use std::collections::BTreeMap;

use entity::{Table, audit_event, change, record, revision, version};
use sea_orm::{
    ConnectionTrait, IdenStatic, QueryResult, Value,
    sea_query::{ColumnType, DynIden, Expr, Func, Iden, IntoIden, Query, SelectStatement},
};
use serde_json::Value as Json;

use crate::{
    access::audit,
    domain::{Error, Result},
    publishing::plan::ledger::is_identity,
    store::{Fingerprint, Store},
};

/// What the rows of the store come to: those of each revision, and those of identities, which have no revision.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fingerprints {
    revisions: BTreeMap<i64, Fingerprint>,
    identities: Fingerprint,
}

/// Compares what is stored with what was written when it was published: facts, messages, totals, the index of changes, counters and citations.
/// Returns what is wrong, and how many revisions were published before their content was noted, which cannot be compared.
///
/// # Errors
/// `Unavailable` when the store cannot be reached; `Internal` when the audit cannot be read.
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
    for (what, select) in consistency::checks(store.engine()) {
        let count = number(store, &select).await?.unwrap_or_default();
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

async fn found(store: &Store) -> Result<Fingerprints> {
    let mut found = Fingerprints::default();
    for table in entity::published_tables() {
        let of_revision = of_revision(&table).filter(|_| !is_identity(table.name));
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

/// The column that names the revision of a row.
fn of_revision(table: &Table) -> Option<&'static str> {
    let names = [
        version::Column::Since.unquoted(),
        change::Column::Revision.as_str(),
        revision::Column::Number.as_str(),
    ];
    let known = |name: &&str| table.columns.iter().any(|(column, _)| column == name);
    names.into_iter().find(known)
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

/// Whether the counters of revisions, records and audit events are at the last of each.
async fn counters(store: &Store) -> Result<Vec<String>> {
    let last = |last: Expr, table: DynIden| Query::select().expr(Func::max(last)).from(table).to_owned();
    let mut faults = Vec::new();
    for (name, last) in [
        (
            "revision",
            last(Expr::col(revision::Column::Number), revision::Entity.into_iden()),
        ),
        (
            "record",
            last(Expr::col(record::Column::Id), record::Entity.into_iden()),
        ),
        (
            "audit",
            last(Expr::col(audit_event::Column::Number), audit_event::Entity.into_iden()),
        ),
    ] {
        let last = number(store, &last).await?.unwrap_or_default();
        let value = store.counter_value(name).await?;
        if value != Some(last) {
            faults.push(format!(
                "the counter {name} is at {value:?}, and the last one is {last}"
            ));
        }
    }
    Ok(faults)
}

/// The number that a statement gives.
async fn number(store: &Store, select: &SelectStatement) -> Result<Option<i64>> {
    match store.private_reader().query_one(select).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(None),
    }
}
