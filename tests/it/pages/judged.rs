//! What html-validate, axe-core and Chromium say of pages: nothing.

use std::process::Command;

use segur_tests::{Server, audits, on_both_engines};
use serde_json::{Value as Json, json};

use super::PAGES;

on_both_engines! {
    people_do_what_they_come_for_without_scripts,
}

/// Its marks are of pages, whatever the engine.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn lighthouse_finds_nothing_on_five_pages() {
    lighthouse(&segur_tests::shared(segur_tests::Engine::Sqlite)).await;
}

/// The same: `SEGUR_EVERY_LOOK=1` looks at each page in each theme and width.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn html_validate_axe_and_a_narrow_screen_find_nothing() {
    let server = segur_tests::shared(segur_tests::Engine::Sqlite);
    let mut command = Command::new("node");
    command
        .arg(audits::folder().join("audits/pages.mjs"))
        .arg(&server.address);
    if std::env::var_os("SEGUR_EVERY_LOOK").is_some() {
        command.arg("--all");
    }
    command
        .args(PAGES)
        .args(["/nothing", "/datasets/regions?region=bretange"]);
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let done = done.expect("Node.js runs: run the tests by tests/run, which installs it");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{errors}");
    let told: Json = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(told["findings"], json!([]), "{told:#}");
    assert!(told["looked"].as_u64() >= Some(2 * PAGES.len() as u64), "{told}");
}

/// What a program of `audits` tells, as JSON.
async fn told_by(program: &str, arguments: &[&str]) -> Json {
    let mut command = Command::new("node");
    command
        .arg(audits::folder().join("audits").join(program))
        .args(arguments);
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let done = done.expect("Node.js runs: run the tests by tests/run, which installs it");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{errors}");
    serde_json::from_slice(&done.stdout).unwrap()
}

async fn people_do_what_they_come_for_without_scripts(server: &Server) {
    let told = told_by("tasks.mjs", &[&server.address]).await;
    assert_eq!(told["failed"], json!([]), "{told:#}");
    assert_eq!(told["done"].as_array().unwrap().len(), 10, "{told:#}");
}

async fn lighthouse(server: &Server) {
    let told = told_by(
        "lighthouse.mjs",
        &[
            &server.address,
            "/",
            "/datasets/observations?indicator=documents-alimentant-le-dmp&region=ile-de-france",
            "/regions/bretagne",
            "/conflicts",
            "/docs",
        ],
    )
    .await;
    assert_eq!(told["findings"], json!([]), "{told:#}");
}
