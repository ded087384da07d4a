//! What is frozen: editions of all data, and responses kept as permalinks.

/// How to cite what is frozen.
mod citation;
/// Dated, frozen states of all data.
pub mod editions;
/// Responses kept for ever.
pub(crate) mod permalinks;

pub use permalinks::PermalinkLimits;
