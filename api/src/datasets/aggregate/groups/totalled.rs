//! Groups of observations by what belongs to their series, by year or by month: made of the totals of series, and of the observations that the
//! ends of an interval cut out of a month.

use chrono::NaiveDate;
use entity::{observation, series, series_total};
use sea_orm::{
    ExprTrait, JoinType,
    sea_query::{DynIden, Expr, Query, SelectStatement, SimpleExpr, UnionType},
};

use super::{
    bucket::Bucket,
    grouping::Grouping,
    mixed,
    spans::{Interval, Spans, longest},
    statement::select_keys,
};
use crate::{
    datasets::{
        Dataset, Identity,
        aggregate::series_totals::{
            figures::{FIGURES, of_observations, of_totals},
            span::{month_in_sql, span_in_sql, year_in_sql},
        },
        read::{
            filter::Filter,
            row::join_after,
            scope::Scope,
            series::{in_series, split},
        },
    },
    domain::Result,
    store::Snapshot,
};

/// The observations of a grouping, as totals of series have them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totalled {
    /// What is asked of the series, where they are not named by their keys.
    of_series: Vec<Filter>,
    /// What else is asked: the keys of series.
    keys: Vec<Filter>,
    interval: Interval,
    spans: Spans,
}

/// The name of the observations that are read.
const ROWS: &str = "rows_of";

impl Totalled {
    /// The totals that a grouping is made of; none where it asks for what they do not have.
    pub(super) async fn of(grouping: &Grouping, snapshot: &Snapshot, dataset: &Dataset) -> Result<Option<Self>> {
        if dataset.identity != Identity::Series {
            return Ok(None);
        }
        let Some(longest) = longest(grouping, dataset) else {
            return Ok(None);
        };
        let (of_series, others) = match &grouping.filter {
            Some(filter) => split(filter, &dataset.columns),
            None => Default::default(),
        };
        let (keys, periods): (Vec<_>, Vec<_>) = others.into_iter().partition(|one| matches!(one, Filter::OfSeries(_)));
        let Some(interval) = Interval::of(&periods, dataset) else {
            return Ok(None);
        };
        let spans = interval.spans(longest);
        let is_kept = !spans.is_empty() && snapshot.has_series_totals().await?;
        Ok(is_kept.then_some(Self {
            of_series,
            keys,
            interval,
            spans,
        }))
    }

    /// Selects what a grouping of rows selects.
    pub(super) fn select(
        &self,
        grouping: &Grouping,
        scope: &Scope<'_>,
        dataset: &Dataset,
        is_summed: bool,
    ) -> Result<SelectStatement> {
        let mut select = Query::select();
        self.from(&mut select, scope)?;
        let total = scope.table();
        select_keys(grouping, &mut select, dataset, |column, bucket| match bucket {
            Some(Bucket::Year) => year_in_sql(&total),
            Some(_) => month_in_sql(&total),
            None => scope.column(column, column.stored.clone()),
        });
        let [count, measured, millions, rests, smallest, largest, ..] = of_totals(&total);
        select.expr(count);
        if grouping.measure.is_some() {
            for figure in [measured.clone(), millions, rests, smallest, largest, measured] {
                select.expr(figure);
            }
        }
        if is_summed {
            mixed::select_of_totals(&mut select, scope)?;
        }
        Ok(select)
    }

    /// Reads from totals, with the series of each beside it.
    fn from(&self, select: &mut SelectStatement, scope: &Scope<'_>) -> Result<()> {
        let mut parts = Vec::new();
        for span in &self.spans.whole {
            parts.push(self.totals(scope, span)?);
        }
        for (span, first, last) in &self.spans.cut {
            parts.push(self.cut(scope, span, [*first, *last])?);
        }
        for span in &self.spans.rests {
            parts.push(self.rest(scope, span)?);
        }
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            all.union(UnionType::All, part);
        }
        let series = scope.series();
        let same = Expr::col((series.clone(), series::Column::RecordId))
            .equals((scope.table(), series_total::Column::SeriesId));
        select
            .from_subquery(all, scope.table())
            .join_as(JoinType::InnerJoin, series::Entity, series.clone(), same);
        // Without it, the planner reads every series.
        for keys in self.keys.iter().filter_map(Filter::series_keys) {
            let key = Expr::col((series.clone(), series::Column::RecordId));
            select.and_where(scope.is_of_series(key, keys));
        }
        Ok(())
    }

    /// The current totals of the series that are asked for, of spans from one to another.
    fn chosen(&self, scope: &Scope<'_>, [first, last]: &[String; 2]) -> Result<SelectStatement> {
        let total = scope.table();
        let span = || Expr::col((total.clone(), series_total::Column::Span));
        let mut select = Query::select();
        select
            .columns([series_total::Column::SeriesId, series_total::Column::Span].map(|column| (total.clone(), column)))
            .from_as(series_total::Entity, total.clone())
            .and_where(scope.snapshot.visible_at(&total));
        match first == last {
            true => select.and_where(span().eq(first)),
            false => select.and_where(span().gte(first)).and_where(span().lte(last)),
        };
        if !self.of_series.is_empty() {
            let condition = scope.condition(&Filter::All(self.of_series.clone()))?;
            select.and_where(in_series(scope, condition));
        }
        if !self.keys.is_empty() {
            select.and_where(scope.condition(&Filter::All(self.keys.clone()))?);
        }
        Ok(select)
    }

    fn totals(&self, scope: &Scope<'_>, span: &[String; 2]) -> Result<SelectStatement> {
        let mut select = self.chosen(scope, span)?;
        let total = scope.table();
        select.columns(FIGURES.map(|figure| (total.clone(), figure)));
        select.column((total, series_total::Column::Overlapping));
        Ok(select)
    }

    /// The days of a month that are asked for.
    fn cut(&self, scope: &Scope<'_>, span: &str, [first, last]: [NaiveDate; 2]) -> Result<SelectStatement> {
        let rows = DynIden::from(ROWS);
        let own = |column| Expr::col((rows.clone(), column));
        let days = own(observation::Column::PeriodEarliest)
            .between(first, last)
            .and(own(observation::Column::PeriodLatest).lte(last));
        self.observations(scope, &[span.to_owned(), span.to_owned()], days)
    }

    /// The observations of rests that are asked for.
    fn rest(&self, scope: &Scope<'_>, span: &[String; 2]) -> Result<SelectStatement> {
        let rows = DynIden::from(ROWS);
        let is_of_span =
            span_in_sql(scope.snapshot.engine(), &rows).equals((scope.table(), series_total::Column::Span));
        let own = |column| Expr::col((rows.clone(), column));
        let from = self
            .interval
            .from
            .map(|day| own(observation::Column::PeriodEarliest).gte(day));
        let to = self
            .interval
            .to
            .map(|day| own(observation::Column::PeriodLatest).lte(day));
        let condition = from.into_iter().chain(to).fold(is_of_span, ExprTrait::and);
        self.observations(scope, span, condition)
    }

    /// What observations of the spans from one to another come to, by series and span. That none of a span overlap is true of some of it too.
    fn observations(&self, scope: &Scope<'_>, span: &[String; 2], condition: SimpleExpr) -> Result<SelectStatement> {
        let mut select = self.chosen(scope, span)?;
        let (total, rows) = (scope.table(), DynIden::from(ROWS));
        let same = Expr::col((rows.clone(), observation::Column::SeriesId))
            .equals((total.clone(), series_total::Column::SeriesId));
        let engine = scope.snapshot.engine();
        join_after(&mut select, engine, observation::Entity, rows.clone(), same);
        select.and_where(scope.snapshot.visible_at(&rows)).and_where(condition);
        for (figure, made) in FIGURES.into_iter().zip(of_observations(&rows)) {
            select.expr_as(made, figure);
        }
        let by = [
            series_total::Column::SeriesId,
            series_total::Column::Span,
            series_total::Column::Overlapping,
        ];
        for column in by {
            select.add_group_by([Expr::col((total.clone(), column))]);
        }
        select.column((total, series_total::Column::Overlapping));
        Ok(select)
    }
}
