use crate::datasets::{Column, Dataset, Kind};

/// Sums are made of multiples of this and of the rest.
pub(super) const PART: i64 = 1_000_000;

/// The identity of a record: its key, and for an observation its period.
pub(super) type Key = (i64, Option<String>);

/// The amounts of money of a dataset that may be added.
pub(super) fn amounts(dataset: &Dataset) -> impl Iterator<Item = &Column> {
    dataset
        .columns
        .iter()
        .filter(|column| column.adds && matches!(column.kind, Kind::Euros))
}
