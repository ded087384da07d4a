//! What must hold for longer than a test may take: `cargo build --release -p segur -p segur-tests --bins`, then
//! `tests/run --only-setup target/release/storms hostile|overload|outage|nodes|soak [SECONDS]`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a storm that breaks something must say so; it prints what it saw"
)]

/// Requests, counted by what became of them.
mod crowd;
/// Attacks of every kind at once.
mod hostile;
/// Nodes, replica and primary stopped and started, while a client records revisions.
mod nodes;
/// PostgreSQL gone for a while.
mod outage;
/// More than can be answered.
mod overload;
/// Everything, for long.
mod soak;

use std::time::Duration;

use segur_tests::Engine;

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1);
    let storm = words.next().unwrap_or_default();
    let seconds = words.next().and_then(|seconds| seconds.parse().ok());
    let during = |usual| Duration::from_secs(seconds.unwrap_or(usual));
    match storm.as_str() {
        "overload" => overload::run(during(300)).await,
        "outage" => outage::run(during(30)).await,
        "hostile" => hostile::run(during(1_800), Engine::Sqlite).await,
        "nodes" => nodes::run(during(120)).await,
        "soak" => soak::run(during(3_600)).await,
        _ => println!("storms hostile|overload|outage|nodes|soak [SECONDS]"),
    }
}

/// Resident memory of a process, in mebibytes.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes: f64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0.0);
    kibibytes / 1024.0
}
