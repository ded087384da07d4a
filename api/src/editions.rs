//! Editions: dated, frozen states of all data, as files with checksums, kept for ever.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{
    access::audit::{self, Event},
    catalogue::{citation::Citation, csvw_metadata, data_package_beside},
    datasets::{description::LICENCE, registry, touched::State},
    domain::{Clock, Error, Moment, Result, wording},
    files::{Kept, Shelf, Told, Variant},
    store::{Edition, Snapshot, Store},
};

/// What the one file of everything is called.
pub const EVERYTHING: &str = "segur-ouvert.sqlite";

/// What the list of digests is called, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

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
    pub told: Told,
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
pub async fn create_due(
    store: &Store,
    shelf: &Shelf,
    clock: Clock,
    site: &str,
    schedule: Schedule,
) -> Result<Option<Edition>> {
    if schedule == Schedule::Never || store.revision().0 == 0 {
        return Ok(None);
    }
    let last = store
        .editions()
        .await?
        .first()
        .and_then(|edition| edition.name.parse().ok());
    match schedule.due(clock.now(), last) {
        None => Ok(None),
        Some(date) => create(store, shelf, clock, site, Some(date), None).await.map(Some),
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
    site: &str,
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
    let files = write_files(&snapshot, shelf, site, &name).await?;
    let edition = Edition {
        manifest: manifest(&snapshot, site, &name, now, &files)?.to_string(),
        revision: snapshot.revision(),
        created_at: now,
        name,
    };
    let manifest = edition.manifest.clone().into();
    shelf.objects().put(&path(&edition.name, MANIFEST), manifest).await?;
    if !store.keep_edition(&edition).await? {
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
pub async fn rebuild(store: &Store, shelf: &Shelf, site: &str, name: &str) -> Result<usize> {
    let edition = find(store, name).await?;
    let snapshot = store.snapshot().as_of(&Moment::Revision(edition.revision)).await?;
    let mut written = 0;
    let mut other = Vec::new();
    let told = files(&edition)?;
    for file in write_files(&snapshot, shelf, site, name).await? {
        match told.iter().find(|known| known.name == file.name) {
            Some(known) if known.told == file.told => written += 1,
            _ => other.push(file.name),
        }
    }
    shelf
        .objects()
        .put(&path(name, MANIFEST), edition.manifest.into())
        .await?;
    if other.is_empty() {
        return Ok(written);
    }
    Err(Error::conflict(wording!(
        "ce programme n'écrit pas ces fichiers comme l'édition les annonce : {}",
        "this program does not write these files as the edition tells them: {}",
        other.join(", ")
    )))
}

fn path(edition: &str, file: &str) -> String {
    format!("editions/{edition}/{file}")
}

async fn write_files(snapshot: &Snapshot, shelf: &Shelf, site: &str, name: &str) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let copy = async |kept: Kept, file: String, media_type: &str| -> Result<File> {
        kept.copy_to(&path(name, &file)).await?;
        Ok(File {
            name: file,
            media_type: media_type.to_owned(),
            told: Told::clone(&kept.told),
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
                name,
                file,
                "application/csvm+json",
                csvw_metadata(dataset).to_string(),
            )
            .await?,
        );
    }
    if let Some(kept) = shelf.everything(snapshot, true).await? {
        files.push(copy(kept, EVERYTHING.to_owned(), "application/vnd.sqlite3").await?);
    }
    let package = data_package_beside(snapshot, shelf, site).await?;
    files.push(
        put(
            shelf,
            name,
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
    files.push(put(shelf, name, SUMS.to_owned(), "text/plain; charset=utf-8", sums).await?);
    Ok(files)
}

async fn put(shelf: &Shelf, edition: &str, file: String, media_type: &str, text: String) -> Result<File> {
    Ok(File {
        told: shelf.objects().put(&path(edition, &file), text.into()).await?,
        name: file,
        media_type: media_type.to_owned(),
    })
}

fn manifest(snapshot: &Snapshot, site: &str, name: &str, now: DateTime<Utc>, files: &[File]) -> Result<Json> {
    let sums = files.iter().find(|file| file.name == SUMS);
    let sums = sums.ok_or_else(|| Error::internal("an edition has no digests"))?;
    let citation = Citation {
        key: format!("edition-{name}"),
        title: [format!("Édition du {name}"), format!("Edition of {name}")],
        revision: snapshot.revision(),
        published_at: snapshot.published_at(),
        rows: None,
        sha256: sums.told.sha256.clone(),
        address: format!("{site}/editions/{name}"),
    };
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(json!({
        "edition": name,
        "revision": snapshot.revision().0,
        "published_at": instant(snapshot.published_at()),
        "created_at": instant(now),
        "licence": LICENCE,
        "address": format!("{site}/editions/{name}"),
        "citation": citation.told(),
        "files": files,
    }))
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
/// `NotFound` for a file that it has not.
pub fn open(shelf: &Shelf, edition: &Edition, name: &str) -> Result<(Kept, String)> {
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
    let state = State {
        revision: edition.revision,
        published_at: edition.created_at,
    };
    let kept = Kept::of(shelf.objects().clone(), path(&edition.name, name), found.told, state);
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
