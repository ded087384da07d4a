use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value as Json, json};

use super::{
    access::store,
    answer::{Answer, Answered},
};
use crate::{
    config::Settings,
    domain::{Clock, Error, Result, wording},
    graphql::{Executor, hash_of},
};

/// `segur documents`.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Documents {
    /// Trust GraphQL documents: pages ask for them by their SHA-256, `/graphql?documentId=sha256:…`
    Add {
        /// Files of one document each, or JSON manifests whose members are documents, as front-end builds write them
        #[arg(required = true, value_name = "FILE")]
        documents: Vec<PathBuf>,
    },
    /// List the documents that are trusted
    List,
    /// Trust a document no more; nodes forget it within ten minutes
    Remove {
        /// Its SHA-256
        sha256: String,
    },
}

impl Documents {
    pub(super) async fn run(self, settings: &Settings) -> Answered {
        let store = store(settings).await?;
        let answer = match self {
            Self::Add { documents: files } => {
                let mut found = Vec::new();
                for file in &files {
                    found.extend(read(file)?);
                }
                let door = Executor::new()?;
                for (place, text) in &found {
                    door.check(text)
                        .map_err(|error| Error::bad_input(wording!("{place} : {error}", "{place}: {error}")))?;
                }
                let documents: Vec<_> = found.into_iter().map(|(_, text)| (hash_of(&text), text)).collect();
                let names: Vec<String> = documents.iter().map(|(hash, _)| hash.clone()).collect();
                store.trust_documents(documents, Clock::System.now()).await?;
                Answer::new(json!({ "trusted": names })).with(names.iter().map(|name| format!("sha256:{name}")))
            }
            Self::List => {
                let trusted = store.trusted_documents().await?;
                let list = trusted
                    .iter()
                    .map(|(sha256, added_at)| json!({ "sha256": sha256, "added_at": added_at }));
                Answer::new(json!({ "data": list.collect::<Vec<_>>() })).with(
                    trusted
                        .iter()
                        .map(|(sha256, added_at)| format!("sha256:{sha256}  added {}", added_at.format("%Y-%m-%d"))),
                )
            }
            Self::Remove { sha256 } => {
                let sha256 = sha256.trim_start_matches("sha256:").to_lowercase();
                if !store.distrust_document(&sha256).await? {
                    return Err(Error::not_found(wording!(
                        "aucun document de ce nom n'est de confiance",
                        "no document of that name is trusted"
                    )));
                }
                Answer::line(
                    format!("sha256:{sha256} is trusted no more"),
                    json!({ "removed": sha256 }),
                )
            }
        };
        store.close().await.map_err(Error::internal)?;
        Ok(answer)
    }
}

/// The documents of a file, each with its place.
fn read(file: &PathBuf) -> Result<Vec<(String, String)>> {
    let place = file.display();
    let refused = |why: String| Error::bad_input(wording!("{place} : {why}", "{place}: {why}"));
    let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    if file.extension().is_none_or(|ending| ending != "json") {
        return Ok(vec![(place.to_string(), text)]);
    }
    let members: Map<String, Json> = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
    let documents = members.into_iter().map(|(name, text)| match text {
        Json::String(text) => Ok((format!("{place}: {name}"), text)),
        _ => Err(refused(format!("{name} is not a text"))),
    });
    documents.collect()
}
