//! Speed and memory on a million synthetic observations, as ratios within one run: `cargo build --release -p segur -p segur-tests --bins`, then
//! `tests/run --only-setup env -u SEGUR_TEST_PROGRAM target/release/bench`.
//!
//! Runs on an SQLite file, and on PostgreSQL where `SEGUR_TEST_POSTGRES` names a cluster, as `tests/run` does.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on must say so; it prints its table"
)]

/// Files against what the database writes by itself.
mod files;

use std::time::{Duration, Instant};

use segur::{access::Viewer, app, domain::Clock, publishing};
use segur_tests::{Database, Engine, Server, program, server::settings, synthetic};

const MILLION: usize = 1_000_000;
const PAGE: usize = 100;

#[tokio::main]
async fn main() {
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("SEGUR_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgresql);
    }
    // One engine alone, when it is named.
    if let Some(name) = std::env::args().nth(1) {
        engines.retain(|engine| format!("{engine:?}").eq_ignore_ascii_case(&name));
    }
    for engine in engines {
        let database = Database::new(engine);
        println!("\n{engine:?}");
        start_up(&database);
        let revision = load(&database).await;
        // What is measured is read from the database, not from files built before.
        let serving = program::serve(&[
            "--database-url",
            &database.url,
            "--log",
            "off",
            "--build-files",
            "false",
        ]);
        let server = Server::at(&serving.address);
        pages(&server, "").await;
        pages(&server, ", filter: { region: { slug: { eq: \"bretagne\" } } }").await;
        files::compare(&database, &serving, &server).await;
        files::past(&server, revision).await;
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Resident memory of a process, now or at its highest, in mebibytes.
fn memory(process: u32, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find(|line| line.starts_with(what)).expect("its memory");
    let kibibytes: f64 = line
        .split_whitespace()
        .nth(1)
        .expect("a number")
        .parse()
        .expect("a number");
    kibibytes / 1024.0
}

fn start_up(database: &Database) {
    drop(program::serve(&["--database-url", &database.url, "--log", "off"]));
    let mut times = Vec::new();
    let mut resident = Vec::new();
    for _ in 0..7 {
        let started = Instant::now();
        let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
        times.push(started.elapsed());
        resident.push(memory(serving.process.id(), "VmRSS"));
    }
    resident.sort_by(f64::total_cmp);
    println!(
        "start to ready, seeded: {:?} (median of 7), {:.1} MiB resident",
        median(times),
        resident[3]
    );
}

/// Publishes a million observations, and revises a tenth of them: the revision before that.
async fn load(database: &Database) -> i64 {
    let store = app::open(&settings(&database.url)).await.expect("the store");
    let started = Instant::now();
    for part in 0..10 {
        let publication = synthetic::of_series(part * 2..part * 2 + 2, MILLION / 10, 0);
        let one = Instant::now();
        publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
            .await
            .expect("a publication");
        if part == 0 {
            println!("one publication of 100,000 observations: {:?}", one.elapsed());
        }
    }
    println!("a million observations published in {:?}", started.elapsed());
    let revision = store.revision().0;
    let revised = synthetic::of_series(0..2, MILLION / 10, 7);
    publishing::publish(&store, Clock::System, &Viewer::seed(), revised)
        .await
        .expect("a publication");
    store.close().await.expect("closed");
    revision
}

fn query(filter: &str, cursor: Option<&str>) -> String {
    let after = cursor.map_or(String::new(), |cursor| format!(", after: \"{cursor}\""));
    format!(
        "{{ observations(first: {PAGE}{filter}{after}) {{ nodes {{ slug value period {{ edtf }} }} pageInfo {{ endCursor }} }} }}"
    )
}

/// Page 1 against page 500, in turn: of all observations, and of a region's.
async fn pages(server: &Server, filter: &str) {
    let mut cursor: Option<String> = None;
    for _ in 0..499 {
        let body = server.graphql(&query(filter, cursor.as_deref())).await;
        let end = body["data"]["observations"]["pageInfo"]["endCursor"].as_str();
        cursor = end.map(str::to_owned);
    }
    let (mut first, mut deep) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        for (times, cursor) in [(&mut first, None), (&mut deep, cursor.as_deref())] {
            let started = Instant::now();
            server.graphql(&query(filter, cursor)).await;
            times.push(started.elapsed());
        }
    }
    let (first, deep) = (median(first), median(deep));
    println!(
        "{filter} page 1: {first:?}, page 500: {deep:?}, ratio {:.2}",
        deep.as_secs_f64() / first.as_secs_f64()
    );
}
