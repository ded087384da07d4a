use serde_json::{Value as Json, json};

use crate::{
    archive::{
        citation::Citation,
        editions::folder::{SUMS, files, folder},
    },
    datasets::changes::touched::State,
    domain::{Error, Result, wording},
    files::{BuiltFile, Shelf},
    store::{Edition, Store},
};

/// The name of the one file of everything.
pub const SQLITE_FILE: &str = "segur-ouvert.sqlite";

/// An edition as JSON: its manifest, the addresses of its files, and its citation.
///
/// # Errors
/// `Internal` when what was kept of it cannot be read.
pub fn to_json(edition: &Edition, site: &str) -> Result<Json> {
    let mut manifest: Json = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    if let Some(manifest) = manifest.as_object_mut() {
        manifest.remove("folder");
    }
    let name = &edition.name;
    let address = format!("{site}/editions/{name}");
    let files = files(edition)?;
    let sums = files.iter().find(|file| file.name == SUMS);
    let sums = sums.ok_or_else(|| Error::internal("an edition has no digests"))?;
    let published_at = manifest["published_at"].as_str().and_then(|text| text.parse().ok());
    let citation = Citation {
        key: format!("edition-{name}"),
        title: [format!("Édition du {name}"), format!("Edition of {name}")],
        revision: edition.revision,
        published_at: published_at.unwrap_or(edition.created_at),
        rows: None,
        sha256: sums.facts.sha256.clone(),
        address: address.clone(),
    };
    manifest["address"] = json!(address);
    manifest["citation"] = citation.to_json();
    for file in manifest["files"].as_array_mut().into_iter().flatten() {
        file["address"] = json!(format!(
            "/editions/{name}/{}",
            file["name"].as_str().unwrap_or_default()
        ));
    }
    Ok(manifest)
}

/// An edition by its date.
///
/// # Errors
/// `NotFound` for an unknown one.
pub async fn find(store: &Store, name: &str) -> Result<Edition> {
    store.edition(name).await?.ok_or_else(|| {
        Error::not_found(wording!(
            "il n'y a pas d'édition de cette date : /editions les liste",
            "there is no edition of that date: /editions lists them"
        ))
    })
}

/// A file of an edition, ready to be read, and its media type.
///
/// # Errors
/// `NotFound` when the edition never had it; `Unavailable` when its bytes are missing, or are not whole.
pub async fn open(shelf: &Shelf, edition: &Edition, name: &str) -> Result<(BuiltFile, String)> {
    let found = files(edition)?
        .into_iter()
        .find(|file| file.name == name)
        .ok_or_else(|| {
            Error::not_found(wording!(
                "l'édition n'a pas ce fichier : /editions/{} les liste",
                "the edition has no such file: /editions/{} lists them",
                edition.name
            ))
        })?;
    let path = format!("{}/{name}", folder(edition)?);
    if !shelf.objects().has(&path, found.facts.bytes).await? {
        return Err(Error::Unavailable {
            cause: format!(
                "{name} of the edition of {} is missing, or is not whole: segur edition rebuild writes it again",
                edition.name
            )
            .into(),
        });
    }
    let state = State {
        revision: edition.revision,
        published_at: edition.created_at,
    };
    let kept = BuiltFile::new(shelf.objects().clone(), path, found.facts, state);
    Ok((kept, found.media_type))
}
