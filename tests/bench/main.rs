//! Speed and memory on synthetic data, as ratios within one run: `cargo build --release -p segur -p segur-tests --bins`, then
//! `tests/run --only-setup target/release/bench [answers|peers|scale|files] [sqlite|postgresql]`; all of it where none is named.
//!
//! Runs on an SQLite file, and on PostgreSQL where `SEGUR_TEST_POSTGRES` names a cluster, as `tests/run` does.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on must say so; it prints its table"
)]

/// A bare handler that sends bytes.
mod bare;
/// Statements written by hand.
mod by_hand;
/// Answers that are kept.
mod cached;
/// Files against what the database writes by itself.
mod files;
/// Requests, over and over.
mod load;
/// The same questions, to us and to our peers.
mod peers;
/// Millions of observations.
mod scale;
/// What is compared, in processes of their own.
mod start;
/// The table.
mod table;

use std::time::{Duration, Instant};

use segur::{access::Viewer, app, domain::Clock, publishing};
use segur_tests::{Database, Engine, Server, scale::Scale, server::settings, synthetic};
use table::Table;

const MILLION: usize = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    match words.as_slice() {
        ["bare", file] => runtime.block_on(bare::serve(file)),
        ["by-hand", url] => runtime.block_on(by_hand::serve(url)),
        words => runtime.block_on(compare(words)),
    }
}

async fn compare(words: &[&str]) {
    // The load on one core, what is measured on the other.
    load::pin(std::process::id(), 1);
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("SEGUR_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgresql);
    }
    let is = |engine: &Engine, word: &str| format!("{engine:?}").eq_ignore_ascii_case(word);
    if words.iter().any(|word| engines.iter().any(|engine| is(engine, word))) {
        engines.retain(|engine| words.iter().any(|word| is(engine, word)));
    }
    let wants = |part: &str| {
        words.contains(&part)
            || !["answers", "peers", "scale", "files"]
                .iter()
                .any(|part| words.contains(part))
    };
    let mut table = Table::default();
    for engine in engines {
        println!("\n{engine:?}");
        if wants("answers") {
            let database = made(engine, 5_000, MILLION).await;
            cached::compare(&database, &mut table).await;
            scale::compare(&database, &mut table).await;
        }
        if wants("peers") {
            let database = made(engine, 1_200, MILLION).await;
            peers::compare(&database, &mut table).await;
        }
        if wants("scale") {
            let database = made(engine, 5_000, 10 * MILLION).await;
            scale::compare(&database, &mut table).await;
        }
        if wants("files") {
            let database = Database::new(engine);
            let revision = load(&database).await;
            // What is measured is read from the database, not from files built before.
            let serving = start::serve(&database, &["--response-cache", "0"]);
            let server = Server::at(&serving.address);
            files::compare(&database, &serving, &server, &mut table).await;
            files::past(&server, revision).await;
        }
    }
    table.print();
}

/// A database with so many synthetic rows.
async fn made(engine: Engine, solutions: usize, observations: usize) -> Database {
    let database = Database::new(engine);
    let started = Instant::now();
    let scale = Scale {
        solutions,
        observations,
    };
    scale.load(&database).await;
    println!("{observations} observations made in {:?}", started.elapsed());
    database
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

/// Publishes a million observations, and revises a tenth of them: the revision before that.
async fn load(database: &Database) -> i64 {
    let store = app::open_ready(&settings(&database.url), Clock::System)
        .await
        .expect("the store");
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
