use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use reqwest::Method;
use segur::{access::Role, datasets::registry};
use segur_tests::{
    Database, Engine, FOUNDED, Server, audits,
    institutions::{key_on, owner},
    on_own_database,
};
use serde_json::json;

on_own_database! {
    every_dataset_is_read_back_from_every_form_unchanged,
}

/// A form in which files go out, and come back as LibreOffice saves them.
struct Form {
    /// How its files are asked for.
    address: &'static str,
    kind: &'static str,
    /// How LibreOffice opens them.
    opened: &'static str,
    /// How it saves them, with the ending and the type of these files.
    saved: &'static [(&'static str, &'static str, &'static str)],
}

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

const FORMS: [Form; 7] = [
    Form {
        address: ".csv",
        kind: CSV,
        opened: "text-comma",
        saved: &[("csv-comma", "csv", CSV)],
    },
    Form {
        address: ".csv?dialect=fr",
        kind: CSV,
        opened: "fr",
        saved: &[("csv-fr", "csv", CSV), ("ods", "ods", ODS)],
    },
    Form {
        address: ".csv?dialect=fr&lang=fr",
        kind: CSV,
        opened: "fr",
        saved: &[("csv-fr", "csv", CSV), ("xlsx", "xlsx", XLSX)],
    },
    Form {
        address: ".csv?delimiter=%09",
        kind: "text/tab-separated-values",
        opened: "text-tab",
        saved: &[("csv-tab", "csv", "text/tab-separated-values")],
    },
    Form {
        address: ".xlsx",
        kind: XLSX,
        opened: "book",
        saved: &[("xlsx", "xlsx", XLSX), ("ods", "ods", ODS), ("csv-fr", "csv", CSV)],
    },
    Form {
        address: ".xlsx?lang=fr",
        kind: XLSX,
        opened: "book",
        saved: &[("ods", "ods", ODS)],
    },
    Form {
        address: ".ndjson",
        kind: "application/x-ndjson",
        opened: "",
        saved: &[],
    },
];

async fn every_dataset_is_read_back_from_every_form_unchanged(database: &Database) {
    let (server, running) = Server::start(database).await;
    let mut keys: HashMap<&str, String> = HashMap::new();
    let names: Vec<&str> = registry()
        .datasets()
        .filter(|dataset| !dataset.derived)
        .map(|dataset| dataset.name)
        .collect();
    let mut names_with_rows = Vec::new();
    for name in names {
        if server.json(&format!("/v1/datasets/{name}")).await["count"] != 0 {
            names_with_rows.push(name);
            keys.insert(name, key_on(database, owner(name), Role::Publisher).await);
        }
    }
    for form in &FORMS {
        let folder = tempfile::tempdir().unwrap();
        let mut files: Vec<(&str, PathBuf)> = Vec::new();
        for name in &names_with_rows {
            let bytes = server.bytes(&format!("/v1/{name}{}", form.address)).await.unwrap();
            let ending = form.address.split('?').next().unwrap();
            let path = folder.path().join(format!("{name}{ending}"));
            std::fs::write(&path, &bytes).unwrap();
            if form.address == ".csv?dialect=fr" {
                let saved = as_excel_saves_days(&bytes);
                unchanged(
                    &server,
                    &keys[name],
                    name,
                    form.kind,
                    saved,
                    " with days as Excel saves them",
                )
                .await;
            }
            unchanged(&server, &keys[name], name, form.kind, bytes, form.address).await;
            files.push((name, path));
        }
        // What LibreOffice makes of a file does not depend on the database.
        if database.engine == Engine::Sqlite {
            for (how, ending, kind) in form.saved {
                let saved = saved_again(form.opened, how, &files);
                for (name, _) in &files {
                    let path = saved.path().join(format!("{name}.{ending}"));
                    let bytes =
                        std::fs::read(&path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()));
                    unchanged(
                        &server,
                        &keys[name],
                        name,
                        kind,
                        bytes,
                        &format!("{} as {how}", form.address),
                    )
                    .await;
                }
            }
        }
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

/// The file with each cell that a French spreadsheet takes for a day as it writes it: `15/10/2026`.
fn as_excel_saves_days(file: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(file.to_vec()).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut saved = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in reader.records() {
        let row = row.unwrap();
        let cells = row.iter().map(|cell| match cell.parse::<chrono::NaiveDate>() {
            Ok(day) => day.format("%d/%m/%Y").to_string(),
            Err(_) => cell.to_owned(),
        });
        saved.write_record(cells.collect::<Vec<_>>()).unwrap();
    }
    saved.into_inner().unwrap()
}

fn saved_again(opened: &str, how: &str, files: &[(&str, PathBuf)]) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let mut arguments = vec![path(out.path()), opened.to_owned(), how.to_owned()];
    arguments.extend(files.iter().map(|(_, file)| path(file)));
    audits::audit("resave.py", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    out
}

async fn unchanged(server: &Server, key: &str, name: &str, kind: &str, bytes: Vec<u8>, how: &str) {
    let request = server
        .request(Method::POST, &format!("/v1/{name}/import?dry_run=1"))
        .bearer_auth(key)
        .header("content-type", kind)
        .body(bytes);
    let read = server.send(request).await;
    let told: String = read.text.chars().take(3_000).collect();
    assert_eq!(read.status, 200, "{name}{how}: {told}");
    let body = read.json();
    let changed = [&body["created"], &body["revised"], &body["withdrawn"]];
    assert_eq!(changed, [&json!(0); 3], "{name}{how}: {told}");
    assert!(body["unchanged"].as_u64().unwrap() > 0, "{name}{how}: {told}");
}
