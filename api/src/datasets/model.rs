//! What a declaration is made of: columns with their kinds and labels, parts, relations, values as they are stored.

/// Codes of texts, as people write them.
pub mod codes;
/// Rows that contain others.
pub mod containment;
/// Rows that contain others, by the columns that say so.
pub(crate) mod containment_columns;
/// What a declaration is made of.
pub mod declaration;
/// What datasets, columns and codes are called, in a language.
pub mod description;
/// Families of datasets.
pub mod family;
/// The public fields of a row, in every plain form.
pub mod fields;
/// The names of columns in files.
pub mod headers;
/// What columns hold.
pub mod kind;
/// Text of a request or a file, read as a column's value.
pub mod parse;
/// Phases, and whether they are under way on a day.
pub mod phases;
/// Values as the store keeps them.
pub(crate) mod stored;
/// Near names, for messages.
pub mod suggestion;
/// What fields are called.
pub mod titles;
/// What people write in cells, as columns hold it.
pub mod understand;
