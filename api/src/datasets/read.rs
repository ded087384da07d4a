//! How rows are selected, ordered, paged and read.

/// Positions in a list, opaque to clients.
pub mod cursor;
/// Conditions on rows, and their SQL.
pub mod filter;
/// Every version that records have had.
pub mod history;
/// Rows as plain JSON.
pub mod json;
/// Orders of rows.
pub mod order;
/// Pages of rows.
pub mod page;
/// Relations of a page of rows, one statement per relation.
pub(super) mod relations;
/// Rows, and how they are read from the store.
pub mod row;
/// What is asked of a page of rows, and the answer.
pub mod selection;
/// Conditions on the series of observations.
pub(super) mod series;
/// Rows as Arrow record batches.
pub(super) mod table;
/// Whole lists, batch by batch.
pub(super) mod walk;
