use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    condition::{Condition, Subject},
    order::Sorted,
};
use crate::{
    datasets::{Dataset, Row, read::order_term::OrderTerm},
    domain::Value,
    store::fold,
};

/// The rows of a dataset, all of a revision, in the order of their keys, with their parts.
pub(super) struct Held {
    pub(super) rows: Vec<Row>,
    /// Of columns that are matched without case and accents, the text of each row.
    folded: HashMap<usize, Vec<Option<String>>>,
    /// The places of rows in the order of their public names.
    by_slug: Vec<usize>,
    sorted: Mutex<HashMap<Vec<OrderTerm>, Arc<Sorted>>>,
    pointing: Mutex<HashMap<usize, Arc<Pointing>>>,
}

/// The places of the rows that refer to each record by a column, in the order of the key.
pub(super) type Pointing = HashMap<i64, Vec<usize>>;

impl Held {
    pub(super) fn new(dataset: &Dataset, rows: Vec<Row>) -> Self {
        let matched = dataset.columns.iter().enumerate();
        let matched = matched.filter(|(_, column)| column.folded.is_some());
        let folded = |place: usize| {
            let texts = rows.iter().map(|row| match &row.values[place] {
                Value::Text(text) => Some(fold(text)),
                _ => None,
            });
            (place, texts.collect())
        };
        let mut by_slug: Vec<usize> = (0..rows.len()).collect();
        by_slug.sort_unstable_by_key(|at| &rows[*at].slug);
        Self {
            by_slug,
            folded: matched.map(|(place, _)| folded(place)).collect(),
            rows,
            sorted: Mutex::default(),
            pointing: Mutex::default(),
        }
    }

    /// The place of the row that has a public name.
    pub(super) fn place_of(&self, slug: &str) -> Option<usize> {
        let found = self
            .by_slug
            .binary_search_by(|at| self.rows[*at].slug.as_str().cmp(slug));
        Some(self.by_slug[found.ok()?])
    }

    pub(super) fn subject(&self, at: usize) -> Subject<'_> {
        Subject {
            row: Some(&self.rows[at]),
            values: &self.rows[at].values,
            folded: Some((&self.folded, at)),
        }
    }

    /// The keys of the rows that satisfy a condition.
    pub(super) fn keys(&self, condition: &Condition) -> impl Iterator<Item = i64> {
        let wanted = (0..self.rows.len()).filter(|at| condition.is_true(&self.subject(*at)));
        wanted.map(|at| self.rows[at].key)
    }

    pub(super) fn sorted(&self, dataset: &Dataset, terms: &[OrderTerm]) -> Arc<Sorted> {
        let known = || self.sorted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sorted) = known().get(terms) {
            return sorted.clone();
        }
        // Others do not wait meanwhile.
        let sorted = Arc::new(Sorted::new(dataset, terms, &self.rows));
        let mut known = known();
        if known.len() >= MOST_ORDERS {
            known.clear();
        }
        known.insert(terms.to_vec(), sorted.clone());
        sorted
    }

    pub(super) fn pointing(&self, by: usize) -> Arc<Pointing> {
        let mut known = self.pointing.lock().unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(by).or_insert_with(|| {
            let mut pointing = Pointing::new();
            for (at, row) in self.rows.iter().enumerate() {
                if let Value::Reference(reference) = &row.values[by] {
                    pointing.entry(reference.id).or_default().push(at);
                }
            }
            Arc::new(pointing)
        });
        made.clone()
    }
}

/// How many orders of a dataset are kept.
pub(super) const MOST_ORDERS: usize = 8;
