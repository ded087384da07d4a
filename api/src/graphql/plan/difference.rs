use serde_json::Value as Json;

use crate::{
    datasets::{
        Dataset,
        changes::differences::{self, Span, to_json},
    },
    domain::{Moment, Result},
    store::Snapshot,
};

/// Two moments, and the dataset whose records are listed.
pub(in crate::graphql) struct Difference {
    pub(in crate::graphql) from: Moment,
    pub(in crate::graphql) to: Option<Moment>,
    pub(in crate::graphql) dataset: Option<&'static Dataset>,
    pub(in crate::graphql) after: Option<String>,
    pub(in crate::graphql) limit: usize,
}

impl Difference {
    /// What changed.
    pub(in crate::graphql) async fn run(&self, snapshot: &Snapshot) -> Result<Json> {
        let to = match &self.to {
            Some(to) => snapshot.as_of(to).await?,
            None => snapshot.clone(),
        };
        let span = Span::new(snapshot.as_of(&self.from).await?, to)?;
        let asked = self.dataset.map(|dataset| differences::DifferenceRequest {
            dataset,
            after: self.after.clone(),
            limit: self.limit,
        });
        to_json(&span, asked.as_ref()).await
    }
}
