//! Speed and memory on a million synthetic observations, as ratios within one run: `cargo build --release && cargo run --release -p segur-tests --bin bench`.
//!
//! Runs on an SQLite file; with `SEGUR_TEST_POSTGRES` set (`tests/run --only-setup …`), on PostgreSQL too.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on must say so; it prints its table"
)]

use std::time::{Duration, Instant};

use segur::{access::Viewer, app, domain::Clock, publishing};
use segur_tests::{
    Database, Engine, Server,
    program::{self, Serving},
    server::settings,
    synthetic,
};

const MILLION: usize = 1_000_000;
const PAGE: usize = 100;

#[tokio::main]
async fn main() {
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("SEGUR_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgresql);
    }
    for engine in engines {
        let database = Database::new(engine);
        println!("\n{engine:?}");
        start_up(&database);
        load(&database).await;
        let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
        let server = Server::at(&serving.address);
        pages(&server, "").await;
        pages(&server, ", filter: { region: { slug: { eq: \"bretagne\" } } }").await;
        file(&serving, &server).await;
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

async fn load(database: &Database) {
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
    store.close().await.expect("closed");
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

/// A million observations as CSV: time, and memory above idle while it streams.
async fn file(serving: &Serving, server: &Server) {
    let process = serving.process.id();
    let idle = memory(process, "VmRSS");
    let started = Instant::now();
    let request = server.request(
        reqwest::Method::GET,
        "/v1/observations.csv?region=bretagne&category.starts_with=synthetique",
    );
    let mut response = request.send().await.expect("an answer");
    let first = started.elapsed();
    let mut bytes = 0;
    let mut rows = 0;
    while let Some(chunk) = response.chunk().await.expect("a whole transfer") {
        bytes += chunk.len();
        rows += chunk.iter().filter(|byte| **byte == b'\n').count();
    }
    assert_eq!(rows, MILLION + 1, "every row, and the header");
    println!(
        "a million observations as CSV: first byte {first:?}, whole {:?}, {} MB, {:.1} MiB above idle ({idle:.1} MiB)",
        started.elapsed(),
        bytes / 1_000_000,
        memory(process, "VmHWM") - idle
    );
}
