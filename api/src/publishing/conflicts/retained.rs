//! Which value of a conflict is retained, and why.
//!
//! The value of the record itself is: the institution responsible for it chose it. The reason says by which criterion it prevails, in this order:
//! it is the only one that covers and means what the field says; its document is the most authoritative (official, operator, press, vendor, list);
//! it is the most precise; its document is the most recent; it was stated first. A date that documents postpone is that of the most recent one.
//! Where another value would prevail, the reason is that the record says so.

use std::cmp::Reverse;

use super::{
    kind::POSTPONEMENT,
    topic::{Said, Topic},
};
use crate::{datasets::vocabularies::DOCUMENT_QUALITY, domain::ApproximateDate};

/// A value that is retained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Retained {
    pub(super) value: String,
    pub(super) document: String,
    /// A term of `RetentionReason`.
    pub(super) reason: &'static str,
}

/// A criterion: of the statements that are left, those that it prefers.
type Criterion = (&'static str, fn(&[&Said]) -> Vec<usize>);

const SAME_EXTENT: Criterion = ("same_extent", |left| best(left, Said::is_of_same_extent));
const AUTHORITY: Criterion = ("most_authoritative", |left| best(left, |said| Reverse(rank_of(said))));
const PRECISION: Criterion = ("most_precise", |left| best(left, |said| Reverse(said.imprecision())));
const DATE: Criterion = ("most_recent_document", |left| best(left, age));

const ORDER: [Criterion; 4] = [SAME_EXTENT, AUTHORITY, PRECISION, DATE];
const ORDER_OF_POSTPONEMENTS: [Criterion; 4] = [SAME_EXTENT, DATE, AUTHORITY, PRECISION];

impl Topic {
    /// Whether a statement gives the value that is retained.
    pub(super) fn is_retained(&self, retained: &Retained, said: &Said) -> bool {
        match &self.own {
            Some(own) => own.is(&said.value),
            None => said.value == retained.value,
        }
    }

    /// The value that is retained.
    pub(super) fn retained(&self, kind: &str) -> Retained {
        let all: Vec<&Said> = self.said.iter().collect();
        let (first, reason) = preferred(&all, kind);
        let retained = |said: &Said, reason| Retained {
            value: said.value.clone(),
            document: said.document.clone(),
            reason,
        };
        let Some(own) = &self.own else {
            return retained(first, reason);
        };
        let same: Vec<&Said> = all.iter().copied().filter(|said| own.is(&said.value)).collect();
        if same.is_empty() {
            // No document says it so: the one that prevails is named beside it.
            return Retained {
                value: own.text.clone(),
                ..retained(first, "record")
            };
        }
        let (of_record, _) = preferred(&same, kind);
        let reason = if own.is(&first.value) { reason } else { "record" };
        Retained {
            value: own.text.clone(),
            ..retained(of_record, reason)
        }
    }
}

/// The statement that prevails, and the criterion that decided.
fn preferred<'a>(all: &[&'a Said], kind: &str) -> (&'a Said, &'static str) {
    let order = if kind == POSTPONEMENT {
        ORDER_OF_POSTPONEMENTS
    } else {
        ORDER
    };
    let mut left = all.to_vec();
    for (reason, criterion) in &order {
        let dated = left.iter().filter(|said| said.published_on.is_some()).count();
        left = criterion(&left).into_iter().map(|at| left[at]).collect();
        if left.iter().all(|said| said.value == left[0].value) {
            let only_dated = *reason == DATE.0 && dated == 1;
            let reason = if only_dated { "only_dated_document" } else { *reason };
            return (foremost(all, &left[0].value, &order), reason);
        }
    }
    (left[0], "first_stated")
}

/// Of the statements that give a value, the one that prevails by every criterion: its document is named.
fn foremost<'a>(all: &[&'a Said], value: &str, order: &[Criterion]) -> &'a Said {
    let mut left: Vec<&Said> = all.iter().copied().filter(|said| said.value == value).collect();
    for (_, criterion) in order {
        left = criterion(&left).into_iter().map(|at| left[at]).collect();
    }
    left[0]
}

/// The places of the greatest.
fn best<K: Ord>(left: &[&Said], key: impl Fn(&Said) -> K) -> Vec<usize> {
    let most = left.iter().map(|said| key(said)).max();
    let places = (0..left.len()).filter(|at| Some(key(left[*at])) == most);
    places.collect()
}

/// The place of the document's quality among all, 0 for the most authoritative; a document without one comes last.
fn rank_of(said: &Said) -> usize {
    let terms = DOCUMENT_QUALITY.terms;
    let place = |quality: &String| terms.iter().position(|term| term.code == quality.as_str());
    said.quality.as_ref().and_then(place).unwrap_or(terms.len())
}

/// By the first day that it can bear: a document of some day of 2024 is not more recent than one of February 2024.
fn age(said: &Said) -> (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>) {
    let day = |of: fn(&ApproximateDate) -> Option<chrono::NaiveDate>| said.published_on.as_ref().and_then(of);
    (day(ApproximateDate::earliest), day(ApproximateDate::latest))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{kind::kind_of, topic::OwnValue},
        *,
    };

    fn said(value: &str, date: &str, qualifier: &str, quality: &str) -> Said {
        Said {
            value: value.to_owned(),
            qualifier: Some(qualifier.to_owned()),
            document: format!("{value}-{date}"),
            published_on: (!date.is_empty()).then(|| ApproximateDate::parse(date).unwrap()),
            quality: (!quality.is_empty()).then(|| quality.to_owned()),
            ..Default::default()
        }
    }

    fn retained(all: &[Said], own: Option<&str>) -> (String, &'static str) {
        let own = own.map(|text| OwnValue {
            text: text.to_owned(),
            also: Vec::new(),
        });
        let topic = Topic {
            said: all.to_vec(),
            own,
            ..Default::default()
        };
        let retained = topic.retained(kind_of(&topic));
        (retained.value, retained.reason)
    }

    #[test]
    fn authority_prevails_then_precision_then_date_then_the_first() {
        let official = said("600", "2021-10-06", "about", "official");
        let press = said("630", "2024", "exact", "press");
        let told = |value: &str, reason| (value.to_owned(), reason);
        assert_eq!(
            retained(&[press.clone(), official], None),
            told("600", "most_authoritative")
        );
        let rounder = said("700", "2025", "about", "press");
        assert_eq!(retained(&[rounder, press.clone()], None), told("630", "most_precise"));
        let later = said("640", "2025", "exact", "press");
        assert_eq!(
            retained(&[press.clone(), later], None),
            told("640", "most_recent_document")
        );
        let undated = said("650", "", "exact", "press");
        assert_eq!(
            retained(&[undated.clone(), press], None),
            told("630", "only_dated_document")
        );
        let other = said("660", "", "exact", "press");
        assert_eq!(retained(&[undated, other], None), told("650", "first_stated"));
    }

    #[test]
    fn a_date_that_is_postponed_is_the_last_one_told() {
        let first = said("2022-07-15", "2022-03", "exact", "official");
        let second = said("2022-11-30", "2022-09", "exact", "press");
        let told = ("2022-11-30".to_owned(), "most_recent_document");
        assert_eq!(retained(&[first, second], None), told);
    }

    #[test]
    fn the_value_of_the_record_is_retained() {
        let official = said("600", "2021", "exact", "official");
        let press = said("630", "2024", "exact", "press");
        let both = [official, press];
        assert_eq!(retained(&both, Some("600")), ("600".to_owned(), "most_authoritative"));
        assert_eq!(retained(&both, Some("630")), ("630".to_owned(), "record"));
        assert_eq!(retained(&both, Some("610")), ("610".to_owned(), "record"));
    }

    #[test]
    fn the_document_named_is_the_one_by_which_the_value_prevails() {
        let first = said("250", "2022-03", "exact", "official");
        let last = said("250", "2023", "exact", "official");
        let older = said("500", "2021-10-06", "exact", "official");
        for own in [None, Some("250")] {
            let topic = Topic {
                said: vec![first.clone(), older.clone(), last.clone()],
                own: own.map(|text| OwnValue {
                    text: text.to_owned(),
                    also: Vec::new(),
                }),
                ..Default::default()
            };
            let retained = topic.retained(kind_of(&topic));
            assert_eq!(
                (retained.document.as_str(), retained.reason),
                ("250-2023", "most_recent_document")
            );
        }
    }

    #[test]
    fn what_covers_something_else_gives_way() {
        let whole = said("630", "2021", "exact", "press");
        let part = Said {
            scope: Some("Ségur seul".to_owned()),
            ..said("600", "2024", "exact", "official")
        };
        assert_eq!(retained(&[part, whole], None), ("630".to_owned(), "same_extent"));
    }
}
