//! What is public: each dataset declared once, and how its rows are filtered, ordered, paged and related.
//!
//! A declaration (`datasets/declarations/<name>.rs`) says what a row is; everything else here, and every door above, is generic over declarations.

/// The feed of changes.
pub mod changes;
/// The days that rows speak of.
pub mod coverage;
/// Positions in a list, opaque to clients.
pub mod cursor;
/// What a declaration is made of.
pub mod declaration;
/// The datasets, one file each.
pub mod declarations;
/// What datasets, columns and codes are called, in a language.
pub mod description;
/// What changed between two states.
pub mod differences;
/// Relations of a page of rows, one statement per relation.
mod expand;
/// The public fields of a row, in every plain form.
pub mod fields;
/// Conditions on rows, and their SQL.
pub mod filter;
/// Rows counted and summed by what they have in common.
pub mod groups;
/// Every version that records have had.
pub mod history;
/// Rows as plain JSON.
pub mod json;
/// Orders of rows.
pub mod order;
/// Pages of rows.
pub mod page;
/// Text of a request or a file, read as a column's value.
pub mod parse;
/// Publications, and how much each did.
pub mod publications;
/// Every dataset, by name.
pub mod registry;
/// Rows, and how they are read from the store.
pub mod row;
/// Search over all datasets.
pub mod search;
/// What is asked of a page of rows, and the answer.
pub mod selection;
/// Conditions on the series of observations.
mod series;
/// Values as the store keeps them.
pub(crate) mod stored;
/// Near names, for messages.
pub mod suggestion;
/// Rows as Arrow record batches.
mod table;
/// What fields are called.
pub mod titles;
/// How many rows datasets have, as publications counted them.
pub mod totals;
/// Which revision changed a dataset last.
pub mod touched;
/// Whole lists, batch by batch.
mod walk;

pub use declaration::{Column, Dataset, Family, Identity, Kind, Part, Relation};
pub use declarations::{families, vocabularies};
pub use page::{PageRequest, page, record, records};
pub use registry::registry;
pub use row::Row;
pub use selection::{Node, Page, Selection};
pub use table::Table;
pub use walk::Walk;
