/// Sums are made of multiples of this and of the rest.
pub(super) const PART: i64 = 1_000_000;

/// The identity of a record: its key, and for an observation its period.
pub(super) type Key = (i64, Option<String>);
