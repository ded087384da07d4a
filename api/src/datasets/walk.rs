use super::{Dataset, Node, PageRequest, Selection, page};
use crate::{domain::Result, store::Snapshot};

/// How many rows are read at a time.
const BATCH: usize = 2_000;

/// The whole of a list, batch by batch: memory holds one, whatever the size of the table.
pub struct Walk<'a> {
    snapshot: &'a Snapshot,
    dataset: &'a Dataset,
    selection: &'a Selection,
    /// What is still to be read; none at the end.
    request: Option<PageRequest>,
}

impl<'a> Walk<'a> {
    /// Starts at the first row of a dataset, in the order of the key.
    pub fn new(snapshot: &'a Snapshot, dataset: &'a Dataset, selection: &'a Selection) -> Self {
        let request = PageRequest {
            limit: BATCH,
            ..Default::default()
        };
        Self {
            snapshot,
            dataset,
            selection,
            request: Some(request),
        }
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn next(&mut self) -> Result<Option<Vec<Node>>> {
        let Some(mut request) = self.request.take() else {
            return Ok(None);
        };
        let found = page(self.snapshot, self.dataset, &request, self.selection).await?;
        request.beyond = found.nodes.last().map(|node| node.position(self.dataset, &[]));
        self.request = found.has_next.then_some(request);
        Ok(Some(found.nodes))
    }
}
