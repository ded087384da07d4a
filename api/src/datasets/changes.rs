//! What publications changed.

/// What changed between two states.
pub mod differences;
/// The feed of changes.
pub mod feed;
/// Publications, and how much each did.
pub mod publications;
/// Which revision changed a dataset last.
pub mod touched;
