//! What html-validate, axe-core and Chromium say of pages: nothing.

use std::process::Command;

use segur_tests::{Server, audits, on_both_engines};
use serde_json::{Value as Json, json};

use super::PAGES;

on_both_engines! {
    html_validate_axe_and_a_narrow_screen_find_nothing,
}

/// `SEGUR_EVERY_LOOK=1` looks at each page in each theme and width.
async fn html_validate_axe_and_a_narrow_screen_find_nothing(server: &Server) {
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
