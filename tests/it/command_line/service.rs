use std::{
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
    time::Duration,
};

use segur_tests::{
    Database, FOUNDED, Server,
    expect_continue::{CONTINUE, begin},
    on_own_database, program, server, until,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

on_own_database! {
    serve_makes_migrates_and_seeds_a_database_and_answers,
    a_stop_finishes_the_requests_in_flight,
    a_stop_is_heard_as_soon_as_the_server_answers,
    a_database_that_goes_away_is_told_and_comes_back,
    a_locked_database_still_reads_and_a_write_waits_its_turn,
}

async fn serve_makes_migrates_and_seeds_a_database_and_answers(database: &Database) {
    let serving = program::serve(&["--database-url", &database.url]);
    let server = Server::at(&serving.address);
    assert_eq!(server.records("/v1/couloirs").await.len(), 6);
    assert_eq!(server.json("/health/ready").await["revision"], FOUNDED);
}

async fn a_stop_finishes_the_requests_in_flight(database: &Database) {
    let mut serving = program::serve(&["--database-url", &database.url, "--log", "warn"]);
    let host = serving.address.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let body = r#"{"query":"{ couloirs { totalCount } }"}"#;
    let headers = format!(
        "content-type: application/json\r\nconnection: close\r\ncontent-length: {}",
        body.len()
    );
    // The server has the first half of the request: it is in flight.
    assert_eq!(begin(&mut stream, "POST /graphql", &headers).await, CONTINUE);
    stream.write_all(&body.as_bytes()[..10]).await.unwrap();
    serving.terminate();
    until("no new request is taken", async || {
        TcpStream::connect(&host).await.is_err()
    })
    .await;
    stream.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"totalCount\":6"),
        "{answer}"
    );
    assert!(serving.process.wait().unwrap().success());
}

/// Nobody reads what the program prints: it answers already, and has not yet said where it listens.
async fn a_stop_is_heard_as_soon_as_the_server_answers(database: &Database) {
    let (mut read, mut written) = std::io::pipe().unwrap();
    // As much as a pipe holds.
    written.write_all(&[b' '; 64 << 10]).unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--database-url", &database.url];
    let mut process = program::command(&[&arguments[..], &["--log", "info"]].concat())
        .stdout(written)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
    assert!(
        log.any(|line| line.is_ok_and(|line| line.contains("ready") && line.contains("address"))),
        "it says when it answers"
    );
    program::terminate(&process);
    let printed = std::thread::spawn(move || {
        let mut printed = String::new();
        read.read_to_string(&mut printed).map(|_| printed)
    });
    let ended = process.wait().unwrap();
    assert!(ended.success(), "{ended}");
    let printed = printed.join().unwrap().unwrap();
    assert!(printed.contains("listens on"), "{}", printed.trim());
}

async fn a_database_that_goes_away_is_told_and_comes_back(database: &Database) {
    let (server, running) = Server::start(database).await;
    assert_eq!(server.json("/v1/couloirs").await["revision"], FOUNDED);
    database.execute("ALTER TABLE couloir RENAME TO hidden");
    assert_eq!(
        server.json("/v1/couloirs").await["revision"],
        FOUNDED,
        "what is kept still answers"
    );
    let answer = server.get("/v1/couloirs?limit=3").await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.json()["code"].as_str().unwrap().to_owned()
        ),
        (500, "INTERNAL".to_owned())
    );
    assert!(
        !answer.text.contains("couloir\""),
        "nothing of the inside is told: {}",
        answer.text
    );
    let (code, message) = server.graphql_error("{ couloirs { nodes { name } } }").await;
    assert_eq!(code, "INTERNAL");
    assert!(!message.contains("couloir"), "{message}");
    database.execute("ALTER TABLE hidden RENAME TO couloir");
    assert_eq!(server.json("/v1/couloirs?limit=2").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn a_locked_database_still_reads_and_a_write_waits_its_turn(database: &Database) {
    let settings = server::settings(&database.url);
    let store = segur::app::open_ready(&settings, segur::domain::Clock::System)
        .await
        .unwrap();
    let mut impatient = settings.store.clone();
    impatient.patience = Duration::from_secs(3);
    impatient.statement_timeout = Duration::from_secs(3);
    let held = store.begin().await.unwrap();
    let other = segur::store::Store::open(&impatient).await.unwrap();
    let refusal = other.begin().await.err().expect("the lock is held");
    assert_eq!(refusal.code(), "UNAVAILABLE", "{refusal:?}");
    let running = segur::app::serve(&settings, store.clone(), segur::domain::Clock::System)
        .await
        .unwrap();
    let server = Server::at(&format!("http://{}", running.address));
    assert_eq!(server.records("/v1/couloirs").await.len(), 6);
    drop(held);
    other.begin().await.expect("the lock is free");
    running.stop().await.unwrap();
}

#[test]
fn a_port_in_use_is_said_and_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let url = format!("sqlite:{}/a.db", folder.path().display());
    let run = program::run(&["serve", "--database-url", &url, "--listen", &address, "--log", "off"]);
    let errors = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(!run.status.success());
    assert!(errors.contains(&address) && errors.contains("--listen"), "{errors}");
}

#[test]
fn a_database_that_is_down_is_said() {
    let url = "postgres://segur@127.0.0.1:1/nothing";
    let run = program::run(&[
        "serve",
        "--database-url",
        url,
        "--database-patience",
        "1",
        "--log",
        "off",
    ]);
    assert!(!run.status.success());
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("the store cannot be reached"),
        "{run:?}"
    );
}
