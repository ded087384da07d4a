use std::{collections::HashMap, sync::Arc};

use entity::series;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    datasets::{Column, Dataset, Identity, Node, Selection, model::stored, read::row::write_observation_slug},
    domain::{Error, Result, Value},
    store::{RowCells, Snapshot},
};

/// What is kept with a series, whose rows never change: its public name, and the values of the columns that all its observations share.
#[derive(Debug)]
pub(in crate::datasets) struct SeriesFacts {
    pub(in crate::datasets) slug: String,
    /// By the places of the columns; references by key.
    pub(in crate::datasets) values: Vec<(usize, Value)>,
}

impl SeriesFacts {
    /// The value of a column.
    pub(in crate::datasets) fn value(&self, place: usize) -> Option<&Value> {
        let mut values = self.values.iter();
        values.find(|(known, _)| *known == place).map(|(_, value)| value)
    }

    /// The key of the record that a column refers to.
    pub(in crate::datasets) fn refers(&self, place: usize) -> Option<i64> {
        match self.value(place) {
            Some(Value::Reference(reference)) => Some(reference.id),
            _ => None,
        }
    }
}

/// Writes the names of observations, and the values that they share with their series: one statement for the series that are not in memory.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn complete(
    snapshot: &Snapshot,
    dataset: &Dataset,
    nodes: &mut [Node],
    selection: &Selection,
) -> Result<()> {
    if dataset.identity != Identity::Series {
        return Ok(());
    }
    let facts = facts(snapshot, dataset, nodes.iter().map(|node| node.row.key).collect()).await?;
    for node in nodes {
        let row = &mut node.row;
        let facts = facts.get(&row.key);
        let facts = facts.ok_or_else(|| Error::internal(format!("the series {} is not there", row.key)))?;
        let period = row.period.as_deref().unwrap_or_default();
        row.slug = String::with_capacity(facts.slug.len() + 1 + period.len());
        write_observation_slug(&mut row.slug, &facts.slug, period).map_err(Error::internal)?;
        for (place, value) in &facts.values {
            if selection.columns.has(*place) {
                row.values[*place] = value.clone();
            }
        }
    }
    Ok(())
}

/// What is kept with series, by their keys.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn facts(
    snapshot: &Snapshot,
    dataset: &Dataset,
    keys: Vec<i64>,
) -> Result<HashMap<i64, Arc<SeriesFacts>>> {
    let read = |row: &sea_orm::QueryResult| {
        let cells = RowCells::new(row)?;
        let mut at = 2;
        let values = shared(dataset).map(|(place, column)| Ok((place, stored::decode(column, cells, &mut at)?)));
        Ok(SeriesFacts {
            slug: cells.known_text(1)?.to_owned(),
            values: values.collect::<Result<_>>()?,
        })
    };
    snapshot.series(keys, |keys| statement(dataset, keys), read).await
}

fn statement(dataset: &Dataset, keys: &[i64]) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns([series::Column::RecordId, series::Column::Slug])
        .from(series::Entity)
        .and_where(Expr::col(series::Column::RecordId).is_in(keys.iter().copied()));
    for (_, column) in shared(dataset) {
        select.column(column.stored.clone());
    }
    select
}

/// The columns that observations share with their series, with their places.
fn shared(dataset: &Dataset) -> impl Iterator<Item = (usize, &Column)> {
    dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.of_series)
}
