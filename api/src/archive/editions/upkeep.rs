use chrono::{DateTime, Utc};

use super::{
    folder::{MANIFEST, files, folder, remove},
    served::find,
};
use crate::{
    archive::editions::create::write_files,
    domain::{Error, Moment, Progress, Result, wording},
    files::Shelf,
    store::Store,
};

/// How old the last file of an interrupted edition must be before it is removed.
pub(super) const INTERRUPTED: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// Writes lost files of an edition again, and compares them with the manifest.
///
/// # Errors
/// `NotFound` for an unknown edition; `Conflict` that names the files that this program writes otherwise: those are left as they are.
pub async fn rebuild(store: &Store, shelf: &Shelf, name: &str, progress: &dyn Progress) -> Result<Rebuilt> {
    let edition = find(store, name).await?;
    let snapshot = store.snapshot().as_of(&Moment::Revision(edition.revision)).await?;
    let listed = files(&edition)?;
    let folder = folder(&edition)?;
    let mut lost = Vec::new();
    for file in &listed {
        let kept = shelf.objects().digest(&format!("{folder}/{}", file.name)).await?;
        if kept.as_ref() != Some(&file.facts.sha256) {
            lost.push(file.name.clone());
        }
    }
    // Written aside: nothing is put in place but what is as it was told.
    let aside = format!("{folder}-rebuilt");
    let mut other = Vec::new();
    let mut rebuilt = Rebuilt::default();
    for file in write_files(&snapshot, shelf, &aside, progress).await? {
        let same = listed
            .iter()
            .any(|known| known.name == file.name && known.facts == file.facts);
        if !same {
            other.push(file.name);
        } else if lost.contains(&file.name) {
            let (from, to) = (format!("{aside}/{}", file.name), format!("{folder}/{}", file.name));
            shelf.objects().copy(&from, &to).await?;
            rebuilt.restored.push(file.name);
        }
    }
    remove(shelf, &aside).await?;
    rebuilt.files = listed.len();
    let manifest = edition.manifest.into();
    shelf.objects().put(&format!("{folder}/{MANIFEST}"), manifest).await?;
    if other.is_empty() {
        return Ok(rebuilt);
    }
    Err(Error::conflict(wording!(
        "ce programme n'écrit pas ces fichiers comme l'édition les annonce, et les a laissés tels quels : {}",
        "this program does not write these files as the edition tells them, and left them as they are: {}",
        other.join(", ")
    )))
}

/// Lists the files of editions that are missing, or differ from their manifest.
///
/// # Errors
/// `Unavailable` when the store or the files cannot be reached.
pub async fn verify(store: &Store, shelf: &Shelf) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for edition in store.editions().await? {
        let folder = folder(&edition)?;
        for file in files(&edition)? {
            let digest = shelf.objects().digest(&format!("{folder}/{}", file.name)).await?;
            if digest.as_ref() != Some(&file.facts.sha256) {
                faults.push(format!(
                    "{} of the edition of {} is not as it is told: segur edition rebuild writes it again",
                    file.name, edition.name
                ));
            }
        }
    }
    Ok(faults)
}

/// Removes the folders of interrupted editions, and gives their number.
///
/// # Errors
/// `Unavailable` when the store or the files cannot be reached.
pub async fn tidy(store: &Store, shelf: &Shelf, now: DateTime<Utc>) -> Result<usize> {
    let mut removed = 0;
    let begun = shelf.objects().folders("editions").await?;
    if begun.is_empty() {
        return Ok(removed);
    }
    let known: Vec<String> = store.editions().await?.iter().map(folder).collect::<Result<_>>()?;
    for name in begun {
        let folder = format!("editions/{name}");
        let files = shelf.objects().list(&folder).await?;
        // Another process may be at work on it.
        let is_old = files.iter().all(|(_, kept_at)| now - *kept_at > INTERRUPTED);
        if !known.contains(&folder) && is_old {
            remove(shelf, &folder).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The result of a rebuild.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// How many files it has.
    pub files: usize,
    /// The files that were missing or damaged, and are restored.
    pub restored: Vec<String>,
}
