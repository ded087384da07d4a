use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use segur_tests::{Database, Engine, Server, database::files_of, on_own_database, sha256};
use serde_json::Value as Json;

/// What a version kept and promised, on an engine, unpacked; `tests/fixtures/make.py` made it.
fn fixture(version: &str, engine: Engine) -> (tempfile::TempDir, Json) {
    let name = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgresql => "postgresql",
    };
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/{version}-{name}.tar.gz"));
    let folder = tempfile::tempdir().unwrap();
    run(
        "tar",
        &["-xzf", archive.to_str().unwrap(), "-C", folder.path().to_str().unwrap()],
    );
    let promises = fs::read_to_string(folder.path().join("promises.json")).unwrap();
    (folder, serde_json::from_str(&promises).unwrap())
}

fn run(program: &str, arguments: &[&str]) {
    let ran = Command::new(program).args(arguments).output().unwrap();
    assert!(
        ran.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// Puts the database and the files of a fixture in the place of an empty database.
fn restore(folder: &Path, database: &Database) {
    match database.engine {
        Engine::Sqlite => {
            fs::copy(folder.join("segur.db"), database.file()).unwrap();
        }
        Engine::Postgresql => {
            let dump = folder.join("segur.dump");
            let arguments = [
                "--exit-on-error",
                "--no-owner",
                "--dbname",
                &database.url,
                dump.to_str().unwrap(),
            ];
            run("pg_restore", &arguments);
        }
    }
    let files = PathBuf::from(files_of(&database.url));
    fs::create_dir_all(files.parent().unwrap()).unwrap();
    run(
        "cp",
        &["-r", folder.join("files").to_str().unwrap(), files.to_str().unwrap()],
    );
}

/// Each address of a list has the bytes that were promised.
async fn verify_digests(server: &Server, promises: &Json) {
    for promise in promises.as_array().unwrap() {
        let path = promise["path"].as_str().unwrap();
        let bytes = server.bytes(path).await.unwrap();
        assert_eq!(sha256(&bytes), promise["sha256"].as_str().unwrap(), "{path}");
    }
}

on_own_database! {
    what_the_first_version_promised_holds,
}

async fn what_the_first_version_promised_holds(database: &Database) {
    let (folder, promises) = tokio::task::block_in_place(|| {
        let (folder, promises) = fixture("af4270a", database.engine);
        restore(folder.path(), database);
        (folder, promises)
    });
    let (server, running) = Server::start(database).await;
    assert_eq!(server.json("/version").await["revision"], promises["revision"]);
    for kind in ["permalinks", "editions", "past"] {
        assert!(!promises[kind].as_array().unwrap().is_empty());
        verify_digests(&server, &promises[kind]).await;
    }
    for promise in promises["cursors"].as_array().unwrap() {
        let path = promise["path"].as_str().unwrap();
        let page = server.json(path).await;
        let rows = page["data"].as_array().unwrap().iter();
        let names: Vec<&Json> = rows
            .map(|row| row.get("slug").unwrap_or(&row["record"]["slug"]))
            .collect();
        assert_eq!(Json::from_iter(names.into_iter().cloned()), promise["names"], "{path}");
    }
    running.stop().await.unwrap();
    drop(folder);
}
