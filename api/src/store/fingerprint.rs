use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use entity::version;
use sea_orm::{Value, sea_query::Iden};
use sha2::{Digest, Sha256};

/// The fingerprint of a set of rows, in whatever order they come: the sum, modulo 2^256, of the SHA-256 of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint([u64; 4]);

impl Fingerprint {
    /// Adds a row of a table: the cells that hold something, by the names of their columns. When a version ends is told by what ends it.
    ///
    /// The same row gives the same sum whichever engine it is read from.
    pub fn add(&mut self, table: &str, cells: &mut [(&str, &Value)]) {
        cells.sort_unstable_by_key(|(name, _)| *name);
        let mut digest = Sha256::new();
        digest.update(table);
        for (name, value) in cells
            .iter()
            .filter(|(name, _)| *name != version::Column::Until.unquoted())
        {
            if let Some(text) = written(value) {
                digest.update([0]);
                digest.update(name);
                digest.update([1]);
                digest.update(text);
            }
        }
        let digest: [u8; 32] = digest.finalize().into();
        let mut parts = [0; 4];
        for (part, bytes) in parts.iter_mut().zip(digest.chunks_exact(8)) {
            *part = bytes
                .iter()
                .fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
        }
        self.merge(Self(parts));
    }

    /// Adds the rows of another fingerprint.
    pub fn merge(&mut self, other: Self) {
        let mut carried = 0;
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            let sum = u128::from(*mine) + u128::from(theirs) + carried;
            *mine = u64::try_from(sum & u128::from(u64::MAX)).unwrap_or_default();
            carried = sum >> 64;
        }
    }

    /// Reads what `to_string` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = [0; 4];
        if text.len() != 64 {
            return None;
        }
        for (place, part) in parts.iter_mut().enumerate() {
            *part = u64::from_str_radix(text.get(place * 16..place * 16 + 16)?, 16).ok()?;
        }
        Some(Self(parts))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| write!(out, "{part:016x}"))
    }
}

/// A value as both engines keep it; nothing for one that is missing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Bool(answer) => answer.map(|answer| answer.to_string()),
        Value::Int(number) => number.map(|number| number.to_string()),
        Value::BigInt(number) => number.map(|number| number.to_string()),
        Value::String(text) => text.as_ref().map(ToString::to_string),
        Value::ChronoDate(day) => day.as_ref().map(ToString::to_string),
        Value::ChronoDateTimeUtc(at) => at.as_ref().map(|at| instant(*at)),
        // No table of what is published has others.
        other => Some(format!("{other:?}")),
    }
}

/// An instant as finely as both engines keep it.
fn instant(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint_of(rows: &[(&str, i64)]) -> Fingerprint {
        let mut sum = Fingerprint::default();
        for (text, number) in rows {
            let (text, number) = (Value::from(*text), Value::from(*number));
            sum.add("t", &mut [("b", &text), ("a", &number), ("c", &Value::String(None))]);
        }
        sum
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_their_number_does() {
        assert_eq!(
            fingerprint_of(&[("x", 1), ("y", 2)]),
            fingerprint_of(&[("y", 2), ("x", 1)])
        );
        assert_ne!(fingerprint_of(&[("x", 1), ("x", 1)]), fingerprint_of(&[("x", 1)]));
        assert_ne!(
            fingerprint_of(&[("x", 1), ("y", 2)]),
            fingerprint_of(&[("x", 2), ("y", 1)])
        );
        let mut parts = fingerprint_of(&[("x", 1)]);
        parts.merge(fingerprint_of(&[("y", 2)]));
        assert_eq!(parts, fingerprint_of(&[("x", 1), ("y", 2)]));
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        let sum = fingerprint_of(&[("x", 1)]);
        assert_eq!(Fingerprint::parse(&sum.to_string()), Some(sum));
        assert_eq!(Fingerprint::parse("zz"), None);
    }

    #[test]
    fn when_a_version_ends_is_no_part_of_it() {
        let (open, ended) = (Value::from(i64::MAX), Value::from(7i64));
        let mut one = Fingerprint::default();
        one.add("t", &mut [("until", &open)]);
        let mut other = Fingerprint::default();
        other.add("t", &mut [("until", &ended)]);
        assert_eq!(one, other);
    }
}
