//! How rows are selected, ordered, paged and read.

/// The error of a record that is not there.
pub mod absent;
/// The datasets that cite a document.
pub mod citing;
/// Whether values of rows can be compared: their units, and what they are of.
pub mod comparable;
/// How many rows satisfy a condition.
pub mod count;
/// Positions in a list, opaque to clients.
pub mod cursor;
/// The function that reads the relations of rows.
mod expand;
/// Conditions on rows, and their SQL.
pub mod filter;
/// Rows of small datasets in memory.
pub(super) mod held;
/// Every version that records have had.
pub mod history;
/// Rows as plain JSON.
pub mod json;
/// Rows as JSON, written as they are.
pub mod json_rows;
/// Conditions on names that no record has.
pub mod known_names;
/// What values are called.
pub mod labels;
/// Rows, with the relations that were selected.
pub(crate) mod node;
/// Orders of rows.
pub mod order;
/// What lists are ordered by.
pub(crate) mod order_term;
/// Pages of rows.
pub mod page;
/// Which rows a list wants.
pub(crate) mod page_request;
/// The lists that rows hold.
mod parts;
/// Totals, and the sums of their parts.
mod parts_of_totals;
/// The history of one record.
pub(crate) mod record_history;
/// What identifies a row.
pub mod record_key;
/// Relations of a page of rows, one statement per relation.
pub(super) mod relations;
/// Rows, and how they are read from the store.
pub mod row;
/// The rows of a page.
mod rows;
/// The tables and columns of a dataset in a statement.
pub(crate) mod scope;
/// The statement of a page, and its rows.
pub(crate) mod select;
/// What a caller selects of a row.
pub mod selection;
/// Observations by their series.
pub(super) mod series;
/// Rows as Arrow record batches.
pub(super) mod table;
/// Whole lists, batch by batch.
pub(super) mod walk;
/// What readers of records should know.
pub mod warning;
