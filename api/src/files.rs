//! Files: the rows of a list as bytes, in any form, through one stream of Arrow record batches; and the shelf where whole files are kept.

/// Columns of a batch, cell by cell.
mod cells;
/// CSV text.
mod csv;
/// How CSV is written.
mod dialect;
/// Everything as one SQLite file.
mod everything;
/// The forms of files.
mod form;
/// JSON text.
mod json;
/// What describes files.
pub(crate) mod metadata;
/// Files that do not change, on a file system or in an object store.
mod objects;
/// Parquet.
mod parquet;
/// Files of whole datasets, built once for each state of a dataset.
mod shelf;
/// Batches read ahead, and their bytes.
mod stream;
/// Spreadsheets.
mod xlsx;

pub use csv::{bare, neutral};
pub use dialect::{Dialect, decimal, delimiter};
pub use form::{Form, Variant};
pub use objects::{FileFacts, Objects, hexadecimal};
pub use shelf::{BuiltFile, Shelf};
pub use stream::{Bytes, Content, Rows, content};

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use crate::{datasets::Dataset, domain::Result};

/// What makes bytes of batches, in one form.
trait Encoder: Send {
    /// What comes before the rows.
    fn start(&mut self, out: &mut Vec<u8>) -> Result<()>;

    /// Some rows.
    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;

    /// What comes after the rows; forms that are written at their end come whole, as a file.
    fn finish(self: Box<Self>) -> Result<Ending>;
}

/// What comes after the rows.
enum Ending {
    /// Some bytes.
    Bytes(Vec<u8>),
    /// All of it.
    File(std::fs::File),
}

/// The encoder of a form.
fn encoder(dataset: &'static Dataset, schema: &Schema, variant: Variant) -> Result<Box<dyn Encoder>> {
    Ok(match variant.form {
        Form::Csv => Box::new(csv::Writer::new(schema, variant.dialect)),
        Form::Page | Form::Json => Box::new(json::Writer::array(schema)),
        Form::NdJson => Box::new(json::Writer::lines(schema)),
        Form::Xlsx => Box::new(xlsx::Writer::new(dataset, schema)?),
        Form::Parquet => Box::new(parquet::Writer::new(dataset, schema)?),
    })
}
