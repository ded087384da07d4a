use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{
        CaseStatement, CommonTableExpression, DynIden, Expr, Query, SelectStatement, SimpleExpr, UnionType, WithClause,
    },
};

use crate::{
    datasets::{
        Column, Dataset, Kind,
        model::containment_columns::ContainmentColumns,
        read::{row, scope::Scope},
    },
    store::Snapshot,
};

/// The key of the row that is contained, in the pairs.
pub(in crate::datasets) const CONTAINED: &str = "contained";
/// The key of the row that contains it.
pub(in crate::datasets) const CONTAINER: &str = "container";
/// What cuts that row into parts such as the one that the first row is, or is in.
pub(in crate::datasets) const CUT: &str = "cut";

/// The amounts of money of a dataset that may be added.
pub(in crate::datasets) fn amounts(dataset: &Dataset) -> impl Iterator<Item = &Column> {
    let columns = dataset.columns.iter();
    columns.filter(|column| column.adds && matches!(column.kind, Kind::Euros))
}

/// Adds to a clause the pairs, under a name, of a row and of each that contains it, however far up, as a snapshot has them. Recursive.
pub(in crate::datasets) fn add_pairs(
    clause: &mut WithClause,
    name: &'static str,
    snapshot: &Snapshot,
    dataset: &Dataset,
    columns: &ContainmentColumns<'_>,
) {
    let named = DynIden::from(format!("named_{name}"));
    let [first, second] = columns
        .containers
        .map(|of| named_pairs(snapshot, dataset, of, columns.same));
    let mut both = first;
    both.union(UnionType::All, second);
    let table = |name: DynIden, query: SelectStatement| {
        CommonTableExpression::new()
            .table_name(name)
            .columns([CONTAINED, CONTAINER, CUT])
            .query(query)
            .to_owned()
    };
    let mut all = Query::select();
    all.columns([CONTAINED, CONTAINER, CUT]).from(named.clone());
    let mut further = Query::select();
    further
        .column((name, CONTAINED))
        .columns([CONTAINER, CUT].map(|column| (named.clone(), column)))
        .from(named.clone())
        .join(
            JoinType::InnerJoin,
            name,
            Expr::col((name, CONTAINER)).equals((named.clone(), CONTAINED)),
        );
    // Distinct, so that rows which contain each other end it.
    all.union(UnionType::Distinct, further);
    clause
        .recursive(true)
        .cte(table(named, both))
        .cte(table(DynIden::from(name), all));
}

/// The rows that name a container in a column, with it and its cut.
fn named_pairs(
    snapshot: &Snapshot,
    dataset: &Dataset,
    [container, cut]: [&Column; 2],
    same: &'static str,
) -> SelectStatement {
    let scope = Scope::new(snapshot, dataset, 0);
    let container = scope.column(container, container.stored.clone());
    let mut select = Query::select();
    row::from(&mut select, &scope, dataset);
    select
        .column((scope.table(), row::key_column(dataset)))
        .expr(container.clone())
        .expr(cut_of(&scope, dataset, cut, same))
        .and_where(container.is_not_null());
    select
}

/// What cuts the container of a row; each row that states the same as its container is a cut of its own.
fn cut_of(scope: &Scope<'_>, dataset: &Dataset, cut: &Column, same: &'static str) -> SimpleExpr {
    let cut = || scope.column(cut, cut.stored.clone());
    let own = Expr::col((scope.table(), row::key_column(dataset))).cast_as("text");
    CaseStatement::new()
        .case(cut().is_null(), "")
        .case(cut().eq(same), own)
        .finally(cut())
        .into()
}
