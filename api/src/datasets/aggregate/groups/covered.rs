use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{CommonTableExpression, Expr, Query, SimpleExpr, UnionType, WithClause},
};

use super::{bucket::Bucket, keys::dimension_value};
use crate::{
    datasets::{
        Column, Dataset,
        read::{filter::Filter, row, scope::Scope, select::satisfy},
    },
    domain::Result,
    store::Snapshot,
};

/// The pairs of a row and of one that contains it, however far up.
const PAIRS: &str = "pairs";

/// The depth of the scope of rows that contain others: beyond that of any filter.
const DEPTH: usize = 100;

/// The pairs of a row and of one that contains it, by the column that names what contains a row.
pub(super) fn pairs(snapshot: &Snapshot, dataset: &Dataset, container: &Column) -> WithClause {
    let scope = Scope::new(snapshot, dataset, 0);
    let key = row::key_column(dataset);
    let named = scope.column(container, container.stored.clone());
    let mut direct = Query::select();
    row::from(&mut direct, &scope, dataset);
    direct.and_where(named.clone().is_not_null());
    let mut further = direct.clone();
    direct.column((scope.table(), key.clone())).expr(named.clone());
    further.column((PAIRS, "contained")).expr(named).join(
        JoinType::InnerJoin,
        PAIRS,
        Expr::col((PAIRS, "container")).equals((scope.table(), key)),
    );
    // Distinct, so that rows which contain each other end it.
    direct.union(UnionType::Distinct, further);
    let pairs = CommonTableExpression::new()
        .table_name(PAIRS)
        .columns(["contained", "container"])
        .query(direct)
        .to_owned();
    WithClause::new().recursive(true).cte(pairs).to_owned()
}

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
            Expr::col((PAIRS, "container")).equals((others.table(), key.clone())),
        )
        .and_where(Expr::col((PAIRS, "contained")).equals((scope.table(), key)))
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
