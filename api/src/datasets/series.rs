use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Asterisk, Expr, Query, SelectStatement, SimpleExpr, SubQueryStatement, UnionType},
};

use super::{
    Column, Dataset, PageRequest, Row,
    filter::{Filter, Scope},
    page::{read, selected},
    selection::Selection,
};
use crate::{
    domain::{Error, Result},
    store::{Engine, Snapshot},
};

/// Conditions on observations that only ask of their series are asked of the series first: there are few of them, and the observations of
/// each are then a range of the key, in its order, however deep the page.
pub(super) fn restrict(select: &mut SelectStatement, scope: &Scope<'_>, filter: &Filter) -> Result<()> {
    let (of_series, others) = split(filter, scope.columns);
    if !of_series.is_empty() {
        let condition = scope.condition(&Filter::All(of_series))?;
        select.and_where(in_series(scope, condition));
    }
    if !others.is_empty() {
        select.and_where(scope.condition(&Filter::All(others))?);
    }
    Ok(())
}

/// The condition that an observation is of a series which satisfies a condition.
pub(super) fn in_series(scope: &Scope<'_>, condition: SimpleExpr) -> SimpleExpr {
    let keys = Query::select()
        .column((scope.series(), "record_id"))
        .from_as("series", scope.series())
        .and_where(condition)
        .to_owned();
    let own = Expr::col((scope.table(), "series_id"));
    match scope.snapshot.engine() {
        Engine::Sqlite => own.in_subquery(keys),
        // An array keeps the order of the index, which a join with the subquery would not.
        Engine::Postgres => {
            let keys = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(keys)));
            Expr::cust_with_exprs("$1 = ANY(ARRAY($2))", [own, keys])
        }
    }
}

/// The rows beyond a position, in the order of the key: the rest of its own series, then the series after it, each a range of the key.
pub(super) async fn beyond(
    snapshot: &Snapshot,
    dataset: &Dataset,
    request: &PageRequest,
    position: &[Stored],
    selection: &Selection,
) -> Result<Vec<Row>> {
    let [series, period] = position else {
        return Err(Error::internal(
            "an observation's position is its series and its period",
        ));
    };
    let unpositioned = PageRequest {
        beyond: None,
        ..request.clone()
    };
    let compare = |column: Expr, value: &Stored| match request.backward {
        true => column.lt(value.clone()),
        false => column.gt(value.clone()),
    };
    let own = selected(snapshot, dataset, &unpositioned, selection, |scope| {
        let same = Expr::col((scope.table(), "series_id")).eq(series.clone());
        Ok(Some(same.and(compare(Expr::col((scope.table(), "period")), period))))
    })?;
    let others = selected(snapshot, dataset, &unpositioned, selection, |scope| {
        let after = compare(Expr::col((scope.series(), "record_id")), series);
        Ok(Some(in_series(scope, after)))
    })?;
    let mut both = Query::select();
    both.column(Asterisk).from_subquery(own, "own").union(
        UnionType::All,
        Query::select()
            .column(Asterisk)
            .from_subquery(others, "others")
            .to_owned(),
    );
    // Both engines read the first part before the second, and stop once there are enough: one part is enough for most pages.
    both.limit(request.limit as u64 + 1);
    let mut rows = read(snapshot, dataset, &both, selection).await?;
    rows.sort_unstable_by(|one, other| (one.key, &one.period).cmp(&(other.key, &other.period)));
    if request.backward {
        rows.reverse();
    }
    rows.truncate(request.limit + 1);
    Ok(rows)
}

/// The parts of a conjunction that only ask of the series, and the others.
fn split(filter: &Filter, columns: &[Column]) -> (Vec<Filter>, Vec<Filter>) {
    match filter {
        Filter::All(all) => {
            let mut parts = (Vec::new(), Vec::new());
            for inner in all {
                let (of_series, others) = split(inner, columns);
                parts.0.extend(of_series);
                parts.1.extend(others);
            }
            parts
        }
        other if only_of_series(other, columns) => (vec![other.clone()], Vec::new()),
        other => (Vec::new(), vec![other.clone()]),
    }
}

fn only_of_series(filter: &Filter, columns: &[Column]) -> bool {
    match filter {
        Filter::All(all) | Filter::Any(all) => all.iter().all(|inner| only_of_series(inner, columns)),
        Filter::Not(inner) => only_of_series(inner, columns),
        Filter::Column(place, _) | Filter::Reference(place, _) => columns[*place].of_series,
        Filter::Slug(_) | Filter::Revision(_) | Filter::Relation(..) | Filter::Part(..) => false,
    }
}
