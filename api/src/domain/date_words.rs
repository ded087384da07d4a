use chrono::{Datelike, NaiveDate};

use super::{ApproximateDate, Wording};

const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Spans of a year as EDTF numbers them, with what precedes the year in each language.
const SPANS: [(&str, &str, &str); 10] = [
    ("21", "printemps", "spring"),
    ("22", "été", "summer"),
    ("23", "automne", "autumn"),
    ("24", "hiver", "winter"),
    ("33", "T1", "Q1"),
    ("34", "T2", "Q2"),
    ("35", "T3", "Q3"),
    ("36", "T4", "Q4"),
    ("40", "premier semestre", "first half of"),
    ("41", "second semestre", "second half of"),
];

/// A day in words: `1er mars 2022`, `1 March 2022`.
pub fn day_in_words(day: NaiveDate) -> Wording {
    let month = day.month0() as usize;
    let (number, year) = (day.day(), day.year());
    let ordinal = if number == 1 { "er" } else { "" };
    Wording::new(
        format!("{number}{ordinal} {} {year}", FRENCH[month]),
        format!("{number} {} {year}", ENGLISH[month]),
    )
}

impl ApproximateDate {
    /// The date in words, as each language writes it: `T1 2021`, `15 janvier 2024`, `mars 2022 (date déduite)`.
    pub fn in_words(&self) -> Wording {
        match self.edtf().split_once('/') {
            Some((start, end)) => {
                let (start, end) = (one(start), one(end));
                Wording::new(
                    format!("{} à {}", start.french, end.french),
                    format!("{} to {}", start.english, end.english),
                )
            }
            None => one(self.edtf()),
        }
    }
}

/// A date that is no interval, with whether it was inferred.
fn one(text: &str) -> Wording {
    match text.strip_suffix('?') {
        Some(text) => {
            let told = stated(text);
            Wording::new(
                format!("{} (date déduite)", told.french),
                format!("{} (inferred date)", told.english),
            )
        }
        None => stated(text),
    }
}

/// A year, a span, a month, a day or a minute.
fn stated(text: &str) -> Wording {
    if let Some((day, minute)) = text.split_once('T') {
        let (day, hour, minutes) = (stated(day), &minute[..2], minute.get(3..5).unwrap_or("00"));
        let past = if minutes == "00" { "" } else { minutes };
        let french = format!("{} à {} h {past}", day.french, hour.strip_prefix('0').unwrap_or(hour));
        let french = french.trim_end().to_owned();
        return Wording::new(french, format!("{}, {hour}:{minutes}", day.english));
    }
    if let Ok(day) = text.parse() {
        return day_in_words(day);
    }
    let Some((year, part)) = text.split_once('-') else {
        return match text {
            "XXXX" => Wording::new("sans date", "undated"),
            year => Wording::new(year, year),
        };
    };
    if let Some((_, french, english)) = SPANS.iter().find(|(span, ..)| *span == part) {
        return Wording::new(format!("{french} {year}"), format!("{english} {year}"));
    }
    let month = part.parse::<usize>().ok().and_then(|month| month.checked_sub(1));
    match month.and_then(|month| Some((FRENCH.get(month)?, ENGLISH.get(month)?))) {
        Some((french, english)) => Wording::new(format!("{french} {year}"), format!("{english} {year}")),
        None => Wording::new(text, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        for (edtf, french, english) in [
            ("2022", "2022", "2022"),
            ("2022-03", "mars 2022", "March 2022"),
            ("2022-03-01", "1er mars 2022", "1 March 2022"),
            ("2024-01-15", "15 janvier 2024", "15 January 2024"),
            ("2021-33", "T1 2021", "Q1 2021"),
            ("2022-40", "premier semestre 2022", "first half of 2022"),
            ("2021-23", "automne 2021", "autumn 2021"),
            (
                "2021-09/2023-12",
                "septembre 2021 à décembre 2023",
                "September 2021 to December 2023",
            ),
            (
                "2022-12?/2024-05",
                "décembre 2022 (date déduite) à mai 2024",
                "December 2022 (inferred date) to May 2024",
            ),
            (
                "2024-12-19T00:30",
                "19 décembre 2024 à 0 h 30",
                "19 December 2024, 00:30",
            ),
            ("2022-03?", "mars 2022 (date déduite)", "March 2022 (inferred date)"),
            ("2024-12-19T14:00", "19 décembre 2024 à 14 h", "19 December 2024, 14:00"),
            (
                "2024-12-19T09:30",
                "19 décembre 2024 à 9 h 30",
                "19 December 2024, 09:30",
            ),
            ("XXXX", "sans date", "undated"),
        ] {
            let words = ApproximateDate::parse(edtf).unwrap().in_words();
            assert_eq!(
                (words.french.as_str(), words.english.as_str()),
                (french, english),
                "{edtf}"
            );
        }
    }
}
