use std::{
    any::Any,
    sync::{Arc, OnceLock, atomic::AtomicU32},
    time::Duration,
};

use chrono::{DateTime, Utc};
use moka::{policy::EvictionPolicy, sync::Cache};

use super::{known_names::KnownNames, statement_tables::StatementTables};
use crate::domain::Revision;

/// How many rows of each kind are cached: few are referred to again and again.
const MOST_PUBLICATIONS: u64 = 10_000;
const MOST_NAMES: u64 = 16_384;
const MOST_RECORDS: u64 = 4_096;
const MOST_SERIES: u64 = 16_384;

/// How many keys of series are cached, in all lists.
const MOST_SERIES_KEYS: u64 = 262_144;

/// The bytes of whole datasets that are held; what nobody asked for within a minute is dropped.
const MOST_HELD: u64 = 12 << 20;
const IDLE: Duration = Duration::from_secs(60);

/// How many states of datasets are told apart.
const MOST_STATES: u64 = 1_024;

/// What is held, and about how many bytes it takes.
#[derive(Clone, Debug)]
pub(in crate::store) struct Weighed {
    pub(in crate::store) value: Arc<dyn Any + Send + Sync>,
    pub(in crate::store) bytes: usize,
}

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
    /// The rows of whole datasets, as the revision that changed them last left them, and about how many bytes they take.
    pub(in crate::store) held: Cache<(&'static str, Revision), Weighed>,
    /// The last revision that changed a dataset, as of a revision.
    pub(in crate::store) changed: Cache<(&'static str, Revision), Revision>,
    /// How many times a dataset that is not held was asked for at a revision.
    pub(in crate::store) asked: Cache<(&'static str, Revision), Arc<AtomicU32>>,
    /// The first revision whose totals of series are kept.
    pub(in crate::store) totals_since: OnceLock<i64>,
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
            held: Cache::builder()
                .weigher(|_, weighed: &Weighed| u32::try_from(weighed.bytes).unwrap_or(u32::MAX))
                .max_capacity(MOST_HELD)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_idle(IDLE)
                .build(),
            changed: Cache::builder()
                .max_capacity(MOST_STATES)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_idle(IDLE)
                .build(),
            // Counted anew each minute: what cannot be held, or was dropped, is read again no more often.
            asked: Cache::builder()
                .max_capacity(MOST_STATES)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(IDLE)
                .build(),
            series_keys: Cache::builder()
                .weigher(|(_, text): &(Revision, String), keys: &Arc<[i64]>| {
                    u32::try_from(keys.len() + text.len() / size_of::<i64>()).unwrap_or(u32::MAX)
                })
                .max_capacity(MOST_SERIES_KEYS)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            totals_since: OnceLock::new(),
            tables: StatementTables::default(),
        }))
    }
}
