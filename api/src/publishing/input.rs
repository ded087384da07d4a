//! What is given to be published: read as entries, and validated each by itself.

/// What a publication is made of.
pub(super) mod command;
/// Instants, as people give them.
pub(super) mod moment;
/// What someone gives to be published.
pub(super) mod proposal;
/// Rows of text, read as entries.
pub(super) mod reading;
/// What must be true of an entry by itself.
pub(super) mod validation;
