use serde::Serialize;
use utoipa::ToSchema;

use super::{Bilingual, Wording};

/// Words in both languages, as programs read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// In French.
    fr: String,
    /// In English.
    en: String,
}

impl From<Bilingual> for Words {
    fn from(words: Bilingual) -> Self {
        Self {
            fr: words.french.to_owned(),
            en: words.english.to_owned(),
        }
    }
}

impl From<&Wording> for Words {
    fn from(words: &Wording) -> Self {
        Self {
            fr: words.french.clone(),
            en: words.english.clone(),
        }
    }
}
