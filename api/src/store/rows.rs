//! Rows as they are read: in which statements, in which order, from which bytes, and which of them are kept.

/// Reads of names, publications and records through the cache.
mod cached_rows;
/// Cells of rows.
pub(super) mod cells;
/// Keys in chunks that one statement can bind.
pub(super) mod chunks;
/// Whole datasets in memory.
mod held_datasets;
/// The cache of rows that never change.
pub(super) mod immutable_cache;
/// Conditions and orders that continue a list after a given row.
pub(super) mod keyset;
/// The public names of records that are known.
pub(super) mod known_names;
/// The statements of one response, and the tables that it depends on.
pub(super) mod query_stats;
/// The public names of records, read.
mod record_names;
/// Statements read column by column.
pub(super) mod scan;
/// The tables that statements read.
pub(super) mod statement_tables;
