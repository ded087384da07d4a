use std::{collections::HashMap, sync::Arc};

use sea_orm::Value as Stored;

use super::{compiled, condition::Condition, load, rows::Held};
use crate::{
    datasets::{
        Dataset, PageRequest, Row, Selection,
        read::{filter::Filter, order, order_term::OrderTerm},
    },
    domain::Value,
    store::Snapshot,
};

/// The rows of a dataset that satisfy a condition.
pub(in crate::datasets) struct View<'a> {
    dataset: &'a Dataset,
    held: Arc<Held>,
    condition: Option<Condition>,
}

impl<'a> View<'a> {
    /// The rows that satisfy a condition, where they are held and the condition can be told of rows in memory; none otherwise, and in views of the past.
    pub(in crate::datasets) fn of(snapshot: &Snapshot, dataset: &'a Dataset, filter: Option<&Filter>) -> Option<Self> {
        let held = load::held(snapshot, dataset)?;
        let condition = match filter {
            None => None,
            Some(filter) => Some(compiled::of_rows(snapshot, dataset, filter)?),
        };
        dataset.tables().for_each(|table| snapshot.depends_on(&table));
        Some(Self {
            dataset,
            held,
            condition,
        })
    }

    /// How many there are.
    pub(in crate::datasets) fn count(&self) -> u64 {
        (0..self.held.rows.len()).filter(|at| self.is_wanted(*at)).count() as u64
    }

    /// The rows of a page, one more than asked.
    pub(in crate::datasets) fn rows(&self, request: &PageRequest, selection: &Selection) -> Vec<Row> {
        let sorted = self.held.sorted(self.dataset, &request.order);
        let after = request.after_cursor.as_deref();
        let position = |at| self.position(at, &request.order);
        match self.named() {
            Some(places) => {
                let some = sorted.among(&places);
                let beyond = some.beyond(places.len(), after, request.backward, position);
                self.first(beyond, request, selection)
            }
            None => {
                let beyond = sorted.beyond(self.held.rows.len(), after, request.backward, position);
                self.first(beyond, request, selection)
            }
        }
    }

    /// The same of the rows that refer to each of some records by a column.
    pub(in crate::datasets) fn of_each(
        &self,
        by: usize,
        keys: &[i64],
        request: &PageRequest,
        selection: &Selection,
    ) -> HashMap<i64, Vec<Row>> {
        let pointing = self.held.pointing(by);
        let sorted = self.held.sorted(self.dataset, &request.order);
        let after = request.after_cursor.as_deref();
        let mut lists = HashMap::with_capacity(keys.len());
        for key in keys {
            let Some(places) = pointing.get(key) else { continue };
            let some = sorted.among(places);
            let beyond = some.beyond(places.len(), after, request.backward, |at| {
                self.position(at, &request.order)
            });
            lists.insert(*key, self.first(beyond, request, selection));
        }
        lists
    }

    /// How many of them refer to each of some records.
    pub(in crate::datasets) fn count_of_each(&self, by: usize, keys: &[i64]) -> HashMap<i64, u64> {
        let pointing = self.held.pointing(by);
        let counted = |key: &i64| {
            let places = pointing.get(key)?.iter();
            Some((*key, places.filter(|at| self.is_wanted(**at)).count() as u64))
        };
        keys.iter().filter_map(counted).collect()
    }

    /// The places of the only rows that may satisfy the condition, where it names them.
    fn named(&self) -> Option<Vec<usize>> {
        let slugs = self.condition.as_ref()?.slugs()?;
        let mut places: Vec<usize> = slugs.iter().filter_map(|slug| self.held.place_of(slug)).collect();
        places.sort_unstable();
        Some(places)
    }

    fn first(&self, places: impl Iterator<Item = usize>, request: &PageRequest, selection: &Selection) -> Vec<Row> {
        let wanted = places.filter(|at| self.is_wanted(*at)).take(request.limit + 1);
        wanted.map(|at| chosen(&self.held.rows[at], selection)).collect()
    }

    fn is_wanted(&self, at: usize) -> bool {
        self.condition
            .as_ref()
            .is_none_or(|condition| condition.is_true(&self.held.subject(at)))
    }

    fn position(&self, at: usize, terms: &[OrderTerm]) -> Vec<Stored> {
        order::position(self.dataset, terms, &self.held.rows[at])
    }
}

/// What is selected of a row.
fn chosen(row: &Row, selection: &Selection) -> Row {
    let values = row.values.iter().enumerate();
    Row {
        key: row.key,
        period: None,
        slug: row.slug.clone(),
        since: row.since,
        publication: None,
        values: values
            .map(|(place, value)| match selection.columns.has(place) {
                true => value.clone(),
                false => Value::Null,
            })
            .collect(),
        parts: match selection.parts {
            true => row.parts.clone(),
            false => Vec::new(),
        },
    }
}
