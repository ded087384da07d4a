use std::collections::{HashMap, HashSet};

use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{DynIden, Expr, Query},
};

use super::{
    Entry, Publication, RowError,
    command::{Change, Operation},
    dataset_of, index,
    ledger::Ledger,
    records,
};
use crate::{
    access::Viewer,
    datasets::{Column, Dataset, registry, row, stored},
    domain::{Bilingual, Error, Result, Revision, Value, wording},
    store::{Snapshot, chunks, fold},
};

/// What is to be written of the observations.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) unchanged: usize,
    series_rows: Vec<Vec<Stored>>,
    new_series: Vec<i64>,
    versions: Vec<Vec<Stored>>,
}

pub(super) const OBSERVATIONS: &str = "observations";

/// Why a series cannot be told from another.
const SAME_SLUG: Bilingual = Bilingual::new(
    "une autre série a le même slug : donnez à cette catégorie des mots qui diffèrent par plus que la casse, les accents ou la ponctuation",
    "another series has the same slug: give this category words that differ by more than case, accents or punctuation",
);

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
pub(super) fn slug_of(text: &str) -> String {
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
    plan.withdraw(before, ledger, publication).await?;
    Ok(plan)
}

impl Plan {
    /// The series whose values change, each once.
    pub(super) fn series(&self) -> Vec<i64> {
        let mut series: Vec<i64> = self.changes.iter().map(|change| change.record).collect();
        series.sort_unstable();
        series.dedup();
        series
    }

    /// The keys of the series of these entries; new ones are given. Two series that differ must not share a slug.
    async fn know_series(&mut self, ledger: &mut Ledger, entries: &[&Entry]) -> Result<HashMap<String, i64>> {
        let mut first: HashMap<String, &Entry> = HashMap::new();
        let mut problems = Vec::new();
        for entry in entries {
            let known = *first.entry(series_slug(entry)?).or_insert(entry);
            if series_values(known)? != series_values(entry)? {
                problems.push(entry.problem("category", SAME_SLUG));
            }
        }
        let slugs: Vec<String> = first.keys().cloned().collect();
        let stored = stored_series(ledger, &slugs).await?;
        let new = slugs.iter().filter(|slug| !stored.contains_key(*slug)).cloned();
        ledger.give_keys("series", new);
        let mut keys = HashMap::with_capacity(first.len());
        for (slug, entry) in first {
            let values = encoded(ledger, entry, true)?;
            let key = match stored.get(&slug) {
                Some((key, same)) if *same == values => *key,
                Some((key, _)) => {
                    problems.push(entry.problem("category", SAME_SLUG));
                    *key
                }
                None => {
                    let key = ledger
                        .key("series", &slug)
                        .ok_or_else(|| Error::internal("a series without key"))?;
                    let mut row: Vec<Stored> = vec![key.into(), slug.clone().into()];
                    row.extend(values);
                    self.series_rows.push(row);
                    self.new_series.push(key);
                    key
                }
            };
            keys.insert(slug, key);
        }
        if problems.is_empty() {
            Ok(keys)
        } else {
            Err(RowError::refusal(&problems))
        }
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

    async fn withdraw(&mut self, before: &Snapshot, ledger: &Ledger, publication: &Publication) -> Result<()> {
        let mut gone = Vec::new();
        for (dataset, slug) in &publication.withdrawals {
            if *dataset == OBSERVATIONS {
                gone.push(row::series_and_period(slug).ok_or_else(|| {
                    Error::not_found(wording!(
                        "il n'y a pas d'observation « {slug} » à retirer",
                        "there is no observation \"{slug}\" to withdraw"
                    ))
                })?);
            }
        }
        let slugs: Vec<String> = gone.iter().map(|(series, _)| series.clone()).collect();
        let known = stored_series(ledger, &slugs).await?;
        let keys: Vec<i64> = known.values().map(|(key, _)| *key).collect();
        let published = published(before, &keys).await?;
        for (series, period) in gone {
            let record = known
                .get(&series)
                .map(|(key, _)| *key)
                .filter(|key| published.contains_key(&(*key, period.clone())))
                .ok_or_else(|| {
                    Error::not_found(wording!(
                        "il n'y a pas d'observation de {series} pour {period} à retirer",
                        "there is no observation of {series} for {period} to withdraw"
                    ))
                })?;
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
    let new: Vec<i64> = plan.new_series;
    ledger.insert("series".into(), &columns, plan.series_rows).await?;
    index::write(ledger, index::entries_of_series(ledger, &new, ledger.revision()).await?).await?;
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

/// The keys of series, and what they are of, as the store keeps it.
async fn stored_series(ledger: &Ledger, slugs: &[String]) -> Result<HashMap<String, (i64, Vec<Stored>)>> {
    let dataset = registry().target(OBSERVATIONS)?;
    let of_series = || dataset.columns.iter().filter(|column| column.of_series);
    let mut known = HashMap::new();
    for slugs in chunks(slugs) {
        let mut select = Query::select();
        select
            .columns(["slug", "record_id"])
            .from("series")
            .and_where(Expr::col("slug").is_in(slugs.iter().cloned()));
        for column in of_series() {
            select.column(column.stored.clone());
        }
        for row in ledger.all(&select).await? {
            let mut at = 2;
            let mut values = Vec::new();
            for column in of_series() {
                values.extend(stored::encode(column, &stored::decode(column, &row, &mut at)?));
            }
            known.insert(row.try_get_by_index(0)?, (row.try_get_by_index(1)?, values));
        }
    }
    Ok(known)
}

/// What the series of an observation is of.
fn series_values(entry: &Entry) -> Result<Vec<&Value>> {
    let columns = dataset_of(entry)?.columns.iter().zip(&entry.values);
    Ok(columns
        .filter(|(column, _)| column.of_series)
        .map(|(_, value)| value)
        .collect())
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
