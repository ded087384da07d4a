use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value as Json, json};

use crate::domain::{Language, Revision};

/// Something that can be cited: it says the same for ever.
pub struct Citation {
    /// A short name, unique here (`edition-2026-12-01`).
    pub key: String,
    /// What it is, in French and in English.
    pub title: [String; 2],
    /// The revision of the data.
    pub revision: Revision,
    /// When that was published, in UTC.
    pub published_at: DateTime<Utc>,
    /// How many rows it has, if it has rows.
    pub rows: Option<u64>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its address.
    pub address: String,
}

impl Citation {
    fn title(&self, language: Language) -> &str {
        match language {
            Language::French => &self.title[0],
            Language::English => &self.title[1],
        }
    }

    /// The citation as a sentence.
    pub fn text(&self, language: Language) -> String {
        let day = self.published_at.date_naive();
        let digest = &self.sha256[..16];
        let title = self.title(language);
        match language {
            Language::French => {
                let rows = self.rows.map_or(String::new(), |rows| format!(", {rows} lignes"));
                format!(
                    "Ségur Ouvert, « {title} », révision {} du {day}{rows}, SHA-256 {digest}…, Licence Ouverte 2.0, {}",
                    self.revision, self.address
                )
            }
            Language::English => {
                let rows = self.rows.map_or(String::new(), |rows| format!(", {rows} rows"));
                format!(
                    "Ségur Ouvert, “{title}”, revision {} of {day}{rows}, SHA-256 {digest}…, Licence Ouverte 2.0, {}",
                    self.revision, self.address
                )
            }
        }
    }

    /// The citation as BibTeX.
    pub fn bibtex(&self, language: Language) -> String {
        let day = self.published_at.date_naive();
        let plain = |text: &str| text.replace(['{', '}', '\\'], " ");
        format!(
            "@misc{{segur-ouvert-{},\n  author = {{{{Ségur Ouvert}}}},\n  title = {{{{{}}}}},\n  year = {{{}}},\n  month = {{{}}},\n  version = {{{}}},\n  url = {{{}}},\n  note = {{SHA-256 {}. Licence Ouverte 2.0. {day}}}\n}}\n",
            self.key,
            plain(self.title(language)),
            day.year(),
            day.month(),
            self.revision,
            plain(&self.address),
            self.sha256,
        )
    }

    /// The citation as CSL-JSON.
    pub fn csl(&self, language: Language) -> Json {
        let day = self.published_at.date_naive();
        json!([{
            "id": format!("segur-ouvert-{}", self.key),
            "type": "dataset",
            "title": self.title(language),
            "author": [{ "literal": "Ségur Ouvert" }],
            "publisher": "Ségur Ouvert",
            "issued": { "date-parts": [[day.year(), day.month(), day.day()]] },
            "version": self.revision.to_string(),
            "URL": self.address,
            "language": language.tag(),
            "note": format!("SHA-256 {}. Licence Ouverte 2.0.", self.sha256),
        }])
    }

    /// Every form of it, as JSON.
    pub fn told(&self) -> Json {
        json!({
            "fr": self.text(Language::French),
            "en": self.text(Language::English),
            "bibtex": self.bibtex(Language::English),
            "csl": self.csl(Language::English),
        })
    }
}
