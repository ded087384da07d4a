use chrono::{Datelike, Days, NaiveDate};
use sea_orm::{
    ExprTrait,
    sea_query::{CaseStatement, DynIden, Expr, Func, SimpleExpr},
};

use entity::{observation, series_total};

use crate::store::Engine;

/// The whole series.
pub(crate) const WHOLE: &str = "w";
/// A year: the months and the rest of it.
pub(crate) const YEAR: &str = "y";
/// A month: the observations whose period is in it.
pub(crate) const MONTH: &str = "m";
/// The rest: observations whose period is in no month; followed by a year, those of them whose period is in that year.
pub(crate) const REST: &str = "r";

/// What comes after every span that begins alike.
pub(crate) const END: &str = "~";

/// Days before and after all that observations speak of.
const FIRST: NaiveDate = day(1, 1, 1);
const LAST: NaiveDate = day(9_999, 12, 31);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The first day of a period, in SQL: what bears no date may be of any.
pub(crate) fn first_day(earliest: Expr) -> Expr {
    Func::coalesce([earliest, Expr::value(FIRST)]).into()
}

/// The last day of a period, in SQL.
pub(crate) fn last_day(latest: Expr) -> Expr {
    Func::coalesce([latest, Expr::value(LAST)]).into()
}

/// The span of an observation, by the first and the last day of its period: a month, or the rest of a year, or the rest.
pub(crate) fn span_of(first: Option<NaiveDate>, last: Option<NaiveDate>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first.year() == last.year() && first.month() == last.month() => month(first),
        (Some(first), Some(last)) if first.year() == last.year() => format!("{REST}{:04}", first.year()),
        _ => REST.to_owned(),
    }
}

/// The month of a day.
pub(crate) fn month(day: NaiveDate) -> String {
    format!("{MONTH}{:04}-{:02}", day.year(), day.month())
}

/// The first and the last day of a month.
pub(crate) fn days_of(month: &str) -> [NaiveDate; 2] {
    let name = month.trim_start_matches(MONTH);
    let first = format!("{name}-01").parse().unwrap_or(FIRST);
    [first, last_of_month(first)]
}

/// The first day of a day's month.
pub(crate) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The last day of a day's month.
pub(crate) fn last_of_month(day: NaiveDate) -> NaiveDate {
    let next = first_of_month(day).checked_add_days(Days::new(31)).map(first_of_month);
    next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}

/// The year of a span, in SQL: nothing for the rest.
pub(crate) fn year_in_sql(total: &DynIden) -> Expr {
    let span = Expr::col((total.clone(), series_total::Column::Span));
    let is_dated = span.clone().ne(REST);
    let year = Func::cust("substr").arg(span).arg(Expr::cust("2")).arg(Expr::cust("4"));
    CaseStatement::new().case(is_dated, year).into()
}

/// The month of a span, in SQL: nothing for a rest.
pub(crate) fn month_in_sql(total: &DynIden) -> Expr {
    let span = Expr::col((total.clone(), series_total::Column::Span));
    let month = Func::cust("substr").arg(span).arg(Expr::cust("2"));
    CaseStatement::new().case(is_of_kind(total, REST).not(), month).into()
}

/// Whether a span is of a kind, in SQL.
pub(crate) fn is_of_kind(total: &DynIden, kind: &str) -> SimpleExpr {
    let span = Expr::col((total.clone(), series_total::Column::Span));
    span.clone().gte(kind).and(span.lt(format!("{kind}{END}")))
}

/// The span of an observation, in SQL.
pub(crate) fn span_in_sql(engine: Engine, observation: &DynIden) -> Expr {
    let day = |column: observation::Column, letters: usize| {
        let day = Expr::col((observation.clone(), column));
        let text = match engine {
            Engine::Sqlite => format!("substr(?, 1, {letters})"),
            Engine::Postgres if letters == 4 => "to_char($1, 'YYYY')".to_owned(),
            Engine::Postgres => "to_char($1, 'YYYY-MM')".to_owned(),
        };
        Expr::cust_with_exprs(text, [day])
    };
    let first = |letters| day(observation::Column::PeriodEarliest, letters);
    let is_within = |letters| first(letters).eq(day(observation::Column::PeriodLatest, letters));
    let named = |start: &str, letters| {
        Expr::cust_with_exprs(
            match engine {
                Engine::Sqlite => format!("'{start}' || ?"),
                Engine::Postgres => format!("'{start}' || $1"),
            },
            [first(letters)],
        )
    };
    CaseStatement::new()
        .case(is_within(7), named(MONTH, 7))
        .case(is_within(4), named(REST, 4))
        .finally(Expr::cust(format!("'{REST}'")))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn an_observation_is_in_the_shortest_span_that_holds_its_period() {
        assert_eq!(span_of(at("2024-02-01"), at("2024-02-29")), "m2024-02");
        assert_eq!(span_of(at("2024-02-01"), at("2024-03-01")), "r2024");
        assert_eq!(span_of(at("2023-02-01"), at("2024-02-01")), "r");
        assert_eq!(span_of(None, at("2024-02-01")), "r");
    }

    #[test]
    fn months_end_where_the_next_begins() {
        for (any, last) in [
            ("2024-02-10", "2024-02-29"),
            ("2023-12-31", "2023-12-31"),
            ("2023-04-01", "2023-04-30"),
        ] {
            assert_eq!(Some(last_of_month(at(any).unwrap())), at(last));
        }
    }
}
