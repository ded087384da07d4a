use std::{any::Any, sync::Arc};

use chrono::{DateTime, Utc};
use moka::sync::Cache;

use super::{known_names::KnownNames, statement_tables::StatementTables};
use crate::domain::Revision;

/// How many rows of each kind are cached: few are referred to again and again.
const MOST_PUBLICATIONS: u64 = 10_000;
const MOST_NAMES: u64 = 16_384;
const MOST_RECORDS: u64 = 4_096;
const MOST_SERIES: u64 = 16_384;

/// How many keys of series are cached, in all lists.
const MOST_SERIES_KEYS: u64 = 262_144;

/// Who published a revision, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationFacts {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// The public name of the institution.
    pub institution: Arc<str>,
}

/// A cache of rows that never change. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::store) struct ImmutableCache(pub(in crate::store) Arc<CachedRows>);

#[derive(Debug)]
pub(in crate::store) struct CachedRows {
    /// The publications of revisions.
    pub(in crate::store) publications: Cache<i64, PublicationFacts>,
    /// The public names of records.
    pub(in crate::store) names: Cache<i64, Arc<str>>,
    /// The public names of the records of each dataset.
    pub(in crate::store) record_names: KnownNames,
    /// Records of datasets, as revisions left them.
    pub(in crate::store) records: Cache<(Revision, &'static str, i64), Arc<dyn Any + Send + Sync>>,
    /// What is kept with series of observations.
    pub(in crate::store) series: Cache<i64, Arc<dyn Any + Send + Sync>>,
    /// The keys of the series that satisfied a condition at a revision, by its text.
    pub(in crate::store) series_keys: Cache<(Revision, String), Arc<[i64]>>,
    /// The tables that statements read.
    pub(in crate::store) tables: StatementTables,
}

impl Default for ImmutableCache {
    fn default() -> Self {
        Self(Arc::new(CachedRows {
            publications: Cache::new(MOST_PUBLICATIONS),
            names: Cache::new(MOST_NAMES),
            record_names: KnownNames::default(),
            records: Cache::new(MOST_RECORDS),
            series: Cache::new(MOST_SERIES),
            series_keys: Cache::builder()
                .weigher(|(_, text): &(Revision, String), keys: &Arc<[i64]>| {
                    u32::try_from(keys.len() + text.len() / size_of::<i64>()).unwrap_or(u32::MAX)
                })
                .max_capacity(MOST_SERIES_KEYS)
                .build(),
            tables: StatementTables::default(),
        }))
    }
}
