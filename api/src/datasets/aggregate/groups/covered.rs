use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{Expr, Query, SimpleExpr},
};

use super::{bucket::Bucket, keys::dimension_value};
use crate::{
    datasets::{
        Column, Dataset,
        aggregate::containment::{CONTAINED, CONTAINER},
        read::{filter::Filter, row, scope::Scope, select::satisfy},
    },
    domain::Result,
};

/// The name of the pairs in the statement of a grouping.
pub(super) const PAIRS: &str = "pairs";

/// The depth of the scope of rows that contain others: beyond that of any filter.
const DEPTH: usize = 100;

/// The condition that the value of a row is added already: another row of its group, which contains it, has a value too.
pub(super) fn is_covered(
    scope: &Scope<'_>,
    dataset: &Dataset,
    measure: &Column,
    by: &[(&Column, Option<Bucket>)],
    filter: Option<&Filter>,
) -> Result<SimpleExpr> {
    let key = row::key_column(dataset);
    let others = Scope::new(scope.snapshot, dataset, DEPTH);
    let mut containers = Query::select();
    row::from(&mut containers, &others, dataset);
    containers
        .expr(Expr::value(1))
        .join(
            JoinType::InnerJoin,
            PAIRS,
            Expr::col((PAIRS, CONTAINER)).equals((others.table(), key.clone())),
        )
        .and_where(Expr::col((PAIRS, CONTAINED)).equals((scope.table(), key)))
        .and_where(others.column(measure, measure.stored.clone()).is_not_null());
    if let Some(filter) = filter {
        satisfy(&mut containers, &others, dataset, filter)?;
    }
    for (column, bucket) in by {
        let [own, other] = [scope, &others].map(|scope| dimension_value(scope, column, *bucket));
        let both_missing = own.clone().is_null().and(other.clone().is_null());
        containers.and_where(own.eq(other).or(both_missing));
    }
    Ok(Expr::exists(containers))
}
