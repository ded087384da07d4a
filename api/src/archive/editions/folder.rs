use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    domain::{Error, Result},
    files::{FileFacts, Shelf},
    store::Edition,
};

/// The name of the list of digests, which `sha256sum --check` reads.
pub(super) const SUMS: &str = "SHA256SUMS";

/// The name of the manifest.
pub(super) const MANIFEST: &str = "manifest.json";

/// A file of an edition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its rows, size and digest.
    #[serde(flatten)]
    pub facts: FileFacts,
}

/// Removes a folder with its files.
pub(super) async fn remove(shelf: &Shelf, folder: &str) -> Result<()> {
    for (name, _) in shelf.objects().list(folder).await? {
        shelf.objects().remove(&name).await?;
    }
    Ok(())
}

/// The folder of an edition's files.
pub(super) fn folder(edition: &Edition) -> Result<String> {
    let manifest: Json = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    let folder = manifest["folder"].as_str().map(str::to_owned);
    folder.ok_or_else(|| Error::internal(format!("the edition of {} has no folder", edition.name)))
}

/// The files of an edition.
///
/// # Errors
/// `Internal` when what was kept of it cannot be read.
pub fn files(edition: &Edition) -> Result<Vec<File>> {
    let manifest: Json = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    serde_json::from_value(manifest["files"].clone()).map_err(Error::internal)
}
