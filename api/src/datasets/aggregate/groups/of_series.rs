//! What may be added of observations: values of one indicator and one nature, of populations and periods that do not overlap.

use std::{collections::HashMap, sync::Arc};

use entity::{indicator, observation, series};
use sea_orm::{
    EntityName, ExprTrait, QueryResult,
    sea_query::{DynIden, Expr, Func, Order, OverStatement, Query, SelectStatement, WindowStatement},
};

use super::{
    grouping::{Group, Grouping},
    keys::{dimension_value, read_key},
    mixed::Mixed,
    statement::{key_name, keyed},
};
use crate::{
    datasets::{
        Column, Dataset,
        aggregate::series_totals::span::{first_day, last_day},
        read::scope::Scope,
    },
    domain::{Error, Result, Wording, wording},
    store::Snapshot,
};

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
        if mixed.documents || (mixed.periods && mixed.may_overlap) {
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

/// The name under which measures are cached.
const MEASURES: &str = "measures of indicators";

/// How the values of indicators add, by key: one statement for those that are not in memory.
async fn measures(snapshot: &Snapshot, mut keys: Vec<i64>) -> Result<HashMap<i64, Arc<Measure>>> {
    keys.sort_unstable();
    keys.dedup();
    snapshot.depends_on(indicator::Entity.table_name());
    let mut found = HashMap::new();
    keys.retain(|key| match snapshot.remembered::<Measure>(MEASURES, *key) {
        Some(measure) => found.insert(*key, measure).is_some(),
        None => true,
    });
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
        let measure = Arc::new(Measure {
            kind: row.try_get_by_index(1)?,
            overlapping: row.try_get_by_index::<Option<bool>>(2)?.unwrap_or(false),
        });
        let key = row.try_get_by_index(0)?;
        snapshot.remember(MEASURES, key, measure.clone());
        found.insert(key, measure);
    }
    Ok(found)
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
    let first = first_day(own(observation::Column::PeriodEarliest));
    let last = last_day(own(observation::Column::PeriodLatest));
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
