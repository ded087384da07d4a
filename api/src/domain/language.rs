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

    /// Of the same words in French and in English, those of this language.
    pub fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// The words in this language.
    pub fn choose(self, words: Bilingual) -> &'static str {
        match self {
            Self::French => words.french,
            Self::English => words.english,
        }
    }
}

/// The same words in French and in English, made at run time.
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

    /// Words that are the same in both languages: a name, or what another program says.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            french: words.clone(),
            english: words,
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

/// A message in French, then in English, formatted with the same arguments. Wordings that it has inside are named between brackets, before the
/// arguments: each message takes them in its own language. Arguments are evaluated twice.
macro_rules! wording {
    ($french:literal, $english:literal, [$($inner:ident),+] $(, $argument:expr)* $(,)?) => {
        $crate::domain::Wording::new(
            {
                $(let $inner = $inner.text($crate::domain::Language::French);)+
                format!($french $(, $argument)*)
            },
            {
                $(let $inner = $inner.text($crate::domain::Language::English);)+
                format!($english $(, $argument)*)
            },
        )
    };
    ($french:literal, $english:literal $(, $argument:expr)* $(,)?) => {
        $crate::domain::Wording::new(format!($french $(, $argument)*), format!($english $(, $argument)*))
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
        let told = wording!("rien ; {hint}", "nothing; {hint}", [hint]);
        assert_eq!(told.text(Language::French), "rien ; vouliez-vous dire 1");
        assert_eq!(told.text(Language::English), "nothing; did you mean 1");
    }

    #[test]
    fn tags_name_languages() {
        assert_eq!(Language::of_tag("fr-CA"), Some(Language::French));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("de"), None);
        assert_eq!(Language::of_tag(""), None);
    }
}
