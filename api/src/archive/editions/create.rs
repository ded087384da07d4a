use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};

use super::{
    folder::{File, MANIFEST, SUMS, remove},
    schedule::Schedule,
    served::SQLITE_FILE,
};
use crate::{
    access::audit::{self, Event},
    datasets::{model::description::LICENCE, registry},
    domain::{Clock, Error, Moment, Progress, Result, civil_day, instant, wording},
    files::{
        BuiltFile, FileFacts, Shelf, Variant,
        metadata::{csvw, data_package},
    },
    store::{Edition, Snapshot, Store},
};

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
        Some(date) => create(store, shelf, clock, Some(date), None, &()).await.map(Some),
    }
}

/// Freezes a revision under a date: the last revision unless `moment` names another, and today in Paris unless `date` names another day.
///
/// # Errors
/// `Conflict` when there is an edition of that date; `BadInput` for a moment to come; `Unavailable` when files cannot be kept.
pub async fn create(
    store: &Store,
    shelf: &Shelf,
    clock: Clock,
    date: Option<NaiveDate>,
    moment: Option<&Moment>,
    progress: &dyn Progress,
) -> Result<Edition> {
    let now = clock.now();
    let date = date.unwrap_or_else(|| civil_day(now));
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
    refuse_date(&snapshot, date, now)?;
    // A folder of its own: two who make the same edition at once do not mix their files.
    let nanoseconds = now.timestamp_nanos_opt().unwrap_or_default();
    let folder = format!("editions/{name}-r{}-{nanoseconds}", snapshot.revision());
    let written = write_files(&snapshot, shelf, &folder, progress).await;
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

/// Refuses a date that does not lie between the publication of what is frozen and today.
fn refuse_date(snapshot: &Snapshot, date: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    let published_at = snapshot.published_at().ok_or_else(|| {
        Error::bad_input(wording!(
            "rien n'était encore publié : il n'y a rien à figer",
            "nothing was published yet: there is nothing to freeze"
        ))
    })?;
    let first = civil_day(published_at);
    if date > civil_day(now) || date < first {
        return Err(Error::bad_input(wording!(
            "une édition porte une date entre celle de ce qu'elle fige ({first}) et aujourd'hui",
            "an edition has a date between that of what it freezes ({first}) and today"
        )));
    }
    Ok(())
}

pub(super) async fn write_files(
    snapshot: &Snapshot,
    shelf: &Shelf,
    folder: &str,
    progress: &dyn Progress,
) -> Result<Vec<File>> {
    let mut files = Vec::new();
    progress.expect(registry().datasets().count() + 1);
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
            facts: FileFacts::clone(&kept.facts),
        })
    };
    for dataset in registry().datasets() {
        progress.step(dataset.name);
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
    progress.step(SQLITE_FILE);
    if let Some(kept) = shelf.everything(snapshot, true).await? {
        files.push(copy(kept, SQLITE_FILE.to_owned(), "application/vnd.sqlite3").await?);
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
        .map(|file| format!("{}  {}\n", file.facts.sha256, file.name))
        .collect();
    files.push(put(shelf, folder, SUMS.to_owned(), "text/plain; charset=utf-8", sums).await?);
    Ok(files)
}

pub(super) async fn put(shelf: &Shelf, folder: &str, file: String, media_type: &str, text: String) -> Result<File> {
    Ok(File {
        facts: shelf.objects().put(&format!("{folder}/{file}"), text.into()).await?,
        name: file,
        media_type: media_type.to_owned(),
    })
}

/// The manifest as it is stored: nothing in it depends on where the edition is served.
pub(super) fn manifest(snapshot: &Snapshot, name: &str, folder: &str, now: DateTime<Utc>, files: &[File]) -> Json {
    json!({
        "edition": name,
        "revision": snapshot.revision().0,
        "published_at": snapshot.published_at().map(instant),
        "created_at": instant(now),
        "licence": LICENCE,
        "folder": folder,
        "files": files,
    })
}
