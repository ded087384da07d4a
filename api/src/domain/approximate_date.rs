use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};
use thiserror::Error;

use super::{Wording, wording};

/// A date as its source states it: `2022`, `2022-04` and `2022-03-14` are three different statements.
///
/// Kept as EDTF text (ISO 8601-2): a year, a month, a day, a civil minute (`2024-12-19T14:00:00`), a season
/// (`2021-21` spring to `2021-24` winter), a quarter (`2021-33` to `2021-36`), a semester (`2022-40`, `2022-41`), an interval (`2021-09/2023-12`), or `XXXX` where the source gives no date.
/// A trailing `?` says that the date was inferred, not printed. Hours are civil time in Europe/Paris.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApproximateDate {
    edtf: String,
    earliest: Option<NaiveDate>,
    latest: Option<NaiveDate>,
}

/// How finely a date is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// No date is given.
    Unknown,
    /// A first and a last date.
    Interval,
    /// A year.
    Year,
    /// Half a year.
    Semester,
    /// A season.
    Season,
    /// A quarter of a year.
    Quarter,
    /// A month.
    Month,
    /// A day.
    Day,
    /// A civil minute of a day.
    Minute,
}

impl Precision {
    /// Every precision, with its public code.
    pub const ALL: [(Precision, &'static str); 9] = [
        (Precision::Unknown, "unknown"),
        (Precision::Interval, "interval"),
        (Precision::Year, "year"),
        (Precision::Semester, "semester"),
        (Precision::Season, "season"),
        (Precision::Quarter, "quarter"),
        (Precision::Month, "month"),
        (Precision::Day, "day"),
        (Precision::Minute, "minute"),
    ];

    /// What it says.
    pub fn description(self) -> &'static str {
        match self {
            Self::Unknown => "No date is given.",
            Self::Interval => "A first and a last date.",
            Self::Year => "A year.",
            Self::Semester => "Half a year.",
            Self::Season => "A season.",
            Self::Quarter => "A quarter of a year.",
            Self::Month => "A month.",
            Self::Day => "A day.",
            Self::Minute => "A civil minute of a day.",
        }
    }

    /// The public code, in lower case.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(precision, _)| *precision == self)
            .map_or("unknown", |(_, code)| code)
    }
}

/// Why a text is not a date.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.wording().english)]
pub struct NotADate {
    text: String,
}

impl NotADate {
    /// The message, in both languages.
    pub fn wording(&self) -> Wording {
        let Self { text } = self;
        wording!(
            "« {} » n'est pas une date : écrivez 2022, 2022-04, 2022-03-14, 2022-Q1, 2022-S1, ou deux d'entre elles comme 2022-01/2022-06 ; un ? final veut dire déduite",
            "\"{}\" is not a date: write 2022, 2022-04, 2022-03-14, 2022-Q1, 2022-S1, or two of them as 2022-01/2022-06; a trailing ? means inferred",
            text
        )
    }
}

const UNKNOWN: &str = "XXXX";

impl ApproximateDate {
    /// Reads EDTF text; `2021-Q1` (in French, `2021-T1`) and `2022-S2` are read as quarter and semester and written in EDTF.
    ///
    /// # Errors
    /// `NotADate` when the text states no date of the calendar, or an interval that ends before it starts.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let refuse = || NotADate {
            text: text.chars().take(40).collect(),
        };
        if text == UNKNOWN {
            return Ok(Self {
                edtf: UNKNOWN.to_owned(),
                earliest: None,
                latest: None,
            });
        }
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        let first = Statement::parse(first).ok_or_else(refuse)?;
        let last = Statement::parse(last).ok_or_else(refuse)?;
        if first.earliest > last.latest {
            return Err(refuse());
        }
        let edtf = if text.contains('/') {
            format!("{}/{}", first.edtf, last.edtf)
        } else {
            first.edtf
        };
        Ok(Self {
            edtf,
            earliest: Some(first.earliest),
            latest: Some(last.latest),
        })
    }

    /// The EDTF text.
    pub fn edtf(&self) -> &str {
        &self.edtf
    }

    /// The first day that the statement can mean; none when no date is given.
    pub fn earliest(&self) -> Option<NaiveDate> {
        self.earliest
    }

    /// The last day that the statement can mean; none when no date is given.
    pub fn latest(&self) -> Option<NaiveDate> {
        self.latest
    }

    /// Whether the date was inferred rather than printed.
    pub fn inferred(&self) -> bool {
        self.edtf.contains('?')
    }

    /// How finely the date is stated.
    pub fn precision(&self) -> Precision {
        if self.edtf == UNKNOWN {
            Precision::Unknown
        } else if self.edtf.contains('/') {
            Precision::Interval
        } else {
            precision_of(self.edtf.trim_end_matches('?'))
        }
    }
}

impl fmt::Display for ApproximateDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.edtf)
    }
}

fn precision_of(edtf: &str) -> Precision {
    match edtf.len() {
        4 => Precision::Year,
        7 => match edtf[5..].parse::<u32>() {
            Ok(21..=24) => Precision::Season,
            Ok(33..=36) => Precision::Quarter,
            Ok(40..=41) => Precision::Semester,
            _ => Precision::Month,
        },
        10 => Precision::Day,
        _ => Precision::Minute,
    }
}

/// One date of a text, with the days it covers.
struct Statement {
    edtf: String,
    earliest: NaiveDate,
    latest: NaiveDate,
}

impl Statement {
    fn parse(text: &str) -> Option<Self> {
        let (plain, mark) = match text.strip_suffix('?') {
            Some(plain) => (plain, "?"),
            None => (text, ""),
        };
        if !plain.is_ascii() || plain.len() < 4 {
            return None;
        }
        let year = year_of(&plain[..4])?;
        let (edtf, earliest, latest) = match plain.len() {
            4 => (plain.to_owned(), day(year, 1, 1)?, day(year, 12, 31)?),
            7 => Self::part_of_year(plain, year)?,
            10 => {
                let day = day_of(plain, year)?;
                (plain.to_owned(), day, day)
            }
            16 | 19 => {
                let format = if plain.len() == 16 {
                    "%Y-%m-%dT%H:%M"
                } else {
                    "%Y-%m-%dT%H:%M:%S"
                };
                let moment = NaiveDateTime::parse_from_str(plain, format).ok()?;
                let edtf = moment.format("%Y-%m-%dT%H:%M:%S").to_string();
                (edtf, moment.date(), moment.date())
            }
            _ => return None,
        };
        Some(Self {
            edtf: edtf + mark,
            earliest,
            latest,
        })
    }

    fn part_of_year(plain: &str, year: i32) -> Option<(String, NaiveDate, NaiveDate)> {
        if plain.as_bytes()[4] != b'-' {
            return None;
        }
        let code = match &plain[5..] {
            "Q1" | "T1" => 33,
            "Q2" | "T2" => 34,
            "Q3" | "T3" => 35,
            "Q4" | "T4" => 36,
            "S1" => 40,
            "S2" => 41,
            digits => number(digits)?,
        };
        if let 21..=24 = code {
            let (earliest, latest) = season(year, code)?;
            return Some((format!("{year:04}-{code:02}"), earliest, latest));
        }
        let (first_month, months) = match code {
            1..=12 => (code, 1),
            33..=36 => ((code - 33) * 3 + 1, 3),
            40..=41 => ((code - 40) * 6 + 1, 6),
            _ => return None,
        };
        let earliest = day(year, first_month, 1)?;
        let latest = earliest
            .checked_add_months(Months::new(months))?
            .checked_sub_days(Days::new(1))?;
        Some((format!("{year:04}-{code:02}"), earliest, latest))
    }
}

/// The days that a season can mean, whether it goes by whole months or by the sun.
fn season(year: i32, code: u32) -> Option<(NaiveDate, NaiveDate)> {
    Some(match code {
        21 => (day(year, 3, 1)?, day(year, 6, 21)?),
        22 => (day(year, 6, 1)?, day(year, 9, 23)?),
        23 => (day(year, 9, 1)?, day(year, 12, 22)?),
        _ => (day(year, 12, 1)?, day(year + 1, 3, 21)?),
    })
}

/// A day, written `2022-03-14`.
fn day_of(text: &str, year: i32) -> Option<NaiveDate> {
    let separated = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    day(year, number(text.get(5..7)?)?, number(text.get(8..10)?)?).filter(|_| separated)
}

fn year_of(text: &str) -> Option<i32> {
    number(text).filter(|year| *year > 0)
}

/// A number of nothing but digits: no sign, no blank.
fn number<T: FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| date.year() <= 9999)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> ApproximateDate {
        ApproximateDate::parse(text).unwrap()
    }

    fn days(text: &str) -> (String, String) {
        let date = parsed(text);
        (date.earliest().unwrap().to_string(), date.latest().unwrap().to_string())
    }

    #[test]
    fn each_precision_covers_its_days() {
        for (text, earliest, latest, precision) in [
            ("2022", "2022-01-01", "2022-12-31", Precision::Year),
            ("2022-02", "2022-02-01", "2022-02-28", Precision::Month),
            ("2022-03-14", "2022-03-14", "2022-03-14", Precision::Day),
            ("2021-Q1", "2021-01-01", "2021-03-31", Precision::Quarter),
            ("2021-T4", "2021-10-01", "2021-12-31", Precision::Quarter),
            ("2021-23", "2021-09-01", "2021-12-22", Precision::Season),
            ("2021-24", "2021-12-01", "2022-03-21", Precision::Season),
            ("2022-S2", "2022-07-01", "2022-12-31", Precision::Semester),
            ("2024-12-19T14:00", "2024-12-19", "2024-12-19", Precision::Minute),
            ("2021-09/2023-12", "2021-09-01", "2023-12-31", Precision::Interval),
        ] {
            assert_eq!(days(text), (earliest.to_owned(), latest.to_owned()));
            assert_eq!(parsed(text).precision(), precision, "{text}");
        }
    }

    #[test]
    fn an_inferred_date_keeps_its_mark_and_an_unknown_one_has_no_day() {
        assert!(parsed("2022-03?").inferred());
        assert_eq!(parsed("2022-03?").precision(), Precision::Month);
        assert!(!parsed("2022-03").inferred());
        assert_eq!(parsed("XXXX").earliest(), None);
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "0000",
            "22",
            "2022-13",
            "2022-02-30",
            "2022-Q5",
            "2022-99",
            "2022/2021",
            "é022",
            "2022-1-1",
            "2022 01 01",
            "2022- 3-14",
            "2022-+3-14",
            "2022-+3",
            "+022",
        ] {
            assert!(ApproximateDate::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same_date(
            year in 1i32..=9999, month in 1u32..=12, day in 1u32..=28, kind in 0..4,
        ) {
            let text = match kind {
                0 => format!("{year:04}"),
                1 => format!("{year:04}-{month:02}"),
                2 => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{}", 33 + month % 4),
            };
            let date = parsed(&text);
            prop_assert_eq!(date.edtf(), text.as_str());
            prop_assert!(date.earliest() <= date.latest());
            prop_assert_eq!(parsed(date.edtf()), date);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let _ = ApproximateDate::parse(&text);
        }
    }
}
