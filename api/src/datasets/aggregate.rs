//! Rows counted and summed.

/// Rows that contain others.
pub(in crate::datasets) mod containment;
/// The days that rows speak of.
pub mod coverage;
/// Rows counted and summed by what they have in common.
pub mod groups;
/// How many rows datasets have, as publications counted them.
pub mod totals;
