use std::sync::Arc;

use entity::series;
use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};

use super::condition::split;
use crate::{
    datasets::{
        Dataset, Identity,
        read::{filter::Filter, scope::Scope},
    },
    domain::Result,
    store::Snapshot,
};

/// The most series that a statement names by their keys: more are found by the statement itself.
pub(in crate::datasets) const MOST_SERIES: usize = 1_024;

/// The same condition on observations, in which what it asks of their series is asked once: the keys of the series that satisfy it take its place.
/// One statement, unless they are in memory; none where they are too many.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub(in crate::datasets) async fn with_keys(snapshot: &Snapshot, dataset: &Dataset, filter: Filter) -> Result<Filter> {
    if dataset.identity != Identity::Series {
        return Ok(filter);
    }
    let (of_series, others) = split(&filter, &dataset.columns);
    if of_series.is_empty() {
        return Ok(filter);
    }
    let asked = Filter::All(of_series);
    let name = is_plain(&asked).then(|| format!("{asked:?}"));
    let known = name.as_deref().and_then(|name| snapshot.remembered_series_keys(name));
    let keys = match known {
        Some(keys) => keys,
        None => {
            let keys = read(snapshot, dataset, &asked).await?;
            if let Some(name) = name {
                snapshot.remember_series_keys(name, keys.clone());
            }
            keys
        }
    };
    if keys.len() > MOST_SERIES {
        return Ok(filter);
    }
    // Other series come with other observations.
    dataset.tables().for_each(|table| snapshot.depends_on(&table));
    let mut all = vec![Filter::OfSeries(keys)];
    all.extend(others);
    Ok(Filter::All(all))
}

/// Whether a condition asks of nothing but columns of series, which never change.
fn is_plain(filter: &Filter) -> bool {
    match filter {
        Filter::All(all) | Filter::Any(all) => all.iter().all(is_plain),
        Filter::Not(inner) => is_plain(inner),
        other => matches!(other, Filter::Column(..)),
    }
}

/// The keys of the series that satisfy a condition, in their order: one more than named at most.
async fn read(snapshot: &Snapshot, dataset: &Dataset, asked: &Filter) -> Result<Arc<[i64]>> {
    let rows = snapshot.all(&statement(snapshot, dataset, asked)?).await?;
    let keys = rows.iter().map(|row| row.try_get_by_index(0));
    Ok(keys.collect::<Result<_, _>>()?)
}

fn statement(snapshot: &Snapshot, dataset: &Dataset, asked: &Filter) -> Result<SelectStatement> {
    let scope = Scope::new(snapshot, dataset, 0);
    let key = (scope.series(), series::Column::RecordId);
    Ok(Query::select()
        .column(key.clone())
        .from_as(series::Entity, scope.series())
        .and_where(scope.condition(asked)?)
        .order_by_expr(Expr::col(key), Order::Asc)
        .limit(MOST_SERIES as u64 + 1)
        .to_owned())
}

impl Filter {
    /// The keys of the series whose observations it asks for, where they are known.
    pub(in crate::datasets) fn series_keys(&self) -> Option<&Arc<[i64]>> {
        match self {
            Self::OfSeries(keys) => Some(keys),
            Self::All(all) => all.iter().find_map(Self::series_keys),
            _ => None,
        }
    }

    /// Whether it asks for the last of each series.
    pub(in crate::datasets) fn is_latest(&self) -> bool {
        match self {
            Self::Latest => true,
            Self::All(all) => all.iter().any(Self::is_latest),
            _ => false,
        }
    }

    /// The same condition, of other series.
    pub(super) fn of_series(&self, keys: &Arc<[i64]>) -> Self {
        match self {
            Self::OfSeries(_) => Self::OfSeries(keys.clone()),
            Self::All(all) => Self::All(all.iter().map(|one| one.of_series(keys)).collect()),
            other => other.clone(),
        }
    }

    /// The same condition, of whatever series.
    pub(in crate::datasets) fn of_any_series(&self) -> Self {
        match self {
            Self::OfSeries(_) => Self::All(Vec::new()),
            Self::All(all) => Self::All(
                all.iter()
                    .filter(|one| !matches!(one, Self::OfSeries(_)))
                    .map(Self::of_any_series)
                    .collect(),
            ),
            other => other.clone(),
        }
    }
}
