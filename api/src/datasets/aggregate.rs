//! Rows counted and summed.

/// Rows that contain others.
pub(in crate::datasets) mod containment;
/// The days that rows speak of.
pub mod coverage;
/// Rows counted and summed by what they have in common.
pub mod groups;
/// What rows have instead of what was asked for.
pub mod not_covered;
/// What the observations of series come to in spans of time.
pub(crate) mod series_totals;
/// How many rows datasets have, as publications counted them.
pub mod totals;
