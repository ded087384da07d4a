use std::fmt;

use entity::{observation, series, version};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{DynIden, Expr, IntoIden, IntoTableRef, JoinType, SelectStatement},
};

use super::{record_key::RecordKey, scope::Scope, selection::Selection};
use crate::{
    datasets::{Column, Dataset, Identity, model::stored},
    domain::{Result, Revision, Value},
    store::{Engine, PublicationFacts, RowCells},
};

/// A public row, at a revision.
#[derive(Clone, Debug)]
pub struct Row {
    /// The key of the record in the store; for an observation, of its series.
    pub(crate) key: i64,
    /// The period of an observation: the rest of its key.
    pub(crate) period: Option<String>,
    /// Its public name.
    pub slug: String,
    /// The revision that published it as it is.
    pub since: Revision,
    /// When, and by which institution; read when asked.
    pub publication: Option<PublicationFacts>,
    /// Its values, in the order of the dataset's columns; null where a column was not asked for.
    pub values: Vec<Value>,
    /// The items of its parts, in the order of the dataset's parts; read when asked.
    pub parts: Vec<Vec<Vec<Value>>>,
}

impl Row {
    /// What identifies it in the store.
    pub fn record_key(&self) -> RecordKey {
        RecordKey {
            key: self.key,
            period: self.period.clone(),
        }
    }
}

/// The column that keys rows: of the record, or of the series.
pub(in crate::datasets) fn key_column(dataset: &Dataset) -> DynIden {
    match dataset.identity {
        Identity::Record => version::Column::RecordId.into_iden(),
        Identity::Series => observation::Column::SeriesId.into_iden(),
    }
}

/// The column of a table of SQLite that numbers its rows.
pub(in crate::datasets) fn row_number() -> DynIden {
    DynIden::from("rowid")
}

/// Reads from a dataset's table, as the snapshot's revision has it.
pub(in crate::datasets) fn from_own(select: &mut SelectStatement, scope: &Scope<'_>, dataset: &Dataset) {
    let table = scope.table();
    select
        .from_as(dataset.table.clone(), table.clone())
        .and_where(scope.snapshot.visible_at(&table));
}

/// The same, with the series of each observation beside it.
pub(in crate::datasets) fn from(select: &mut SelectStatement, scope: &Scope<'_>, dataset: &Dataset) {
    from_own(select, scope, dataset);
    if dataset.identity == Identity::Series {
        let table = scope.table();
        let series = scope.series();
        let same = Expr::col((series.clone(), series::Column::RecordId)).equals((table, observation::Column::SeriesId));
        join_after(select, scope.snapshot.engine(), series::Entity, series, same);
    }
}

/// Joins a table that is looked into for each row read before it: what is outside is read in the order of its key.
pub(crate) fn join_after(
    select: &mut SelectStatement,
    engine: Engine,
    table: impl IntoTableRef,
    name: DynIden,
    same: Expr,
) {
    match engine {
        // A CROSS JOIN keeps that order, whatever the planner guesses. It takes no ON.
        Engine::Sqlite => select.cross_join(table.into_table_ref().alias(name)).and_where(same),
        Engine::Postgres => select.join_as(JoinType::InnerJoin, table, name, same),
    };
}

/// Selects what `decode` reads, and the dataset's table.
pub(in crate::datasets) fn select(
    statement: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    selection: &Selection,
) {
    from_own(statement, scope, dataset);
    select_columns(statement, scope, dataset, selection);
}

/// Selects what `decode` reads.
pub(in crate::datasets) fn select_columns(
    statement: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    selection: &Selection,
) {
    let table = scope.table();
    statement.columns(read_columns(dataset, selection).map(|column| (table.clone(), column)));
}

/// The columns that `decode` reads, in their order.
pub(in crate::datasets) fn read_columns<'a>(
    dataset: &'a Dataset,
    selection: &'a Selection,
) -> impl Iterator<Item = DynIden> + 'a {
    let name = match dataset.identity {
        Identity::Record => version::Column::Slug.into_iden(),
        Identity::Series => observation::Column::Period.into_iden(),
    };
    let own = dataset.columns.iter().enumerate();
    let own = own.filter(|(place, column)| is_read(column, *place, selection));
    [key_column(dataset), name, version::Column::Since.into_iden()]
        .into_iter()
        .chain(own.map(|(_, column)| column.stored.clone()))
}

/// Whether a column is read of a row, beside its key: it was asked for, and is neither of the series nor in the key.
fn is_read(column: &Column, place: usize, selection: &Selection) -> bool {
    !column.of_series && !column.in_key && selection.columns.has(place)
}

/// Reads a row from what `select` selected, from the column at `first` on; an observation without what it shares with its series.
pub(in crate::datasets) fn decode(
    dataset: &Dataset,
    selection: &Selection,
    row: &QueryResult,
    first: usize,
) -> Result<Row> {
    let cells = RowCells::new(row)?;
    let key = cells.known_integer(first)?;
    let name = cells.known_text(first + 1)?.to_owned();
    let mut at = first + 2;
    let (slug, period) = match dataset.identity {
        Identity::Record => (name, None),
        Identity::Series => (String::new(), Some(name)),
    };
    let since = Revision(cells.known_integer(at)?);
    at += 1;
    let mut values = Vec::with_capacity(dataset.columns.len());
    for (place, column) in dataset.columns.iter().enumerate() {
        values.push(match &period {
            _ if is_read(column, place, selection) => stored::decode(column, cells, &mut at)?,
            Some(period) if column.in_key && selection.columns.has(place) => stored::date(period)?,
            _ => Value::Null,
        });
    }
    Ok(Row {
        key,
        period,
        slug,
        since,
        publication: None,
        values,
        parts: Vec::new(),
    })
}

/// The slug of an observation, its series' and its period: `dmp-idf.2021-33`, `dmp-idf.2021-09.2023-12` for an interval, `dmp-idf.2022-03i` for an inferred date.
pub fn observation_slug(series: &str, period: &str) -> String {
    let mut slug = String::with_capacity(series.len() + 1 + period.len());
    // A String takes all that is written to it.
    let _ = write_observation_slug(&mut slug, series, period);
    slug
}

/// Writes the slug of an observation.
pub(in crate::datasets) fn write_observation_slug(
    out: &mut impl fmt::Write,
    series: &str,
    period: &str,
) -> fmt::Result {
    out.write_str(series)?;
    out.write_char('.')?;
    for letter in period.chars() {
        out.write_char(match letter {
            '/' => '.',
            '?' => 'i',
            other => other.to_ascii_lowercase(),
        })?;
    }
    Ok(())
}

/// The slug of the series and the period of an observation's slug.
pub(crate) fn series_and_period(slug: &str) -> Option<(String, String)> {
    let (series, period) = slug.split_once('.')?;
    let period = period.replace('.', "/").replace('i', "?").to_uppercase();
    Some((series.to_owned(), period))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_an_observation_can_be_read_from_its_slug() {
        for period in ["2021-33", "2021-09/2023-12", "2022-03?", "XXXX"] {
            let slug = observation_slug("dmp-idf", period);
            assert_eq!(
                series_and_period(&slug),
                Some(("dmp-idf".to_owned(), period.to_owned()))
            );
        }
    }
}
