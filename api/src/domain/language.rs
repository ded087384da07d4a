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

    /// The words in this language.
    pub fn of(self, words: Bilingual) -> &'static str {
        match self {
            Self::French => words.french,
            Self::English => words.english,
        }
    }
}

/// The same words in French and in English, made for the occasion.
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

    /// The words in a language.
    pub fn said(&self, language: Language) -> &str {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }
}

impl From<Bilingual> for Wording {
    fn from(words: Bilingual) -> Self {
        Self::new(words.french, words.english)
    }
}
