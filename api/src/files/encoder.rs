use crate::domain::Result;
use arrow_array::RecordBatch;

/// What makes bytes of batches, in one form.
pub(super) trait Encoder: Send {
    /// What comes before the rows.
    fn start(&mut self, out: &mut Vec<u8>) -> Result<()>;

    /// Some rows.
    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;

    /// What comes after the rows; forms that are written at their end come whole, as a file.
    fn finish(self: Box<Self>) -> Result<Ending>;
}

/// What comes after the rows.
pub(super) enum Ending {
    /// Some bytes.
    Bytes(Vec<u8>),
    /// All of it.
    File(std::fs::File),
}
