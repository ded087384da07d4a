use std::collections::{HashMap, HashSet};

use entity::{observation, revision, series};
use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{DynIden, Expr, Query},
};

use super::{ledger::Ledger, records};
use crate::{
    access::Viewer,
    datasets::{model::stored, registry},
    domain::{Result, Revision, Value},
    publishing::{
        Publication, Withdrawal,
        series::{OBSERVATIONS, identity, own_columns},
    },
    store::{RowCells, Snapshot, chunks},
};

/// A published observation.
pub(in crate::publishing) struct Observed {
    pub(in crate::publishing) since: Revision,
    pub(in crate::publishing) values: Vec<Value>,
}

/// The keys of series with their stored columns, by slug.
pub(in crate::publishing) async fn stored_series(
    ledger: &Ledger,
    slugs: &[String],
) -> Result<HashMap<String, (i64, Vec<Stored>)>> {
    let dataset = registry().target(OBSERVATIONS)?;
    let of_series = || dataset.columns.iter().filter(|column| column.of_series);
    let mut known = HashMap::new();
    for slugs in chunks(slugs) {
        let mut select = Query::select();
        select
            .columns([series::Column::Slug, series::Column::RecordId])
            .from(series::Entity)
            .and_where(Expr::col(series::Column::Slug).is_in(slugs.iter().cloned()));
        for column in of_series() {
            select.column(column.stored.clone());
        }
        for row in ledger.all(&select).await? {
            let cells = RowCells::new(&row)?;
            let mut at = 2;
            let mut values = Vec::new();
            for column in of_series() {
                values.extend(stored::encode(column, &stored::decode(column, cells, &mut at)?));
            }
            known.insert(cells.known_text(0)?.to_owned(), (cells.known_integer(1)?, values));
        }
    }
    Ok(known)
}

/// Reads the published observations of these series.
pub(in crate::publishing) async fn published(
    before: &Snapshot,
    series: &[i64],
) -> Result<HashMap<(i64, String), Observed>> {
    let dataset = registry().target(OBSERVATIONS)?;
    let table = DynIden::from("t0");
    let mut published = HashMap::new();
    for series in chunks(series) {
        let mut select = Query::select();
        select
            .column((table.clone(), observation::Column::SeriesId))
            .column((table.clone(), observation::Column::Period))
            .column((table.clone(), observation::Column::Since))
            .from_as(dataset.table.clone(), table.clone())
            .and_where(before.visible_at(&table))
            .and_where(Expr::col((table.clone(), observation::Column::SeriesId)).is_in(series.iter().copied()));
        for (_, column) in own_columns(dataset) {
            select.column((table.clone(), column.stored.clone()));
        }
        for found in before.all(&select).await? {
            let cells = RowCells::new(&found)?;
            let mut at = 3;
            let values = own_columns(dataset)
                .map(|(_, column)| stored::decode(column, cells, &mut at))
                .collect::<Result<_>>()?;
            let key = (cells.known_integer(0)?, cells.known_text(1)?.to_owned());
            let since = Revision(cells.known_integer(2)?);
            published.insert(key, Observed { since, values });
        }
    }
    Ok(published)
}

/// The institutions that published these observations, by revision.
pub(in crate::publishing) async fn publishers(
    before: &Snapshot,
    observed: &HashMap<(i64, String), Observed>,
) -> Result<HashMap<i64, String>> {
    let numbers: HashSet<i64> = observed.values().map(|observed| observed.since.0).collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let mut publishers = HashMap::new();
    for numbers in chunks(&numbers) {
        let select = Query::select()
            .columns([revision::Column::Number, revision::Column::Institution])
            .from(revision::Entity)
            .and_where(Expr::col(revision::Column::Number).is_in(numbers.iter().copied()))
            .to_owned();
        for row in before.all(&select).await? {
            publishers.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(publishers)
}

/// The observations that the viewer published last, when the publication replaces them, and that it does not have.
pub(in crate::publishing) async fn published_by(
    snapshot: &Snapshot,
    viewer: &Viewer,
    publication: &Publication,
) -> Result<Vec<Withdrawal>> {
    if !publication.replaces.contains(&OBSERVATIONS) {
        return Ok(Vec::new());
    }
    let kept: HashSet<String> = publication
        .entries_of(OBSERVATIONS)
        .map(identity)
        .collect::<Result<_>>()?;
    let dataset = registry().target(OBSERVATIONS)?;
    let slugs = records::slugs_of(snapshot, dataset, viewer).await?;
    Ok(slugs
        .into_iter()
        .filter(|slug| !kept.contains(slug))
        .map(|slug| Withdrawal::new(OBSERVATIONS, slug))
        .collect())
}
