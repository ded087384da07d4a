use super::Dialect;
use crate::domain::{Language, Revision};

/// The forms in which rows are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A page of records, as JSON.
    Page,
    /// Every record, as a JSON array.
    Json,
    /// Every record on its own line, as JSON.
    NdJson,
    /// A table, as CSV.
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// Typed columns, compressed.
    Parquet,
}

impl Form {
    /// Every form of file, with the ending that names it in an address and its media type.
    pub const FILES: [(Form, &'static str, &'static str); 5] = [
        (Form::Csv, "csv", "text/csv; charset=utf-8; header=present"),
        (Form::NdJson, "ndjson", "application/x-ndjson"),
        (Form::Json, "json", "application/json"),
        (
            Form::Xlsx,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (Form::Parquet, "parquet", "application/vnd.apache.parquet"),
    ];

    /// The form that an ending names.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::FILES
            .iter()
            .find(|(_, known, _)| *known == ending)
            .map(|(form, _, _)| *form)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        self.as_file()
            .map_or("application/json", |(_, _, media_type)| media_type)
    }

    /// Its media type, without parameters.
    pub fn bare_media_type(self) -> &'static str {
        let whole = self.media_type();
        whole.split(';').next().unwrap_or(whole)
    }

    /// Its ending; that of pages is JSON's.
    pub fn ending(self) -> &'static str {
        self.as_file().map_or("json", |(_, ending, _)| ending)
    }

    fn as_file(self) -> Option<(Self, &'static str, &'static str)> {
        Self::FILES.into_iter().find(|(form, _, _)| *form == self)
    }
}

/// A form, and the dialect in which it is written: what tells the files of a dataset apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// The form.
    pub form: Form,
    /// How CSV is written.
    pub dialect: Dialect,
    /// The language of its titles, codes and dates; none for the names and codes of the data.
    pub words: Option<Language>,
}

impl Variant {
    /// The variants that are stored of whole datasets.
    pub const KEPT: [Variant; 6] = [
        Self::plain(Form::Csv),
        Self::FRENCH,
        Self::plain(Form::NdJson),
        Self::plain(Form::Json),
        Self::plain(Form::Xlsx),
        Self::plain(Form::Parquet),
    ];

    /// CSV as French spreadsheets open it.
    pub const FRENCH: Variant = Variant {
        form: Form::Csv,
        dialect: Dialect::FRENCH,
        words: None,
    };

    /// A form as it is written unless asked otherwise.
    pub const fn plain(form: Form) -> Self {
        Self {
            form,
            dialect: Dialect::PLAIN,
            words: None,
        }
    }

    /// The end of its files' names: that of the form, with the dialect before it if it is not the usual one.
    pub fn ending(self) -> String {
        let before = if self.dialect == Dialect::FRENCH { "fr." } else { "" };
        format!("{before}{}", self.form.ending())
    }

    /// The address of a dataset's file.
    pub fn address(self, dataset: &str) -> String {
        self.address_of(dataset, None)
    }

    /// The address of a dataset's file, as of a revision if one is named.
    pub fn address_of(self, dataset: &str, past: Option<Revision>) -> String {
        let dialect = (self.dialect == Dialect::FRENCH).then(|| "dialect=fr".to_owned());
        let past = past.map(|revision| format!("as_of={revision}"));
        let query: Vec<String> = dialect.into_iter().chain(past).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/v1/{dataset}.{}{mark}{}", self.form.ending(), query.join("&"))
    }
}
