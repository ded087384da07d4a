//! Whether a passage of a text says a value. Codes and references are the reader's own words: no text shows them.

use std::collections::BTreeSet;

use super::numbers::numbers;
use crate::{
    domain::{ApproximateDate, Decimal, Value},
    store::fold,
};

/// The months, folded, and how texts shorten them.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan"],
    &["fevrier", "fevr", "fev"],
    &["mars"],
    &["avril", "avr"],
    &["mai"],
    &["juin"],
    &["juillet", "juil"],
    &["aout"],
    &["septembre", "sept"],
    &["octobre", "oct"],
    &["novembre", "nov"],
    &["decembre", "dec"],
];

/// Some lines of a source, folded.
pub(super) struct Passage {
    text: String,
    words: BTreeSet<String>,
    numbers: BTreeSet<i128>,
}

impl Passage {
    pub(super) fn new(text: &str) -> Self {
        let text = fold(text);
        Self {
            words: words(&text).collect(),
            numbers: numbers(&text),
            text,
        }
    }

    /// Whether it says a value; `None` where no text could show it.
    pub(super) fn says(&self, value: &Value) -> Option<bool> {
        match value {
            Value::Integer(number) => Some(self.numbers.contains(&(i128::from(*number) * 1000))),
            Value::Decimal(number) => Some(self.numbers.contains(&i128::from(number.thousandths()))),
            Value::Euros(amount) => Some(self.numbers.contains(&(i128::from(amount.cents()) * 10))),
            Value::Date(date) => self.says_date(date),
            Value::Text(text) => self.says_text(text),
            // Each item has its own place.
            Value::List(texts) => any(texts.iter().map(|text| self.says_text(text))),
            Value::Null | Value::Boolean(_) | Value::Term(_) | Value::Reference(_) => None,
        }
    }

    /// A number or a date that a text is, or one of its clauses: several places can say what one note says.
    fn says_text(&self, text: &str) -> Option<bool> {
        if let Ok(number) = Decimal::parse(text) {
            return self.says(&Value::Decimal(number));
        }
        if let Ok(date) = ApproximateDate::parse(text) {
            return self.says_date(&date);
        }
        any(text.split([';', '(', ')', ':']).map(|clause| self.says_clause(clause)))
    }

    /// At least half of the words of a clause, those of fewer than four letters apart unless there are no others.
    fn says_clause(&self, text: &str) -> Option<bool> {
        let all: Vec<String> = words(&fold(text)).collect();
        if all.iter().all(|word| word.chars().count() <= 3) {
            return (!all.is_empty()).then(|| all.iter().all(|word| self.words.contains(word)));
        }
        let told: Vec<&String> = all.iter().filter(|word| word.chars().count() > 3).collect();
        let said = told.iter().filter(|word| self.has_word(word)).count();
        Some(2 * said >= told.len())
    }

    /// A word, or another form of it: plurals and agreements change the end of words.
    fn has_word(&self, word: &str) -> bool {
        let stem: String = word.chars().take(word.chars().count().max(5) - 1).collect();
        let mut from = self.words.range(stem.clone()..);
        self.words.contains(word) || from.next().is_some_and(|known| known.starts_with(&stem))
    }

    /// The day or the month of a date, or its year where it has no more; of an interval, both ends.
    fn says_date(&self, date: &ApproximateDate) -> Option<bool> {
        let ends = date.edtf().split('/').map(|end| end.trim_end_matches('?'));
        let mut said = ends.filter(|end| !end.is_empty() && !end.starts_with("XXXX") && *end != "..");
        let first = said.next()?;
        Some(self.says_day(first) && said.all(|end| self.says_day(end)))
    }

    fn says_day(&self, day: &str) -> bool {
        let day = day.split('T').next().unwrap_or(day);
        let mut parts = day.split('-');
        let year = parts.next().unwrap_or_default();
        let short = format!("/{}", year.get(2..).unwrap_or(year));
        let has_year =
            self.words.contains(year) || self.text.contains(&short) || self.text.contains(&format!("-{year}"));
        let Some(month) = parts.next().and_then(|month| month.parse::<usize>().ok()) else {
            return has_year;
        };
        let Some(names) = month.checked_sub(1).and_then(|month| MONTHS.get(month)) else {
            // A season, a quarter or a half of a year.
            return has_year;
        };
        let in_figures = [format!("/{month:02}"), format!(".{month:02}.")];
        // A passage that names years must name this one; one that names none may leave it to its heading.
        let has_month = (has_year || !self.has_any_year())
            && (names.iter().any(|name| self.words.contains(*name))
                || in_figures.iter().any(|figures| self.text.contains(figures)));
        match parts.next().and_then(|day| day.parse::<i128>().ok()) {
            Some(number) => has_month && self.numbers.contains(&(number * 1000)),
            None => has_month,
        }
    }

    /// Whether it names a year of this century.
    fn has_any_year(&self) -> bool {
        let is_year = |word: &String| word.len() == 4 && word.starts_with("20") && word.parse::<u16>().is_ok();
        self.words.iter().any(is_year)
    }
}

/// Whether any is true; `None` where none could be told.
fn any(said: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    said.flatten().reduce(|one, other| one || other)
}

fn words(folded: &str) -> impl Iterator<Item = String> + '_ {
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(edtf: &str) -> Value {
        Value::Date(ApproximateDate::parse(edtf).unwrap())
    }

    #[test]
    fn a_passage_says_dates_numbers_and_words() {
        let passage =
            Passage::new("Commandes à passer entre février 2022 et le 28 février 2024 : 465 M€ pour les éditeurs");
        for value in [
            date("2022-02/2024-02-28"),
            date("2024"),
            Value::Integer(465_000_000),
            Value::Text("Un éditeur est payé".to_owned()),
        ] {
            assert_eq!(passage.says(&value), Some(true), "{value:?}");
        }
        for value in [
            date("2024-03"),
            date("2025-02"),
            date("2024-02-27"),
            date("2023"),
            Value::Integer(466),
            Value::Text("Indicateurs d'usage".to_owned()),
        ] {
            assert_eq!(passage.says(&value), Some(false), "{value:?}");
        }
        let other = Passage::new("La maîtrise d'ouvrage, le décret et l'octroi");
        for value in [date("2022-05"), date("2022-12"), date("2022-10")] {
            assert_eq!(other.says(&value), Some(false), "{value:?}");
        }
        for value in [Value::Null, Value::Term("order"), date("XXXX")] {
            assert_eq!(passage.says(&value), None, "{value:?}");
        }
    }
}
