use std::{cell::Cell, fmt};

use super::Bilingual;

/// A language in which the service speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// French.
    French,
    /// English: what is spoken to a client that asks for neither.
    #[default]
    English,
}

impl Language {
    /// The language that a tag names (`fr`, `fr-CA`, `en`); none for another.
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// Does something during which wordings are written in this language.
    pub fn speaking<T>(self, what: impl FnOnce() -> T) -> T {
        let before = SPOKEN.replace(self);
        let done = what();
        SPOKEN.set(before);
        done
    }

    /// The words in this language.
    pub fn choose(self, words: Bilingual) -> &'static str {
        match self {
            Self::French => words.french,
            Self::English => words.english,
        }
    }
}

thread_local! {
    /// The language in which wordings are written at this moment, by this thread.
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

/// The same words in French and in English, made for the occasion. Written into a message, they take its language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// In French.
    pub french: String,
    /// In English.
    pub english: String,
}

impl Wording {
    /// Words in both languages.
    pub fn new(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            french: french.into(),
            english: english.into(),
        }
    }

    /// What something says of itself, in each language.
    pub fn of(told: &impl fmt::Display) -> Self {
        Self {
            french: Language::French.speaking(|| told.to_string()),
            english: Language::English.speaking(|| told.to_string()),
        }
    }

    /// The words in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.text(SPOKEN.get()))
    }
}

/// A message in French, then in English, formatted with the same arguments; those that are wordings themselves take its language.
macro_rules! wording {
    ($french:literal, $english:literal $(, $argument:expr)* $(,)?) => {
        $crate::domain::Wording::new(
            $crate::domain::Language::French.speaking(|| format!($french $(, $argument)*)),
            $crate::domain::Language::English.speaking(|| format!($english $(, $argument)*)),
        )
    };
}
pub(crate) use wording;

impl From<Bilingual> for Wording {
    fn from(words: Bilingual) -> Self {
        Self::new(words.french, words.english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_inside_a_message_takes_its_language() {
        let hint = wording!("vouliez-vous dire {}", "did you mean {}", 1);
        let told = wording!("rien ; {hint}", "nothing; {hint}");
        assert_eq!(told.text(Language::French), "rien ; vouliez-vous dire 1");
        assert_eq!(told.to_string(), "nothing; did you mean 1");
        assert_eq!(
            Language::French.speaking(|| told.to_string()),
            "rien ; vouliez-vous dire 1"
        );
    }

    #[test]
    fn tags_name_languages() {
        assert_eq!(Language::of_tag("fr-CA"), Some(Language::French));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("de"), None);
        assert_eq!(Language::of_tag(""), None);
    }
}
