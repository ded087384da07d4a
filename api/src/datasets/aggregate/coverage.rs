use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{DynIden, Expr, Func, Query, SelectStatement, UnionType};

use crate::{
    datasets::{Column, Kind, registry},
    domain::Result,
    store::Snapshot,
};

/// The first and the last day that the rows of each dataset speak of, by its name: one statement.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn coverage(snapshot: &Snapshot) -> Result<HashMap<&'static str, [NaiveDate; 2]>> {
    let mut selects = Vec::new();
    for (place, dataset) in (0i64..).zip(registry().datasets()) {
        for column in dataset
            .columns
            .iter()
            .filter(|column| matches!(column.kind, Kind::Date))
        {
            selects.push(days(snapshot, place, &dataset.table, column));
        }
        for part in &dataset.parts {
            for column in part.columns.iter().filter(|column| matches!(column.kind, Kind::Date)) {
                selects.push(days(snapshot, place, &part.table, column));
            }
        }
    }
    let mut selects = selects.into_iter();
    let Some(mut all) = selects.next() else {
        return Ok(HashMap::new());
    };
    for select in selects {
        all.union(UnionType::All, select);
    }
    let names: Vec<&'static str> = registry().datasets().map(|dataset| dataset.name).collect();
    let mut found: HashMap<&'static str, [NaiveDate; 2]> = HashMap::new();
    for row in snapshot.all(&all).await? {
        let place: i64 = row.try_get_by_index(0)?;
        let days: (Option<NaiveDate>, Option<NaiveDate>) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let name = usize::try_from(place).ok().and_then(|place| names.get(place).copied());
        if let (Some(name), (Some(first), Some(last))) = (name, days) {
            let known = found.entry(name).or_insert([first, last]);
            known[0] = known[0].min(first);
            known[1] = known[1].max(last);
        }
    }
    Ok(found)
}

fn days(snapshot: &Snapshot, place: i64, table: &DynIden, column: &Column) -> SelectStatement {
    let alias = DynIden::from("t0");
    let [earliest, latest] = column.days.clone().map(|day| Expr::col((alias.clone(), day)));
    Query::select()
        .expr_as(Expr::value(place), "place")
        .expr(Func::min(earliest))
        .expr(Func::max(latest))
        .from_as(table.clone(), alias.clone())
        .and_where(snapshot.visible_at(&alias))
        .to_owned()
}
