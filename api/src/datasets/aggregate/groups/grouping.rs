use super::dimension::Dimension;
use crate::{
    datasets::{
        model::{parse::brief, suggestion::did_you_mean},
        read::filter::Filter,
    },
    domain::{Error, Result, wording},
    store::Direction,
};

/// Rows of a dataset counted and summed by what they have in common.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// By what.
    pub by: Vec<Dimension>,
    /// The column that is summed, by its place; none counts only.
    pub measure: Option<usize>,
    /// Only the rows that satisfy this.
    pub filter: Option<Filter>,
    /// In this order, then by key.
    pub order: Vec<(Ordered, Direction)>,
    /// At most so many groups.
    pub limit: usize,
    /// After so many.
    pub offset: usize,
}

impl Grouping {
    /// A group by its key, for a message: `region=bretagne, phase=`.
    pub(super) fn name_of(&self, key: &[Option<String>]) -> String {
        let dimensions = self.by.iter().zip(key);
        let told = dimensions.map(|(by, value)| format!("{}={}", by.name, value.as_deref().unwrap_or_default()));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// What groups can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// How many rows.
    Count,
    /// The sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The average.
    Average,
}

/// What groups can be ordered by, by name.
pub const ORDERED: [(Ordered, &str); 5] = [
    (Ordered::Count, "count"),
    (Ordered::Sum, "sum"),
    (Ordered::Min, "min"),
    (Ordered::Max, "max"),
    (Ordered::Average, "average"),
];

/// The names by which groups can be ordered, read with their direction.
///
/// # Errors
/// `BadInput`, with the nearest known name.
pub fn ordered_by(name: &str) -> Result<Ordered> {
    let found = ORDERED.iter().find(|(_, known)| *known == name);
    found.map(|(ordered, _)| *ordered).ok_or_else(|| {
        let hint = did_you_mean(name, ORDERED.map(|(_, known)| known));
        Error::bad_input(wording!(
            "les groupes ne peuvent pas être triés par « {} »{hint}",
            "groups cannot be ordered by \"{}\"{hint}",
            [hint],
            brief(name)
        ))
    })
}

/// A group.
pub(super) struct Group {
    pub(super) key: Vec<Option<String>>,
    pub(super) count: i64,
    pub(super) measured: i64,
    pub(super) covered: i64,
    pub(super) sum: i128,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    /// Whether its values may be added.
    pub(super) adds: bool,
    /// How many of them may still change; none where the dataset does not say.
    pub(super) provisional: Option<i64>,
}
