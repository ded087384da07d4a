use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::{Value as Json, json};

use super::{
    access::store,
    answer::{Answer, Answered},
    progress::Bar,
};
use crate::{
    archive::editions,
    config::Settings,
    domain::{Clock, Error, Moment, Result},
    files::{Objects, Shelf},
    store::{Edition as Frozen, Store},
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
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let store = store(settings).await?;
        let shelf = Shelf::new(Objects::open(&settings.http.files)?);
        let answer = match self {
            Self::Create { date, as_of } => create(&store, &shelf, date, as_of).await?,
            Self::List => list(&store.editions().await?),
            Self::Rebuild { date } => rebuild(&store, &shelf, date).await?,
        };
        store.close().await.map_err(Error::internal)?;
        Ok(answer)
    }
}

async fn create(store: &Store, shelf: &Shelf, date: Option<NaiveDate>, as_of: Option<String>) -> Answered {
    let moment = as_of
        .map(|text| Moment::parse(&text, Clock::System.now()))
        .transpose()?;
    let bar = Bar::new("edition");
    let made = editions::create(store, shelf, Clock::System, date, moment.as_ref(), &bar).await?;
    let files = editions::files(&made)?.len();
    let mut json = to_json(&made);
    json["files"] = files.into();
    Ok(Answer::line(
        format!("edition {}: revision {}, {files} files", made.name, made.revision),
        json,
    ))
}

fn list(editions: &[Frozen]) -> Answer {
    let lines = editions
        .iter()
        .map(|edition| format!("{}  revision {}", edition.name, edition.revision));
    Answer::new(json!({ "data": editions.iter().map(to_json).collect::<Vec<_>>() })).with(lines)
}

async fn rebuild(store: &Store, shelf: &Shelf, date: NaiveDate) -> Result<Answer> {
    let bar = Bar::new("edition");
    let rebuilt = editions::rebuild(store, shelf, &date.to_string(), &bar).await?;
    let json = json!({ "edition": date, "files": rebuilt.files, "restored": rebuilt.restored });
    let mut answer = Answer::line(
        format!("edition {date}: {} files, as they were told", rebuilt.files),
        json,
    );
    if !rebuilt.restored.is_empty() {
        answer = answer.and(format!(
            "missing or damaged before, and restored: {}",
            rebuilt.restored.join(", ")
        ));
    }
    Ok(answer)
}

fn to_json(edition: &Frozen) -> Json {
    json!({
        "edition": edition.name,
        "revision": edition.revision.0,
        "created_at": edition.created_at,
    })
}
