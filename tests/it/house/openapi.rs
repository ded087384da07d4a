use std::{
    path::Path,
    process::{Command, Output},
};

use segur_tests::{Database, Server, audits, on_own_database};
use serde_json::Value as Json;

/// The most bytes of the description as it is served.
const MOST_BYTES: usize = 500_000;

/// The most lines of the types that openapi-typescript makes of it.
const MOST_LINES: usize = 15_000;

/// What openapi-python-client does not generate, because it knows neither the media type nor how to write it: binary forms, and texts that are none of
/// JSON, HTML and plain text.
const BINARY: [&str; 12] = [
    "image/svg+xml",
    "*/*",
    "application/atom+xml",
    "application/vnd.apache.parquet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.sqlite3",
    "application/x-bibtex",
    "application/x-ndjson",
    "text/csv",
    "text/tab-separated-values",
    "text/turtle",
];

fn description() -> String {
    serde_json::to_string(&segur::server::openapi().unwrap()).unwrap()
}

fn written(folder: &Path) -> String {
    let path = folder.join("openapi.json");
    std::fs::write(&path, description()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let path = audits::folder().join("audits").join(program);
    let bin = audits::folder().join("audits/.venv/bin");
    let with_ruff = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let done = Command::new(path).args(arguments).env("PATH", with_ruff).output();
    done.unwrap_or_else(|error| unreachable!("{program}: {error}: run the tests by tests/run, which installs it"))
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn the_description_is_small() {
    let bytes = description().len();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}

#[test]
fn redocly_finds_nothing_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path());
    let done = run(
        "node_modules/.bin/redocly",
        &["lint", "--extends=recommended", "--format=json", &file],
    );
    let text = String::from_utf8_lossy(&done.stdout);
    let found: Json = serde_json::from_str(text.trim()).unwrap_or_else(|error| panic!("{error}: {}", told(&done)));
    assert_eq!(found["totals"]["errors"], 0, "{text}");
    assert_eq!(found["totals"]["warnings"], 0, "{text}");
}

#[test]
fn the_specification_s_validator_finds_it_valid() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(".venv/bin/openapi-spec-validator", &[&written(folder.path())]);
    assert!(done.status.success(), "{}", told(&done));
}

#[test]
fn typescript_types_are_few_and_compile() {
    let folder = tempfile::tempdir().unwrap();
    let types = folder.path().join("segur.ts");
    let types = types.to_str().unwrap();
    let done = run(
        "node_modules/.bin/openapi-typescript",
        &[&written(folder.path()), "-o", types],
    );
    assert!(done.status.success(), "{}", told(&done));
    let lines = std::fs::read_to_string(types).unwrap().lines().count();
    assert!(lines < MOST_LINES, "{lines} lines");
    let compiled = run("node_modules/.bin/tsc", &["--noEmit", "--strict", types]);
    assert!(compiled.status.success(), "{}", told(&compiled));
}

/// Answers whose inside another standard says.
const OF_OTHERS: [&str; 2] = ["/catalog.jsonld", "/datapackage.json"];

#[test]
fn every_json_answer_is_typed_and_every_row_has_all_its_fields() {
    let api = segur::server::openapi().unwrap();
    let api = serde_json::to_value(api).unwrap();
    let resolved = |part: &Json| -> Json {
        let mut part = part.clone();
        while let Some(place) = part["$ref"].as_str() {
            part = api.pointer(&place[1..]).unwrap().clone();
        }
        part
    };
    let mut seen = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().into_iter().flatten();
            for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
                for (kind, content) in resolved(response)["content"].as_object().into_iter().flatten() {
                    if !kind.ends_with("json") || OF_OTHERS.contains(&path.as_str()) {
                        continue;
                    }
                    let body = resolved(&content["schema"]);
                    let says = ["properties", "items", "oneOf", "anyOf", "allOf"]
                        .iter()
                        .any(|key| body.get(key).is_some());
                    assert!(says, "{method} {path} {kind}: {body}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
    for dataset in segur::datasets::registry().datasets() {
        let page = resolved(&api["paths"][format!("/v1/{}", dataset.name)]["get"]["responses"]["200"]);
        let row = resolved(&page["content"]["application/x-ndjson"]["schema"]);
        let required: Vec<&str> = row["required"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        for name in row["properties"].as_object().unwrap().keys() {
            let is_optional =
                ["warnings", "open_phases", "uncertain_phases"].contains(&name.as_str()) || name.ends_with("_label");
            assert!(
                required.contains(&name.as_str()) || is_optional,
                "{}: {name} of {required:?}",
                dataset.name
            );
        }
        assert!(required.len() > 4, "{}: {required:?}", dataset.name);
    }
}

#[test]
fn a_python_client_is_generated_and_imports() {
    let folder = tempfile::tempdir().unwrap();
    let client = folder.path().join("segur_ouvert");
    let client = client.to_str().unwrap();
    let file = written(folder.path());
    let done = run(
        ".venv/bin/openapi-python-client",
        &["generate", "--path", &file, "--output-path", client, "--meta", "none"],
    );
    assert!(done.status.success(), "{}", told(&done));
    for line in told(&done)
        .lines()
        .filter(|line| line.contains("Unsupported") || line.contains("ERROR"))
    {
        let is_binary = BINARY.iter().any(|kind| line.contains(kind));
        assert!(is_binary, "{line}");
    }
    let import = "import pkgutil, importlib, sys; sys.path.insert(0, sys.argv[1]); import segur_ouvert\n\
        count = sum(bool(importlib.import_module(module.name)) for module in pkgutil.walk_packages(segur_ouvert.__path__, 'segur_ouvert.'))\n\
        assert 300 < count < 1100, count";
    let imported = run(".venv/bin/python", &["-c", import, folder.path().to_str().unwrap()]);
    assert!(imported.status.success(), "{}", told(&imported));
}

on_own_database! {
    generated_requests_are_answered_as_the_description_says,
}

async fn generated_requests_are_answered_as_the_description_says(database: &Database) {
    let (server, running) = Server::start(database).await;
    audits::audit("contract.py", &[&server.address, "20261128", "3", "examples,fuzzing"]);
    running.stop().await.unwrap();
}
