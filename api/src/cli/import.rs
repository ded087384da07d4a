use std::path::PathBuf;

use clap::Args;

use super::access::store;
use crate::{
    access::{Viewer, account_store},
    config::Settings,
    domain::{Clock, Error, Result, wording},
    publishing::{self, Receipt},
    rest::import::{ImportForm, ImportRequest},
};

/// `segur import`.
#[derive(Args, Clone, Debug)]
pub(super) struct Import {
    /// The file: .csv or .ndjson, with the columns that exported files have
    file: PathBuf,
    /// The dataset that its rows are of
    #[arg(long)]
    dataset: String,
    /// The institution that publishes them
    #[arg(long)]
    institution: String,
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
}

impl Import {
    pub(super) async fn run(self, settings: &Settings) -> Result<()> {
        let form = ImportForm::of_file(&self.file.to_string_lossy()).ok_or_else(|| {
            Error::bad_input(wording!(
                "le nom du fichier finit par .csv ou .ndjson",
                "the file's name ends with .csv or .ndjson"
            ))
        })?;
        let bytes = tokio::fs::read(&self.file).await.map_err(|cause| {
            let file = self.file.display();
            Error::bad_input(wording!("{file} : {cause}", "{file}: {cause}"))
        })?;
        let request = ImportRequest {
            replaces: self.replace,
            dry_run: self.dry_run,
            message: self.message,
            reason: self.reason,
            ..Default::default()
        };
        let publication = request.publication(&self.dataset, form, &bytes.into(), None)?;
        let store = store(settings).await?;
        let account = account_store::find(&store, &self.institution).await?;
        let viewer = Viewer::operator(&account);
        let receipt = publishing::publish(&store, Clock::System, &viewer, publication).await?;
        print_changes(&receipt);
        crate::cli::receipt::print_receipt(&receipt, self.dry_run);
        store.close().await
    }
}

/// Prints the changes, record by record.
fn print_changes(receipt: &Receipt) {
    for change in &receipt.changes {
        println!("{:<9} {}", change.operation, change.slug);
        for field in &change.fields {
            println!("          {}: {} -> {}", field.field, field.before, field.after);
        }
    }
}
