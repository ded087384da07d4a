//! What publications changed.

/// The fields in which two states of a record differ.
pub mod changed_fields;
/// What changed between two states.
pub mod differences;
/// The feed of changes.
pub mod feed;
/// Publications, and how much each did.
pub mod publications;
/// Which revision changed a dataset last.
pub mod touched;
