//! What a publication changes: compared with what is published, decided record by record, and applied in bulk.

/// The policy, asked record by record.
pub(super) mod authority;
/// Records as they are public, beside what is to replace them.
pub(super) mod content;
/// Records withdrawn that others still refer to.
mod dangling;
/// What can be found by its words.
pub(super) mod index;
/// The revision, its changes, and the keys of records.
pub(super) mod ledger;
/// Series as people name them.
pub(super) mod named_series;
/// Observations: values of series.
pub(super) mod observations;
/// What is published of series.
pub(super) mod observed;
/// Records: every dataset but the observations.
pub(super) mod records;
/// How many records a publication changes in a dataset.
mod tally;
