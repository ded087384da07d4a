use sea_orm::{
    ExprTrait,
    sea_query::{
        CaseStatement, DynIden, Expr, Func, JoinType, Order, OverStatement, Query, SelectStatement, SimpleExpr,
        WindowStatement,
    },
};

use super::{
    covered::PAIRS,
    grouping::Grouping,
    keys::read_key,
    statement::{added, key_name, keyed},
};
use crate::{
    datasets::{
        Column, Dataset,
        aggregate::containment::{CONTAINED, CONTAINER, CUT},
        read::{row, scope::Scope},
    },
    domain::{Error, Result, wording},
};

/// The name of the rows of a grouping that are added, and of the key of each.
const ADDED: &str = "added";
const KEY: &str = "key";

/// Their cuts, with the rank of each among those of its row; then how many rows each cut has, and how many there are in all.
const CUTS: &str = "cuts";
const RANK: &str = "rank_of_cut";
const COUNTED: &str = "counted";
const OF_CUT: &str = "of_cut";
const ALL: &str = "of_all";

/// Refuses a sum of parts that cut one whole in several ways: they overlap, and no one knows by how much.
///
/// # Errors
/// `BadInput`, with the dimensions to add.
pub(super) async fn refuse_mixed(
    grouping: &Grouping,
    scope: &Scope<'_>,
    dataset: &Dataset,
    column: &Column,
) -> Result<()> {
    let Some(columns) = dataset.containment() else {
        return Ok(());
    };
    let mixed = scope.snapshot.one(&mixed(grouping, scope, dataset, column)?).await?;
    let Some(mixed) = mixed else { return Ok(()) };
    let of_group = grouping.name_of(&read_key(grouping, dataset, &mixed)?);
    let [[container, cut], _] = columns.containers.map(|pair| pair.map(|column| column.name));
    let same = columns.same;
    Err(Error::bad_input(wording!(
        "le groupe {of_group} mêle des parties d'un même tout découpé de plusieurs façons, qui se recoupent : ajoutez {container},{cut} à by, ou filtrez ({cut}=region, {cut}.ne={same}) ; pour ne compter que les lignes, measure=none",
        "the group {of_group} mixes parts of one whole that is cut in several ways, which overlap: add {container},{cut} to by, or filter ({cut}=region, {cut}.ne={same}); to count rows alone, measure=none"
    )))
}

/// The first group in which no single cut of a row has all the rows that are added and that it contains.
fn mixed(grouping: &Grouping, scope: &Scope<'_>, dataset: &Dataset, column: &Column) -> Result<SelectStatement> {
    let mut rows = keyed(grouping, scope, dataset)?;
    let mut select = Query::select();
    let is_added = added(grouping, &mut select, scope, dataset, column)?.is_not_null();
    rows.expr_as(Expr::col((scope.table(), row::key_column(dataset))), KEY)
        .and_where(is_added);
    let keys = || (0..grouping.by.len()).map(key_name);
    // Each row once for each row that contains it and each cut; the first of them stands for the row itself.
    let mut window = WindowStatement::new();
    let mut cuts = Query::select();
    for key in keys() {
        cuts.column((ADDED, key.clone()));
        window.add_partition_by(Expr::col((ADDED, key)));
    }
    window
        .add_partition_by(Expr::col((PAIRS, CONTAINER)))
        .add_partition_by(Expr::col((PAIRS, CONTAINED)))
        .order_by((PAIRS, CUT), Order::Asc);
    cuts.columns([(PAIRS, CONTAINER), (PAIRS, CUT)])
        .expr_window_as(Func::cust("ROW_NUMBER"), window, RANK)
        .from_subquery(rows, ADDED)
        .join(
            JoinType::InnerJoin,
            PAIRS,
            Expr::col((PAIRS, CONTAINED)).equals((ADDED, KEY)),
        );
    let mut counted = Query::select();
    for name in keys().chain([DynIden::from(CONTAINER), DynIden::from(CUT)]) {
        counted.add_group_by([Expr::col(name.clone())]);
        counted.column(name);
    }
    let is_first: SimpleExpr = CaseStatement::new().case(Expr::col(RANK).eq(1), 1).into();
    counted
        .expr_as(Func::count(Expr::col(RANK)), OF_CUT)
        .expr_as(is_first.count(), ALL)
        .from_subquery(cuts, CUTS);
    for key in keys() {
        select.add_group_by([Expr::col(key.clone())]);
        select.order_by(key.clone(), Order::Asc);
        select.column(key);
    }
    select
        .from_subquery(counted, COUNTED)
        .add_group_by([Expr::col(CONTAINER)])
        .and_having(Expr::from(Func::max(Expr::col(OF_CUT))).lt(Func::sum(Expr::col(ALL))))
        .limit(1);
    Ok(select)
}
