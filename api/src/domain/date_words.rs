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

/// What follows a date that was inferred.
const INFERRED: [&str; 2] = [" (date déduite)", " (inferred date)"];

/// What separates the two ends of a span.
const TO: [&str; 2] = [" à ", " to "];

impl ApproximateDate {
    /// Reads a date as people write it: `15/01/2027`, `01/2027`, `T1 2026`, `1er trimestre 2026`, `mars 2022`, `15 janvier 2024 à 9 h 30`, and all
    /// that `in_words` writes. Days come before months. None for what it does not know.
    pub fn from_people(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        if let Some(date) = one_from_words(&text) {
            return Self::parse(&date).ok();
        }
        TO.iter().find_map(|to| {
            let (start, end) = text.split_once(to)?;
            Self::parse(&format!("{}/{}", one_from_words(start)?, one_from_words(end)?)).ok()
        })
    }
}

/// EDTF of a date in words that is no interval.
fn one_from_words(text: &str) -> Option<String> {
    match INFERRED.iter().find_map(|mark| text.strip_suffix(mark)) {
        Some(text) => Some(format!("{}?", stated_from_words(text)?)),
        None => stated_from_words(text),
    }
}

fn stated_from_words(text: &str) -> Option<String> {
    if matches!(text, "sans date" | "undated") {
        return Some("XXXX".to_owned());
    }
    if let Some((day, time)) = text.split_once(" à ").or_else(|| text.split_once(", ")) {
        return Some(format!("{}T{}", stated_from_words(day)?, minute_from_words(time)?));
    }
    let words: Vec<&str> = text
        .split([' ', '\u{a0}', '\u{202f}'])
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        [one] => from_numbers(one),
        [span, year] | [span, "of" | "de", year] => Some(format!("{}-{}", year_of(year)?, part_of_year(span)?)),
        [number, "trimestre" | "quarter", year] => {
            quarter(number).map(|part| Some(format!("{}-{part}", year_of(year)?)))?
        }
        ["premier" | "1er", "semestre", year] | ["first", "half", "of", year] => Some(format!("{}-40", year_of(year)?)),
        ["second" | "deuxième" | "2e" | "2ème", "semestre", year] | ["second", "half", "of", year] => {
            Some(format!("{}-41", year_of(year)?))
        }
        [day, month, year] => {
            let day: u8 = day.strip_suffix("er").unwrap_or(day).parse().ok()?;
            Some(format!("{}-{:02}-{day:02}", year_of(year)?, month_of(month)?))
        }
        _ => None,
    }
}

/// `9 h 30`, `14 h`, `09:30`.
fn minute_from_words(text: &str) -> Option<String> {
    let (hour, minutes) = text.split_once(['h', ':'])?;
    let minutes = if minutes.trim().is_empty() { "0" } else { minutes.trim() };
    let (hour, minutes): (u8, u8) = (hour.trim().parse().ok()?, minutes.parse().ok()?);
    Some(format!("{hour:02}:{minutes:02}"))
}

/// `15/01/2027`, `1.2.2027`, `01/2027`, `2022`, `t1-2026`, `2026-t1`.
fn from_numbers(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    match parts.as_slice() {
        [day, month, year] => {
            let (day, month): (u8, u8) = (day.parse().ok()?, month.parse().ok()?);
            Some(format!("{}-{month:02}-{day:02}", year_of(year)?))
        }
        [one, other] => match (year_of(one), year_of(other)) {
            (Some(year), None) => Some(format!("{year}-{}", part_of_year(other)?)),
            (None, Some(year)) => match one.parse::<u8>() {
                Ok(month @ 1..=12) => Some(format!("{year}-{month:02}")),
                _ => Some(format!("{year}-{}", part_of_year(one)?)),
            },
            _ => None,
        },
        [year] => year_of(year).map(str::to_owned),
        _ => None,
    }
}

fn year_of(text: &str) -> Option<&str> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

fn month_of(name: &str) -> Option<usize> {
    let names = FRENCH.iter().zip(ENGLISH);
    let found = names.into_iter().position(|(french, english)| {
        let plain = |text: &str| text.replace('é', "e").replace('û', "u");
        *french == name || english.eq_ignore_ascii_case(name) || plain(french) == plain(name)
    });
    found.map(|place| place + 1)
}

fn quarter(number: &str) -> Option<&'static str> {
    match number {
        "1er" | "premier" | "1st" | "first" => Some("33"),
        "2e" | "2ème" | "deuxième" | "2nd" | "second" => Some("34"),
        "3e" | "3ème" | "troisième" | "3rd" | "third" => Some("35"),
        "4e" | "4ème" | "quatrième" | "4th" | "fourth" => Some("36"),
        _ => None,
    }
}

/// EDTF of a part of a year: a month, a quarter, a semester, a season.
fn part_of_year(word: &str) -> Option<String> {
    if let Some(month) = month_of(word) {
        return Some(format!("{month:02}"));
    }
    match word {
        "s1" => return Some("40".to_owned()),
        "s2" => return Some("41".to_owned()),
        _ => {}
    }
    let span = SPANS
        .iter()
        .find(|(_, french, english)| french.eq_ignore_ascii_case(word) || english.eq_ignore_ascii_case(word));
    span.map(|(code, ..)| (*code).to_owned())
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
            for words in [words.french, words.english] {
                assert_eq!(
                    ApproximateDate::from_people(&words),
                    ApproximateDate::parse(edtf).ok(),
                    "{words}"
                );
            }
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, edtf) in [
            ("15/01/2027", "2027-01-15"),
            ("1.2.2027", "2027-02-01"),
            ("01/2027", "2027-01"),
            ("T1 2026", "2026-33"),
            ("2026 t1", ""),
            ("2026-T3", "2026-35"),
            ("Q4-2026", "2026-36"),
            ("1er trimestre 2026", "2026-33"),
            ("S2 2026", "2026-41"),
            ("Premier semestre 2026", "2026-40"),
            ("Août 2026", "2026-08"),
            ("fevrier 2026", "2026-02"),
            ("31/02/2026", ""),
            ("13/2026", ""),
            ("1/2", ""),
            ("hier", ""),
        ] {
            let read = ApproximateDate::from_people(text);
            assert_eq!(read.as_ref().map_or("", |date| date.edtf()), edtf, "{text}");
        }
    }
}
