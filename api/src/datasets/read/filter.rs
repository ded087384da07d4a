/// Conditions read from text.
mod comparison;
/// Pieces of conditions, in SQL.
pub(in crate::datasets) mod pieces;
/// Conditions on the publication of a row.
pub mod published;
/// Conditions as SQL.
mod sql;
/// Conditions on several columns at once, each a question that people ask.
pub mod time;
/// Questions as SQL.
mod time_sql;

pub use comparison::{OPERATORS, comparison, operators, search, searched};

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::record_key::RecordKey;
use crate::domain::{Error, Moment, Result, Slug, Value, wording};

/// A condition on the rows of a dataset, or on the items of a part.
///
/// It is either true or false of a row, never unknown: a missing value differs from every value, so `ne` is true of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these.
    All(Vec<Filter>),
    /// One of these, at least.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// The public name is one of these.
    Slug(Vec<Slug>),
    /// The key in the store is one of these.
    Key(Vec<RecordKey>),
    /// A comparison of the revision that published the row as it is.
    Revision(Comparison),
    /// One of these institutions published the row as it is.
    Publisher(Vec<Slug>),
    /// The row was published as it is at this instant or later, and before that one.
    PublishedAt {
        /// The first instant.
        from: Option<DateTime<Utc>>,
        /// The first one after.
        before: Option<DateTime<Utc>>,
    },
    /// One of these documents is cited by the record.
    Source(Vec<Slug>),
    /// The words of the record match these, each in one of its forms.
    Words(Vec<Vec<String>>),
    /// A comparison of a column, by its place.
    Column(usize, Comparison),
    /// The record that a column refers to satisfies this.
    Reference(usize, Box<Filter>),
    /// Records that point here, by the place of the relation.
    Relation(usize, Quantifier, Box<Filter>),
    /// Items of a part, by its place.
    Part(usize, Quantifier, Box<Filter>),
    /// A phase, of a kind if one is named, covers or may cover a day: today if none is named.
    OpenOn(Option<NaiveDate>, Option<&'static str>),
    /// The last measured value of its series: the one whose period ends last, not after today.
    Latest,
    /// Observations of the series that have one of these keys, which are in their order.
    OfSeries(Arc<[i64]>),
    /// Published as it is after a moment.
    Since(Moment),
}

/// A comparison of a column with given values, already read as the column holds them.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Equals one of these.
    In(Vec<Value>),
    /// Before, or smaller than.
    Lt(Value),
    /// Not after, or not greater than.
    Lte(Value),
    /// After, or greater than.
    Gt(Value),
    /// Not before, or not smaller than.
    Gte(Value),
    /// Contains this text, whatever its case and accents.
    Contains(String),
    /// Starts with this text, whatever its case and accents.
    StartsWith(String),
    /// Has no value.
    IsNull,
}

/// How many of the related ones must satisfy the condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// None.
    None,
    /// All there are; true when there are none.
    Every,
}

/// How many conditions a filter may have, those in relations and parts included.
pub const MOST_CONDITIONS: usize = 100;

/// How many values a filter may compare with.
pub const MOST_OPERANDS: usize = 500;

impl Filter {
    /// The same filter, if it is of a size that the engines take.
    ///
    /// # Errors
    /// `TooComplex`, with the limits.
    pub fn bounded(self) -> Result<Self> {
        let (conditions, operands) = self.size();
        if conditions > MOST_CONDITIONS || operands > MOST_OPERANDS {
            return Err(Error::TooComplex {
                message: wording!(
                    "le filtre a {conditions} conditions et {operands} valeurs, et peut en avoir {MOST_CONDITIONS} et {MOST_OPERANDS} : demandez en plusieurs requêtes",
                    "the filter has {conditions} conditions and {operands} values, and may have {MOST_CONDITIONS} and {MOST_OPERANDS}: ask in several requests"
                ),
            });
        }
        Ok(self)
    }

    /// The price of the filter, in points: a condition on other records reads them for each row.
    pub fn price(&self) -> u64 {
        match self {
            Self::All(all) | Self::Any(all) => all.iter().map(Self::price).sum(),
            Self::Not(inner) => inner.price(),
            Self::Reference(_, inner) => 20 + inner.price(),
            Self::Part(_, _, inner) => 100 + inner.price(),
            Self::Relation(_, _, inner) => 500 + inner.price(),
            Self::Source(_) | Self::OpenOn(..) => 100,
            Self::Words(_) | Self::Latest => 200,
            Self::Slug(_)
            | Self::Key(_)
            | Self::Revision(_)
            | Self::Publisher(_)
            | Self::PublishedAt { .. }
            | Self::Column(..)
            | Self::OfSeries(_)
            | Self::Since(_) => 1,
        }
    }

    /// How many conditions it has, and how many values they compare with.
    fn size(&self) -> (usize, usize) {
        match self {
            Self::All(all) | Self::Any(all) => all
                .iter()
                .map(Self::size)
                .fold((1, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1)),
            Self::Not(inner) | Self::Reference(_, inner) | Self::Relation(_, _, inner) | Self::Part(_, _, inner) => {
                let (conditions, operands) = inner.size();
                (conditions + 1, operands)
            }
            Self::Slug(slugs) | Self::Source(slugs) | Self::Publisher(slugs) => (1, slugs.len()),
            Self::Key(keys) => (1, keys.len()),
            Self::Words(words) => (1, words.len()),
            Self::Revision(Comparison::In(values)) | Self::Column(_, Comparison::In(values)) => (1, values.len()),
            Self::Revision(_)
            | Self::PublishedAt { .. }
            | Self::Column(..)
            | Self::OpenOn(..)
            | Self::Latest
            | Self::OfSeries(_)
            | Self::Since(_) => (1, 1),
        }
    }
}
