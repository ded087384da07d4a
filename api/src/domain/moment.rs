use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{Error, Result, Revision, end_of_day, wording};

/// A past state of the public data, as a client names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// As a publication left it: `12`.
    Revision(Revision),
    /// As the edition of a day froze it, or else as it stood when the day ended in Paris, if it has: `2026-12-01`.
    Day(NaiveDate, Option<DateTime<Utc>>),
    /// As it stood at an instant, with its offset: `2026-11-24T09:00:00Z`.
    Instant(DateTime<Utc>),
}

/// After so long, no publication that began before an instant can still be under way: what an instant means does not change any more.
const SETTLED: Duration = Duration::minutes(5);

impl Moment {
    /// Reads a moment.
    ///
    /// # Errors
    /// `BadInput` for what is neither a revision, nor a date, nor an instant, and for an instant still to come.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Result<Self> {
        if let Ok(number) = text.parse::<i64>()
            && number >= 0
        {
            return Ok(Self::Revision(Revision(number)));
        }
        if text.len() == 10
            && let Ok(date) = text.parse()
        {
            let end = end_of_day(date).filter(|end| *end <= now);
            return Ok(Self::Day(date, end.map(|end| end - Duration::nanoseconds(1))));
        }
        // In an address, a plus that was not encoded reads as a space.
        let instant = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).map_err(|_| {
            Error::bad_input(wording!(
                "« {} » n'est pas un moment : écrivez un numéro de révision (12), un jour (2026-12-01) ou un instant avec son décalage (2026-11-24T09:00:00Z)",
                "\"{}\" is no moment: write the number of a revision (12), a day (2026-12-01) or an instant with its offset (2026-11-24T09:00:00Z)",
                text.chars().take(40).collect::<String>()
            ))
        })?;
        let instant = instant.with_timezone(&Utc);
        if instant > now {
            return Err(Error::bad_input(wording!(
                "{} est à venir : on ne lit que le passé",
                "{} is still to come: only the past can be read",
                super::instant(instant)
            )));
        }
        // Publications are told to the second: one told by its second is read with all of that second.
        let whole = if text.contains('.') {
            Duration::zero()
        } else {
            Duration::nanoseconds(999_999_999)
        };
        Ok(Self::Instant(instant + whole))
    }

    /// Whether what it means can never change, so that an answer may be kept for ever.
    pub fn is_settled(&self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Revision(_) => true,
            // The edition of a day that is not over may still be made.
            Self::Day(_, end) => end.is_some_and(|end| end + SETTLED < now),
            Self::Instant(instant) => *instant + SETTLED < now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Moment> {
        Moment::parse(text, DateTime::from_timestamp(1_800_000_000, 0).unwrap())
    }

    #[test]
    fn a_moment_is_a_revision_or_a_past_instant() {
        assert_eq!(read("12").unwrap(), Moment::Revision(Revision(12)));
        let first = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let end = DateTime::parse_from_rfc3339("2026-12-01T22:59:59.999999999Z").unwrap();
        assert_eq!(
            read("2026-12-01").unwrap(),
            Moment::Day(first, Some(end.with_timezone(&Utc)))
        );
        let to_come = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap();
        assert_eq!(read("2028-01-01").unwrap(), Moment::Day(to_come, None));
        let noon = Moment::Instant(DateTime::from_timestamp(1_700_000_000, 999_999_999).unwrap());
        let exact = Moment::Instant(DateTime::from_timestamp(1_700_000_000, 500_000_000).unwrap());
        assert_eq!(read("2023-11-14T22:13:20.5Z").unwrap(), exact);
        for text in [
            "2023-11-14T22:13:20Z",
            "2023-11-14T23:13:20+01:00",
            "2023-11-14T23:13:20 01:00",
        ] {
            assert_eq!(read(text).unwrap(), noon, "{text}");
        }
        for text in ["", "-1", "2023-11-14T22:13:20", "hier", "2999-01-01T00:00:00Z"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_what_can_change_no_more_is_settled() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(Moment::Revision(Revision(1)).is_settled(now));
        assert!(!Moment::Instant(now - Duration::seconds(1)).is_settled(now));
        assert!(Moment::Instant(now - Duration::hours(1)).is_settled(now));
    }
}
