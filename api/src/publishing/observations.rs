use std::collections::{HashMap, HashSet};

use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{DynIden, Expr, Query},
};

use super::{
    Entry, Publication,
    command::{Change, Operation},
    dataset_of,
    ledger::Ledger,
    records,
};
use crate::{
    access::Viewer,
    datasets::{Column, Dataset, registry, row, stored},
    domain::{Error, Result, Revision, Slug, Value},
    store::{Snapshot, chunks, fold},
};

/// What is to be written of the observations.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) unchanged: usize,
    series_rows: Vec<Vec<Stored>>,
    versions: Vec<Vec<Stored>>,
}

const OBSERVATIONS: &str = "observations";

/// The slug that an observation has: its series and its period.
pub(super) fn identity(entry: &Entry) -> Result<String> {
    let Value::Date(period) = entry.value("period")? else {
        return series_slug(entry);
    };
    Ok(format!("{}.{}", series_slug(entry)?, row::period_slug(period.edtf())))
}

/// The slug of the series of an observation: all that it is of.
fn series_slug(entry: &Entry) -> Result<String> {
    let mut words = Vec::new();
    for column in ["indicator", "region", "couloir", "category", "document"] {
        match entry.value(column)? {
            Value::Reference(reference) => words.push(reference.slug.clone()),
            Value::Text(text) => words.push(slug_of(text)),
            _ => {}
        }
    }
    Ok(words.join("-"))
}

/// A text as words of a slug.
fn slug_of(text: &str) -> String {
    let folded = fold(text);
    let words = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Compares the observations with what is public.
pub(super) async fn plan(before: &Snapshot, ledger: &mut Ledger, publication: &Publication) -> Result<Plan> {
    let entries: Vec<&Entry> = publication.of(OBSERVATIONS).collect();
    let mut plan = Plan::default();
    let known = plan.know_series(ledger, &entries).await?;
    let keys: Vec<i64> = known.values().copied().collect();
    let published = published(before, &keys).await?;
    for entry in entries {
        let series = known
            .get(&series_slug(entry)?)
            .copied()
            .ok_or_else(|| Error::internal("an observation without series"))?;
        plan.compare(ledger, entry, series, &published)?;
    }
    plan.withdraw(ledger, publication).await?;
    Ok(plan)
}

impl Plan {
    /// The keys of the series of these entries; new ones are given.
    async fn know_series(&mut self, ledger: &mut Ledger, entries: &[&Entry]) -> Result<HashMap<String, i64>> {
        let mut first: HashMap<String, &Entry> = HashMap::new();
        let mut slugs = Vec::new();
        for entry in entries {
            let slug = series_slug(entry)?;
            if first.insert(slug.clone(), entry).is_none() {
                Slug::parse(&slug).map_err(|error| Error::bad_input(error.to_string()))?;
                slugs.push(slug);
            }
        }
        let mut known = series_keys(ledger, &slugs).await?;
        let new: Vec<String> = slugs.into_iter().filter(|slug| !known.contains_key(slug)).collect();
        ledger.give_keys("series", new.iter().cloned());
        for slug in new {
            let key = ledger
                .key("series", &slug)
                .ok_or_else(|| Error::internal("a series without key"))?;
            let entry = first
                .get(&slug)
                .ok_or_else(|| Error::internal("a series without entry"))?;
            let mut row: Vec<Stored> = vec![key.into(), slug.clone().into()];
            row.extend(encoded(ledger, entry, true)?);
            self.series_rows.push(row);
            known.insert(slug, key);
        }
        Ok(known)
    }

    fn compare(
        &mut self,
        ledger: &Ledger,
        entry: &Entry,
        series: i64,
        published: &HashMap<(i64, String), Vec<Value>>,
    ) -> Result<()> {
        let Value::Date(period) = entry.value("period")? else {
            return Err(Error::internal("an observation without period"));
        };
        let key = (series, period.edtf().to_owned());
        let own: Vec<Value> = own_columns(dataset_of(entry)?)
            .map(|(place, _)| entry.values[place].clone())
            .collect();
        let operation = match published.get(&key) {
            Some(values) if *values == own => {
                self.unchanged += 1;
                return Ok(());
            }
            Some(_) => Operation::Revised,
            None => Operation::Created,
        };
        self.changes.push(Change {
            record: series,
            period: Some(key.1),
            operation,
        });
        let mut version: Vec<Stored> = vec![series.into(), ledger.revision().0.into(), Revision::OPEN.into()];
        version.extend(encoded(ledger, entry, false)?);
        self.versions.push(version);
        Ok(())
    }

    async fn withdraw(&mut self, ledger: &Ledger, publication: &Publication) -> Result<()> {
        let mut gone = Vec::new();
        for (dataset, slug) in &publication.withdrawals {
            if *dataset == OBSERVATIONS {
                gone.push(
                    row::series_and_period(slug)
                        .ok_or_else(|| Error::not_found(format!("there is no observation \"{slug}\" to withdraw")))?,
                );
            }
        }
        let slugs: Vec<String> = gone.iter().map(|(series, _)| series.clone()).collect();
        let keys = series_keys(ledger, &slugs).await?;
        for (series, period) in gone {
            let record = *keys
                .get(&series)
                .ok_or_else(|| Error::not_found(format!("there is no series \"{series}\" to withdraw from")))?;
            self.changes.push(Change {
                record,
                period: Some(period),
                operation: Operation::Withdrawn,
            });
        }
        Ok(())
    }
}

/// Writes what was planned, in bulk.
pub(super) async fn apply(ledger: &mut Ledger, plan: Plan) -> Result<()> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    let dataset = registry().target(OBSERVATIONS)?;
    let of_series = dataset.columns.iter().filter(|column| column.of_series);
    let columns = names(&["record_id", "slug"], of_series);
    ledger.insert("series".into(), &columns, plan.series_rows).await?;
    ledger.log(&plan.changes).await?;
    let replaced = Query::select()
        .columns(["record_id", "period"])
        .from("change")
        .and_where(Expr::col("revision").eq(ledger.revision().0))
        .and_where(Expr::col("period").is_not_null())
        .and_where(Expr::col("operation").ne(Operation::Created.code()))
        .to_owned();
    let key = Expr::tuple([Expr::col("series_id"), Expr::col("period")]);
    let close = ledger
        .closing(dataset.table.clone())
        .and_where(key.in_subquery(replaced))
        .to_owned();
    ledger.update(&close).await?;
    let own = own_columns(dataset).map(|(_, column)| column);
    let columns = names(&["series_id", "since", "until"], own);
    ledger.insert(dataset.table.clone(), &columns, plan.versions).await
}

fn own_columns(dataset: &Dataset) -> impl Iterator<Item = (usize, &Column)> {
    dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.of_series)
}

fn names<'a>(first: &[&'static str], columns: impl Iterator<Item = &'a Column>) -> Vec<DynIden> {
    let first = first.iter().map(|name| DynIden::from(*name));
    first.chain(columns.flat_map(stored::columns_of)).collect()
}

fn encoded(ledger: &Ledger, entry: &Entry, of_series: bool) -> Result<Vec<Stored>> {
    let mut encoded = Vec::new();
    for (column, value) in dataset_of(entry)?.columns.iter().zip(&entry.values) {
        if column.of_series == of_series {
            encoded.extend(stored::encode(column, &ledger.resolve(column.kind, value)?));
        }
    }
    Ok(encoded)
}

async fn series_keys(ledger: &Ledger, slugs: &[String]) -> Result<HashMap<String, i64>> {
    let mut keys = HashMap::new();
    for slugs in chunks(slugs) {
        let select = Query::select()
            .columns(["slug", "record_id"])
            .from("series")
            .and_where(Expr::col("slug").is_in(slugs.iter().cloned()))
            .to_owned();
        for row in ledger.all(&select).await? {
            keys.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(keys)
}

/// What is public of these series.
async fn published(before: &Snapshot, series: &[i64]) -> Result<HashMap<(i64, String), Vec<Value>>> {
    let dataset = registry().target(OBSERVATIONS)?;
    let table = DynIden::from("t0");
    let mut published = HashMap::new();
    for series in chunks(series) {
        let mut select = Query::select();
        select
            .column((table.clone(), "series_id"))
            .column((table.clone(), "period"))
            .from_as(dataset.table.clone(), table.clone())
            .and_where(before.holds(&table))
            .and_where(Expr::col((table.clone(), "series_id")).is_in(series.iter().copied()));
        for (_, column) in own_columns(dataset) {
            select.column((table.clone(), column.stored.clone()));
        }
        for found in before.all(&select).await? {
            let mut at = 2;
            let values = own_columns(dataset)
                .map(|(_, column)| stored::decode(column, &found, &mut at))
                .collect::<Result<_>>()?;
            let key = (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
            published.insert(key, values);
        }
    }
    Ok(published)
}

/// The observations that the viewer published last and that the publication does not have.
pub(super) async fn published_by(
    snapshot: &Snapshot,
    viewer: &Viewer,
    publication: &Publication,
) -> Result<Vec<(&'static str, String)>> {
    let kept: HashSet<String> = publication.of(OBSERVATIONS).map(identity).collect::<Result<_>>()?;
    let dataset = registry().target(OBSERVATIONS)?;
    let slugs = records::slugs_of(snapshot, dataset, viewer).await?;
    Ok(slugs
        .into_iter()
        .filter(|slug| !kept.contains(slug))
        .map(|slug| (OBSERVATIONS, slug))
        .collect())
}
