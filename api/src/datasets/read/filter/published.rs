//! Conditions on the publication of a row: by whom, and when.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

use super::Filter;
use crate::{
    datasets::model::parse::brief,
    domain::{Error, Result, wording},
};

/// The institution that published a row as it is, by its public name.
pub const PUBLISHER: &str = "publisher";

/// When a row was published as it is.
pub const PUBLISHED_AT: &str = "published_at";

/// The comparisons of a moment of publication.
pub const OPERATORS: [&str; 4] = ["lt", "lte", "gt", "gte"];

/// How long an instant lasts: those of answers are told to the second.
fn length(instant: DateTime<Utc>) -> Duration {
    match instant.timestamp_subsec_nanos() {
        0 => Duration::seconds(1),
        _ => Duration::microseconds(1),
    }
}

/// Reads a comparison of the moment at which rows were published: with an instant, or with a whole day in Paris.
///
/// # Errors
/// `BadInput` for another operator, or a text that is neither.
pub fn published_at(operator: &str, text: &str) -> Result<Filter> {
    let (first, end) = span(text)?;
    let (from, before) = match operator {
        "gte" => (Some(first), None),
        "gt" => (Some(end), None),
        "lt" => (None, Some(first)),
        "lte" => (None, Some(end)),
        _ => {
            return Err(Error::bad_input(wording!(
                "{PUBLISHED_AT} accepte lt, lte, gt et gte",
                "{PUBLISHED_AT} takes lt, lte, gt and gte"
            )));
        }
    };
    Ok(Filter::PublishedAt { from, before })
}

/// The first instant of a day or instant, and the first after it.
fn span(text: &str) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let day: Option<NaiveDate> = text.parse().ok().filter(|_| text.len() == "2026-11-24".len());
    let found = match day {
        Some(day) => midnight(day).zip(day.succ_opt().and_then(midnight)),
        // In an address, a plus that was not encoded reads as a space.
        None => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
            .ok()
            .map(|instant| {
                let instant = instant.with_timezone(&Utc);
                (instant, instant + length(instant))
            }),
    };
    found.ok_or_else(|| {
        Error::bad_input(wording!(
            "{PUBLISHED_AT} : « {} » n'est ni un jour à Paris (2026-11-24) ni un instant avec son décalage (2026-11-24T09:00:00Z)",
            "{PUBLISHED_AT}: \"{}\" is neither a day in Paris (2026-11-24) nor an instant with its offset (2026-11-24T09:00:00Z)",
            brief(text)
        ))
    })
}

/// When a day begins in Paris.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let begins = Paris.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest()?;
    Some(begins.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_paris_and_an_instant_is_exact() {
        let bounds = |operator, text| match published_at(operator, text) {
            Ok(Filter::PublishedAt { from, before }) => (from, before).into(),
            _ => None,
        };
        let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
        assert_eq!(bounds("gte", "2026-11-24"), Some((at("2026-11-23T23:00:00Z"), None)));
        assert_eq!(bounds("gt", "2026-11-24"), Some((at("2026-11-24T23:00:00Z"), None)));
        assert_eq!(bounds("lt", "2026-07-01"), Some((None, at("2026-06-30T22:00:00Z"))));
        assert_eq!(
            bounds("lte", "2026-11-24T09:00:00 01:00"),
            Some((None, at("2026-11-24T08:00:01Z")))
        );
        for (operator, text) in [
            ("eq", "2026-11-24"),
            ("gt", "24/11/2026"),
            ("gt", "2026-13-01"),
            ("gt", ""),
        ] {
            assert_eq!(bounds(operator, text), None, "{operator} {text}");
        }
    }
}
