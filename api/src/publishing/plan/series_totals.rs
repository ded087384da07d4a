//! What the observations of series come to by month, by year and in all, after a publication changed some of them.

use std::collections::BTreeSet;

use entity::{observation, series_total};
use sea_orm::{
    ExprTrait, JoinType, Value as Stored,
    sea_query::{
        DynIden, Expr, Func, IntoIden, Order, OverStatement, Query, SelectStatement, SimpleExpr, UnionType, ValueTuple,
        WindowStatement,
    },
};

use super::ledger::Ledger;
use crate::{
    datasets::{
        aggregate::series_totals::{
            figures::{FIGURES, may_overlap, of_observations, of_totals, where_so},
            span::{END, MONTH, REST, WHOLE, YEAR, days_of, first_day, is_of_kind, last_day, span_in_sql, span_of},
        },
        read::row::join_after,
    },
    domain::{ApproximateDate, Error, Result, Revision},
    store::Engine,
};

/// How many totals a statement makes.
const AT_ONCE: usize = 1_000;

/// The totals that a statement makes: the series of each, its span, and what it is made of.
const WANTED: &str = "wanted";
const SERIES: &str = "column1";
const SPAN: &str = "column2";
const FROM: &str = "column3";
const TO: &str = "column4";
const AND: &str = "column5";

/// What totals are made of.
const ROWS: &str = "rows_of";
const BEFORE: &str = "day_before";

/// The spans of series in which a publication changes observations.
#[derive(Default)]
pub(super) struct ChangedSpans(BTreeSet<(String, i64)>);

impl ChangedSpans {
    pub(super) fn add(&mut self, series: i64, period: &ApproximateDate) {
        self.0.insert((span_of(period.earliest(), period.latest()), series));
    }

    /// The years of its months and rests, and their series.
    fn years(&self) -> BTreeSet<(String, i64)> {
        let dated = self
            .0
            .iter()
            .filter_map(|(span, series)| Some((span.get(1..5)?, series)));
        dated.map(|(year, series)| (format!("{YEAR}{year}"), *series)).collect()
    }

    fn series(&self) -> BTreeSet<(String, i64)> {
        self.0.iter().map(|(_, series)| (WHOLE.to_owned(), *series)).collect()
    }
}

/// Replaces the totals of these spans, of their years and of their series: the shorter first, which the longer are made of.
pub(super) async fn write(ledger: &Ledger, changed: &ChangedSpans) -> Result<()> {
    let (rests, months): (Vec<_>, Vec<_>) = changed.0.iter().partition(|(span, _)| span.starts_with(REST));
    for months in months.chunks(AT_ONCE) {
        let wanted = months.iter().map(|(span, series)| {
            let [first, last] = days_of(span);
            tuple(*series, span, [first.into(), last.into()])
        });
        replace(ledger, wanted.collect(), of_months).await?;
    }
    for rests in rests.chunks(AT_ONCE) {
        let wanted = rests.iter().map(|(span, series)| tuple(*series, span, []));
        replace(ledger, wanted.collect(), of_rests).await?;
    }
    let years: Vec<_> = changed.years().into_iter().collect();
    for years in years.chunks(AT_ONCE) {
        let wanted = years.iter().map(|(span, series)| {
            let year = span.trim_start_matches(YEAR);
            tuple(
                *series,
                span,
                parts(&format!("{MONTH}{year}"), &format!("{REST}{year}")),
            )
        });
        replace(ledger, wanted.collect(), of_shorter).await?;
    }
    let series: Vec<_> = changed.series().into_iter().collect();
    for series in series.chunks(AT_ONCE) {
        let wanted = series
            .iter()
            .map(|(span, series)| tuple(*series, span, parts(YEAR, REST)));
        replace(ledger, wanted.collect(), of_shorter).await?;
    }
    Ok(())
}

fn tuple<const N: usize>(series: i64, span: &str, made_of: [Stored; N]) -> ValueTuple {
    let mut values: Vec<Stored> = vec![series.into(), span.into()];
    values.extend(made_of);
    ValueTuple::Many(values)
}

/// The spans that begin alike, and one more.
fn parts(alike: &str, and: &str) -> [Stored; 3] {
    [alike.into(), format!("{alike}{END}").into(), and.into()]
}

fn wanted_column(column: &'static str) -> Expr {
    Expr::col((WANTED, column))
}

/// Closes totals, and writes what they are now; nothing where nothing is left.
async fn replace(
    ledger: &Ledger,
    wanted: Vec<ValueTuple>,
    made: impl Fn(&Ledger, Vec<ValueTuple>) -> SelectStatement,
) -> Result<()> {
    let keys = Query::select()
        .columns([(WANTED, SERIES), (WANTED, SPAN)])
        .from_values(wanted.clone(), WANTED)
        .to_owned();
    let key = Expr::tuple([series_total::Column::SeriesId, series_total::Column::Span].map(Expr::col));
    let close = ledger
        .closing(series_total::Entity.into_iden())
        .and_where(key.in_subquery(keys))
        .to_owned();
    ledger.update(&close).await?;
    let mut columns = vec![
        series_total::Column::SeriesId,
        series_total::Column::Span,
        series_total::Column::Since,
        series_total::Column::Until,
    ];
    columns.extend(FIGURES);
    columns.push(series_total::Column::Overlapping);
    let insert = Query::insert()
        .into_table(series_total::Entity)
        .columns(columns)
        .select_from(made(ledger, wanted))
        .map_err(Error::internal)?
        .to_owned();
    ledger.insert_made(&insert).await
}

/// The totals of months: their observations are in an interval of days.
fn of_months(ledger: &Ledger, months: Vec<ValueTuple>) -> SelectStatement {
    let own = |column| Expr::col((observation::Entity, column));
    let is_within = own(observation::Column::PeriodEarliest)
        .gte(wanted_column(FROM))
        .and(own(observation::Column::PeriodEarliest).lte(wanted_column(TO)))
        .and(own(observation::Column::PeriodLatest).lte(wanted_column(TO)));
    of_rows(ledger, months, is_within)
}

/// The totals of rests: observations of no month.
fn of_rests(ledger: &Ledger, rests: Vec<ValueTuple>) -> SelectStatement {
    let span = span_in_sql(ledger.transaction().engine(), &observation::Entity.into_iden());
    of_rows(ledger, rests, span.eq(wanted_column(SPAN)))
}

fn of_rows(ledger: &Ledger, spans: Vec<ValueTuple>, is_of_span: SimpleExpr) -> SelectStatement {
    let own = |column| Expr::col((observation::Entity, column));
    let mut rows = rows_of(wanted_column(SERIES), wanted_column(SPAN));
    rows.from_values(spans, WANTED);
    let of_series = own(observation::Column::SeriesId).eq(wanted_column(SERIES));
    let engine = ledger.transaction().engine();
    let name = observation::Entity.into_iden();
    join_after(&mut rows, engine, observation::Entity, name, of_series);
    rows.and_where(own(observation::Column::Until).eq(Revision::OPEN))
        .and_where(is_of_span);
    totals_of(rows, ledger.revision())
}

/// Totals that are made of others.
fn of_shorter(ledger: &Ledger, longer: Vec<ValueTuple>) -> SelectStatement {
    let shorter = series_total::Entity.into_iden();
    let own = |column| Expr::col((series_total::Entity, column));
    let span = || own(series_total::Column::Span);
    let is_part = span()
        .gte(wanted_column(FROM))
        .and(span().lte(wanted_column(TO)))
        .or(span().eq(wanted_column(AND)));
    let same = own(series_total::Column::SeriesId)
        .eq(wanted_column(SERIES))
        .and(is_part);
    let mut select = keyed(ledger.revision());
    for figure in of_totals(&shorter) {
        select.expr(figure);
    }
    select
        .expr(may_overlap(&shorter))
        .from_values(longer, WANTED)
        .join(JoinType::InnerJoin, series_total::Entity, same)
        .and_where(own(series_total::Column::Until).eq(Revision::OPEN));
    select
}

/// The totals that are not what the current observations come to, or that are missing: how many. Longer spans are made of these.
pub(in crate::publishing) fn differing(engine: Engine) -> SelectStatement {
    let own = |column| Expr::col((observation::Entity, column));
    let table = observation::Entity.into_iden();
    let mut rows = rows_of(own(observation::Column::SeriesId), span_in_sql(engine, &table));
    rows.from(observation::Entity)
        .and_where(own(observation::Column::Until).eq(Revision::OPEN));
    let made = totals_of(rows, Revision(0));
    let totals = series_total::Entity.into_iden();
    let mut kept = Query::select();
    kept.columns([series_total::Column::SeriesId, series_total::Column::Span])
        .expr(Expr::value(0_i64))
        .expr(Expr::value(Revision::OPEN))
        .columns(FIGURES)
        .column(series_total::Column::Overlapping)
        .from(series_total::Entity)
        .and_where(Expr::col(series_total::Column::Until).eq(Revision::OPEN))
        .and_where(is_of_kind(&totals, REST).or(is_of_kind(&totals, MONTH)));
    let lacking = made.clone().union(UnionType::Except, kept.clone()).to_owned();
    let spare = kept.union(UnionType::Except, made).to_owned();
    let among = |name: &'static str, of: SelectStatement| {
        Query::select()
            .expr_as(Expr::cust("1"), name)
            .from_subquery(of, ROWS)
            .to_owned()
    };
    let all = among(SERIES, lacking)
        .union(UnionType::All, among(SERIES, spare))
        .to_owned();
    Query::select()
        .expr(Func::count(Expr::cust("*")))
        .from_subquery(all, WANTED)
        .to_owned()
}

/// Selects observations with the series and the span of each, and the last day of the one before it; from where is for the caller to say.
fn rows_of(series: Expr, span: Expr) -> SelectStatement {
    let own = |column| Expr::col((observation::Entity, column));
    let mut rows = Query::select();
    rows.expr_as(series.clone(), SERIES)
        .expr_as(span.clone(), SPAN)
        .columns(
            [
                observation::Column::Value,
                observation::Column::Status,
                observation::Column::Nature,
                observation::Column::PeriodEarliest,
                observation::Column::PeriodLatest,
            ]
            .map(|column| (observation::Entity, column)),
        );
    // In the order of their first days, among those that have a value.
    let mut window = WindowStatement::new();
    window
        .add_partition_by(series)
        .add_partition_by(span)
        .add_partition_by(own(observation::Column::Value).is_null())
        .order_by_expr(first_day(own(observation::Column::PeriodEarliest)), Order::Asc)
        .order_by_expr(last_day(own(observation::Column::PeriodLatest)), Order::Asc);
    let last = last_day(own(observation::Column::PeriodLatest));
    rows.expr_window_as(Func::cust("LAG").arg(last), window, BEFORE);
    rows
}

/// The totals of such rows.
fn totals_of(rows: SelectStatement, since: Revision) -> SelectStatement {
    let name = DynIden::from(ROWS);
    let mut select = keyed(since);
    for figure in of_observations(&name) {
        select.expr(figure);
    }
    select.expr(any_overlaps(&name)).from_subquery(rows, name);
    select
}

/// Selects the key of a total and its revisions, by which what it is made of is grouped.
fn keyed(since: Revision) -> SelectStatement {
    let mut select = Query::select();
    for column in [SERIES, SPAN] {
        select.column(column).add_group_by([Expr::col(column)]);
    }
    select.expr(Expr::value(since.0)).expr(Expr::value(Revision::OPEN));
    select
}

/// Whether some periods overlap: in the order of their first days, one of them overlaps with the one before it.
fn any_overlaps(rows: &DynIden) -> SimpleExpr {
    let own = |column| Expr::col((rows.clone(), column));
    let first = first_day(own(observation::Column::PeriodEarliest));
    let overlaps = own(observation::Column::Value)
        .is_not_null()
        .and(Expr::col((rows.clone(), BEFORE)).gte(first));
    where_so(overlaps, Expr::value(1)).count().gt(0)
}
