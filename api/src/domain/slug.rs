use std::fmt;

use thiserror::Error;

use super::{Wording, wording};

/// The public name of a record in its dataset: lower-case letters, digits, `-` and `.`, at most 240 of them. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.wording().english)]
pub struct NotASlug {
    text: String,
}

impl NotASlug {
    /// The message, in both languages.
    pub fn wording(&self) -> Wording {
        let Self { text } = self;
        wording!(
            "« {} » n'est pas un slug : des minuscules, des chiffres, et un seul - ou . entre eux, au plus 240 caractères",
            "\"{}\" is not a slug: use lower-case letters, digits, and single - or . between them, at most 240 characters",
            text
        )
    }
}

impl Slug {
    /// Reads a slug.
    ///
    /// # Errors
    /// `NotASlug` for any other text.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let parts_are_words = text.split(['-', '.']).all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if parts_are_words && text.len() <= 240 {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASlug {
                text: text.chars().take(60).collect(),
            })
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_and_readable() {
        for text in ["couloirs", "sun-es-volet-1", "a.2021-q1"] {
            assert!(Slug::parse(text).is_ok(), "{text}");
        }
        for text in ["", "Île", "a--b", "-a", "a/b", "a b", "A"] {
            assert!(Slug::parse(text).is_err(), "{text}");
        }
    }
}
