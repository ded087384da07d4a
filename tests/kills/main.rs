//! A thousand publications at once, with retries, while the processes are killed at random, on each engine:
//! `cargo build -p segur -p segur-tests --bins`, then `tests/run --only-setup target/debug/kills`.

#![expect(clippy::print_stdout, reason = "a harness prints what it found")]

use segur_tests::{Engine, kills};

const PUBLICATIONS: usize = 1_000;
/// All at once.
const WORKERS: usize = PUBLICATIONS;

#[tokio::main]
async fn main() {
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        println!("{engine:?}: {:#?}", kills::run(engine, PUBLICATIONS, WORKERS).await);
    }
}
