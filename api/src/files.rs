//! Files: the rows of a list as bytes, in any form, through one stream of Arrow record batches; and the shelf where whole files are kept.

/// Texts and numbers as cells of CSV.
mod cell_text;
/// Columns of a batch, cell by cell.
mod cells;
/// Texts that go on beyond a cell of a spreadsheet.
mod continued;
/// CSV text.
mod csv;
/// Tables that are written whole, as CSV.
mod csv_table;
/// How CSV is written.
mod dialect;
/// The trait of encoders.
mod encoder;
/// The encoder of each form.
mod encoder_for;
/// Everything as one SQLite file.
mod everything;
/// The forms of files.
mod form;
/// JSON text.
mod json;
/// Metadata of files.
pub(crate) mod metadata;
/// Files that do not change, on a file system or in an object store.
mod objects;
/// Parquet.
mod parquet;
/// Files that come in.
pub mod reading;
/// Files of whole datasets, built once for each state of a dataset.
mod shelf;
/// Batches read ahead, and their bytes.
mod stream;
/// Files in the words of a language.
mod words;
/// Spreadsheets.
mod xlsx;

pub use cell_text::bare;
pub use csv_table::{TableCell, csv_rows, csv_table, rows_of_csv};
pub use dialect::{Dialect, decimal, delimiter};
pub use form::{Form, Variant};
pub use objects::{FileFacts, Objects, hexadecimal};
pub use shelf::{BuiltFile, DatasetFile, Shelf};
pub use stream::{Bytes, Content, Rows, content};
pub use words::in_words;
