//! Editions: dated, frozen states of all data, as files with checksums, kept for ever.

/// The addresses.
pub(crate) mod routes;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::citation::Citation;
use crate::{
    access::audit::{self, Event},
    datasets::{changes::touched::State, model::description::LICENCE, registry},
    domain::{Clock, Error, Moment, Result, wording},
    files::{
        BuiltFile, FileFacts, Shelf, Variant,
        metadata::{csvw, data_package},
    },
    store::{Edition, Snapshot, Store},
};

/// What the one file of everything is called.
pub const EVERYTHING: &str = "segur-ouvert.sqlite";

/// What the list of digests is called, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// How old the last file of an edition must be that was begun and not ended.
const INTERRUPTED: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// What an edition tells of itself.
const MANIFEST: &str = "manifest.json";

/// When editions are made by themselves.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Never: an operator makes them.
    #[default]
    Never,
    /// Each day.
    Daily,
    /// Each week.
    Weekly,
    /// Each month.
    Monthly,
}

/// A file of an edition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its rows, size and digest.
    #[serde(flatten)]
    pub told: FileFacts,
}

impl Schedule {
    /// The date of the edition that is to be made now; none when there is one already.
    fn due(self, now: DateTime<Utc>, last: Option<NaiveDate>) -> Option<NaiveDate> {
        let today = now.with_timezone(&Paris).date_naive();
        let since = match self {
            Self::Never => return None,
            Self::Daily => today,
            Self::Weekly => today - chrono::Days::new(today.weekday().num_days_from_monday().into()),
            Self::Monthly => today.with_day(1)?,
        };
        last.is_none_or(|last| last < since).then_some(today)
    }
}

/// Makes the edition that the schedule asks for, if it asks for one now.
///
/// # Errors
/// As `create`.
pub async fn create_due(store: &Store, shelf: &Shelf, clock: Clock, schedule: Schedule) -> Result<Option<Edition>> {
    if schedule == Schedule::Never || store.revision().0 == 0 {
        return Ok(None);
    }
    let last = store
        .newest_edition()
        .await?
        .and_then(|edition| edition.name.parse().ok());
    match schedule.due(clock.now(), last) {
        None => Ok(None),
        Some(date) => create(store, shelf, clock, Some(date), None).await.map(Some),
    }
}

/// Freezes a revision, the last one unless another moment is named, under a date, today's in Paris unless another is named.
///
/// # Errors
/// `Conflict` when there is an edition of that date; `BadInput` for a moment to come; `Unavailable` when files cannot be kept.
pub async fn create(
    store: &Store,
    shelf: &Shelf,
    clock: Clock,
    date: Option<NaiveDate>,
    moment: Option<&Moment>,
) -> Result<Edition> {
    let now = clock.now();
    let date = date.unwrap_or_else(|| now.with_timezone(&Paris).date_naive());
    let name = date.to_string();
    let taken = || {
        Error::conflict(wording!(
            "il y a déjà une édition du {name}, et une édition ne change pas : donnez une autre date avec --date",
            "there is an edition of {name} already, and an edition does not change: give another date with --date"
        ))
    };
    if store.edition(&name).await?.is_some() {
        return Err(taken());
    }
    let present = store.snapshot();
    let snapshot = match moment {
        Some(moment) => present.as_of(moment).await?,
        None => present,
    };
    let first = snapshot.published_at().with_timezone(&Paris).date_naive();
    if date > now.with_timezone(&Paris).date_naive() || date < first {
        return Err(Error::bad_input(wording!(
            "une édition porte une date entre celle de ce qu'elle fige ({first}) et aujourd'hui",
            "an edition has a date between that of what it freezes ({first}) and today"
        )));
    }
    // A folder of its own: two who make the same edition at once do not mix their files.
    let nanoseconds = now.timestamp_nanos_opt().unwrap_or_default();
    let folder = format!("editions/{name}-r{}-{nanoseconds}", snapshot.revision());
    let written = write_files(&snapshot, shelf, &folder).await;
    let files = match written {
        Ok(files) => files,
        Err(error) => {
            // What was begun leaves nothing, as far as it can be removed now.
            let _ = remove(shelf, &folder).await;
            return Err(error);
        }
    };
    let edition = Edition {
        manifest: manifest(&snapshot, &name, &folder, now, &files).to_string(),
        revision: snapshot.revision(),
        created_at: now,
        name,
    };
    let manifest = edition.manifest.clone().into();
    shelf.objects().put(&format!("{folder}/{MANIFEST}"), manifest).await?;
    if !store.keep_edition(&edition).await? {
        remove(shelf, &folder).await?;
        return Err(Error::conflict(wording!(
            "une édition du {} vient d'être faite par un autre",
            "an edition of {} was just made by another",
            edition.name
        )));
    }
    let detail = json!({ "edition": edition.name, "revision": edition.revision.0 });
    let event = Event::new("edition", "seed", "edition").with(&detail);
    audit::remember(store, now, event).await?;
    Ok(edition)
}

/// Writes the files again, of an edition whose files were lost, and compares them with what was told of them.
///
/// # Errors
/// `NotFound` for an unknown edition; `Conflict` that names the files that this program writes otherwise: those are left as they are.
pub async fn rebuild(store: &Store, shelf: &Shelf, name: &str) -> Result<Rebuilt> {
    let edition = find(store, name).await?;
    let snapshot = store.snapshot().as_of(&Moment::Revision(edition.revision)).await?;
    let listed = files(&edition)?;
    let folder = folder(&edition)?;
    let mut lost = Vec::new();
    for file in &listed {
        let kept = shelf.objects().digest(&format!("{folder}/{}", file.name)).await?;
        if kept.as_ref() != Some(&file.told.sha256) {
            lost.push(file.name.clone());
        }
    }
    // Written aside: nothing is put in place but what is as it was told.
    let aside = format!("{folder}-rebuilt");
    let mut other = Vec::new();
    let mut rebuilt = Rebuilt::default();
    for file in write_files(&snapshot, shelf, &aside).await? {
        let same = listed
            .iter()
            .any(|known| known.name == file.name && known.told == file.told);
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

/// The files of editions that are missing, or not as their edition tells them.
///
/// # Errors
/// `Unavailable` when the store or the files cannot be reached.
pub async fn verify(store: &Store, shelf: &Shelf) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for edition in store.editions().await? {
        let folder = folder(&edition)?;
        for file in files(&edition)? {
            let digest = shelf.objects().digest(&format!("{folder}/{}", file.name)).await?;
            if digest.as_ref() != Some(&file.told.sha256) {
                faults.push(format!(
                    "{} of the edition of {} is not as it is told: segur edition rebuild writes it again",
                    file.name, edition.name
                ));
            }
        }
    }
    Ok(faults)
}

/// Removes the folders of editions that were begun and not ended: how many.
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

/// Forgets a folder.
async fn remove(shelf: &Shelf, folder: &str) -> Result<()> {
    for (name, _) in shelf.objects().list(folder).await? {
        shelf.objects().remove(&name).await?;
    }
    Ok(())
}

/// The folder of an edition's files.
fn folder(edition: &Edition) -> Result<String> {
    let manifest: Json = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    let folder = manifest["folder"].as_str().map(str::to_owned);
    folder.ok_or_else(|| Error::internal(format!("the edition of {} has no folder", edition.name)))
}

/// What was written again of an edition.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// How many files it has.
    pub files: usize,
    /// Those that were missing, or were not as they were told.
    pub restored: Vec<String>,
}

async fn write_files(snapshot: &Snapshot, shelf: &Shelf, folder: &str) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let copy = async |kept: BuiltFile, file: String, media_type: &str| -> Result<File> {
        let copied = format!("{folder}/{file}");
        kept.copy_to(&copied).await?;
        // What is frozen for ever is what is told of it.
        if shelf.objects().digest(&copied).await?.as_ref() != Some(&kept.facts.sha256) {
            shelf.condemn(&kept).await?;
            let cause = format!("{file} was not as it is told, and is built again: make the edition again");
            return Err(Error::Unavailable { cause: cause.into() });
        }
        Ok(File {
            name: file,
            media_type: media_type.to_owned(),
            told: FileFacts::clone(&kept.facts),
        })
    };
    for dataset in registry().datasets() {
        for variant in Variant::KEPT {
            let kept = shelf.build(snapshot, dataset, variant).await?;
            let file = format!("{}.{}", dataset.name, variant.ending());
            files.push(copy(kept, file, variant.form.media_type()).await?);
        }
        let file = format!("{}.csv-metadata.json", dataset.name);
        files.push(
            put(
                shelf,
                folder,
                file,
                "application/csvm+json",
                csvw::metadata(dataset).to_string(),
            )
            .await?,
        );
    }
    if let Some(kept) = shelf.everything(snapshot, true).await? {
        files.push(copy(kept, EVERYTHING.to_owned(), "application/vnd.sqlite3").await?);
    }
    let package = data_package::beside_files(snapshot, shelf).await?;
    files.push(
        put(
            shelf,
            folder,
            "datapackage.json".to_owned(),
            "application/json",
            package.to_string(),
        )
        .await?,
    );
    let sums: String = files
        .iter()
        .map(|file| format!("{}  {}\n", file.told.sha256, file.name))
        .collect();
    files.push(put(shelf, folder, SUMS.to_owned(), "text/plain; charset=utf-8", sums).await?);
    Ok(files)
}

async fn put(shelf: &Shelf, folder: &str, file: String, media_type: &str, text: String) -> Result<File> {
    Ok(File {
        told: shelf.objects().put(&format!("{folder}/{file}"), text.into()).await?,
        name: file,
        media_type: media_type.to_owned(),
    })
}

/// What is kept of an edition: nothing that depends on where it is served.
fn manifest(snapshot: &Snapshot, name: &str, folder: &str, now: DateTime<Utc>, files: &[File]) -> Json {
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({
        "edition": name,
        "revision": snapshot.revision().0,
        "published_at": instant(snapshot.published_at()),
        "created_at": instant(now),
        "licence": LICENCE,
        "folder": folder,
        "files": files,
    })
}

/// What is told of an edition that is served at an address: what is kept of it, where its files are, and how to cite it.
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
        sha256: sums.told.sha256.clone(),
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

/// The files of an edition.
///
/// # Errors
/// `Internal` when what was kept of it cannot be read.
pub fn files(edition: &Edition) -> Result<Vec<File>> {
    let manifest: Json = serde_json::from_str(&edition.manifest).map_err(Error::internal)?;
    serde_json::from_value(manifest["files"].clone()).map_err(Error::internal)
}

/// A file of an edition, ready to be read, and its media type.
///
/// # Errors
/// `NotFound` for a file that it has not; `Unavailable` for one that is missing.
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
    if !shelf.objects().has(&path, found.told.bytes).await? {
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
    let kept = BuiltFile::new(shelf.objects().clone(), path, found.told, state);
    Ok((kept, found.media_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_due_once_a_period() {
        let now = "2026-11-25T23:30:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        // It is the 26th in Paris.
        assert_eq!(Schedule::Daily.due(now, day("2026-11-25")), day("2026-11-26"));
        assert_eq!(Schedule::Daily.due(now, day("2026-11-26")), None);
        assert_eq!(Schedule::Weekly.due(now, day("2026-11-22")), day("2026-11-26"));
        assert_eq!(Schedule::Weekly.due(now, day("2026-11-23")), None);
        assert_eq!(Schedule::Monthly.due(now, None), day("2026-11-26"));
        assert_eq!(Schedule::Monthly.due(now, day("2026-11-01")), None);
        assert_eq!(Schedule::Never.due(now, None), None);
    }
}
