use chrono::{DateTime, Datelike, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

use crate::domain::{Error, Result, wording};

/// Reads an instant: with its offset, or as clocks show it in Paris.
///
/// # Errors
/// `BadInput` for what is no instant, or for an hour that clocks show twice, or never, on that day.
pub fn instant(text: &str) -> Result<DateTime<Utc>> {
    let instant = read(text)?;
    if (1970..=9999).contains(&instant.year()) {
        return Ok(instant);
    }
    Err(Error::bad_input(wording!(
        "« {text} » : l'année est comprise entre 1970 et 9999",
        "\"{text}\": the year is between 1970 and 9999"
    )))
}

fn read(text: &str) -> Result<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    let local = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(|| {
            Error::bad_input(wording!(
                "« {text} » n'est pas un instant : écrivez 2027-01-15T08:00 (heure de Paris) ou 2027-01-15T07:00:00Z",
                "\"{text}\" is not an instant: write 2027-01-15T08:00 (Paris time) or 2027-01-15T07:00:00Z"
            ))
        })?;
    match Paris.from_local_datetime(&local) {
        LocalResult::Single(instant) => Ok(instant.to_utc()),
        LocalResult::Ambiguous(..) => Err(Error::bad_input(wording!(
            "{text} a lieu deux fois à Paris, où l'on change d'heure : donnez l'instant avec son décalage, comme {text}:00+02:00",
            "{text} happens twice in Paris, where clocks change: give the instant with its offset, as {text}:00+02:00"
        ))),
        LocalResult::None => Err(Error::bad_input(wording!(
            "{text} n'a pas lieu à Paris, où l'on change d'heure : donnez l'instant avec son décalage",
            "{text} does not happen in Paris, where clocks change: give the instant with its offset"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_that_of_paris_unless_it_says_otherwise() {
        let utc = |text: &str| instant(text).unwrap().to_rfc3339();
        assert_eq!(utc("2027-01-15T08:00"), "2027-01-15T07:00:00+00:00");
        assert_eq!(utc("2027-07-15T08:00:30"), "2027-07-15T06:00:30+00:00");
        assert_eq!(utc("2027-07-15T08:00:00Z"), "2027-07-15T08:00:00+00:00");
        assert_eq!(utc("2027-10-31T02:30:00+02:00"), "2027-10-31T00:30:00+00:00");
        for (text, says) in [
            ("2027-10-31T02:30", "happens twice"),
            ("2027-03-28T02:30", "does not happen"),
            ("demain", "is not an instant"),
            ("+262142-12-31T23:59", "between 1970 and 9999"),
        ] {
            assert!(instant(text).unwrap_err().to_string().contains(says), "{text}");
        }
    }
}
