use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::domain::{Language, Revision};

/// A citation of frozen data.
pub struct Citation {
    /// A short name, unique here (`edition-2026-12-01`).
    pub key: String,
    /// What it is, in French and in English.
    pub title: [String; 2],
    /// The revision of the data.
    pub revision: Revision,
    /// When that was published, in UTC; none before the first.
    pub published_at: Option<DateTime<Utc>>,
    /// How many rows it has, if it has rows.
    pub rows: Option<u64>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its address.
    pub address: String,
}

/// Every form of a citation.
#[derive(Serialize, ToSchema)]
#[schema(as = Citation)]
pub struct CitationBody {
    /// As a sentence, in French.
    pub(super) fr: String,
    /// As a sentence, in English.
    pub(super) en: String,
    /// As BibTeX.
    bibtex: String,
    /// As CSL-JSON.
    #[schema(value_type = Csl)]
    csl: Json,
}

/// CSL-JSON.
#[derive(ToSchema)]
#[schema(value_type = Vec<Object>)]
#[expect(dead_code, reason = "it describes JSON of another standard")]
pub struct Csl(Vec<Json>);

impl Citation {
    fn title(&self, language: Language) -> &str {
        match language {
            Language::French => &self.title[0],
            Language::English => &self.title[1],
        }
    }

    /// The citation as a sentence.
    pub fn text(&self, language: Language) -> String {
        let published = self.day().map_or(String::new(), |day| match language {
            Language::French => format!(" du {day}"),
            Language::English => format!(" of {day}"),
        });
        let digest = self.sha256.get(..16).unwrap_or(&self.sha256);
        let title = self.title(language);
        match language {
            Language::French => {
                let rows = self.rows.map_or(String::new(), |rows| {
                    format!(", {rows} {}", if rows < 2 { "ligne" } else { "lignes" })
                });
                format!(
                    "Ségur Ouvert, « {title} », révision {}{published}{rows}, SHA-256 {digest}…, Licence Ouverte 2.0, {}",
                    self.revision, self.address
                )
            }
            Language::English => {
                let rows = self.rows.map_or(String::new(), |rows| {
                    format!(", {rows} {}", if rows == 1 { "row" } else { "rows" })
                });
                format!(
                    "Ségur Ouvert, “{title}”, revision {}{published}{rows}, SHA-256 {digest}…, Licence Ouverte 2.0, {}",
                    self.revision, self.address
                )
            }
        }
    }

    /// The citation as BibTeX.
    pub fn bibtex(&self, language: Language) -> String {
        let (year, day) = self.day().map_or_else(Default::default, |day| {
            let year = format!("  year = {{{}}},\n  month = {{{}}},\n", day.year(), day.month());
            (year, format!(" {day}"))
        });
        format!(
            "@misc{{segur-ouvert-{},\n  author = {{{{Ségur Ouvert}}}},\n  title = {{{{{}}}}},\n{year}  version = {{{}}},\n  url = {{{}}},\n  note = {{SHA-256 {}. Licence Ouverte 2.0.{day}}}\n}}\n",
            self.key,
            in_bibtex(self.title(language)),
            self.revision,
            in_bibtex(&self.address),
            self.sha256,
        )
    }

    /// The citation as CSL-JSON.
    pub fn csl(&self, language: Language) -> Json {
        let mut item = json!({
            "id": format!("segur-ouvert-{}", self.key),
            "type": "dataset",
            "title": self.title(language),
            "author": [{ "literal": "Ségur Ouvert" }],
            "publisher": "Ségur Ouvert",
            "version": self.revision.to_string(),
            "URL": self.address,
            "language": language.tag(),
            "note": format!("SHA-256 {}. Licence Ouverte 2.0.", self.sha256),
        });
        if let Some(day) = self.day() {
            item["issued"] = json!({ "date-parts": [[day.year(), day.month(), day.day()]] });
        }
        json!([item])
    }

    /// The day when its revision was published.
    fn day(&self) -> Option<NaiveDate> {
        self.published_at.map(|at| at.date_naive())
    }

    /// Every form of it.
    pub fn body(&self) -> CitationBody {
        CitationBody {
            fr: self.text(Language::French),
            en: self.text(Language::English),
            bibtex: self.bibtex(Language::English),
            csl: self.csl(Language::English),
        }
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
