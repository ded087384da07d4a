use chrono::NaiveDate;
use clap::Subcommand;

use super::access::store;
use crate::{
    archive::editions,
    config::Settings,
    domain::{Clock, Error, Moment, Result},
    files::{Objects, Shelf},
};

/// `segur edition`.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Edition {
    /// Freeze a state of all data under a date
    Create {
        /// The date that names it [default: today, in Paris]
        #[arg(long)]
        date: Option<NaiveDate>,
        /// The state: a revision, or an instant such as 2026-11-24T09:00:00Z [default: the last]
        #[arg(long)]
        as_of: Option<String>,
    },
    /// List the editions
    List,
    /// Write the files of an edition again, and compare them with what was told of them
    Rebuild {
        /// The date that names it
        date: NaiveDate,
    },
}

impl Edition {
    pub(super) async fn run(self, settings: &Settings) -> Result<()> {
        let store = store(settings).await?;
        let shelf = Shelf::new(Objects::open(&settings.http.files)?);
        match self {
            Self::Create { date, as_of } => {
                let moment = as_of
                    .map(|text| Moment::parse(&text, Clock::System.now()))
                    .transpose()?;
                let made = editions::create(&store, &shelf, Clock::System, date, moment.as_ref()).await?;
                let files = editions::files(&made)?.len();
                println!("edition {}: revision {}, {files} files", made.name, made.revision);
            }
            Self::List => {
                for edition in store.editions().await? {
                    println!("{}  revision {}", edition.name, edition.revision);
                }
            }
            Self::Rebuild { date } => {
                let rebuilt = editions::rebuild(&store, &shelf, &date.to_string()).await?;
                println!("edition {date}: {} files, as they were told", rebuilt.files);
                if !rebuilt.restored.is_empty() {
                    println!(
                        "missing or damaged before, and restored: {}",
                        rebuilt.restored.join(", ")
                    );
                }
            }
        }
        store.close().await.map_err(Error::internal)
    }
}
