use std::{fs, path::PathBuf};

use chrono::TimeDelta;
use segur::{
    app,
    archive::editions,
    domain::Clock,
    files::{Objects, Shelf},
    store::Store,
};
use segur_tests::{Database, Server, database::files_of, institutions::now, on_own_database, random, settings};

/// The files below a folder whose names end so.
fn found(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The one kept file of a dataset.
fn file_of(database: &Database, dataset: &str, ending: &str) -> PathBuf {
    let all = found(&files_of(&database.url), ending);
    let of_dataset = all
        .into_iter()
        .find(|path| path.to_string_lossy().contains(&format!("-{dataset}/")));
    of_dataset.expect("the file is kept")
}

async fn store_of(database: &Database) -> (Store, Shelf) {
    let store = app::open_ready(&settings(&database.url), Clock::System).await.unwrap();
    (store, Shelf::new(Objects::open(&files_of(&database.url)).unwrap()))
}

on_own_database! {
    a_file_that_is_gone_or_cut_is_built_again_as_it_was,
    a_file_that_was_changed_is_found_and_one_that_would_differ_is_refused,
    what_is_told_of_a_file_may_be_damaged_too,
    the_files_of_earlier_states_are_not_kept_for_ever,
    an_edition_that_was_interrupted_leaves_nothing,
}

async fn a_file_that_is_gone_or_cut_is_built_again_as_it_was(database: &Database) {
    let (server, running) = Server::start(database).await;
    let path = "/v1/documents.csv";
    let whole = server.bytes(path).await.unwrap();
    let kept = file_of(database, "documents", ".csv");
    for damage in ["gone", "cut", "longer"] {
        match damage {
            "gone" => fs::remove_file(&kept).unwrap(),
            "cut" => fs::write(&kept, &whole[..whole.len() / 2]).unwrap(),
            _ => fs::write(&kept, [&whole[..], b"more"].concat()).unwrap(),
        }
        // A range, which is never kept ready.
        let range = server.request(reqwest::Method::GET, path).header("range", "bytes=0-");
        let again = range.send().await.unwrap();
        assert_eq!(again.status(), 206, "{damage}");
        assert!(again.bytes().await.unwrap() == whole, "{damage}");
        assert_eq!(fs::read(&kept).unwrap(), whole, "{damage}: it is whole again");
    }
    running.stop().await.unwrap();
}

async fn a_file_that_was_changed_is_found_and_one_that_would_differ_is_refused(database: &Database) {
    let (store, shelf) = store_of(database).await;
    let snapshot = store.snapshot();
    shelf.build_all(&snapshot, now()).await.unwrap();
    let kept = file_of(database, "documents", ".csv");
    let whole = fs::read(&kept).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(&kept, &changed).unwrap();
    let (_, fresh) = store_of(database).await;
    assert_eq!(fresh.verify(&snapshot).await.unwrap().len(), 1, "check finds it");
    fresh.build_all(&snapshot, now()).await.unwrap();
    assert_eq!(fs::read(&kept).unwrap(), whole, "and it is built again");
    // Its rows are changed below the service: what is built then is not what was published.
    fs::remove_file(&kept).unwrap();
    database.execute("UPDATE document SET title = 'Autre' WHERE slug = 'webinaire-idf-2022'");
    let (_, fresh) = store_of(database).await;
    assert!(fresh.build_all(&snapshot, now()).await.is_err());
    assert!(
        !kept.exists()
            && fresh
                .faults()
                .iter()
                .any(|trouble| trouble.contains("was published with the digest")),
        "{:?}",
        fresh.faults()
    );
    store.close().await.unwrap();
}

async fn what_is_told_of_a_file_may_be_damaged_too(database: &Database) {
    let (server, running) = Server::start(database).await;
    let whole = server.bytes("/v1/documents.csv").await.unwrap();
    running.stop().await.unwrap();
    let label = file_of(database, "documents", ".csv.told");
    for damaged in [
        "{\"rows\":1,\"bytes\":2,\"sha256\":\"ab\"}",
        "{",
        "",
        "{\"rows\":1,\"bytes\":2,\"sha256\":\"é\"}",
    ] {
        fs::write(&label, damaged).unwrap();
        let (server, running) = Server::start(database).await;
        assert_eq!(server.bytes("/v1/documents.csv").await.unwrap(), whole, "{damaged}");
        running.stop().await.unwrap();
    }
}

async fn the_files_of_earlier_states_are_not_kept_for_ever(database: &Database) {
    let (store, shelf) = store_of(database).await;
    for at in 0..6u8 {
        random::publish(&store, &[random::Step::Editor(1, at)]).await.unwrap();
        shelf.build_all(&store.snapshot(), now()).await.unwrap();
    }
    let copies = found(&files_of(&database.url), ".sqlite");
    assert_eq!(copies.len(), 3, "{copies:?}");
    let editors = found(&files_of(&database.url), ".csv")
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("-editors/"))
        .count();
    assert_eq!(editors, 12, "those of a day are kept, in both dialects");
    shelf
        .build_all(&store.snapshot(), now() + TimeDelta::hours(25))
        .await
        .unwrap();
    let editors = found(&files_of(&database.url), ".csv")
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("-editors/"))
        .count();
    assert_eq!((editors, found(&files_of(&database.url), ".sqlite").len()), (2, 1));
    store.close().await.unwrap();
}

async fn an_edition_that_was_interrupted_leaves_nothing(database: &Database) {
    let (store, shelf) = store_of(database).await;
    let edition = editions::create(&store, &shelf, Clock::System, None, None, &())
        .await
        .unwrap();
    let files = files_of(&database.url);
    let left = PathBuf::from(&files).join("editions/2026-01-01-r1-1");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("couloirs.csv"), "half").unwrap();
    let begun = PathBuf::from(&files).join("editions").join("half.csv#1");
    fs::write(&begun, "half").unwrap();
    let nameless = PathBuf::from(&files).join("begun/half");
    fs::create_dir_all(nameless.parent().unwrap()).unwrap();
    fs::write(&nameless, "half").unwrap();
    assert_eq!(
        editions::tidy(&store, &shelf, now()).await.unwrap(),
        0,
        "someone may be at work on it"
    );
    assert_eq!(
        editions::tidy(&store, &shelf, now() + TimeDelta::hours(2))
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        shelf.objects().tidy(now()).await.unwrap(),
        0,
        "someone may be at work on them"
    );
    assert_eq!(shelf.objects().tidy(now() + TimeDelta::hours(2)).await.unwrap(), 2);
    assert!(!left.join("couloirs.csv").exists() && !begun.exists() && !nameless.exists());
    assert!(
        editions::verify(&store, &shelf).await.unwrap().is_empty(),
        "the edition of {} is whole",
        edition.name
    );
    store.close().await.unwrap();
}
