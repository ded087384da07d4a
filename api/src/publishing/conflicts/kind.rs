//! Of what kind a conflict is, by rule: what is stated to mean or to cover something else is no disagreement, nor are other words for the same
//! thing, a date that later documents postpone, or a value that rounds another.

use super::topic::{Said, Topic};
use crate::domain::{ApproximateDate, Decimal, Precision};

pub(super) const POSTPONEMENT: &str = "postponement";

/// A term of `ConflictKind`.
pub(super) fn kind_of(topic: &Topic) -> &'static str {
    let differ = |of: fn(&Said) -> &Option<String>| topic.said.iter().any(|said| of(said) != of(&topic.said[0]));
    if differ(|said| &said.definition) {
        "definition"
    } else if differ(|said| &said.scope) {
        "scope"
    } else if topic.is_wording {
        "wording"
    } else if are_precisions(topic) {
        "precision"
    } else if is_postponed(topic) {
        POSTPONEMENT
    } else {
        "disagreement"
    }
}

/// Whether all values are dates, each given by a dated document, and no document that gives a later one is certainly older than one that gives an
/// earlier one.
fn is_postponed(topic: &Topic) -> bool {
    let mut told = Vec::new();
    for said in &topic.said {
        match ApproximateDate::parse(&said.value) {
            Ok(date) if date.earliest().is_some() => told.push((date, said.published_on.as_ref())),
            _ => return false,
        }
    }
    let is_dated = |date: &ApproximateDate| told.iter().any(|(other, on)| other == date && on.is_some());
    if !told.iter().all(|(date, _)| is_dated(date)) {
        return false;
    }
    let dated: Vec<_> = told.iter().filter_map(|(date, on)| on.map(|on| (date, on))).collect();
    let mut is_later_told_later = false;
    for (early, told_early) in &dated {
        for (_, told_late) in dated.iter().filter(|(late, _)| early.latest() < late.earliest()) {
            if told_late.latest() < told_early.earliest() {
                return false;
            }
            is_later_told_later |= told_early.latest() < told_late.earliest();
        }
    }
    is_later_told_later
}

/// Whether every two different values can both be true: one rounds the other, bounds it, or is a date that contains it.
fn are_precisions(topic: &Topic) -> bool {
    let all = &topic.said;
    all.iter().all(|one| {
        all.iter()
            .all(|other| one.value == other.value || is_rounded(one, other) || is_rounded(other, one))
    })
}

/// Whether a value says the same as another less exactly.
fn is_rounded(rough: &Said, exact: &Said) -> bool {
    if let (Some(round), Some(value)) = (Decimal::parse(&rough.value).ok(), Decimal::parse(&exact.value).ok()) {
        let (round, value) = (round.thousandths(), value.thousandths());
        return rough.imprecision() > exact.imprecision()
            && match rough.qualifier.as_deref() {
                Some("about") => rounded(value, significant_digits(round)) == round,
                Some("more_than") => value > round,
                Some("at_least") => value >= round,
                Some("less_than") => value < round,
                Some("at_most") => value <= round,
                _ => false,
            };
    }
    match (
        ApproximateDate::parse(&rough.value),
        ApproximateDate::parse(&exact.value),
    ) {
        // Two intervals are two statements, even where one contains the other.
        (Ok(long), Ok(short)) if long.precision() != Precision::Interval => {
            long.earliest().is_some() && long.earliest() <= short.earliest() && short.latest() <= long.latest()
        }
        _ => false,
    }
}

/// How many digits of a number are not the zeros at its end.
fn significant_digits(number: i64) -> u32 {
    let digits = number.unsigned_abs().to_string();
    u32::try_from(digits.trim_end_matches('0').len()).unwrap_or(u32::MAX)
}

/// A number rounded to so many significant digits, half away from zero.
fn rounded(number: i64, digits: u32) -> i64 {
    let length = u32::try_from(number.unsigned_abs().to_string().len()).unwrap_or(u32::MAX);
    let unit = 10i64.checked_pow(length.saturating_sub(digits)).unwrap_or(i64::MAX);
    let half = number.signum() * (unit / 2);
    (number.saturating_add(half) / unit).saturating_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str, qualifier: &str, date: &str) -> Said {
        Said {
            value: value.to_owned(),
            qualifier: Some(qualifier.to_owned()),
            published_on: ApproximateDate::parse(date).ok(),
            ..Default::default()
        }
    }

    fn kind(all: Vec<Said>) -> &'static str {
        kind_of(&Topic {
            said: all,
            ..Default::default()
        })
    }

    #[test]
    fn a_value_that_rounds_another_is_no_disagreement() {
        let about = |value| said(value, "about", "2021");
        let exact = |value| said(value, "exact", "2021");
        assert_eq!(kind(vec![about("1200000.00"), exact("1210399.00")]), "precision");
        assert_eq!(kind(vec![about("1340"), exact("1356")]), "disagreement");
        assert_eq!(kind(vec![about("60"), exact("71")]), "disagreement");
        assert_eq!(kind(vec![said("97", "more_than", "2021"), exact("98")]), "precision");
        assert_eq!(kind(vec![said("97", "more_than", "2021"), exact("96")]), "disagreement");
        assert_eq!(kind(vec![exact("2024-01"), exact("2024-01-15")]), "precision");
        assert_eq!(kind(vec![exact("600"), exact("630")]), "disagreement");
    }

    #[test]
    fn a_later_date_in_a_later_document_is_a_postponement() {
        let first = said("2022-07-15", "exact", "2022-03?");
        let second = said("2022-11-30", "exact", "2022-09");
        assert_eq!(kind(vec![first.clone(), second.clone()]), POSTPONEMENT);
        let unclear = said("2022-10-15", "exact", "2022");
        assert_eq!(kind(vec![first.clone(), unclear, second]), POSTPONEMENT);
        let earlier = said("2022-06-30", "exact", "2022-09");
        assert_eq!(kind(vec![first.clone(), earlier]), "disagreement");
        let undated = said("2022-11-30", "exact", "");
        assert_eq!(kind(vec![first, undated]), "disagreement");
    }

    #[test]
    fn what_is_stated_of_something_else_is_no_disagreement() {
        let part = Said {
            scope: Some("vague 1".to_owned()),
            ..said("40", "exact", "2021")
        };
        let other = Said {
            definition: Some("date de signature".to_owned()),
            ..said("40", "exact", "2021")
        };
        assert_eq!(kind(vec![part, said("465", "exact", "2021")]), "scope");
        assert_eq!(kind(vec![other, said("465", "exact", "2021")]), "definition");
    }
}
