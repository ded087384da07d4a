use utoipa::ToSchema;

use crate::files::reading::Charset;

/// The forms in which files come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = FileForm, rename_all = "lowercase")]
pub enum ImportForm {
    /// A table with a header row.
    Csv,
    /// A table with a header row, whose cells are separated by tabs.
    Tsv,
    /// A JSON object a line.
    NdJson,
    /// An Excel workbook.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
}

/// Each form, with the media types that name it and the ending of its files.
const FORMS: [(ImportForm, &[&str], &str); 5] = [
    (
        ImportForm::Csv,
        &["text/csv", "application/csv", "application/vnd.ms-excel"],
        "csv",
    ),
    (ImportForm::Tsv, &["text/tab-separated-values"], "tsv"),
    (
        ImportForm::NdJson,
        &["application/x-ndjson", "application/ndjson"],
        "ndjson",
    ),
    (
        ImportForm::Xlsx,
        &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        "xlsx",
    ),
    (
        ImportForm::Ods,
        &["application/vnd.oasis.opendocument.spreadsheet"],
        "ods",
    ),
];

/// What is accepted, as an `Accept` header says it.
pub(super) const ACCEPTED: &str = "text/csv, text/tab-separated-values, application/x-ndjson, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/vnd.oasis.opendocument.spreadsheet";

/// The same, one by one.
pub(crate) fn accepted() -> impl Iterator<Item = &'static str> {
    FORMS.iter().filter_map(|(_, names, _)| names.first().copied())
}

impl ImportForm {
    /// The form that a media type names.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let name = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        FORMS
            .iter()
            .find(|(_, names, _)| names.contains(&name.as_str()))
            .map(|(form, ..)| *form)
    }

    /// The form that a file's name ends with, compressed (`.gz`) or not.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ending = name.rsplit_once('.')?.1;
        FORMS.iter().find(|(.., own)| *own == ending).map(|(form, ..)| *form)
    }

    /// How its files end.
    pub(super) fn ending(self) -> &'static str {
        FORMS
            .iter()
            .find(|(form, ..)| *form == self)
            .map_or("csv", |(.., ending)| ending)
    }
}

/// The encoding that a media type declares: none where it declares none.
///
/// # Errors
/// The label, where it names no known encoding.
pub(super) fn charset(media_type: &str) -> Result<Option<Charset>, String> {
    let label = media_type.split(';').skip(1).find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| label.trim().trim_matches('"').to_owned())
    });
    match label {
        None => Ok(None),
        Some(label) => Charset::of_label(&label).map(Some).ok_or(label),
    }
}
