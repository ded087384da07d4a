//! Whether the rows of a group are unlike one another, asked with its figures.

use entity::{observation, region, series, series_total};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{CaseStatement, Expr, Query, SelectStatement, SimpleExpr},
};

use crate::{
    datasets::{
        aggregate::series_totals::figures::{PROVISIONAL, may_overlap, where_so},
        read::{row, scope::Scope},
    },
    domain::Result,
};

/// What is asked of the rows of each group, beside their figures, in this order. Each is 1 when it is so.
const ASKED: usize = 10;

/// The kind of the region that contains the others.
const NATIONAL: &str = "national";

/// Selects, after the figures, what tells whether the values of a group may be added.
pub(super) fn select(select: &mut SelectStatement, scope: &Scope<'_>) -> Result<()> {
    let own = |column: observation::Column| Expr::col((scope.table(), column));
    let is_measured = || own(observation::Column::Value).is_not_null();
    // Of the rows that have a value.
    let measured = |value| where_so(is_measured(), value);
    let of_those = |value: SimpleExpr| measured(value).count();
    let own_differ = |column| differ(measured(own(column)));
    let periods = own_differ(observation::Column::PeriodEarliest)
        .or(own_differ(observation::Column::PeriodLatest))
        .or(is_of_some(
            of_those(own(observation::Column::PeriodEarliest)),
            own(observation::Column::Value).count(),
        ));
    let is_provisional = own(observation::Column::Status).eq(PROVISIONAL);
    let asked = Asked {
        provisional: of_those(CaseStatement::new().case(is_provisional, 1).into()),
        measured: own(observation::Column::Value).count(),
        natures: own_differ(observation::Column::Nature),
        periods,
        // Only the rows themselves say.
        may_overlap: Expr::cust("TRUE"),
    };
    asked.select(select, scope, measured, of_those)
}

/// Selects the same of totals of series.
pub(super) fn select_of_totals(select: &mut SelectStatement, scope: &Scope<'_>) -> Result<()> {
    let own = |column: series_total::Column| Expr::col((scope.table(), column));
    let measured = || own(series_total::Column::Measured);
    let of_measured = |value| where_so(measured().gt(0), value);
    let of_those = |value: SimpleExpr| {
        let counted: Expr = CaseStatement::new()
            .case(value.is_not_null(), measured())
            .finally(0)
            .into();
        counted.sum()
    };
    let ends_differ = |least, greatest| own(least).min().ne(own(greatest).max());
    let periods = ends_differ(series_total::Column::EarliestStart, series_total::Column::LatestStart)
        .or(ends_differ(
            series_total::Column::EarliestEnd,
            series_total::Column::LatestEnd,
        ))
        .or(is_of_some(own(series_total::Column::Dated).sum(), measured().sum()));
    let asked = Asked {
        provisional: own(series_total::Column::Provisional).sum().cast_as("bigint"),
        measured: measured().sum(),
        natures: ends_differ(series_total::Column::FirstNature, series_total::Column::LastNature),
        periods,
        may_overlap: may_overlap(&scope.table()),
    };
    asked.select(select, scope, of_measured, of_those)
}

/// Whether a value differs among rows.
fn differ(value: Expr) -> SimpleExpr {
    value.clone().min().ne(value.max())
}

/// Whether something is so of some of the rows, and not of all.
fn is_of_some(count: SimpleExpr, all: SimpleExpr) -> SimpleExpr {
    count.clone().gt(0).and(count.ne(all))
}

/// What is asked of rows, or of totals, each in its own words.
struct Asked {
    provisional: SimpleExpr,
    measured: SimpleExpr,
    natures: SimpleExpr,
    periods: SimpleExpr,
    may_overlap: SimpleExpr,
}

impl Asked {
    /// Selects it, with what is asked of their series: a value of those that are measured, and of how many it is known.
    fn select(
        self,
        select: &mut SelectStatement,
        scope: &Scope<'_>,
        measured: impl Fn(SimpleExpr) -> Expr,
        of_those: impl Fn(SimpleExpr) -> SimpleExpr,
    ) -> Result<()> {
        let of_series = |column: series::Column| -> SimpleExpr { Expr::col((scope.series(), column)) };
        let differ = |column| differ(measured(of_series(column)));
        let partial = |value: SimpleExpr| is_of_some(of_those(value), self.measured.clone());
        let mut national = Query::select();
        let regions = crate::datasets::registry().target("regions")?;
        let region_scope = Scope::new(scope.snapshot, regions, OF_REGIONS);
        row::from(&mut national, &region_scope, regions);
        national
            .column((region_scope.table(), region::Column::RecordId))
            .and_where(Expr::col((region_scope.table(), region::Column::Kind)).eq(NATIONAL));
        let is_national = CaseStatement::new().case(of_series(series::Column::RegionId).in_subquery(national), 1);
        let asked: [SimpleExpr; ASKED] = [
            differ(series::Column::IndicatorId),
            self.natures,
            self.periods,
            partial(is_national.into()),
            partial(of_series(series::Column::CategoryFolded)),
            differ(series::Column::CategoryFolded),
            partial(of_series(series::Column::CouloirId)),
            differ(series::Column::CouloirId),
            differ(series::Column::DocumentId),
            self.may_overlap,
        ];
        select.expr(measured(of_series(series::Column::IndicatorId)).min());
        select.expr(self.provisional);
        for is_so in asked {
            let told: SimpleExpr = CaseStatement::new().case(is_so, 1).finally(0).into();
            select.expr(told.cast_as("bigint"));
        }
        Ok(())
    }
}

/// The depth of the scope of regions: beyond that of any filter.
const OF_REGIONS: usize = 101;

/// What was asked of a group.
pub(super) struct Mixed {
    pub(super) indicator: Option<i64>,
    pub(super) indicators: bool,
    pub(super) natures: bool,
    pub(super) periods: bool,
    pub(super) nation_and_regions: bool,
    pub(super) some_categories: bool,
    pub(super) categories: bool,
    pub(super) some_couloirs: bool,
    pub(super) couloirs: bool,
    pub(super) documents: bool,
    /// Whether periods may overlap: the rows themselves say.
    pub(super) may_overlap: bool,
}

impl Mixed {
    pub(super) fn read(row: &QueryResult, first: usize) -> Result<(Self, i64)> {
        let is_so = |at: usize| -> Result<bool> { Ok(row.try_get_by_index::<i64>(first + 2 + at)? == 1) };
        let mixed = Self {
            indicator: row.try_get_by_index(first)?,
            indicators: is_so(0)?,
            natures: is_so(1)?,
            periods: is_so(2)?,
            nation_and_regions: is_so(3)?,
            some_categories: is_so(4)?,
            categories: is_so(5)?,
            some_couloirs: is_so(6)?,
            couloirs: is_so(7)?,
            documents: is_so(8)?,
            may_overlap: is_so(9)?,
        };
        Ok((mixed, row.try_get_by_index(first + 1)?))
    }
}
