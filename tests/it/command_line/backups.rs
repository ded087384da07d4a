use std::process::Command;

use segur::access::Role;
use segur_tests::{
    Database, Engine, FOUNDED, Server,
    institutions::{key_on, observation},
    on_own_database, program,
};

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .expect("the engine's clients are installed");
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Copies a database as `docs/operating.md` says, while it is written to, and opens the copy.
fn copied(database: &Database, folder: &str) -> Database {
    match database.engine {
        Engine::Sqlite => {
            let copy = Database::new(Engine::Sqlite);
            run("sqlite3", &[&database.file(), &format!(".backup {}", copy.file())]);
            copy
        }
        Engine::Postgresql => {
            let file = format!("{folder}/segur.dump");
            run("pg_dump", &["--format=custom", "--file", &file, &database.url]);
            let copy = Database::new(Engine::Postgresql);
            run(
                "pg_restore",
                &["--exit-on-error", "--no-owner", "--dbname", &copy.url, &file],
            );
            copy
        }
    }
}

on_own_database! {
    a_copy_made_while_publications_go_on_is_whole,
}

async fn a_copy_made_while_publications_go_on_is_whole(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let publishing = {
        let server = server.clone();
        tokio::spawn(async move {
            for value in 0..40 {
                let told = server.import_csv(&key, "observations", "", observation(value)).await;
                assert_eq!(told.status, 200, "{}", told.text);
            }
        })
    };
    server.wait_for(FOUNDED + 3).await;
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    let copy = tokio::task::block_in_place(|| copied(database, &at));
    publishing.await.unwrap();
    let checked = program::run(&["check", "--database-url", &copy.url, "--log", "off"]);
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success() && told.contains("all is well"), "{told}");
    let (restored, again) = Server::start(&copy).await;
    let revision = restored.json("/version").await["revision"].as_i64().unwrap();
    assert!(revision >= FOUNDED + 3, "{revision}");
    for path in [
        "/v1/changes.ndjson?dataset=documents",
        "/v1/observations.csv?limit=5000",
        "/v1/documents.ndjson?limit=5000",
    ] {
        let as_of = format!("{path}&as_of={revision}");
        let (here, there) = (server.get(&as_of).await, restored.get(&as_of).await);
        assert_eq!(here.status, 200, "{as_of}: {}", here.text);
        assert_eq!(here.text, there.text, "{as_of}");
    }
    again.stop().await.unwrap();
    running.stop().await.unwrap();
}
