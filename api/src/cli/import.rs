use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{
    access::store,
    answer::Answered,
    progress::Bar,
    receipt::{answer as receipt_answer, warnings},
};
use crate::{
    access::{Viewer, account_store},
    config::Settings,
    domain::{Clock, Error, Progress, wording},
    publishing::{self, Publication, Receipt},
    rest::import::{ImportFile, ImportForm, ImportRequest, Report, Written},
};

/// `segur import`.
#[derive(Args, Clone, Debug)]
pub(super) struct Import {
    /// The file: .csv, .tsv, .xlsx, .ods or .ndjson, with the columns that exported files have
    file: PathBuf,
    /// The dataset that its rows are of
    #[arg(long)]
    dataset: String,
    /// The institution that publishes them
    #[arg(long)]
    institution: String,
    /// The sheet of a workbook: the first one unless said
    #[arg(long)]
    sheet: Option<String>,
    /// Withdraw what the institution published in the dataset and the file lacks
    #[arg(long)]
    replace: bool,
    /// Tell what would change, and publish nothing
    #[arg(long)]
    dry_run: bool,
    /// What the publication says of itself
    #[arg(long)]
    message: Option<String>,
    /// Why, for a correction
    #[arg(long)]
    reason: Option<String>,
    /// Refuse what is most often a mistake, rather than warn of it
    #[arg(long)]
    strict: bool,
}

impl Import {
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let form = ImportForm::of_file(&self.file.to_string_lossy()).ok_or_else(|| {
            Error::bad_input(wording!(
                "le nom du fichier finit par .csv, .tsv, .xlsx, .ods ou .ndjson",
                "the file's name ends with .csv, .tsv, .xlsx, .ods or .ndjson"
            ))
        })?;
        let bar = Bar::new("import");
        bar.expect(3);
        bar.step("reading the file");
        let bytes = tokio::fs::read(&self.file).await.map_err(|cause| {
            let file = self.file.display();
            Error::bad_input(wording!("{file} : {cause}", "{file}: {cause}"))
        })?;
        let request = ImportRequest {
            replaces: self.replace,
            dry_run: self.dry_run,
            message: self.message,
            reason: self.reason,
            strict: self.strict,
            written: Written {
                sheet: self.sheet,
                ..Default::default()
            },
            ..Default::default()
        };
        let file = ImportFile {
            form,
            charset: None,
            bytes: bytes.into(),
            limit: settings.http.import_limit,
        };
        let read = request.read(&self.dataset, &file)?;
        bar.step("resolving names");
        let store = store(settings).await?;
        let (proposal, report) = read.completed(&store.snapshot()).await?;
        let publication = Publication {
            dry_run: self.dry_run,
            ..proposal.publication()?
        };
        let account = account_store::find(&store, &self.institution).await?;
        let viewer = Viewer::operator(&account);
        bar.step("publishing");
        let receipt = publishing::publish(&store, Clock::System, &viewer, publication).await?;
        store.close().await?;
        let mut answer = receipt_answer(&receipt, self.dry_run);
        for (name, value) in json!(report.body()).as_object().into_iter().flatten() {
            answer = answer.member(name, value.clone());
        }
        Ok(answer.after(
            understood(&report)
                .chain(changes(&receipt))
                .chain(warnings(&receipt))
                .collect(),
        ))
    }
}

/// A line for each cell that was understood otherwise than it is written.
fn understood(report: &Report) -> impl Iterator<Item = String> {
    report.cells().into_iter().map(|cell| {
        format!(
            "line {}, {}: \"{}\" read as \"{}\"",
            cell.line, cell.column, cell.written, cell.read
        )
    })
}

/// The lines of the changes, record by record.
fn changes(receipt: &Receipt) -> impl Iterator<Item = String> {
    receipt.changes.iter().flat_map(|change| {
        let record = format!("{:<9} {}", change.operation, change.slug);
        let fields = change
            .fields
            .iter()
            .map(|field| format!("          {}: {} -> {}", field.field, field.before, field.after));
        std::iter::once(record).chain(fields)
    })
}
