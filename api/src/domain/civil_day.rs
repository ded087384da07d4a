use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Europe::Paris;

/// The day in Paris of an instant: the day of institutions and of their deadlines.
pub fn civil_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Paris).date_naive()
}

/// The instant at which a day ends in Paris: the first of the next day.
pub fn end_of_day(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.succ_opt()?.and_time(NaiveTime::MIN).and_local_timezone(Paris);
    next.earliest().map(|midnight| midnight.with_timezone(&Utc))
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

    #[test]
    fn a_day_ends_at_midnight_in_paris() {
        let end = |text: &str| end_of_day(text.parse().unwrap()).unwrap().to_rfc3339();
        assert_eq!(end("2026-07-14"), "2026-07-14T22:00:00+00:00");
        assert_eq!(end("2026-10-25"), "2026-10-25T23:00:00+00:00");
    }
}
