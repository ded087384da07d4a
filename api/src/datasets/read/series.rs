use sea_orm::{
    ExprTrait, Value as Stored,
    sea_query::{Asterisk, Expr, Query, SimpleExpr, SubQueryStatement, UnionType},
};

use super::{
    filter::{Filter, Scope},
    page::{read, selected},
    selection::Selection,
};
use crate::{
    datasets::{Column, Dataset, PageRequest, Row},
    domain::{Error, Result},
    store::{Engine, Snapshot},
};

/// Conditions on observations that only ask of their series are asked of the series first: there are few of them, and the observations of
/// each are then a range of the key, in its order, however deep the page. `also` is one more condition on the series.
pub(in crate::datasets) fn condition(
    scope: &Scope<'_>,
    filter: &Filter,
    also: Option<SimpleExpr>,
) -> Result<SimpleExpr> {
    let (of_series, others) = split(filter, scope.columns);
    let asked = match of_series.is_empty() {
        true => None,
        false => Some(scope.condition(&Filter::All(of_series))?),
    };
    // One list of series, not two: a second would be a test of every observation of the first.
    let series = asked.into_iter().chain(also).reduce(ExprTrait::and);
    let own = match others.is_empty() {
        true => None,
        false => Some(scope.condition(&Filter::All(others))?),
    };
    let all = series
        .map(|condition| in_series(scope, condition))
        .into_iter()
        .chain(own);
    Ok(all.reduce(ExprTrait::and).unwrap_or_else(|| Expr::value(true)))
}

/// The condition that an observation is of a series which satisfies a condition.
pub(in crate::datasets) fn in_series(scope: &Scope<'_>, condition: SimpleExpr) -> SimpleExpr {
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
pub(in crate::datasets) async fn after_cursor(
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
    let filter = request.filter.clone().unwrap_or_else(|| Filter::All(Vec::new()));
    let unfiltered = PageRequest {
        filter: None,
        after_cursor: None,
        ..request.clone()
    };
    let compare = |column: Expr, value: &Stored| match request.backward {
        true => column.lt(value.clone()),
        false => column.gt(value.clone()),
    };
    let own = selected(snapshot, dataset, &unfiltered, selection, |scope| {
        // Of this series alone, it is asked of itself whether it is one of those wanted, not of all the others.
        let same = Expr::col((scope.table(), "series_id")).eq(series.clone());
        let after = compare(Expr::col((scope.table(), "period")), period);
        Ok(Some(same.and(after).and(scope.condition(&filter)?)))
    })?;
    let others = selected(snapshot, dataset, &unfiltered, selection, |scope| {
        let after = compare(Expr::col((scope.series(), "record_id")), series);
        condition(scope, &filter, Some(after)).map(Some)
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
        Filter::Source(_) | Filter::Words(_) => true,
        Filter::Slug(_) | Filter::Revision(_) | Filter::Relation(..) | Filter::Part(..) => false,
    }
}
