use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::Database as Direct;
use segur::access::Role;

use super::{ledger::publish, postgres::stored, protocol::Proxy};
use crate::{Database, Server, cluster::Cluster, institutions::key_on, program};

/// What fail-overs came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many times the primary was killed and its replica made primary.
    pub failovers: usize,
    /// How many publications were acknowledged.
    pub acknowledged: usize,
    /// How many requests were refused, or cut.
    pub refused: usize,
    /// How long it took.
    pub took: Duration,
}

/// Who publishes at once, so that commits are under way when the primary is killed.
const CLIENTS: usize = 4;

/// Clients that publish until it is over, each one number after the other, again where it was refused.
fn clients(
    address: &str,
    key: &str,
    acknowledged: &Arc<Mutex<BTreeMap<usize, i64>>>,
    refused: &Arc<AtomicUsize>,
    over: &Arc<AtomicBool>,
) -> Vec<tokio::task::JoinHandle<()>> {
    let next = Arc::new(AtomicUsize::new(0));
    (0..CLIENTS)
        .map(|_| {
            let (address, key) = (address.to_owned(), key.to_owned());
            let (acknowledged, next, refused, over) =
                (acknowledged.clone(), next.clone(), refused.clone(), over.clone());
            tokio::spawn(async move {
                let client = reqwest::Client::builder()
                    .timeout(Duration::from_secs(20))
                    .build()
                    .expect("a client");
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    loop {
                        let answered = publish(&client, &address, &key, number).await;
                        if answered.status == 200 {
                            let revision = answered.revision().expect("a revision");
                            acknowledged.lock().expect("the list").insert(number, revision);
                            break;
                        }
                        assert!(matches!(answered.status, 0 | 409 | 503), "{}", answered.status);
                        refused.fetch_add(1, Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_millis(40)).await;
                    }
                }
            })
        })
        .collect()
}

/// Verifies that the node tells the truth, and that all is well once it has stopped.
async fn verify_node(serving: program::Serving, primary: &Cluster) {
    let server = Server::at(&serving.address);
    let ready = server.json("/health/ready").await;
    let direct = Direct::connect(primary.url()).await.expect("a connection");
    assert_eq!(
        ready["revision"],
        stored(&direct).await.0,
        "the node tells the truth: {ready}"
    );
    direct.close().await.expect("closed");
    drop(serving);
    let check = program::run(&["check", "--database-url", &primary.url(), "--log", "off"]);
    let text = String::from_utf8_lossy(&check.stdout).into_owned() + &String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success(), "{text}");
}

/// Kills the primary so many times while publications are committed on it and on a replica; the replica takes its place. What was acknowledged is
/// there after each, once, and no revision is announced that is not.
///
/// # Panics
/// When something acknowledged is lost, or anything else is not as it must be.
pub async fn run(failovers: usize) -> Report {
    let started = Instant::now();
    let mut primary = Cluster::primary();
    let (proxy, _told) = Proxy::start(primary.port).await;
    let url = format!("postgres://segur@127.0.0.1:{}/segur?sslmode=disable", proxy.port);
    let database = Database::at(&url);
    drop(program::serve(&["--database-url", &url, "--log", "off"]));
    let key = key_on(&database, "ans", Role::Publisher).await;
    let mut replica = Cluster::replica_of(&primary);
    primary.replicate_synchronously();
    let serving = program::serve(&[
        "--database-url",
        &url,
        "--log",
        "off",
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
    ]);
    let ready = reqwest::get(format!("{}/health/ready", serving.address))
        .await
        .expect("an answer");
    let ready = ready.text().await.expect("text");
    assert!(ready.contains("\"replication\":\"synchronous\""), "{ready}");
    let acknowledged: Arc<Mutex<BTreeMap<usize, i64>>> = Arc::default();
    let refused = Arc::new(AtomicUsize::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let publishing = clients(&serving.address, &key, &acknowledged, &refused, &over);
    for at in 0..failovers {
        // At another moment of a commit each time.
        let before = acknowledged.lock().expect("the list").len();
        wait_until(
            || acknowledged.lock().expect("the list").len() >= before + 4,
            "publications go on",
        )
        .await;
        tokio::time::sleep(Duration::from_micros((at as u64 * 1_237) % 30_000)).await;
        let last = primary;
        tokio::task::block_in_place(|| {
            last.kill();
            replica.promote();
        });
        primary = replica;
        proxy.lead_to(primary.port);
        let known = acknowledged.lock().expect("the list").clone();
        verify(&primary, &known).await;
        replica = tokio::task::block_in_place(|| {
            drop(last);
            let replica = Cluster::replica_of(&primary);
            primary.replicate_synchronously();
            replica
        });
    }
    over.store(true, Ordering::Relaxed);
    for publishing in publishing {
        publishing.await.expect("publications end");
    }
    let known = acknowledged.lock().expect("the list").clone();
    verify(&primary, &known).await;
    verify_node(serving, &primary).await;
    Report {
        failovers,
        acknowledged: known.len(),
        refused: refused.load(Ordering::Relaxed),
        took: started.elapsed(),
    }
}

/// What was acknowledged is in the database that has taken the place of the other, once and under its revision; no revision is missing.
async fn verify(primary: &Cluster, known: &BTreeMap<usize, i64>) {
    let rows = primary.ask("segur", "SELECT slug, since FROM editor WHERE slug LIKE 'essai-%'");
    let mut found: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for row in rows.lines() {
        let (slug, revision) = row.split_once('|').expect("two columns");
        let number = slug.trim_start_matches("essai-").parse().expect("a number");
        found
            .entry(number)
            .or_default()
            .push(revision.parse().expect("a number"));
    }
    for (number, revision) in known {
        assert_eq!(found.get(number), Some(&vec![*revision]), "publication {number}");
    }
    let gaps = primary.ask("segur", "SELECT max(number) = count(*) FROM revision");
    assert_eq!(gaps, "t", "no revision is missing");
}

async fn wait_until(is_so: impl Fn() -> bool, what: &str) {
    for _ in 0..1_200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what}: not within thirty seconds");
}
