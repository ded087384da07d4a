//! The search index: an entry for each version of a record, and for each series of observations.

use std::collections::{BTreeSet, HashMap};

use entity::{observation, search_entry, series};
use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Expr, IntoIden, Order, Query},
};

use super::ledger::Ledger;
use crate::{
    datasets::{Column, Dataset, Identity, Kind, Selection, Walk, registry},
    domain::{Result, Revision, Value},
    publishing::conflicts,
    store::{Store, chunks, words::indexed},
};

/// The columns of an entry.
const COLUMNS: [search_entry::Column; 9] = [
    search_entry::Column::RecordId,
    search_entry::Column::Since,
    search_entry::Column::Until,
    search_entry::Column::Dataset,
    search_entry::Column::Slug,
    search_entry::Column::Label,
    search_entry::Column::Address,
    search_entry::Column::Title,
    search_entry::Column::Body,
];

/// The columns that name a record, the first that it has.
const NAMES: [&str; 3] = ["name", "title", "question"];

/// The entry of a version of a record.
pub(in crate::publishing) fn entry(
    dataset: &Dataset,
    key: i64,
    since: Revision,
    slug: &str,
    values: &[Value],
    parts: &[Vec<Vec<Value>>],
) -> Vec<Stored> {
    let named = NAMES.iter().find_map(|name| {
        let place = dataset.column(name)?;
        match &values[place] {
            Value::Text(text) => Some((place, text.clone())),
            _ => None,
        }
    });
    let (place, label) = match named {
        Some((place, label)) => (Some(place), label),
        None => (None, slug.replace('-', " ")),
    };
    let mut body = slug.replace('-', " ");
    for (at, (column, value)) in dataset.columns.iter().zip(values).enumerate() {
        if Some(at) != place {
            push_words(&mut body, column, value);
        }
    }
    for (part, items) in dataset.parts.iter().zip(parts) {
        for item in items {
            for (column, value) in part.columns.iter().zip(item) {
                push_words(&mut body, column, value);
            }
        }
    }
    let address = format!("/v1/{}/{slug}", dataset.name);
    row(key, since, dataset.name, slug, &label, &address, &body)
}

fn row(key: i64, since: Revision, dataset: &str, slug: &str, label: &str, address: &str, body: &str) -> Vec<Stored> {
    vec![
        key.into(),
        since.0.into(),
        Revision::OPEN.into(),
        dataset.into(),
        slug.into(),
        label.into(),
        address.into(),
        indexed(label).into(),
        indexed(body).into(),
    ]
}

/// Adds the words of a value.
fn push_words(body: &mut String, column: &Column, value: &Value) {
    let mut add = |text: &str| {
        body.push(' ');
        body.push_str(text);
    };
    match value {
        Value::Text(text) => add(text),
        Value::Integer(number) => add(&number.to_string()),
        Value::Decimal(quantity) => add(&quantity.to_string()),
        Value::Euros(amount) => add(amount.to_string().trim_end_matches(".00")),
        Value::List(items) => items.iter().for_each(|item| add(item)),
        Value::Reference(reference) => add(&reference.slug.replace('-', " ")),
        Value::Term(code) => {
            if let Kind::Term(vocabulary) = column.kind
                && let Some(term) = vocabulary.term(code)
            {
                add(term.label.french);
            }
        }
        _ => {}
    }
}

/// Inserts entries. The entries that they replace are closed first.
pub(in crate::publishing) async fn write(ledger: &mut Ledger, entries: Vec<Vec<Stored>>) -> Result<()> {
    ledger
        .insert(
            search_entry::Entity.into_iden(),
            &COLUMNS.map(IntoIden::into_iden),
            entries,
        )
        .await
}

/// Writes the entries of series that are new, and again those of series whose notes change.
pub(in crate::publishing) async fn write_series(ledger: &mut Ledger, new: &[i64], noted: &BTreeSet<i64>) -> Result<()> {
    let known: Vec<i64> = noted.iter().filter(|key| !new.contains(key)).copied().collect();
    for keys in chunks(&known) {
        let close = ledger
            .closing(search_entry::Entity.into_iden())
            .and_where(Expr::col(search_entry::Column::RecordId).is_in(keys.iter().copied()))
            .to_owned();
        ledger.update(&close).await?;
    }
    let keys: Vec<i64> = new.iter().copied().chain(known).collect();
    let entries = entries_of_series(ledger, &keys, ledger.revision()).await?;
    write(ledger, entries).await
}

/// The entries of series, by their keys: their names, and the notes of their values.
async fn entries_of_series(ledger: &Ledger, keys: &[i64], since: Revision) -> Result<Vec<Vec<Stored>>> {
    let mut entries = Vec::with_capacity(keys.len());
    for keys in chunks(keys) {
        let mut notes = notes_of_series(ledger, keys).await?;
        for series in conflicts::named_series(ledger, keys).await? {
            let mut body = series.slug.replace('-', " ");
            for note in notes.remove(&series.key).unwrap_or_default() {
                if body.len() + note.len() < LONGEST_BODY {
                    body.push(' ');
                    body.push_str(&note);
                }
            }
            let entry = row(
                series.key,
                since,
                "observations",
                &series.slug,
                &series.name,
                &series.address,
                &body,
            );
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// How long the text of an entry of a series may be, in bytes: a series may have thousands of notes.
const LONGEST_BODY: usize = 64 << 10;

/// The notes of the current values of series, each once.
async fn notes_of_series(ledger: &Ledger, keys: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
    let select = Query::select()
        .distinct()
        .columns([observation::Column::SeriesId, observation::Column::Note])
        .from(observation::Entity)
        .and_where(Expr::col(observation::Column::SeriesId).is_in(keys.iter().copied()))
        .and_where(Expr::col(observation::Column::Until).eq(Revision::OPEN))
        .and_where(Expr::col(observation::Column::Note).is_not_null())
        .order_by(observation::Column::SeriesId, Order::Asc)
        .order_by(observation::Column::Note, Order::Asc)
        .to_owned();
    let mut notes: HashMap<i64, Vec<String>> = HashMap::new();
    for row in ledger.all(&select).await? {
        notes
            .entry(row.try_get_by_index(0)?)
            .or_default()
            .push(row.try_get_by_index(1)?);
    }
    Ok(notes)
}

/// Rebuilds the search index when another version of the program made it.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn rebuild(store: &Store) -> Result<()> {
    if store.has_search().await? {
        return Ok(());
    }
    let transaction = store.begin().await?;
    let every = transaction.before().of_every_version();
    transaction.forget_search().await?;
    let mut ledger = Ledger::new(transaction);
    let selection = Selection {
        reference_slugs: true,
        parts: true,
        ..Default::default()
    };
    for dataset in registry()
        .datasets()
        .filter(|dataset| dataset.identity == Identity::Record)
    {
        let mut walk = Walk::of_versions(&every, dataset, &selection);
        while let Some(nodes) = walk.next().await? {
            let entries = nodes.iter().map(|node| {
                let row = &node.row;
                entry(dataset, row.key, row.since, &row.slug, &row.values, &row.parts)
            });
            write(&mut ledger, entries.collect()).await?;
        }
    }
    let select = Query::select()
        .column(series::Column::RecordId)
        .from(series::Entity)
        .and_where(Expr::col(series::Column::RecordId).gt(0))
        .to_owned();
    let rows = ledger.all(&select).await?;
    let keys = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<Vec<i64>, _>>()?;
    let entries = entries_of_series(&ledger, &keys, every.revision()).await?;
    write(&mut ledger, entries).await?;
    let transaction = ledger.into_transaction();
    for dataset in registry().datasets() {
        match dataset.identity {
            Identity::Record => transaction.end_search(dataset.name, &dataset.table).await?,
            Identity::Series => transaction.begin_search(dataset.name, &dataset.table).await?,
        }
    }
    transaction.index_search().await?;
    transaction.commit_search().await
}
