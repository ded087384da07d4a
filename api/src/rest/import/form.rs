/// The forms in which files come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportForm {
    /// A table with a header row.
    Csv,
    /// A JSON object a line.
    NdJson,
}

impl ImportForm {
    /// The form that a media type names.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type.split(';').next().unwrap_or_default().trim() {
            "text/csv" => Some(Self::Csv),
            "application/x-ndjson" | "application/ndjson" => Some(Self::NdJson),
            _ => None,
        }
    }

    /// The form that a file's name ends with.
    pub fn of_file(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Self::Csv),
            "ndjson" => Some(Self::NdJson),
            _ => None,
        }
    }
}

/// The most rows of one file.
pub const MOST_ROWS: usize = 100_000;

/// How CSV is written, as far as the request says.
#[derive(Clone, Copy)]
pub(super) struct Written {
    /// What separates the cells; seen from the header when the request does not say.
    pub(super) delimiter: Option<u8>,
    /// Whether decimals have a comma.
    pub(super) decimal_comma: Option<bool>,
}

impl ImportForm {
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::NdJson => "ndjson",
        }
    }
}
