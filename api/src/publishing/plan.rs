//! The plan of a publication: entries compared with published records, checked record by record, and applied in bulk.

/// The rights of the viewer, checked record by record.
pub(super) mod authority;
/// Records as they are public, beside what is to replace them.
pub(super) mod content;
/// Published observations.
pub(super) mod current_observations;
/// Records withdrawn that others still refer to.
mod dangling;
/// The revision, its changes, and the keys of records.
pub(super) mod ledger;
/// Names of series.
pub(super) mod named_series;
/// The public names that are nearest to wrong ones.
pub(super) mod nearest;
/// Observations: values of series.
pub(super) mod observations;
/// Records: every dataset but the observations.
pub(super) mod records;
/// What entries refer to.
mod references;
/// What of a publication is most often a mistake.
pub(super) mod row_warnings;
/// The search index.
pub(super) mod search_index;
/// What the observations of series come to.
pub(super) mod series_totals;
/// How many records a publication changes in a dataset.
mod tally;
/// References to what is not public.
mod unknown_references;
