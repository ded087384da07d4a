//! Faults by the thousand: `cargo build --release -p segur -p segur-tests --bins`, then
//! `tests/run --only-setup target/release/faults sqlite|postgresql|failover [HOW MANY]`. `segur check` is run after each.

#![expect(clippy::print_stdout, reason = "a harness tells what it came to")]

use segur_tests::faults::{failover, postgres, sqlite};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let many = arguments.next().and_then(|many| many.parse().ok());
    match what.as_str() {
        "sqlite" => println!("{:#?}", sqlite::run(many.unwrap_or(10_000), 1).await),
        "postgresql" => println!("{:#?}", postgres::run(many.unwrap_or(10_000), 1).await),
        "failover" => println!("{:#?}", failover::run(many.unwrap_or(200)).await),
        other => println!("sqlite, postgresql or failover, and how many; not {other:?}"),
    }
}
