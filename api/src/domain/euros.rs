use std::fmt;

use thiserror::Error;

use super::{Wording, wording};

/// An amount of money in integer euro cents; written with two decimals (`1210399.00`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Euros {
    cents: i64,
}

/// Why a text is not an amount.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.wording().english)]
pub struct NotAnAmount {
    text: String,
}

impl NotAnAmount {
    /// The message, in both languages.
    pub fn wording(&self) -> Wording {
        let Self { text } = self;
        wording!(
            "« {} » n'est pas un montant en euros : écrivez 1234 ou 1234,50 (1234.50 en JSON, dans une adresse et là où des virgules séparent les cellules), avec au plus deux décimales",
            "\"{}\" is not an amount in euros: write 1234 or 1234.50 (1234,50 where semicolons separate the cells and decimals have commas), with at most two decimals",
            text
        )
    }
}

impl Euros {
    /// An amount of so many cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self { cents }
    }

    /// The amount as each language writes it: `78 400 000 €`, `€78,400,000`; with cents where it has any.
    pub fn in_words(self) -> Wording {
        let (sign, cents) = (if self.cents < 0 { "-" } else { "" }, self.cents.unsigned_abs());
        let digits = (cents / 100).to_string();
        let grouped = |separator: &str| {
            let mut text = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    text.push_str(separator);
                }
                text.push(digit);
            }
            text
        };
        let rest = |mark: &str| match cents % 100 {
            0 => String::new(),
            rest => format!("{mark}{rest:02}"),
        };
        Wording::new(
            format!("{sign}{}{}\u{a0}€", grouped("\u{202f}"), rest(",")),
            format!("{sign}€{}{}", grouped(","), rest(".")),
        )
    }

    /// How many cents it is.
    pub const fn cents(self) -> i64 {
        self.cents
    }

    /// Reads `1234`, `1234.5` or `-1234.50`.
    ///
    /// # Errors
    /// `NotAnAmount` for any other text, and for more than 92 thousand million million euros.
    pub fn parse(text: &str) -> Result<Self, NotAnAmount> {
        super::decimal::scaled(text, 2)
            .map(Self::from_cents)
            .ok_or_else(|| NotAnAmount {
                text: text.chars().take(40).collect(),
            })
    }
}

impl fmt::Display for Euros {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        write!(out, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_exact_to_the_cent() {
        assert_eq!(Euros::parse("1334519").unwrap().to_string(), "1334519.00");
        assert_eq!(Euros::parse("0.1").unwrap().cents(), 10);
        assert_eq!(Euros::parse("-0.05").unwrap().to_string(), "-0.05");
        for text in ["", "-", ".", "1,5", "1.234", "1e3", "12 000", "99999999999999999999"] {
            assert!(Euros::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_reads_back_the_same(cents in any::<i64>().prop_filter("written", |cents| *cents > i64::MIN)) {
            let amount = Euros::from_cents(cents);
            prop_assert_eq!(Euros::parse(&amount.to_string()).unwrap(), amount);
        }
    }
}
