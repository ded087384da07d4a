use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value as Json, json};

use crate::domain::{Language, Revision};

/// A citation of frozen data.
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
        let digest = self.sha256.get(..16).unwrap_or(&self.sha256);
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
        format!(
            "@misc{{segur-ouvert-{},\n  author = {{{{Ségur Ouvert}}}},\n  title = {{{{{}}}}},\n  year = {{{}}},\n  month = {{{}}},\n  version = {{{}}},\n  url = {{{}}},\n  note = {{SHA-256 {}. Licence Ouverte 2.0. {day}}}\n}}\n",
            self.key,
            in_bibtex(self.title(language)),
            day.year(),
            day.month(),
            self.revision,
            in_bibtex(&self.address),
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
    pub fn to_json(&self) -> Json {
        json!({
            "fr": self.text(Language::French),
            "en": self.text(Language::English),
            "bibtex": self.bibtex(Language::English),
            "csl": self.csl(Language::English),
        })
    }
}

/// Escapes a text for BibTeX.
fn in_bibtex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' | '%' | '#' | '$' | '_' | '{' | '}' => out.extend(['\\', letter]),
            '^' => out.push_str("\\textasciicircum{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_bibtex;

    #[test]
    fn bibtex_reads_no_command_in_a_title() {
        assert_eq!(
            in_bibtex("a & b_c 50 % #1 $x {y} ^ ~ \\z\n"),
            "a \\& b\\_c 50 \\% \\#1 \\$x \\{y\\} \\textasciicircum{} \\textasciitilde{} \\textbackslash{}z "
        );
    }
}
