use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{Expr, Func, Query, SimpleExpr},
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

/// The condition that the value of a row is not added: another row of its group, which contains it, has a value too; or it overlaps with others,
/// and is not the only one of its group.
pub(super) fn is_covered(
    scope: &Scope<'_>,
    dataset: &Dataset,
    measure: &Column,
    by: &[(&Column, Option<Bucket>)],
    filter: Option<&Filter>,
) -> Result<SimpleExpr> {
    let key = row::key_column(dataset);
    let others = Scope::new(scope.snapshot, dataset, DEPTH);
    let mut of_group = Query::select();
    row::from(&mut of_group, &others, dataset);
    of_group
        .expr(Expr::value(1))
        .and_where(others.column(measure, measure.stored.clone()).is_not_null());
    if let Some(filter) = filter {
        satisfy(&mut of_group, &others, dataset, filter)?;
    }
    for (column, bucket) in by {
        let [own, other] = [scope, &others].map(|scope| dimension_value(scope, column, *bucket));
        let both_missing = own.clone().is_null().and(other.clone().is_null());
        of_group.and_where(own.eq(other).or(both_missing));
    }
    let own = Expr::col((scope.table(), key.clone()));
    let other = (others.table(), key);
    let containers = of_group
        .clone()
        .join(
            JoinType::InnerJoin,
            PAIRS,
            Expr::col((PAIRS, CONTAINER)).equals(other.clone()),
        )
        .and_where(Expr::col((PAIRS, CONTAINED)).eq(own.clone()))
        .to_owned();
    let mut is_covered = Expr::exists(containers);
    if let Some(columns) = dataset.containment() {
        let is_apart = scope
            .column(columns.apart, columns.apart.stored.clone())
            .eq(columns.is_apart);
        let any_other = of_group.and_where(Expr::col(other).ne(own)).to_owned();
        // Never unknown: a row that does not say is not apart.
        let is_apart = Expr::from(Func::coalesce([is_apart, Expr::cust("FALSE")]));
        is_covered = is_covered.or(is_apart.and(Expr::exists(any_other)));
    }
    Ok(is_covered)
}
