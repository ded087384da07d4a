use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use chrono::NaiveDate;

use crate::{
    datasets::{
        Column, Kind, Row,
        read::filter::{Comparison, Quantifier},
    },
    domain::{ApproximateDate, Value},
    store::fold,
};

/// A condition that can be told of a row in memory, as the SQL of the same filter tells it of a stored one.
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Slugs(HashSet<String>),
    Keys(HashSet<i64>),
    Revision(Test),
    Column(usize, Test),
    Refers(usize, HashSet<i64>),
    Items(usize, Quantifier, Box<Condition>),
}

/// A test of one value.
pub(super) enum Test {
    IsMissing,
    Values(Vec<Value>),
    Dates(Vec<ApproximateDate>),
    Folded(HashSet<String>),
    Contains(String),
    StartsWith(String),
    Beside(Value, Side),
    Days(ApproximateDate, Side),
    MayStartBy(NaiveDate),
    MayEndFrom(NaiveDate),
}

/// On which side of a value.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Before,
    NotAfter,
    After,
    NotBefore,
}

/// Texts of rows without case and accents, by the place of their column.
pub(super) type Folded = HashMap<usize, Vec<Option<String>>>;

/// What a condition is told of: a row, or an item of a list that it holds.
pub(super) struct Subject<'a> {
    pub(super) row: Option<&'a Row>,
    pub(super) values: &'a [Value],
    /// The texts of rows without case and accents, by column, and the place of this row among them.
    pub(super) folded: Option<(&'a Folded, usize)>,
}

impl Condition {
    /// The public names of the only rows of which it may be true, where it says them.
    pub(super) fn slugs(&self) -> Option<&HashSet<String>> {
        match self {
            Self::Slugs(slugs) => Some(slugs),
            Self::All(all) => all.iter().find_map(Self::slugs),
            _ => None,
        }
    }

    /// Whether it is true; what is not known is not.
    pub(super) fn is_true(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.is_true(subject)),
            Self::Any(any) => any.iter().any(|one| one.is_true(subject)),
            Self::Not(inner) => !inner.is_true(subject),
            Self::Slugs(slugs) => subject.row.is_some_and(|row| slugs.contains(&row.slug)),
            Self::Keys(keys) => subject.row.is_some_and(|row| keys.contains(&row.key)),
            Self::Revision(test) => subject
                .row
                .is_some_and(|row| test.is_true(&Value::Integer(row.since.0), None)),
            Self::Column(place, test) => {
                let folded = subject.folded.and_then(|(texts, at)| texts.get(place)?[at].as_deref());
                test.is_true(&subject.values[*place], folded)
            }
            Self::Refers(place, keys) => match &subject.values[*place] {
                Value::Reference(reference) => keys.contains(&reference.id),
                _ => false,
            },
            Self::Items(place, quantifier, inner) => {
                let items = subject.row.and_then(|row| row.parts.get(*place));
                let mut items = items.into_iter().flatten().map(|values| {
                    inner.is_true(&Subject {
                        row: None,
                        values,
                        folded: None,
                    })
                });
                match quantifier {
                    Quantifier::Some => items.any(|is_true| is_true),
                    Quantifier::None => !items.any(|is_true| is_true),
                    Quantifier::Every => items.all(|is_true| is_true),
                }
            }
        }
    }
}

impl Test {
    /// The test of a comparison; none where texts are compared as only the database does.
    pub(super) fn compile(column: &Column, comparison: &Comparison) -> Option<Self> {
        if matches!(column.kind, Kind::List | Kind::Reference(_)) {
            return matches!(comparison, Comparison::IsNull).then_some(Self::IsMissing);
        }
        let is_folded = column.folded.is_some();
        Some(match comparison {
            Comparison::IsNull => Self::IsMissing,
            Comparison::Contains(text) if is_folded => Self::Contains(text.clone()),
            Comparison::StartsWith(text) if is_folded => Self::StartsWith(text.clone()),
            Comparison::Contains(_) | Comparison::StartsWith(_) => return None,
            Comparison::In(values) => Self::one_of(values, is_folded),
            Comparison::Lt(value) => Self::beside(value, Side::Before),
            Comparison::Lte(value) => Self::beside(value, Side::NotAfter),
            Comparison::Gt(value) => Self::beside(value, Side::After),
            Comparison::Gte(value) => Self::beside(value, Side::NotBefore),
        })
    }

    fn one_of(values: &[Value], is_folded: bool) -> Self {
        let values = values.iter().filter(|value| !value.is_null());
        let dates = values.clone().filter_map(|value| match value {
            Value::Date(date) => Some(date.clone()),
            _ => None,
        });
        let dates: Vec<ApproximateDate> = dates.collect();
        if !dates.is_empty() {
            return Self::Dates(dates);
        }
        if is_folded {
            let texts = values.filter_map(|value| match value {
                Value::Text(text) => Some(fold(text)),
                _ => None,
            });
            return Self::Folded(texts.collect());
        }
        Self::Values(values.cloned().collect())
    }

    fn beside(value: &Value, side: Side) -> Self {
        match value {
            Value::Date(date) => Self::Days(date.clone(), side),
            value => Self::Beside(value.clone(), side),
        }
    }

    fn is_true(&self, value: &Value, folded: Option<&str>) -> bool {
        let text = || match (folded, value) {
            (Some(folded), _) => Some(std::borrow::Cow::Borrowed(folded)),
            (None, Value::Text(text)) => Some(std::borrow::Cow::Owned(fold(text))),
            _ => None,
        };
        match self {
            Self::IsMissing => value.is_null(),
            Self::MayStartBy(day) => days(value).0.is_none_or(|first| first <= *day),
            Self::MayEndFrom(day) => days(value).1.is_none_or(|last| last >= *day),
            Self::Values(values) => values.contains(value),
            Self::Dates(dates) => {
                matches!(value, Value::Date(date) if dates.iter().any(|wanted| same_days(date, wanted)))
            }
            Self::Folded(texts) => text().is_some_and(|text| texts.contains(text.as_ref())),
            Self::Contains(part) => text().is_some_and(|text| text.contains(part.as_str())),
            Self::StartsWith(part) => text().is_some_and(|text| text.starts_with(part.as_str())),
            Self::Beside(other, side) => compare(value, other).is_some_and(|order| side.matches(order)),
            Self::Days(other, side) => matches!(value, Value::Date(date) if side.matches_days(date, other)),
        }
    }
}

/// The first and the last day that a date can mean, as far as they are known.
fn days(value: &Value) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match value {
        Value::Date(date) => (date.earliest(), date.latest()),
        _ => (None, None),
    }
}

/// The same days, however the text says them; without days, the same text.
fn same_days(date: &ApproximateDate, wanted: &ApproximateDate) -> bool {
    match wanted.earliest() {
        None => date.edtf() == wanted.edtf(),
        first => date.earliest() == first && wanted.latest().is_some() && date.latest() == wanted.latest(),
    }
}

/// The order of two values of a column, as both engines have it.
fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    Some(match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::Decimal(one), Value::Decimal(other)) => one.cmp(other),
        (Value::Euros(one), Value::Euros(other)) => one.cmp(other),
        (Value::Boolean(one), Value::Boolean(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Term(one), Value::Term(other)) => one.cmp(other),
        _ => return None,
    })
}

impl Side {
    fn matches(self, order: Ordering) -> bool {
        match self {
            Self::Before => order == Ordering::Less,
            Self::NotAfter => order != Ordering::Greater,
            Self::After => order == Ordering::Greater,
            Self::NotBefore => order != Ordering::Less,
        }
    }

    /// A date is before another when the whole of what it can mean is.
    fn matches_days(self, date: &ApproximateDate, other: &ApproximateDate) -> bool {
        let (own, against) = match self {
            Self::Before => (date.latest(), other.earliest()),
            Self::NotAfter => (date.latest(), other.latest()),
            Self::After => (date.earliest(), other.latest()),
            Self::NotBefore => (date.earliest(), other.earliest()),
        };
        match (own, against) {
            (Some(own), Some(against)) => self.matches(own.cmp(&against)),
            _ => false,
        }
    }
}
