//! Rows counted and summed.

/// The days that rows speak of.
pub mod coverage;
/// Rows counted and summed by what they have in common.
pub mod groups;
/// How many rows datasets have, as publications counted them.
pub mod totals;
