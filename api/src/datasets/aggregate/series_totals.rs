//! What the observations of series come to in spans of time: kept when they are published, so that sums need not read them.

/// What rows come to, in SQL.
pub(crate) mod figures;
/// Spans of time.
pub(crate) mod span;
