use std::fmt;

use thiserror::Error;

use super::{Wording, wording};

/// An exact quantity with at most three decimals, of less than a million million: its fifteen digits survive
/// being a JSON number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    thousandths: i64,
}

/// Why a text is not a quantity.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.wording().english)]
pub struct NotADecimal {
    text: String,
}

impl NotADecimal {
    /// The message, in both languages.
    pub fn wording(&self) -> Wording {
        let Self { text } = self;
        wording!(
            "« {} » n'est pas un nombre : écrivez 12 ou 66,7 (66.7 en JSON, dans une adresse et là où des virgules séparent les cellules), avec au plus trois décimales, et moins de 1000000000000",
            "\"{}\" is not a number: write 12 or 66.7 (66,7 where semicolons separate the cells and decimals have commas), with at most three decimals, and less than 1000000000000",
            text
        )
    }
}

/// Fifteen digits are what a binary float keeps of a decimal number, and most readers of JSON use one.
const LARGEST: i64 = 999_999_999_999_999;

impl Decimal {
    /// The quantity as each language writes it: `21,5` in French.
    pub fn in_words(self) -> Wording {
        let english = self.to_string();
        Wording::new(english.replace('.', ","), english)
    }

    /// A quantity of so many thousandths; none beyond the range.
    pub fn from_thousandths(thousandths: i64) -> Option<Self> {
        (-LARGEST..=LARGEST)
            .contains(&thousandths)
            .then_some(Self { thousandths })
    }

    /// How many thousandths it is.
    pub const fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// Reads `12`, `-4` or `66.7`.
    ///
    /// # Errors
    /// `NotADecimal` for any other text, or beyond the range.
    pub fn parse(text: &str) -> Result<Self, NotADecimal> {
        scaled(text, 3)
            .and_then(Self::from_thousandths)
            .ok_or_else(|| NotADecimal {
                text: text.chars().take(40).collect(),
            })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.thousandths < 0 { "-" } else { "" };
        let size = self.thousandths.unsigned_abs();
        match size % 1000 {
            0 => write!(out, "{sign}{}", size / 1000),
            rest => {
                let digits = format!("{rest:03}");
                write!(out, "{sign}{}.{}", size / 1000, digits.trim_end_matches('0'))
            }
        }
    }
}

/// Reads decimal text as an integer number of 10^-`places`; none if it is not decimal text, too fine or too large.
pub(super) fn scaled(text: &str, places: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let readable = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let places = places as usize;
    if whole.is_empty() || !readable(whole) || !readable(fraction) || fraction.len() > places {
        return None;
    }
    let size: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_are_written_without_needless_zeros() {
        for text in ["891253", "66.7", "-0.005", "0", "98.25"] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), text);
        }
        assert!(Decimal::parse("0.0001").is_err());
        assert!(Decimal::parse("1000000000000").is_err());
    }

    proptest! {
        #[test]
        fn every_quantity_reads_back_the_same_and_is_exact_as_a_json_number(size in -LARGEST..=LARGEST) {
            let quantity = Decimal::from_thousandths(size).unwrap();
            prop_assert_eq!(Decimal::parse(&quantity.to_string()).unwrap(), quantity);
            let number: f64 = quantity.to_string().parse().unwrap();
            prop_assert_eq!(Decimal::parse(&format!("{number:.3}")).unwrap(), quantity);
        }
    }
}
