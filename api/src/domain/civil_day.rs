use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

/// The day in Paris of an instant: the day of institutions and of their deadlines.
pub fn civil_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Paris).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        let day = |text: &str| civil_day(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-07-14T21:59:59Z"), "2026-07-14");
        assert_eq!(day("2026-07-14T22:00:00Z"), "2026-07-15");
        assert_eq!(day("2026-12-31T23:00:00Z"), "2027-01-01");
    }
}
