//! Imports: a file as offices save them (CSV, XLSX, ODS, NDJSON), as one publication.

/// What is answered.
mod bodies;
/// Cells, as the columns of the dataset write them.
mod cells;
/// The forms in which files come in.
mod form;
/// What tables write in place of numbers.
mod marked;
/// How a file was read.
mod report;
/// The request of an import.
mod request;
/// The addresses.
pub(crate) mod routes;
/// Files parsed as rows.
mod rows;
/// How files are written.
mod written;

pub use crate::files::reading::MOST_ROWS;
pub(super) use bodies::{ImportedBody, ImportedDraftBody};
pub use form::ImportForm;
pub(crate) use form::accepted;
pub use report::Report;
pub use request::{FileRead, ImportFile, ImportRequest};
pub use written::Written;
