use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{CaseStatement, Expr},
};

use super::{bucket::Bucket, grouping::Grouping};
use crate::{
    datasets::{Column, Dataset, Kind, read::scope::Scope},
    domain::Result,
    store::Engine,
};

/// The key of a group, from the first columns of a statement.
pub(super) fn read_key(grouping: &Grouping, dataset: &Dataset, row: &QueryResult) -> Result<Vec<Option<String>>> {
    let mut key = Vec::with_capacity(grouping.by.len());
    for (at, dimension) in grouping.by.iter().enumerate() {
        key.push(match dataset.columns[dimension.column].kind {
            Kind::Integer => row
                .try_get_by_index::<Option<i64>>(at)?
                .map(|number| number.to_string()),
            Kind::Boolean => row
                .try_get_by_index::<Option<bool>>(at)?
                .map(|answer| answer.to_string()),
            _ => row.try_get_by_index(at)?,
        });
    }
    Ok(key)
}

/// What a row is grouped under.
pub(super) fn dimension_value(scope: &Scope<'_>, column: &Column, bucket: Option<Bucket>) -> Expr {
    let Some(bucket) = bucket else {
        return scope.column(column, column.stored.clone());
    };
    let [first, last] = column.days.clone().map(|day| scope.column(column, day));
    let engine = scope.snapshot.engine();
    let (start, end) = (bucketed(engine, bucket, first), bucketed(engine, bucket, last));
    let whole = start.clone().eq(end);
    CaseStatement::new().case(whole, start).into()
}

fn bucketed(engine: Engine, bucket: Bucket, day: Expr) -> Expr {
    let text = match (engine, bucket) {
        (Engine::Sqlite, Bucket::Year) => "substr(?, 1, 4)",
        (Engine::Sqlite, Bucket::Month) => "substr(?, 1, 7)",
        (Engine::Sqlite, Bucket::Quarter) => {
            "(substr(?, 1, 4) || '-Q' || ((CAST(substr(?, 6, 2) AS INTEGER) + 2) / 3))"
        }
        (Engine::Sqlite, Bucket::Semester) => {
            "(substr(?, 1, 4) || '-S' || ((CAST(substr(?, 6, 2) AS INTEGER) + 5) / 6))"
        }
        (Engine::Postgres, Bucket::Year) => "to_char($1, 'YYYY')",
        (Engine::Postgres, Bucket::Month) => "to_char($1, 'YYYY-MM')",
        (Engine::Postgres, Bucket::Quarter) => "to_char($1, 'YYYY-\"Q\"Q')",
        (Engine::Postgres, Bucket::Semester) => {
            "(to_char($1, 'YYYY') || '-S' || ((EXTRACT(MONTH FROM $2)::int + 5) / 6))"
        }
    };
    let operands = text.matches('?').count() + text.matches('$').count();
    Expr::cust_with_exprs(text, std::iter::repeat_n(day, operands))
}
