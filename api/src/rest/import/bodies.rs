use serde::Serialize;
use utoipa::ToSchema;

use super::{
    form::ImportForm,
    report::{Report, Understood},
};
use crate::{
    publishing::ReceiptBody,
    rest::{drafts::DraftBody, publish::PublishedBody},
};

/// What was published of a file, or would be, and how the file was read.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportReceipt)]
pub(crate) struct ImportedBody<'a> {
    #[serde(flatten)]
    published: PublishedBody,
    #[serde(flatten)]
    report: ReportBody<'a>,
}

/// A draft made of a file, and how the file was read.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedDraft)]
pub(crate) struct ImportedDraftBody<'a> {
    #[serde(flatten)]
    draft: DraftBody<'a>,
    #[serde(flatten)]
    report: ReportBody<'a>,
}

/// How a file was read.
#[derive(Serialize, ToSchema)]
#[schema(as = Reading)]
pub struct ReportBody<'a> {
    /// How the file was read.
    file: FileBody<'a>,
    /// The cells that were understood otherwise than they are written, the first 1,000.
    understood: Vec<UnderstoodBody<'a>>,
    /// How many there are.
    understood_total: usize,
}

/// How a file was read.
#[derive(Serialize, ToSchema)]
#[schema(as = FileReport)]
struct FileBody<'a> {
    /// Its form.
    #[schema(value_type = ImportForm)]
    form: &'static str,
    /// The encoding of its text; null for a workbook.
    #[schema(required)]
    encoding: Option<&'static str>,
    /// Whether it was detected, rather than declared or marked.
    encoding_detected: bool,
    /// What separates its cells.
    #[schema(required)]
    delimiter: Option<String>,
    /// The sheet that was read.
    #[schema(required)]
    sheet: Option<&'a str>,
    /// Every sheet of the workbook.
    sheets: &'a [String],
    /// The line of the header.
    header_line: u64,
    /// Lines that hold no data: titles, comments; the first 20.
    skipped_lines: &'a [u64],
}

/// A cell that was understood otherwise than it is written.
#[derive(Serialize, ToSchema)]
#[schema(as = UnderstoodCell)]
struct UnderstoodBody<'a> {
    /// The line of its row.
    line: u64,
    /// Its column.
    column: &'a str,
    /// Its text in the file.
    written: &'a str,
    /// The text that it was read as.
    read: &'a str,
}

impl<'a> ImportedBody<'a> {
    pub(super) fn new(receipt: ReceiptBody, dry_run: bool, report: &'a Report) -> Self {
        Self {
            published: PublishedBody::new(receipt, dry_run),
            report: report.body(),
        }
    }
}

impl<'a> ImportedDraftBody<'a> {
    pub(super) fn new(draft: DraftBody<'a>, report: &'a Report) -> Self {
        Self {
            draft,
            report: report.body(),
        }
    }
}

impl<'a> From<&'a Understood> for UnderstoodBody<'a> {
    fn from(cell: &'a Understood) -> Self {
        Self {
            line: cell.line,
            column: &cell.column,
            written: &cell.written,
            read: &cell.read,
        }
    }
}

impl Report {
    /// The report as programs read it: members of the answer to an import.
    pub fn body(&self) -> ReportBody<'_> {
        let read = &self.read_as;
        ReportBody {
            file: FileBody {
                form: self.form.map_or("csv", ImportForm::ending),
                encoding: read.encoding,
                encoding_detected: read.detected,
                delimiter: read.delimiter.map(String::from),
                sheet: read.sheet.as_deref(),
                sheets: &read.sheets,
                header_line: read.header_line,
                skipped_lines: &read.skipped_lines,
            },
            understood: self.cells().into_iter().map(UnderstoodBody::from).collect(),
            understood_total: self.total,
        }
    }
}
