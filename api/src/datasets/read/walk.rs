use super::{
    order_term::{OrderBy, OrderTerm},
    page::page,
};
use crate::{
    datasets::{Dataset, Node, PageRequest, Selection},
    domain::Result,
    store::{Direction, Snapshot},
};

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

    /// Starts at the oldest version of a dataset, to read every one that the view holds.
    pub fn of_versions(every: &'a Snapshot, dataset: &'a Dataset, selection: &'a Selection) -> Self {
        let mut walk = Self::new(every, dataset, selection);
        // A record has at most one version of a revision: this order tells any two apart, which that of the key does not.
        walk.request = walk.request.map(|request| PageRequest {
            order: vec![OrderTerm {
                by: OrderBy::Revision,
                direction: Direction::Ascending,
            }],
            ..request
        });
        walk
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
        request.after_cursor = found
            .nodes
            .last()
            .map(|node| node.position(self.dataset, &request.order));
        self.request = found.has_next.then_some(request);
        Ok(Some(found.nodes))
    }
}
