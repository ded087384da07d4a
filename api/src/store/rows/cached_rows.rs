use std::{any::Any, collections::HashMap, sync::Arc};

use entity::{counter, record, revision};
use moka::sync::Cache;
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{Expr, Query, SelectStatement},
};

use super::{chunks::chunks, immutable_cache::PublicationFacts};
use crate::domain::Result;
use crate::store::Snapshot;

/// The counter of the first revision whose totals of series are kept.
const SERIES_TOTALS: &str = "series_total";

impl Snapshot {
    /// The cached record of a dataset, as this snapshot shows it.
    pub fn remembered<T: Any + Send + Sync>(&self, dataset: &'static str, key: i64) -> Option<Arc<T>> {
        if self.shows_every_version() {
            return None;
        }
        let known = self.memory().0.records.get(&(self.revision(), dataset, key))?;
        known.downcast().ok()
    }

    /// Caches a record of a dataset, as this snapshot shows it.
    pub fn remember<T: Any + Send + Sync>(&self, dataset: &'static str, key: i64, record: Arc<T>) {
        if !self.shows_every_version() {
            let records = &self.memory().0.records;
            records.insert((self.revision(), dataset, key), record);
        }
    }

    /// What is kept with series of observations, which never changes, by their keys: one statement for those that are new.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn series<T: Any + Send + Sync>(
        &self,
        keys: Vec<i64>,
        statement: impl Fn(&[i64]) -> SelectStatement,
        read: impl Fn(&QueryResult) -> Result<T>,
    ) -> Result<HashMap<i64, Arc<T>>> {
        let read = |row: &QueryResult| Ok(Arc::new(read(row)?) as Arc<dyn Any + Send + Sync>);
        let found = self.known(&self.memory().0.series, keys, statement, read).await?;
        let typed = |(key, known): (i64, Arc<dyn Any + Send + Sync>)| Some((key, known.downcast().ok()?));
        Ok(found.into_iter().filter_map(typed).collect())
    }

    /// The keys of the series that satisfy a condition at this revision, if they are in memory.
    pub fn remembered_series_keys(&self, condition: &str) -> Option<Arc<[i64]>> {
        let keys = &self.memory().0.series_keys;
        keys.get(&(self.revision(), condition.to_owned()))
    }

    /// Keeps the keys of the series that satisfy a condition at this revision.
    pub fn remember_series_keys(&self, condition: String, keys: Arc<[i64]>) {
        self.memory().0.series_keys.insert((self.revision(), condition), keys);
    }

    /// Whether the totals of series are kept for this revision: those before the migration that made them have none. One statement, once.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn has_series_totals(&self) -> Result<bool> {
        if self.shows_every_version() {
            return Ok(false);
        }
        let since = &self.memory().0.totals_since;
        let first = match since.get() {
            Some(first) => *first,
            None => {
                let select = Query::select()
                    .column(counter::Column::Value)
                    .from(counter::Entity)
                    .and_where(Expr::col(counter::Column::Name).eq(SERIES_TOTALS))
                    .to_owned();
                let read = match self.apart().one(&select).await? {
                    Some(row) => row.try_get_by_index(0)?,
                    None => i64::MAX,
                };
                *since.get_or_init(|| read)
            }
        };
        Ok(self.revision().0 >= first)
    }

    /// The public names of records, by key, which they keep for ever: one statement for those that are new.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn names(&self, keys: Vec<i64>) -> Result<HashMap<i64, Arc<str>>> {
        let of_keys = |keys: &[i64]| {
            Query::select()
                .columns([record::Column::Id, record::Column::Slug])
                .from(record::Entity)
                .and_where(Expr::col(record::Column::Id).is_in(keys.iter().copied()))
                .to_owned()
        };
        let read = |row: &QueryResult| Ok(row.try_get_by_index::<String>(1)?.into());
        self.known(&self.memory().0.names, keys, of_keys, read).await
    }

    /// The publications of revisions, by their numbers: one statement for those that are new.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn publications(&self, numbers: Vec<i64>) -> Result<HashMap<i64, PublicationFacts>> {
        let of_numbers = |numbers: &[i64]| {
            Query::select()
                .columns([
                    revision::Column::Number,
                    revision::Column::PublishedAt,
                    revision::Column::Institution,
                ])
                .from(revision::Entity)
                .and_where(Expr::col(revision::Column::Number).is_in(numbers.iter().copied()))
                .to_owned()
        };
        let read = |row: &QueryResult| {
            let institution: String = row.try_get_by_index(2)?;
            Ok(PublicationFacts {
                at: row.try_get_by_index(1)?,
                institution: institution.into(),
            })
        };
        self.known(&self.memory().0.publications, numbers, of_numbers, read)
            .await
    }

    /// Looks up keys in a cache, and reads those that are missing.
    async fn known<T: Clone + Send + Sync + 'static>(
        &self,
        memory: &Cache<i64, T>,
        mut keys: Vec<i64>,
        statement: impl Fn(&[i64]) -> SelectStatement,
        read: impl Fn(&QueryResult) -> Result<T>,
    ) -> Result<HashMap<i64, T>> {
        keys.sort_unstable();
        keys.dedup();
        let mut found = HashMap::with_capacity(keys.len());
        keys.retain(|key| {
            let known = memory.get(key);
            known.map(|known| found.insert(*key, known)).is_none()
        });
        for keys in chunks(&keys) {
            for row in self.all(&statement(keys)).await? {
                let (key, known) = (row.try_get_by_index(0)?, read(&row)?);
                memory.insert(key, known.clone());
                found.insert(key, known);
            }
        }
        Ok(found)
    }
}
