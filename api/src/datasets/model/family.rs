use crate::domain::Bilingual;

/// Datasets that belong together, and are published together.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What its datasets are about.
    pub description: Bilingual,
    /// Words by which its datasets are found: in French, then in English.
    pub keywords: [&'static [&'static str]; 2],
}

/// Words in French and in English.
pub(in crate::datasets) const fn fr_en(french: &'static str, english: &'static str) -> Bilingual {
    Bilingual::new(french, english)
}
