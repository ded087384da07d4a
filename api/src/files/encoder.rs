use crate::domain::Result;
use arrow_array::RecordBatch;

/// Encodes record batches in one form.
pub(super) trait Encoder: Send {
    /// Writes the bytes before the rows.
    fn start(&mut self, out: &mut Vec<u8>) -> Result<()>;

    /// Some rows.
    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;

    /// Writes the bytes after the rows; forms that are written at their end give the whole file.
    fn finish(self: Box<Self>) -> Result<Ending>;
}

/// The end of a file.
pub(super) enum Ending {
    /// Some bytes.
    Bytes(Vec<u8>),
    /// All of it.
    File(std::fs::File),
}
