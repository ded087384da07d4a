//! Why a list is empty: what the rows have instead of what was asked for.

use serde_json::{Value as Json, json};

use super::{
    groups::{Grouping, Ordered, dimension},
    totals::total,
};
use crate::{
    datasets::{Dataset, Kind, Page, PageRequest, read::filter::Filter},
    domain::{Error, Result, Shape, ShapeKind},
    store::{Direction, Snapshot},
};

/// How many conditions of a filter are looked at: a statement each.
const MOST_CONDITIONS: usize = 4;

/// Of a dataset with more rows, nothing is told: each condition would read them.
const MOST_ROWS: u64 = 50_000;

/// How many values are told of each.
const MOST_VALUES: usize = 100;

/// For each term or reference that a filter asks for, the values that rows have which satisfy the rest of it. A filter of one condition has no rest:
/// the groups of the dataset answer it. Nothing is told of a list that has rows or that a cursor reads on, nor of a dataset with more than 50,000 rows.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn not_covered(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    found: &Page,
) -> Result<Vec<Json>> {
    let Some(filter) = &request.filter else {
        return Ok(Vec::new());
    };
    let is_empty = found.nodes.is_empty() && request.after_cursor.is_none();
    if !is_empty || total(snapshot, dataset).await? > MOST_ROWS {
        return Ok(Vec::new());
    }
    let conditions = conjuncts(filter);
    let mut told = Vec::new();
    for place in asked(dataset, &conditions) {
        let others = conditions.iter().filter(|condition| column(condition) != Some(place));
        let others: Vec<Filter> = others.map(|condition| (*condition).clone()).collect();
        if others.is_empty() {
            continue;
        }
        let name = dataset.columns[place].name;
        let grouping = Grouping {
            by: vec![dimension(dataset, name)?],
            filter: Some(Filter::All(others)),
            order: vec![(Ordered::Count, Direction::Descending)],
            limit: MOST_VALUES,
            ..Default::default()
        };
        let groups = match grouping.run(snapshot, dataset, None).await {
            Ok((_, groups)) => groups,
            // Too many to tell.
            Err(Error::TooComplex { .. }) => continue,
            Err(error) => return Err(error),
        };
        let covered = groups
            .iter()
            .map(|group| json!({ "value": group["key"][name], "count": group["count"] }));
        let covered: Vec<Json> = covered.collect();
        if !covered.is_empty() {
            told.push(json!({ "field": name, "covered": covered }));
        }
    }
    Ok(told)
}

/// What `not_covered` tells of a field.
pub fn shape() -> Shape {
    let covered = Shape::new("CoveredValue", "A value that there are rows of.")
        .with_optional(
            "value",
            ShapeKind::Text,
            "The value: a code, or the slug of a record; null for rows without one.",
        )
        .with("count", ShapeKind::Integer, "How many rows have it.");
    Shape::new("NotCovered", "A term or reference of which no row has what the filter of an empty list asks for, and the values that rows have instead which satisfy the rest of it. Not told for the lists of a record, nor for datasets of more than 50,000 rows.")
        .with("field", ShapeKind::Text, "The field, by its REST name.")
        .with(
            "covered",
            ShapeKind::Objects(covered),
            "What rows have instead that satisfy the rest of the filter, the most frequent first: 100 values at most.",
        )
}

/// The conditions that must all hold.
fn conjuncts(filter: &Filter) -> Vec<&Filter> {
    match filter {
        Filter::All(all) => all.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// The places of the terms and references that conditions ask for.
fn asked(dataset: &Dataset, conditions: &[&Filter]) -> Vec<usize> {
    let mut places: Vec<usize> = conditions.iter().filter_map(|condition| column(condition)).collect();
    places.retain(|place| matches!(dataset.columns[*place].kind, Kind::Term(_) | Kind::Reference(_)));
    places.sort_unstable();
    places.dedup();
    places.truncate(MOST_CONDITIONS);
    places
}

fn column(condition: &Filter) -> Option<usize> {
    match condition {
        Filter::Column(place, _) | Filter::Reference(place, _) => Some(*place),
        _ => None,
    }
}
