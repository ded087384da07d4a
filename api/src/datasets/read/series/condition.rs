use entity::{observation, series};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Query, SelectStatement, SimpleExpr, SubQueryStatement},
};

use crate::{
    datasets::{
        Column, Dataset, Identity,
        read::{
            filter::Filter,
            order_term::{OrderBy, OrderTerm},
            row,
            scope::Scope,
        },
    },
    domain::Result,
    store::Engine,
};

/// Reads from a dataset's table; with the series of each observation beside it where the condition or the order asks of them row by row.
pub(in crate::datasets) fn from(
    select: &mut SelectStatement,
    scope: &Scope<'_>,
    dataset: &Dataset,
    filter: Option<&Filter>,
    order: &[OrderTerm],
) {
    let of_series = |term: &OrderTerm| matches!(term.by, OrderBy::Column(place) if dataset.columns[place].of_series);
    let asked = || {
        filter.is_some_and(|filter| {
            let (_, others) = split(filter, &dataset.columns);
            !others.iter().all(|own| is_all(About::Own, own, &dataset.columns))
        })
    };
    if dataset.identity == Identity::Series && (order.iter().any(of_series) || asked()) {
        row::from(select, scope, dataset);
    } else {
        row::from_own(select, scope, dataset);
    }
}

/// What a condition that has no others in it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// The series of an observation.
    Series,
    /// The observation itself.
    Own,
    /// Both: a public name is of a series and a period.
    Both,
}

impl About {
    fn leaf(filter: &Filter, columns: &[Column]) -> Self {
        match filter {
            Filter::Column(place, _) | Filter::Reference(place, _) if columns[*place].of_series => Self::Series,
            Filter::Source(_) | Filter::Words(_) => Self::Series,
            Filter::Slug(_) => Self::Both,
            Filter::All(_)
            | Filter::Any(_)
            | Filter::Not(_)
            | Filter::Column(..)
            | Filter::Reference(..)
            | Filter::Key(_)
            | Filter::Revision(_)
            | Filter::Publisher(_)
            | Filter::PublishedAt { .. }
            | Filter::Relation(..)
            | Filter::Part(..)
            | Filter::OpenOn(..)
            | Filter::Latest
            | Filter::OfSeries(_)
            | Filter::Since(_) => Self::Own,
        }
    }
}

/// Whether all conditions in a condition are about the same.
fn is_all(about: About, filter: &Filter, columns: &[Column]) -> bool {
    match filter {
        Filter::All(all) | Filter::Any(all) => all.iter().all(|inner| is_all(about, inner, columns)),
        Filter::Not(inner) => is_all(about, inner, columns),
        leaf => About::leaf(leaf, columns) == about,
    }
}

/// Conditions on observations that only ask of their series are asked of the series first: there are few of them, and the observations of
/// each are then a range of the key, in its order, however deep the page. `also` is one more condition on the series.
pub(in crate::datasets) fn condition(
    scope: &Scope<'_>,
    filter: &Filter,
    also: Option<SimpleExpr>,
) -> Result<SimpleExpr> {
    let (of_series, mut others) = split(filter, scope.columns);
    let asked = match of_series.is_empty() {
        true => None,
        false => Some(scope.condition(&Filter::All(of_series))?),
    };
    // One list of series, not two: a second would be a test of every observation of the first.
    let mut series = asked.into_iter().chain(also).reduce(ExprTrait::and);
    // The last of each series is looked for in the series that are wanted alone: asked of observations too, SQLite would read all of theirs.
    let latest = others.iter().position(|other| *other == Filter::Latest);
    if let Some(at) = latest {
        others.remove(at);
        others.retain(|other| {
            let Filter::OfSeries(keys) = other else {
                return true;
            };
            let key = Expr::col((scope.series(), series::Column::RecordId));
            let among = scope.is_of_series(key, keys);
            series = Some(match series.take() {
                Some(known) => known.and(among),
                None => among,
            });
            false
        });
        let latest = scope.is_latest(series);
        return match others.is_empty() {
            true => Ok(latest),
            false => Ok(latest.and(scope.condition(&Filter::All(others))?)),
        };
    }
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
        .column((scope.series(), series::Column::RecordId))
        .from_as(series::Entity, scope.series())
        .and_where(condition)
        .to_owned();
    let own = Expr::col((scope.table(), observation::Column::SeriesId));
    match scope.snapshot.engine() {
        Engine::Sqlite => own.in_subquery(keys),
        // An array keeps the order of the index, which a join with the subquery would not.
        Engine::Postgres => {
            let keys = Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(keys)));
            Expr::cust_with_exprs("$1 = ANY(ARRAY($2))", [own, keys])
        }
    }
}

/// The parts of a conjunction that only ask of the series, and the others.
pub(in crate::datasets) fn split(filter: &Filter, columns: &[Column]) -> (Vec<Filter>, Vec<Filter>) {
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
        other if is_all(About::Series, other, columns) => (vec![other.clone()], Vec::new()),
        other => (Vec::new(), vec![other.clone()]),
    }
}
