//! The input of a publication: read as entries, and validated one by one.

/// Publications, entries and withdrawals.
pub(super) mod command;
/// Instants, as people give them.
pub(super) mod instant;
/// Names in place of public names, and the units of indicators.
pub(super) mod names;
/// Proposals.
pub(super) mod proposal;
/// Rows of text, read as entries.
pub(super) mod text_rows;
/// Validation of entries.
pub(super) mod validation;
