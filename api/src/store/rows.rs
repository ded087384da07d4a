//! Rows as they are read: in which statements, in which order, from which bytes, and which of them are kept.

/// Names, publications and records, read once.
mod cached_rows;
/// Cells of rows.
pub(super) mod cells;
/// Rows in as many statements as bind them.
pub(super) mod chunks;
/// Rows that never change, cached.
pub(super) mod immutable_cache;
/// Conditions and orders that continue a list after a given row.
pub(super) mod keyset;
/// The statements of one response, counted.
pub(super) mod query_stats;
/// Statements read column by column.
pub(super) mod scan;
