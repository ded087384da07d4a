use entity::search_entry;
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Func},
};
use serde_json::{Value as Json, json};

use super::{read::filter::searched, registry};
use crate::{
    domain::{Result, Shape, ShapeKind},
    store::{
        Snapshot,
        search::{found, ranked},
        words::marked,
    },
};

/// What is looked for, over all datasets or some.
#[derive(Clone, Debug, Default)]
pub struct Search {
    text: String,
    /// Each of its words, in the forms of which one must be found.
    words: Vec<Vec<String>>,
    datasets: Vec<&'static str>,
    limit: usize,
    offset: usize,
}

/// How many hits an answer has, unless it says otherwise.
pub const DEFAULT_HITS: usize = 20;

/// The most hits that an answer may have.
pub const GREATEST_HITS: usize = 100;

/// How far into the hits an answer may begin.
pub const GREATEST_OFFSET: usize = 1_000;

impl Search {
    /// Reads a search.
    ///
    /// # Errors
    /// `BadInput` when there is no word; `NotFound` for an unknown dataset, with the nearest known name.
    pub fn new(text: &str, datasets: &[String], limit: usize, offset: usize) -> Result<Self> {
        let datasets = datasets
            .iter()
            .map(|name| Ok(registry().dataset(name)?.name))
            .collect::<Result<_>>()?;
        Ok(Self {
            text: text.to_owned(),
            words: searched(text)?,
            datasets,
            limit,
            offset,
        })
    }

    /// A text in pieces, each with whether it is a word that was looked for, in whatever form.
    pub fn marked<'a>(&self, text: &'a str) -> Vec<(&'a str, bool)> {
        marked(text, &self.words)
    }

    /// The hits, the best first, and how many each dataset has: two statements.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn run(&self, snapshot: &Snapshot) -> Result<Json> {
        let entry = DynIden::from("e");
        let mut counting = found(snapshot, &entry, &self.words);
        counting
            .column((entry.clone(), search_entry::Column::Dataset))
            .expr(Func::count(Expr::cust("*")))
            .add_group_by([Expr::col((entry.clone(), search_entry::Column::Dataset))]);
        let mut counts = std::collections::HashMap::new();
        for row in snapshot.all(&counting).await? {
            counts.insert(row.try_get_by_index::<String>(0)?, row.try_get_by_index::<i64>(1)?);
        }
        let mut select = ranked(snapshot, &entry, &self.words, &self.text);
        select
            .columns(
                [
                    search_entry::Column::Dataset,
                    search_entry::Column::Slug,
                    search_entry::Column::Label,
                    search_entry::Column::Address,
                ]
                .map(|name| (entry.clone(), name)),
            )
            .limit(self.limit as u64)
            .offset(self.offset as u64);
        if !self.datasets.is_empty() {
            select.and_where(Expr::col((entry, search_entry::Column::Dataset)).is_in(self.datasets.iter().copied()));
        }
        let mut hits = Vec::new();
        for (row, rank) in snapshot.all(&select).await?.iter().zip(self.offset + 1..) {
            let text = |place| row.try_get_by_index::<String>(place);
            hits.push(json!({
                "rank": rank,
                "dataset": text(0)?,
                "slug": text(1)?,
                "label": text(2)?,
                "address": text(3)?,
            }));
        }
        // In the registry's order, so that an answer does not depend on the engine.
        let by_dataset: Vec<Json> = registry()
            .datasets()
            .filter_map(|dataset| Some(json!({ "dataset": dataset.name, "count": counts.get(dataset.name)? })))
            .collect();
        let wanted = |name: &str| self.datasets.is_empty() || self.datasets.contains(&name);
        let total: i64 = counts
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(_, count)| count)
            .sum();
        Ok(json!({ "total": total, "datasets": by_dataset, "hits": hits }))
    }
}

/// What a search answers.
pub fn shape() -> Shape {
    let count = Shape::new("SearchCount", "How many hits a dataset has.")
        .with("dataset", ShapeKind::Text, "The dataset.")
        .with("count", ShapeKind::Integer, "How many.");
    let hit = Shape::new("SearchHit", "A record found, or a series of observations.")
        .with("rank", ShapeKind::Integer, "Its place, from 1.")
        .with("dataset", ShapeKind::Text, "Its dataset.")
        .with(
            "slug",
            ShapeKind::Text,
            "Its public name; for observations, that of their series.",
        )
        .with("label", ShapeKind::Text, "What it is called.")
        .with(
            "address",
            ShapeKind::Text,
            "Where to read it; for observations, the list of the series' values.",
        );
    Shape::new("SearchResult", "What was found, over all datasets.")
        .with(
            "total",
            ShapeKind::Integer,
            "How many hits there are in the datasets asked.",
        )
        .with(
            "datasets",
            ShapeKind::Objects(count),
            "How many in each dataset, whichever were asked.",
        )
        .with("hits", ShapeKind::Objects(hit), "The best ones.")
}
