use std::collections::HashMap;

use super::content;
use crate::{
    access::{
        Mandate, Viewer,
        policy::{self, Act, Change, Subject},
    },
    datasets::{Dataset, registry},
    domain::{Result, RowErrorKind, Value, Wording},
    publishing::Publication,
    store::Snapshot,
};

/// A dataset whose records have the programme of their funding window.
const WINDOW: &str = "funding_window";
const WINDOWS: &str = "funding-windows";

/// The policy, asked record by record for one viewer.
pub(in crate::publishing) struct Authority<'a> {
    viewer: &'a Viewer,
    act: Act,
    /// The programmes of the funding windows, as they are public and as the publication gives them.
    programmes: HashMap<String, String>,
}

impl<'a> Authority<'a> {
    pub(in crate::publishing) async fn new(
        before: &Snapshot,
        viewer: &'a Viewer,
        act: Act,
        publication: &Publication,
    ) -> Result<Self> {
        let mut authority = Self {
            viewer,
            act,
            programmes: HashMap::new(),
        };
        let through_windows = publication
            .datasets()
            .iter()
            .filter_map(|name| registry().find(name))
            .any(|dataset| dataset.column(WINDOW).is_some());
        if through_windows && !authority.is_of_seed() {
            authority.know_windows(before, publication).await?;
        }
        Ok(authority)
    }

    async fn know_windows(&mut self, before: &Snapshot, publication: &Publication) -> Result<()> {
        let windows = registry().target(WINDOWS)?;
        for entry in publication.entries_of(WINDOWS) {
            if let Some(programme) = slug(windows, &entry.values, "programme") {
                self.programmes.insert(entry.slug.clone(), programme);
            }
        }
        // What is public wins: a window cannot change hands and be used in one publication.
        for (name, values) in content::values_of(before, windows).await? {
            if let Some(programme) = slug(windows, &values, "programme") {
                self.programmes.insert(name, programme);
            }
        }
        Ok(())
    }

    /// Whether the viewer is the transcriber of the founding data.
    pub(in crate::publishing) fn is_of_seed(&self) -> bool {
        self.viewer.mandate() == Mandate::Seed
    }

    /// Whether what another institution published is kept as it is: the transcriber never changes what its owner published since.
    pub(in crate::publishing) fn yields_to(&self, publisher: &str) -> bool {
        self.is_of_seed() && publisher != self.viewer.institution()
    }

    /// What the policy looks at in a record, as it is published or, by the viewer, to be.
    pub(in crate::publishing) fn subject(
        &self,
        dataset: &Dataset,
        values: &[Value],
        publisher: Option<&str>,
    ) -> Subject {
        let through_window = || {
            let window = slug(dataset, values, WINDOW)?;
            self.programmes.get(&window).cloned()
        };
        Subject {
            region: slug(dataset, values, "region"),
            programme: slug(dataset, values, "programme").or_else(through_window),
            indicator: slug(dataset, values, "indicator"),
            publisher: publisher.unwrap_or(self.viewer.institution()).to_owned(),
        }
    }

    /// Why a change is not the viewer's to make, when it is not.
    pub(in crate::publishing) fn refusal(
        &self,
        dataset: &Dataset,
        before: Option<&Subject>,
        after: Option<&Subject>,
        columns: &[&str],
    ) -> Option<(RowErrorKind, Wording)> {
        let change = Change {
            dataset: dataset.name,
            before,
            after,
            columns,
        };
        let reason = policy::decide(self.viewer, self.act, change).err()?;
        Some((RowErrorKind::Forbidden, reason))
    }
}

/// The public name of a record referred to.
fn slug(dataset: &Dataset, values: &[Value], column: &str) -> Option<String> {
    match values.get(dataset.column(column)?)? {
        Value::Reference(reference) => Some(reference.slug.clone()),
        _ => None,
    }
}
