use std::time::Duration;

use reqwest::Method;
use segur::{access::Viewer, domain::Clock, publishing, store::Store};
use segur_tests::{Database, Engine, Server, on_own_database, server, synthetic};

/// A list of so many rows is longer than what the network holds, but for Parquet, which is small: its rows are read on after its first bytes.
const ROWS: usize = 90_000;

on_own_database! {
    a_database_that_is_lost_mid_stream_never_ends_a_transfer_cleanly,
}

async fn a_database_that_is_lost_mid_stream_never_ends_a_transfer_cleanly(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    publishing::publish(&store, Clock::System, &Viewer::seed(), synthetic::observations(ROWS, 0))
        .await
        .unwrap();
    store.close().await.unwrap();
    server.wait_for(5).await;
    for form in ["csv", "parquet"] {
        let path = format!("/v1/observations.{form}?category.starts_with=synth");
        let whole = server.bytes(&path).await.unwrap();
        let mut response = server.request(Method::GET, &path).send().await.unwrap();
        let mut length = response.chunk().await.unwrap().unwrap().len();
        lose(database);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let ended = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => length += chunk.len(),
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        assert!(
            !ended,
            "{form}: a transfer of {length} bytes of {} looks whole",
            whole.len()
        );
        assert!(length < whole.len());
        // An error that comes before the bytes is told as one.
        let refused = server.get(&path).await;
        assert!(refused.status.is_server_error(), "{form}: {}", refused.status);
        find_again(database);
        let mut again = server.bytes(&path).await;
        for _ in 0..600 {
            if again.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            again = server.bytes(&path).await;
        }
        assert_eq!(again.unwrap().len(), whole.len(), "{form}: it recovers by itself");
    }
    running.stop().await.unwrap();
}

/// Runs SQL beside a database of PostgreSQL, which need not let anyone in.
fn beside(database: &segur_tests::Database, statement: impl Fn(&str) -> String) {
    let name = database.url.rsplit('/').next().unwrap();
    let cluster = format!("{}postgres", database.url.trim_end_matches(name));
    let arguments = [
        "--quiet",
        "--no-psqlrc",
        "--dbname",
        &cluster,
        "--command",
        &statement(name),
    ];
    let done = std::process::Command::new("psql").args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Ends every connection and lets no other in, as when PostgreSQL is killed; hides the table of an SQLite file.
fn lose(database: &Database) {
    match database.engine {
        Engine::Postgresql => {
            beside(database, |name| {
                format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            });
            beside(database, |name| {
                format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            });
        }
        Engine::Sqlite => database.execute("PRAGMA busy_timeout = 5000; ALTER TABLE observation RENAME TO lost"),
    }
}

fn find_again(database: &Database) {
    match database.engine {
        Engine::Postgresql => beside(database, |name| format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")),
        Engine::Sqlite => database.execute("PRAGMA busy_timeout = 5000; ALTER TABLE lost RENAME TO observation"),
    }
}
