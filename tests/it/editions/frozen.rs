use std::process::Command;

use segur::{datasets::registry, store::Store};
use segur_tests::{Database, Server, audits, on_own_database, program, random, server};
use serde_json::{Value as Json, json};
use sha2::Digest;

fn edition(database: &segur_tests::Database, arguments: &[&str]) -> (bool, String) {
    let all = [
        &["edition"],
        arguments,
        &["--database-url", &database.url, "--log", "off"],
    ]
    .concat();
    let done = program::run(&all);
    (
        done.status.success(),
        format!(
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ),
    )
}

on_own_database! {
    an_edition_is_a_frozen_state_with_all_its_files_and_checksums,
    an_edition_whose_files_are_lost_is_written_again_as_it_was,
    two_who_make_the_same_edition_at_once_make_one,
    before_the_first_edition_there_is_a_way_to_read_a_day,
    editions_are_made_on_a_schedule,
}

async fn an_edition_is_a_frozen_state_with_all_its_files_and_checksums(database: &Database) {
    let (server, running) = Server::start(database).await;
    let (done, told) = edition(database, &["create", "--date", "2026-11-01"]);
    assert!(done && told.contains("edition 2026-11-01: revision 4"), "{told}");
    let (done, told) = edition(database, &["create", "--date", "2026-11-01"]);
    assert!(!done && told.contains("does not change"), "{told}");
    let (done, told) = edition(database, &["create", "--date", "2026-10-01", "--as-of", "1"]);
    assert!(done && told.contains("revision 1"), "{told}");
    for (date, of) in [("2999-01-01", "1"), ("2025-12-31", "2")] {
        let (done, told) = edition(database, &["create", "--date", date, "--as-of", of]);
        assert!(
            !done && told.contains("between that of what it freezes (2026-01-01) and today"),
            "{told}"
        );
    }
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    random::publish(&store, &[random::Step::Editor(1, 1)]).await.unwrap();
    server.wait_for(5).await;
    let list = server.json("/editions").await;
    let names: Vec<&Json> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edition| &edition["edition"])
        .collect();
    assert_eq!(names, ["2026-11-01", "2026-10-01"]);
    let manifest = server.get("/editions/2026-11-01").await;
    assert!(manifest.header("cache-control").contains("immutable") && manifest.header("link").contains("cite-as"));
    let files = manifest.json()["files"].as_array().unwrap().clone();
    assert_eq!(files.len(), registry().datasets().count() * 7 + 3);
    let folder = tempfile::tempdir().unwrap();
    for file in &files {
        let name = file["name"].as_str().unwrap();
        let bytes = server.bytes(&format!("/editions/2026-11-01/{name}")).await.unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(folder.path())
        .status();
    assert!(sums.unwrap().success());
    let package = folder.path().join("datapackage.json");
    let told = audits::audit("packages.py", &[package.to_str().unwrap()]);
    assert_eq!(told["resources"], json!(registry().datasets().count()));
    let now = server.bytes("/v1/editors.csv").await.unwrap();
    let then = std::fs::read(folder.path().join("editors.csv")).unwrap();
    assert!(
        now != then && then == server.bytes("/v1/editors.csv?as_of=2026-11-01").await.unwrap(),
        "the edition is a moment too"
    );
    let body = server
        .graphql("{ editors(asOf: \"2026-10-01\") { totalCount } meta(asOf: \"2026-10-01\") { revision } }")
        .await;
    assert_eq!(body["data"]["meta"]["revision"], 1);
    let newest = server.get("/editions/latest/editors.csv").await;
    assert_eq!(newest.text.as_bytes(), then);
    for (path, status) in [
        ("/editions/2020-01-01", 404),
        ("/editions/2026-11-01/nothing.csv", 404),
        ("/editions/latest/nothing", 404),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn an_edition_whose_files_are_lost_is_written_again_as_it_was(database: &Database) {
    let (server, running) = Server::start(database).await;
    assert!(edition(database, &["create", "--date", "2026-11-01"]).0);
    let first = server.bytes("/editions/2026-11-01/segur-ouvert.sqlite").await.unwrap();
    let kept = segur_tests::database::files_of(&database.url);
    std::fs::remove_dir_all(format!("{kept}/editions")).unwrap();
    assert_eq!(
        server.get("/editions/2026-11-01/segur-ouvert.sqlite").await.status,
        503,
        "what is lost is not answered"
    );
    let (done, told) = edition(database, &["rebuild", "2026-11-01"]);
    assert!(
        done && told.contains("as they were told")
            && told.contains("restored: ")
            && told.contains("segur-ouvert.sqlite"),
        "{told}"
    );
    assert_eq!(
        server.bytes("/editions/2026-11-01/segur-ouvert.sqlite").await.unwrap(),
        first
    );
    running.stop().await.unwrap();
}

async fn two_who_make_the_same_edition_at_once_make_one(database: &Database) {
    let (server, running) = Server::start(database).await;
    let both: Vec<_> = ["1", "4"]
        .into_iter()
        .map(|revision| {
            let arguments = [
                "edition",
                "create",
                "--date",
                "2026-11-01",
                "--as-of",
                revision,
                "--database-url",
                &database.url,
                "--log",
                "off",
            ];
            program::command(&arguments)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let done: Vec<bool> = both
        .into_iter()
        .map(|mut process| process.wait().unwrap().success())
        .collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    let manifest = server.json("/editions/2026-11-01").await;
    assert_eq!(manifest["revision"], if done[0] { 1 } else { 4 });
    for file in manifest["files"].as_array().unwrap() {
        let bytes = server.bytes(file["address"].as_str().unwrap()).await.unwrap();
        let digest: String = sha2::Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(file["sha256"], digest, "{file}");
    }
    running.stop().await.unwrap();
}

async fn editions_are_made_on_a_schedule(database: &Database) {
    let mut settings = server::settings(&database.url);
    settings.editions = segur::archive::editions::Schedule::Monthly;
    let (server, running) = Server::start_with(&settings).await;
    let mut list = Json::Null;
    for _ in 0..1_200 {
        list = server.json("/editions").await;
        if list["data"] != json!([]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(
        (&list["data"][0]["revision"], list["data"].as_array().unwrap().len()),
        (&json!(4), 1),
        "{list}"
    );
    running.stop().await.unwrap();
}

async fn before_the_first_edition_there_is_a_way_to_read_a_day(database: &Database) {
    let (server, running) = Server::start(database).await;
    for path in ["/editions/latest", "/editions/latest/editors.csv"] {
        let none = server.get(path).await;
        assert_eq!(none.status, 404, "{path}");
        for told in ["there is no edition yet", "as_of=<past day>", "/v1/datasets"] {
            assert!(none.text.contains(told), "{path}: {told}: {}", none.text);
        }
    }
    running.stop().await.unwrap();
}
