/// The same words in French and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// In French, as the field says it.
    pub french: &'static str,
    /// In English.
    pub english: &'static str,
}

impl Bilingual {
    /// Words in both languages.
    pub const fn new(french: &'static str, english: &'static str) -> Self {
        Self { french, english }
    }
}

/// One term of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its code, in lower case: what the store, REST and files hold.
    pub code: &'static str,
    /// What it is called.
    pub label: Bilingual,
}

/// A closed list of terms: what a coded column may hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Its name as a type (`RegionKind`).
    pub name: &'static str,
    /// What it tells.
    pub description: Bilingual,
    /// Its terms, in their natural order.
    pub terms: &'static [Term],
}

impl Vocabulary {
    /// The term of a code; none if it is not one of its terms.
    pub fn term(&self, code: &str) -> Option<&'static Term> {
        self.terms.iter().find(|term| term.code == code)
    }

    /// The code as this vocabulary holds it; none if it is not one of its terms.
    pub fn code(&self, text: &str) -> Option<&'static str> {
        self.term(text).map(|term| term.code)
    }

    /// Its codes, separated by commas, for a message.
    pub fn codes(&self) -> String {
        let codes: Vec<_> = self.terms.iter().map(|term| term.code).collect();
        codes.join(", ")
    }
}

/// A term, in one line.
pub const fn term(code: &'static str, french: &'static str, english: &'static str) -> Term {
    Term {
        code,
        label: Bilingual::new(french, english),
    }
}
