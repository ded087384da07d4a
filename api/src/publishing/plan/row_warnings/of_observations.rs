use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{observation, series, version};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, IntoIden, Order, Query},
};

use super::row_warning::RowWarning;
use crate::{
    datasets::{Identity, registry},
    domain::{ApproximateDate, Decimal, Result, Value, Wording, wording},
    publishing::{Entry, Publication, input::names::units, series::series_slug},
    store::{Snapshot, chunks},
};

/// A percentage is over a hundred.
pub(super) const OVER_HUNDRED: &str = "over_hundred";
/// A count or a rate is negative.
pub(super) const NEGATIVE: &str = "negative";
/// A measured value is final, and its period has not begun.
pub(super) const FINAL_BEFORE_ITS_PERIOD: &str = "final_before_its_period";
/// A value is ten times the last one of its series, or a tenth of it.
pub(super) const FAR_FROM_THE_LAST: &str = "far_from_the_last";

/// What of observations is most often a mistake, on a day, beside those that are published.
pub(super) async fn warnings(
    before: &Snapshot,
    publication: &Publication,
    today: NaiveDate,
) -> Result<Vec<RowWarning>> {
    let mut observed = Vec::new();
    for entry in &publication.entries {
        if registry().target(entry.dataset)?.identity == Identity::Series {
            observed.push(entry);
        }
    }
    if observed.is_empty() {
        return Ok(Vec::new());
    }
    let indicators: BTreeSet<String> = observed
        .iter()
        .filter_map(|entry| reference(entry, "indicator"))
        .collect();
    let units = units(before, &indicators).await?;
    let slugs: BTreeSet<String> = observed.iter().map(|entry| series_slug(entry)).collect::<Result<_>>()?;
    let last = last_values(before, &slugs.into_iter().collect::<Vec<_>>()).await?;
    let mut warnings = Vec::new();
    for entry in observed {
        let unit = reference(entry, "indicator")
            .and_then(|slug| units.get(&slug))
            .map_or("", String::as_str);
        let known = last.get(&series_slug(entry)?);
        let (Value::Decimal(value), Value::Date(period)) = (entry.value("value")?, entry.value("period")?) else {
            continue;
        };
        let found = [
            over_hundred(value, unit),
            negative(value),
            too_early(entry, period, today)?,
            far(entry, value, period, known)?,
        ];
        let found = found.into_iter().flatten();
        warnings.extend(found.map(|(code, column, message)| RowWarning::new(entry, code, column, message)));
    }
    Ok(warnings)
}

fn reference(entry: &Entry, column: &str) -> Option<String> {
    match entry.value(column) {
        Ok(Value::Reference(reference)) => Some(reference.slug.clone()),
        _ => None,
    }
}

/// A code, a column, and what it says.
type Found = Option<(&'static str, &'static str, Wording)>;

fn over_hundred(value: &Decimal, unit: &str) -> Found {
    if !unit.starts_with('%') || value.thousandths() <= 100_000 {
        return None;
    }
    let said = value.in_words();
    let message = wording!(
        "{said} % dépasse cent pour cent",
        "{said} % is over a hundred percent",
        [said]
    );
    Some((OVER_HUNDRED, "value", message))
}

fn negative(value: &Decimal) -> Found {
    let said = value.in_words();
    let message = wording!("{said} est négatif", "{said} is negative", [said]);
    (value.thousandths() < 0).then_some((NEGATIVE, "value", message))
}

/// Whether a column holds a term.
fn has(entry: &Entry, column: &str, code: &str) -> Result<bool> {
    Ok(matches!(entry.value(column)?, Value::Term(term) if *term == code))
}

fn too_early(entry: &Entry, period: &ApproximateDate, today: NaiveDate) -> Result<Found> {
    let is_to_come = period.earliest().is_some_and(|first| first > today);
    if !is_to_come || !has(entry, "nature", "measured")? || !has(entry, "status", "final")? {
        return Ok(None);
    }
    let words = period.in_words();
    let message = wording!(
        "une valeur définitive pour une période à venir ({words})",
        "a final value for a period to come ({words})",
        [words]
    );
    Ok(Some((FINAL_BEFORE_ITS_PERIOD, "status", message)))
}

fn far(entry: &Entry, value: &Decimal, period: &ApproximateDate, last: Option<&(NaiveDate, Decimal)>) -> Result<Found> {
    let Some((end, known)) = last else {
        return Ok(None);
    };
    let is_later = period.latest().is_some_and(|latest| latest > *end);
    if !is_later || !are_far(known.thousandths(), value.thousandths()) || !has(entry, "nature", "measured")? {
        return Ok(None);
    }
    let (said, known) = (value.in_words(), known.in_words());
    let message = wording!(
        "{said}, où la dernière valeur publiée est {known}",
        "{said}, where the last value published is {known}",
        [said, known]
    );
    Ok(Some((FAR_FROM_THE_LAST, "value", message)))
}

fn are_far(last: i64, value: i64) -> bool {
    let (last, value) = (last.unsigned_abs(), value.unsigned_abs());
    last != 0 && value != 0 && (value >= last.saturating_mul(10) || last >= value.saturating_mul(10))
}

/// The last measured value of each series, with the last day of its period.
async fn last_values(before: &Snapshot, slugs: &[String]) -> Result<HashMap<String, (NaiveDate, Decimal)>> {
    let mut last = HashMap::new();
    for slugs in chunks(slugs) {
        let same = Expr::col((series::Entity, series::Column::RecordId))
            .equals((observation::Entity, observation::Column::SeriesId));
        let select = Query::select()
            .column((series::Entity, series::Column::Slug))
            .columns([
                (observation::Entity, observation::Column::PeriodLatest),
                (observation::Entity, observation::Column::Value),
            ])
            .from(series::Entity)
            .inner_join(observation::Entity, same)
            .and_where(Expr::col((series::Entity, series::Column::Slug)).is_in(slugs.iter().cloned()))
            .and_where(Expr::col((observation::Entity, observation::Column::Nature)).eq("measured"))
            .and_where(Expr::col((observation::Entity, observation::Column::Value)).is_not_null())
            .and_where(before.visible_at(&observation::Entity.into_iden()))
            .order_by((observation::Entity, observation::Column::PeriodLatest), Order::Asc)
            .order_by((observation::Entity, version::Column::Since), Order::Asc)
            .to_owned();
        for row in before.all(&select).await? {
            let end: Option<NaiveDate> = row.try_get_by_index(1)?;
            let value: i64 = row.try_get_by_index(2)?;
            if let (Some(end), Some(value)) = (end, Decimal::from_thousandths(value)) {
                // The last one stays.
                last.insert(row.try_get_by_index(0)?, (end, value));
            }
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::are_far;

    #[test]
    fn ten_times_is_far() {
        assert!(are_far(5, 50) && are_far(50, 5) && are_far(-5, 60));
        assert!(!are_far(5, 49) && !are_far(0, 50) && !are_far(50, 0));
    }
}
