use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::{
    arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
    basic::Compression,
    file::{metadata::KeyValue, properties::WriterProperties},
};

use super::encoder::{Encoder, Ending};
use crate::{
    datasets::Dataset,
    domain::{Error, Result},
};

/// How many rows are held before they are written: a group of them.
const GROUP: usize = 32_768;

/// Writes Parquet, group by group. Texts that rows have in common are plain texts to readers, kept by Parquet's own dictionaries.
pub(super) struct Writer {
    inner: ArrowWriter<Vec<u8>>,
    is_begun: bool,
}

impl Writer {
    pub(super) fn new(dataset: &Dataset, schema: &Schema) -> Result<Self> {
        let told = [
            ("dataset", dataset.name),
            ("title", dataset.title.french),
            ("licence", "etalab-2.0"),
        ];
        let told = told.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by("Ségur Ouvert".to_owned())
            .set_key_value_metadata(Some(told.to_vec()))
            .build();
        let options = ArrowWriterOptions::new()
            .with_properties(properties)
            .with_skip_arrow_metadata(true);
        let inner = ArrowWriter::try_new_with_options(Vec::new(), Arc::new(schema.clone()), options);
        Ok(Self {
            inner: inner.map_err(Error::internal)?,
            is_begun: false,
        })
    }
}

impl Encoder for Writer {
    fn start(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        self.inner.write(batch).map_err(Error::internal)?;
        if !std::mem::replace(&mut self.is_begun, true) {
            // The first rows are a group of their own, which leaves at once.
            self.inner.flush().map_err(Error::internal)?;
        }
        // The writer counts what it wrote by itself: what is there may go.
        out.append(self.inner.inner_mut());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Ending> {
        self.inner.into_inner().map(Ending::Bytes).map_err(Error::internal)
    }
}
