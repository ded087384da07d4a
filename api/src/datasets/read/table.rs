//! Rows as Arrow record batches: what every file is made of, whatever its form.

/// Batches made of rows that were read whole.
mod of_nodes;
/// Batches of observations, read column by column.
mod of_series;
/// What batches refer to, looked up once.
mod referred;
/// The types of columns.
mod schema;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use crate::{
    datasets::{
        Dataset, Identity, PageRequest,
        model::fields::{Field, Shows},
    },
    domain::Result,
    store::Snapshot,
};
use of_nodes::NodeReader;
use of_series::SeriesReader;

/// How many rows the first batch has: few, so that the first bytes leave soon.
const FIRST_BATCH: usize = 500;

/// How many rows other batches have, at most.
const BATCH: usize = 8_192;

/// The rows of a list that a request wants, batch by batch: memory holds one or two, whatever the size of the list.
pub struct Table {
    schema: SchemaRef,
    reader: Reader,
    /// How many rows are still wanted.
    wanted: usize,
    batch: usize,
}

enum Reader {
    Nodes(Box<NodeReader>),
    Series(Box<SeriesReader>),
}

impl Table {
    /// The rows that the request wants, from its start to its end or to so many rows, with these fields as columns.
    pub fn new(
        snapshot: Snapshot,
        dataset: &'static Dataset,
        fields: Vec<Field>,
        request: PageRequest,
        limit: Option<usize>,
    ) -> Self {
        let schema = schema::schema(dataset, &fields);
        // Files are what the database says.
        let snapshot = snapshot.from_database();
        // In the order of the key, observations are ranges of an index; other orders, and labels, need their rows.
        let has_labels = fields.iter().any(|field| matches!(field.shows, Shows::Label(..)));
        let by_key = dataset.identity == Identity::Series
            && request.order.is_empty()
            && request.after_cursor.is_none()
            && !has_labels;
        let reader = if by_key {
            Reader::Series(Box::new(SeriesReader::new(snapshot, dataset, fields, request.filter)))
        } else {
            Reader::Nodes(Box::new(NodeReader::new(snapshot, dataset, fields, request)))
        };
        Self {
            schema,
            reader,
            wanted: limit.unwrap_or(usize::MAX),
            batch: FIRST_BATCH,
        }
    }

    /// The names and types of the columns.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Whether all rows were read.
    pub fn is_ended(&self) -> bool {
        let read = match &self.reader {
            Reader::Nodes(reader) => reader.is_ended(),
            Reader::Series(reader) => reader.is_ended(),
        };
        read || self.wanted == 0
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let most = self.batch.min(self.wanted);
        self.batch = BATCH;
        if most == 0 {
            return Ok(None);
        }
        let batch = match &mut self.reader {
            Reader::Nodes(reader) => reader.next(&self.schema, most).await?,
            Reader::Series(reader) => reader.next(&self.schema, most).await?,
        };
        self.wanted -= batch.as_ref().map_or(0, RecordBatch::num_rows);
        Ok(batch)
    }
}
