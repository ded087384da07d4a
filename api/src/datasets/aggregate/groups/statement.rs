use entity::record;
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, DynIden, Expr, JoinType, Query, SelectStatement, SimpleExpr, WithClause},
};

use super::{
    bucket::Bucket,
    covered::{self, is_covered},
    grouping::Grouping,
    keys::dimension_value,
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        aggregate::{containment, series_totals::figures::PART},
        read::{row, scope::Scope, select::satisfy},
    },
    domain::Result,
    store::Engine,
};

/// The name of a dimension in a statement, by its place.
pub(super) fn key_name(at: usize) -> DynIden {
    DynIden::from(format!("k{at}"))
}

/// The rows of a grouping, with what they are grouped by.
pub(super) fn keyed(grouping: &Grouping, scope: &Scope<'_>, dataset: &Dataset) -> Result<SelectStatement> {
    let mut select = Query::select();
    row::from(&mut select, scope, dataset);
    if let Some(filter) = &grouping.filter {
        satisfy(&mut select, scope, dataset, filter)?;
    }
    select_keys(grouping, &mut select, dataset, |column, bucket| {
        dimension_value(scope, column, bucket)
    });
    Ok(select)
}

/// Selects what rows are grouped by: references by the public names of what they refer to.
pub(super) fn select_keys(
    grouping: &Grouping,
    select: &mut SelectStatement,
    dataset: &Dataset,
    value: impl Fn(&Column, Option<Bucket>) -> Expr,
) {
    for (at, dimension) in grouping.by.iter().enumerate() {
        let column = &dataset.columns[dimension.column];
        let mut value = value(column, dimension.bucket);
        if matches!(column.kind, Kind::Reference(_)) {
            let target = DynIden::from(format!("d{at}"));
            let same = Expr::col((target.clone(), record::Column::Id)).eq(value);
            select.join_as(JoinType::LeftJoin, record::Entity, target.clone(), same);
            value = Expr::col((target, record::Column::Slug));
        }
        select.expr_as(value, key_name(at));
    }
}

/// The columns of the dimensions, with their spans of time.
fn columns_of<'a>(grouping: &Grouping, dataset: &'a Dataset) -> Vec<(&'a Column, Option<Bucket>)> {
    let columns = grouping.by.iter();
    columns
        .map(|dimension| (&dataset.columns[dimension.column], dimension.bucket))
        .collect()
}

/// The values of a column that are added, in a statement that knows which rows contain others: null where a value is added already.
pub(super) fn added(
    grouping: &Grouping,
    select: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    column: &Column,
) -> Result<SimpleExpr> {
    let every = scope.column(column, column.stored.clone());
    let Some(columns) = dataset.containment().filter(|_| column.adds) else {
        return Ok(every);
    };
    let mut pairs = WithClause::new();
    containment::add_pairs(&mut pairs, covered::PAIRS, scope.snapshot, dataset, &columns);
    select.with_cte(pairs);
    let by = columns_of(grouping, dataset);
    let covered = is_covered(scope, dataset, column, &by, grouping.filter.as_ref())?;
    Ok(CaseStatement::new().case(covered.not(), every).into())
}

/// Selects the figures of a column, after the count of the rows.
pub(super) fn select_figures(
    grouping: &Grouping,
    select: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    column: &Column,
) -> Result<()> {
    let added = added(grouping, select, scope, dataset, column)?;
    let value = || added.clone();
    // In two parts, which no number of rows can make overflow; the division and its rest cut towards zero on both engines.
    let part = |operator: &str| {
        Expr::cust_with_exprs(
            match scope.snapshot.engine() {
                Engine::Sqlite => format!("SUM(? {operator} {PART})"),
                Engine::Postgres => format!("SUM($1 {operator} {PART})::bigint"),
            },
            [value()],
        )
    };
    select
        .expr(value().count())
        .expr(part("/"))
        .expr(part("%"))
        .expr(value().min())
        .expr(value().max())
        .expr(scope.column(column, column.stored.clone()).count());
    Ok(())
}
