use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    archive::{
        FrozenFile, FrozenState,
        citation::{Citation, CitationBody},
        editions::folder::{SUMS, files, folder},
    },
    datasets::changes::touched::State,
    domain::{Error, Result, wording},
    files::{BuiltFile, Shelf},
    store::{Edition, Store},
};

/// The name of the one file of everything.
pub const SQLITE_FILE: &str = "segur-ouvert.sqlite";

/// An edition: its revision, its files, and how to cite it.
#[derive(Serialize, ToSchema)]
#[schema(as = Edition)]
pub struct EditionBody {
    /// Its date.
    edition: String,
    /// The revision of its data.
    revision: i64,
    /// When that was published.
    published_at: DateTime<Utc>,
    /// When it was made.
    pub(super) created_at: DateTime<Utc>,
    /// The address of the licence.
    licence: String,
    /// Its files.
    pub(super) files: Vec<EditionFile>,
    /// Its address.
    address: String,
    /// How to cite it.
    pub(super) citation: CitationBody,
}

/// A file of an edition, which never changes.
#[derive(Serialize, ToSchema)]
pub(super) struct EditionFile {
    /// Its name.
    name: String,
    /// Its media type.
    media_type: String,
    /// Its rows, where it has rows.
    #[schema(required)]
    rows: Option<u64>,
    /// Its size, in bytes.
    bytes: u64,
    /// Its SHA-256, in hexadecimal.
    sha256: String,
    /// Its address.
    address: String,
}

impl EditionBody {
    /// The same, for a page.
    pub(super) fn frozen(self, edition: &Edition) -> FrozenState {
        let files = self.files.into_iter().map(|file| FrozenFile {
            name: file.name,
            address: file.address,
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.sha256,
        });
        FrozenState {
            name: edition.name.clone(),
            revision: edition.revision,
            citation: self.citation.sentences(),
            files: files.collect(),
        }
    }
}

/// What is kept of an edition, as far as it is told.
#[derive(Deserialize)]
struct Manifest {
    published_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    licence: String,
}

/// An edition as programs read it.
///
/// # Errors
/// `Internal` when what was kept of it cannot be read.
pub fn body(edition: &Edition, site: &str) -> Result<EditionBody> {
    let manifest: Manifest = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    let name = &edition.name;
    let address = format!("{site}/editions/{name}");
    let files = files(edition)?;
    let sums = files.iter().find(|file| file.name == SUMS);
    let sums = sums.ok_or_else(|| Error::internal("an edition has no digests"))?;
    let citation = Citation {
        key: format!("edition-{name}"),
        title: [format!("Édition du {name}"), format!("Edition of {name}")],
        revision: edition.revision,
        published_at: Some(manifest.published_at),
        rows: None,
        sha256: sums.facts.sha256.clone(),
        address: address.clone(),
    };
    let files = files.into_iter().map(|file| EditionFile {
        address: format!("/editions/{name}/{}", file.name),
        name: file.name,
        media_type: file.media_type,
        rows: file.facts.rows,
        bytes: file.facts.bytes,
        sha256: file.facts.sha256,
    });
    Ok(EditionBody {
        edition: name.clone(),
        revision: edition.revision.0,
        published_at: manifest.published_at,
        created_at: manifest.created_at,
        licence: manifest.licence,
        files: files.collect(),
        address,
        citation: citation.body(),
    })
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
