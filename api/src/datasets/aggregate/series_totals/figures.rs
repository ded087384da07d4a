use entity::{observation, series_total};
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, DynIden, Expr, SimpleExpr},
};

use super::span::{REST, is_of_kind};

/// Sums are made of millions and of what is below.
pub(crate) const PART: i64 = 1_000_000;

/// The status of a value that may still change.
pub(crate) const PROVISIONAL: &str = "provisional";

/// The figures of a total, in their order; whether periods overlap comes after them.
pub(crate) const FIGURES: [series_total::Column; 14] = [
    series_total::Column::Observations,
    series_total::Column::Measured,
    series_total::Column::SumOfMillions,
    series_total::Column::SumOfRests,
    series_total::Column::Smallest,
    series_total::Column::Largest,
    series_total::Column::Provisional,
    series_total::Column::FirstNature,
    series_total::Column::LastNature,
    series_total::Column::Dated,
    series_total::Column::EarliestStart,
    series_total::Column::LatestStart,
    series_total::Column::EarliestEnd,
    series_total::Column::LatestEnd,
];

/// A value where a condition is true, and nothing elsewhere.
pub(crate) fn where_so(condition: SimpleExpr, value: Expr) -> Expr {
    CaseStatement::new().case(condition, value).into()
}

/// The figures of observations, in their order.
pub(crate) fn of_observations(rows: &DynIden) -> [SimpleExpr; 14] {
    let own = |column| Expr::col((rows.clone(), column));
    let value = || own(observation::Column::Value);
    // Of the rows that have a value.
    let measured = |what| where_so(value().is_not_null(), what);
    let is_provisional = own(observation::Column::Status).eq(Expr::cust(format!("'{PROVISIONAL}'")));
    let first = || measured(own(observation::Column::PeriodEarliest));
    let last = || measured(own(observation::Column::PeriodLatest));
    let nature = || measured(own(observation::Column::Nature));
    let part = Expr::cust(PART.to_string());
    [
        Expr::cust("COUNT(*)"),
        value().count(),
        value().div(part.clone()).sum().cast_as("bigint"),
        value().modulo(part).sum().cast_as("bigint"),
        value().min(),
        value().max(),
        where_so(is_provisional, value()).count(),
        nature().min(),
        nature().max(),
        first().count(),
        first().min(),
        first().max(),
        last().min(),
        last().max(),
    ]
}

/// The figures of totals, in their order.
pub(crate) fn of_totals(totals: &DynIden) -> [SimpleExpr; 14] {
    FIGURES.map(|figure| {
        let own = Expr::col((totals.clone(), figure));
        match figure {
            series_total::Column::Smallest
            | series_total::Column::FirstNature
            | series_total::Column::EarliestStart
            | series_total::Column::EarliestEnd => own.min(),
            series_total::Column::Largest
            | series_total::Column::LastNature
            | series_total::Column::LatestStart
            | series_total::Column::LatestEnd => own.max(),
            _ => own.sum().cast_as("bigint"),
        }
    })
}

/// Whether the periods of some totals overlap, or may: a rest may overlap with another span.
pub(crate) fn may_overlap(totals: &DynIden) -> SimpleExpr {
    let own = |column| Expr::col((totals.clone(), column));
    let any = |condition| where_so(condition, Expr::cust("1")).count().gt(Expr::cust("0"));
    let is_measured = || own(series_total::Column::Measured).gt(Expr::cust("0"));
    let span = || where_so(is_measured(), own(series_total::Column::Span));
    let overlaps = any(own(series_total::Column::Overlapping));
    let has_rest = any(is_measured().and(is_of_kind(totals, REST)));
    overlaps.or(has_rest.and(span().min().ne(span().max())))
}
