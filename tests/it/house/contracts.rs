use std::{fs, path::PathBuf, process::Command};

use segur_tests::audits;
use serde_json::Value as Json;

fn contract(name: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(name);
    let text = fs::read_to_string(&path).unwrap_or_default();
    (path, text)
}

#[test]
fn the_openapi_description_in_the_repository_is_the_programs() {
    let (path, kept) = contract("openapi.json");
    let made = format!(
        "{:#}\n",
        serde_json::to_value(segur::server::openapi().unwrap()).unwrap()
    );
    assert!(
        kept == made,
        "{} differs: cargo run -q -- openapi > openapi/openapi.json",
        path.display()
    );
}

#[test]
fn the_graphql_schema_in_the_repository_is_the_programs() {
    let (path, kept) = contract("schema.graphql");
    let made = segur::graphql::schema_text().unwrap();
    assert!(
        kept == made,
        "{} differs: cargo run -q -- schema > openapi/schema.graphql",
        path.display()
    );
}

#[test]
fn the_graphql_schema_is_small_and_every_part_of_it_is_described() {
    let (path, kept) = contract("schema.graphql");
    assert!(kept.len() <= 400_000, "{} bytes", kept.len());
    let script = audits::folder().join("audits/described.mjs");
    let done = Command::new("node").arg(script).arg(path).output();
    let done = done.expect("Node.js runs: run the tests by tests/run, which installs it");
    let told: Json = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(told["lacking"], Json::Array(Vec::new()), "without a description");
    assert!(told["described"].as_u64() > Some(3_000), "{told}");
}
