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

/// The rights of one viewer, checked record by record.
pub(in crate::publishing) struct Authority<'a> {
    viewer: &'a Viewer,
    act: Act,
    /// The programmes of the funding windows, published or in the publication.
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

    /// Whether records of other institutions stay as they are: the transcriber never changes what an owner has published.
    pub(in crate::publishing) fn yields_to(&self, publisher: &str) -> bool {
        self.is_of_seed() && publisher != self.viewer.institution()
    }

    /// The subject that the policy checks, of a record as it is or will be published.
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

    /// The reason why a viewer may not make a change; none when it may.
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
