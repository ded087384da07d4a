//! What may be added of observations: values of one indicator and one nature, of populations and periods that do not overlap.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{indicator, observation, region, series};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{
        CaseStatement, DynIden, Expr, Func, Order, OverStatement, Query, SelectStatement, SimpleExpr, WindowStatement,
    },
};

use super::{
    grouping::{Group, Grouping},
    keys::{dimension_value, read_key},
    statement::{key_name, keyed},
};
use crate::{
    datasets::{
        Column, Dataset,
        read::{row, scope::Scope},
    },
    domain::{Error, Result, Wording, wording},
    store::Snapshot,
};

/// What is asked of the rows of each group, beside their figures, in this order. Each is 1 when it is so.
const ASKED: usize = 9;

/// The kind of the region that contains the others.
const NATIONAL: &str = "national";

/// The status of a value that may still change.
const PROVISIONAL: &str = "provisional";

/// Selects, after the figures, what tells whether the values of a group may be added.
pub(super) fn select(select: &mut SelectStatement, scope: &Scope<'_>) -> Result<()> {
    let own = |column: observation::Column| Expr::col((scope.table(), column));
    let of_series = |column: series::Column| Expr::col((scope.series(), column));
    let is_measured = || own(observation::Column::Value).is_not_null();
    // Of the rows that have a value.
    let measured = |value: SimpleExpr| -> Expr { CaseStatement::new().case(is_measured(), value).into() };
    let differ = |value: SimpleExpr| {
        let value = measured(value);
        value.clone().min().ne(value.max())
    };
    let partial = |value: SimpleExpr| {
        let count = measured(value).count();
        count
            .clone()
            .gt(0)
            .and(count.ne(own(observation::Column::Value).count()))
    };
    let mut national = Query::select();
    let regions = crate::datasets::registry().target("regions")?;
    let region_scope = Scope::new(scope.snapshot, regions, OF_REGIONS);
    row::from(&mut national, &region_scope, regions);
    national
        .column((region_scope.table(), region::Column::RecordId))
        .and_where(Expr::col((region_scope.table(), region::Column::Kind)).eq(NATIONAL));
    let is_national = CaseStatement::new().case(of_series(series::Column::RegionId).in_subquery(national), 1);
    let periods = differ(own(observation::Column::PeriodEarliest))
        .or(differ(own(observation::Column::PeriodLatest)))
        .or(partial(own(observation::Column::PeriodEarliest)));
    let asked: [SimpleExpr; ASKED] = [
        differ(of_series(series::Column::IndicatorId)),
        differ(own(observation::Column::Nature)),
        periods,
        partial(is_national.into()),
        partial(of_series(series::Column::CategoryFolded)),
        differ(of_series(series::Column::CategoryFolded)),
        partial(of_series(series::Column::CouloirId)),
        differ(of_series(series::Column::CouloirId)),
        differ(of_series(series::Column::DocumentId)),
    ];
    select.expr(measured(of_series(series::Column::IndicatorId)).min());
    select.expr(
        measured(
            CaseStatement::new()
                .case(own(observation::Column::Status).eq(PROVISIONAL), 1)
                .into(),
        )
        .count(),
    );
    for is_so in asked {
        let told: SimpleExpr = CaseStatement::new().case(is_so, 1).finally(0).into();
        select.expr(told.cast_as("bigint"));
    }
    Ok(())
}

/// The depth of the scope of regions: beyond that of any filter.
const OF_REGIONS: usize = 101;

/// What was asked of a group.
struct Mixed {
    indicator: Option<i64>,
    indicators: bool,
    natures: bool,
    periods: bool,
    nation_and_regions: bool,
    some_categories: bool,
    categories: bool,
    some_couloirs: bool,
    couloirs: bool,
    documents: bool,
}

impl Mixed {
    fn read(row: &QueryResult, first: usize) -> Result<(Self, i64)> {
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
        };
        Ok((mixed, row.try_get_by_index(first + 1)?))
    }
}

/// How the values of an indicator add.
#[derive(Clone, Debug, Default)]
struct Measure {
    /// A term of `IndicatorMeasure`.
    kind: Option<String>,
    overlapping: bool,
}

/// Refuses sums over what does not add, and marks the groups whose values add to nothing.
///
/// # Errors
/// `BadInput`, with the dimension to add or the filter to use.
pub(super) async fn refuse_mixed(
    grouping: &Grouping,
    scope: &Scope<'_>,
    dataset: &Dataset,
    rows: &[QueryResult],
    groups: &mut [Group],
) -> Result<()> {
    // The key, the count and six figures come first.
    let first = grouping.by.len() + 7;
    let mut all = Vec::with_capacity(groups.len());
    for (row, group) in rows.iter().zip(groups.iter_mut()) {
        let (mixed, provisional) = Mixed::read(row, first)?;
        group.provisional = Some(provisional);
        all.push(mixed);
    }
    let several = |group: &Group| group.measured > 1;
    for (mixed, group) in all.iter().zip(groups.iter()).filter(|(_, group)| several(group)) {
        refuse_unlike(grouping, mixed, group)?;
    }
    let indicators = all.iter().zip(groups.iter()).filter(|(_, group)| several(group));
    let indicators: Vec<i64> = indicators.filter_map(|(mixed, _)| mixed.indicator).collect();
    let measures = measures(scope.snapshot, indicators).await?;
    let mut looked_at = Vec::new();
    for (mixed, group) in all.iter().zip(groups.iter_mut()).filter(|(_, group)| several(group)) {
        let measure = mixed
            .indicator
            .and_then(|key| measures.get(&key))
            .cloned()
            .unwrap_or_default();
        group.adds = matches!(measure.kind.as_deref(), Some("stock" | "flow"));
        if !group.adds {
            continue;
        }
        refuse_overlapping(grouping, mixed, &measure, group)?;
        if mixed.documents || mixed.periods {
            looked_at.extend(mixed.indicator);
        }
    }
    refuse_told_twice(grouping, scope, dataset, looked_at).await
}

/// Refuses different indicators, and different natures.
fn refuse_unlike(grouping: &Grouping, mixed: &Mixed, group: &Group) -> Result<()> {
    if mixed.indicators {
        return Err(refused(
            grouping,
            group,
            &wording!("des indicateurs différents", "different indicators"),
            &wording!(
                "ajoutez indicator à by, ou filtrez (indicator=…)",
                "add indicator to by, or filter (indicator=…)"
            ),
        ));
    }
    if mixed.natures {
        return Err(refused(
            grouping,
            group,
            &wording!(
                "des valeurs mesurées et des cibles, des prévisions ou des points de départ",
                "measured values and targets, forecasts or baselines"
            ),
            &wording!(
                "ajoutez nature à by, ou filtrez (nature=measured)",
                "add nature to by, or filter (nature=measured)"
            ),
        ));
    }
    Ok(())
}

/// Refuses populations that overlap, and a stock counted at several dates.
fn refuse_overlapping(grouping: &Grouping, mixed: &Mixed, measure: &Measure, group: &Group) -> Result<()> {
    let (what, how) = if mixed.nation_and_regions {
        (
            wording!("la France et des régions", "France and regions"),
            wording!(
                "ajoutez region à by, ou filtrez (region.ne=france)",
                "add region to by, or filter (region.ne=france)"
            ),
        )
    } else if mixed.some_categories || (measure.overlapping && mixed.categories) {
        (
            wording!("des catégories qui se recoupent", "categories that overlap"),
            wording!(
                "ajoutez category à by, ou filtrez (category=…, category.is_null=true)",
                "add category to by, or filter (category=…, category.is_null=true)"
            ),
        )
    } else if mixed.some_couloirs || (measure.overlapping && mixed.couloirs) {
        (
            wording!("des couloirs qui se recoupent", "couloirs that overlap"),
            wording!(
                "ajoutez couloir à by, ou filtrez (couloir=…, couloir.is_null=true)",
                "add couloir to by, or filter (couloir=…, couloir.is_null=true)"
            ),
        )
    } else if mixed.periods && measure.kind.as_deref() == Some("stock") {
        (
            wording!("un stock compté à plusieurs dates", "a stock counted at several dates"),
            wording!(
                "ajoutez period à by, ou filtrez (period=…, latest=true)",
                "add period to by, or filter (period=…, latest=true)"
            ),
        )
    } else {
        return Ok(());
    };
    Err(refused(grouping, group, &what, &how))
}

fn refused(grouping: &Grouping, group: &Group, what: &Wording, how: &Wording) -> Error {
    let key = grouping.name_of(&group.key);
    Error::bad_input(wording!(
        "le groupe {key} mêle {what}, qui ne s'ajoutent pas : {how} ; pour ne compter que les lignes, measure=none",
        "the group {key} mixes {what}, which do not add: {how}; to count rows alone, measure=none",
        [what, how]
    ))
}

/// How the values of indicators add, by key.
async fn measures(snapshot: &Snapshot, mut keys: Vec<i64>) -> Result<HashMap<i64, Measure>> {
    keys.sort_unstable();
    keys.dedup();
    let mut found = HashMap::new();
    if keys.is_empty() {
        return Ok(found);
    }
    let table = DynIden::from("t0");
    let column = |column| Expr::col((table.clone(), column));
    let select = Query::select()
        .expr(column(indicator::Column::RecordId))
        .expr(column(indicator::Column::Measure))
        .expr(column(indicator::Column::Overlapping))
        .from_as(indicator::Entity, table.clone())
        .and_where(snapshot.visible_at(&table))
        .and_where(column(indicator::Column::RecordId).is_in(keys))
        .to_owned();
    for row in snapshot.all(&select).await? {
        let measure = Measure {
            kind: row.try_get_by_index(1)?,
            overlapping: row.try_get_by_index::<Option<bool>>(2)?.unwrap_or(false),
        };
        found.insert(row.try_get_by_index(0)?, measure);
    }
    Ok(found)
}

/// Days before and after all that is told.
const FIRST: NaiveDate = day(1, 1, 1);
const LAST: NaiveDate = day(9_999, 12, 31);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The rows of a grouping, and the last day of the one before each, in its group, of the same population.
const TOLD: &str = "told";
const FIRST_DAY: &str = "first_day";
const BEFORE: &str = "before";

/// Refuses values of one population for periods that overlap: told by several documents, or of a month within a year.
async fn refuse_told_twice(
    grouping: &Grouping,
    scope: &Scope<'_>,
    dataset: &Dataset,
    mut indicators: Vec<i64>,
) -> Result<()> {
    indicators.sort_unstable();
    indicators.dedup();
    if indicators.is_empty() {
        return Ok(());
    }
    let Some(row) = scope
        .snapshot
        .one(&told_twice(grouping, scope, dataset, indicators)?)
        .await?
    else {
        return Ok(());
    };
    let key = grouping.name_of(&read_key(grouping, dataset, &row)?);
    Err(Error::bad_input(wording!(
        "le groupe {key} mêle des valeurs de périodes qui se recoupent pour la même population, par exemple de plusieurs documents ou d'un mois et de son année : ajoutez period ou document à by, ou filtrez ; pour ne compter que les lignes, measure=none",
        "the group {key} mixes values of overlapping periods for the same population, such as those of several documents or of a month and its year: add period or document to by, or filter; to count rows alone, measure=none"
    )))
}

fn told_twice(
    grouping: &Grouping,
    scope: &Scope<'_>,
    dataset: &Dataset,
    indicators: Vec<i64>,
) -> Result<SelectStatement> {
    let own = |column: observation::Column| Expr::col((scope.table(), column));
    let of_series = |column: series::Column| Expr::col((scope.series(), column));
    // What bears no date may be of any.
    let first = Expr::from(Func::coalesce([
        own(observation::Column::PeriodEarliest),
        Expr::value(FIRST),
    ]));
    let last = Expr::from(Func::coalesce([
        own(observation::Column::PeriodLatest),
        Expr::value(LAST),
    ]));
    let mut window = WindowStatement::new();
    let population = [
        series::Column::IndicatorId,
        series::Column::RegionId,
        series::Column::CouloirId,
        series::Column::CategoryFolded,
    ];
    for column in population {
        window.add_partition_by(of_series(column));
    }
    for dimension in &grouping.by {
        let column: &Column = &dataset.columns[dimension.column];
        window.add_partition_by(dimension_value(scope, column, dimension.bucket));
    }
    window
        .order_by_expr(first.clone(), Order::Asc)
        .order_by_expr(last.clone(), Order::Asc);
    let mut rows = keyed(grouping, scope, dataset)?;
    rows.expr_as(first, FIRST_DAY)
        // In the order of their first days, periods overlap if and only if one of them overlaps with the one before it.
        .expr_window_as(Func::cust("LAG").arg(last), window, BEFORE)
        .and_where(own(observation::Column::Value).is_not_null())
        .and_where(of_series(series::Column::IndicatorId).is_in(indicators));
    let mut select = Query::select();
    for at in 0..grouping.by.len() {
        select.column((TOLD, key_name(at)));
    }
    select
        .from_subquery(rows, TOLD)
        .and_where(Expr::col((TOLD, BEFORE)).gte(Expr::col((TOLD, FIRST_DAY))))
        .limit(1);
    Ok(select)
}
