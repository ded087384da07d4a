use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Europe::Paris;

const SECONDS_OF_AN_HOUR: i64 = 3_600;
const HALF: u32 = 32;

/// The civil day in Paris, computed once an hour: days begin there when an hour does.
#[derive(Default)]
pub(super) struct ParisDay(
    /// The hour of the last computation and its day, in one half each.
    AtomicU64,
);

impl ParisDay {
    /// The number of the day of an instant.
    pub(super) fn at(&self, now: DateTime<Utc>) -> u64 {
        let hour = (now.timestamp() / SECONDS_OF_AN_HOUR).unsigned_abs();
        let known = self.0.load(Ordering::Relaxed);
        if known >> HALF == hour {
            return known & u64::from(u32::MAX);
        }
        let day = now.with_timezone(&Paris).num_days_from_ce().unsigned_abs();
        self.0.store((hour << HALF) | u64::from(day), Ordering::Relaxed);
        u64::from(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        let today = ParisDay::default();
        let at = |text: &str| today.at(text.parse().unwrap());
        let noon = at("2026-07-14T10:00:00Z");
        assert_eq!(at("2026-07-14T21:59:59Z"), noon);
        assert_eq!(at("2026-07-14T22:00:00Z"), noon + 1);
        assert_eq!(at("2026-07-14T10:30:00Z"), noon);
        let winter = at("2026-12-31T22:59:59Z");
        assert_eq!(at("2026-12-31T23:00:00Z"), winter + 1);
    }
}
