//! What clients of an earlier contract use is still there (`docs/partners.md`, "What stays"). A version that is released freezes the contracts again:
//! `gzip -9nc openapi/schema.graphql > tests/fixtures/contract.graphql.gz`, and the same for `openapi.json`.

use std::{fs, path::Path, process::Command};

use segur_tests::audits;
use serde_json::{Value as Json, json};

/// What a later contract takes away from the clients of an earlier one.
fn lost(kind: &str, earlier: &Path, later: &Path) -> Vec<String> {
    let script = audits::folder().join("audits/kept.mjs");
    let done = Command::new("node")
        .arg(script)
        .arg(kind)
        .args([earlier, later])
        .output();
    let done = done.expect("Node.js runs: run the tests by tests/run, which installs it");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn present(name: &str) -> std::path::PathBuf {
    audits::folder().join("../openapi").join(name)
}

#[test]
fn clients_of_an_earlier_contract_lose_nothing() {
    for (kind, frozen, now) in [
        ("graphql", "contract.graphql.gz", "schema.graphql"),
        ("openapi", "contract.openapi.json.gz", "openapi.json"),
    ] {
        let frozen = audits::folder().join("fixtures").join(frozen);
        assert_eq!(lost(kind, &frozen, &present(now)), [] as [&str; 0], "{kind}");
    }
}

/// The comparison finds each of these, so that its silence means something.
#[test]
fn what_a_contract_takes_away_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed");

    let whole: Json = serde_json::from_str(&fs::read_to_string(present("openapi.json")).unwrap()).unwrap();
    let region = "/components/schemas/Region";
    let list = "/paths/~1v1~1regions/get";
    for (place, name) in [
        ("/paths", "/v1/search"),
        ("/paths/~1v1~1search", "get"),
        (list, "parameters"),
        (&format!("{list}/responses"), "200"),
        (&format!("{region}/properties"), "insee_code"),
        (region, "required"),
    ] {
        let mut less = whole.clone();
        let part = less.pointer_mut(place).and_then(Json::as_object_mut);
        let taken = part.and_then(|part| part.remove(name));
        assert!(taken.is_some(), "{place} has no {name}");
        fs::write(&changed, less.to_string()).unwrap();
        assert_ne!(
            lost("openapi", &present("openapi.json"), &changed),
            [] as [&str; 0],
            "{place} {name}"
        );
    }
    let mut narrower = whole.clone();
    let parameters = narrower
        .pointer_mut(&format!("{list}/parameters"))
        .and_then(Json::as_array_mut);
    let needed = json!({ "name": "fresh", "in": "query", "required": true, "schema": { "type": "string" } });
    parameters.unwrap().push(needed);
    fs::write(&changed, narrower.to_string()).unwrap();
    assert_eq!(
        lost("openapi", &present("openapi.json"), &changed),
        ["get /v1/regions query fresh: required"]
    );

    let schema = fs::read_to_string(present("schema.graphql")).unwrap();
    for (text, other) in [
        ("\tslug: String!", "\tslug: String"),
        ("\tinseeCode: String\n", "\tinsee: String\n"),
    ] {
        assert!(schema.contains(text), "{text}");
        fs::write(&changed, schema.replacen(text, other, 1)).unwrap();
        assert_ne!(
            lost("graphql", &present("schema.graphql"), &changed),
            [] as [&str; 0],
            "{other}"
        );
    }
}
