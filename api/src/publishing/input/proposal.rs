use serde::{Deserialize, Serialize};

use crate::{
    datasets::registry,
    domain::{Origin, Result, RowError},
    publishing::{Expects, Publication, TextRow, Withdrawal, read_changes},
};

/// A proposal to publish, as it was given through any door, to be published now or later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The dataset.
    pub dataset: String,
    /// The file, or the argument, for a message.
    pub file: String,
    /// The message of the publication.
    pub message: String,
    /// Why, for a correction.
    pub reason: Option<String>,
    /// The columns that the rows have.
    pub header: Vec<String>,
    /// What is published or revised.
    pub rows: Vec<TextRow>,
    /// What is withdrawn: public names, and what is expected of them.
    pub withdrawals: Vec<(String, Expects)>,
    /// Whether it is everything that the viewer publishes in the dataset: the rest is withdrawn.
    pub replaces: bool,
    /// Whether what is most often a mistake is refused.
    #[serde(default)]
    pub strict: bool,
    /// The problems of rows that cannot be read. A proposal with problems is refused, never stored.
    #[serde(skip)]
    pub problems: Vec<RowError>,
}

impl Proposal {
    /// The publication that it asks for.
    ///
    /// # Errors
    /// `NotFound` for an unknown dataset.
    pub fn publication(self) -> Result<Publication> {
        let dataset = registry().dataset(&self.dataset)?;
        let (entries, mut problems) = if self.header.is_empty() {
            Default::default()
        } else {
            read_changes(dataset, &self.file, &self.header, self.rows)
        };
        problems.extend(self.problems);
        let withdrawals = (0..).zip(self.withdrawals).map(|(line, (slug, expects))| Withdrawal {
            expects,
            origin: Origin::of_line(self.file.clone(), line),
            ..Withdrawal::new(dataset.name, slug)
        });
        Ok(Publication {
            message: self.message,
            reason: self.reason,
            entries,
            withdrawals: withdrawals.collect(),
            strict: self.strict,
            replaces: if self.replaces { vec![dataset.name] } else { Vec::new() },
            problems,
            ..Default::default()
        })
    }
}
