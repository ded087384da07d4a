use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{CommonTableExpression, Expr, Query, UnionType},
};

use crate::{
    datasets::{
        Column, Dataset,
        read::{row, scope::Scope},
    },
    store::Snapshot,
};

/// The key of the row that is contained, in the pairs.
pub(in crate::datasets) const CONTAINED: &str = "contained";
/// The key of the row that contains it.
pub(in crate::datasets) const CONTAINER: &str = "container";

/// The pairs, under a name, of a row and of each that contains it, however far up, as a snapshot has them. Recursive.
pub(in crate::datasets) fn pairs(
    name: &'static str,
    snapshot: &Snapshot,
    dataset: &Dataset,
    container: &Column,
) -> CommonTableExpression {
    let scope = Scope::new(snapshot, dataset, 0);
    let key = row::key_column(dataset);
    let named = scope.column(container, container.stored.clone());
    let mut direct = Query::select();
    row::from(&mut direct, &scope, dataset);
    direct.and_where(named.clone().is_not_null());
    let mut further = direct.clone();
    direct.column((scope.table(), key.clone())).expr(named.clone());
    further.column((name, CONTAINED)).expr(named).join(
        JoinType::InnerJoin,
        name,
        Expr::col((name, CONTAINER)).equals((scope.table(), key)),
    );
    // Distinct, so that rows which contain each other end it.
    direct.union(UnionType::Distinct, further);
    CommonTableExpression::new()
        .table_name(name)
        .columns([CONTAINED, CONTAINER])
        .query(direct)
        .to_owned()
}
