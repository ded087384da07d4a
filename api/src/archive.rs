//! What is frozen: editions of all data, and responses kept as permalinks.

/// How to cite what is frozen.
mod citation;
/// Dated, frozen states of all data.
pub mod editions;
/// What is frozen, for pages.
mod pages;
/// Responses kept for ever.
pub(crate) mod permalinks;

pub(crate) use pages::{ArchivePages, FrozenFile, FrozenState, KeptAnswer, Reader};
pub use permalinks::PermalinkLimits;
