use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use segur::access::Role;
use segur_tests::{
    Database, Server,
    cluster::Cluster,
    institutions::{key_on, observations},
    program,
};

use super::crowd::Crowd;

/// How many records the publication has that is in hand when PostgreSQL is killed.
const LARGE: usize = 20_000;

/// Publishes one small file after the other until it is over: the values that were acknowledged.
fn publisher(
    server: Server,
    key: String,
    over: Arc<AtomicBool>,
    paused: Arc<AtomicBool>,
) -> tokio::task::JoinHandle<Vec<i64>> {
    tokio::spawn(async move {
        let mut acknowledged = Vec::new();
        let mut value = 0;
        while !over.load(Ordering::Relaxed) {
            if paused.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
            value += 1;
            let file = observations([(format!("Essai {value}"), value)]);
            let told = server.import_csv(&key, "observations", "", file).await;
            match told.status.as_u16() {
                200 => acknowledged.push(value),
                503 => tokio::time::sleep(Duration::from_millis(200)).await,
                other => println!("a publication was answered {other}: {}", told.text),
            }
        }
        acknowledged
    })
}

/// Verifies that what was acknowledged is there, and the large publication whole or not at all.
async fn verify_published(server: &Server, large: reqwest::StatusCode, acknowledged: &[i64]) {
    let there = server
        .get("/v1/observations.csv?fields=category&region=bretagne")
        .await
        .text;
    let categories: HashSet<&str> = there.lines().collect();
    let of_large = categories
        .iter()
        .filter(|category| category.starts_with("Grand "))
        .count();
    assert!(
        of_large == if large == 200 { LARGE } else { 0 },
        "a publication is there whole or not at all: {of_large}"
    );
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|value| !categories.contains(format!("Essai {value}").as_str()))
        .collect();
    println!(
        "{} publications acknowledged, {} of them lost; {of_large} records of the one in hand",
        acknowledged.len(),
        lost.len()
    );
    assert!(lost.is_empty(), "what is acknowledged is there");
}

/// PostgreSQL is killed in the middle of publications, and stays away: nothing acknowledged is lost, what is kept answers meanwhile, and
/// nothing needs a restart.
pub(super) async fn run(during: Duration) {
    let primary = Cluster::primary();
    let serving = program::serve(&[
        "--database-url",
        &primary.url(),
        "--log",
        "off",
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
    ]);
    let server = Server::at(&serving.address);
    let key = key_on(&Database::at(&primary.url()), "ars-bretagne", Role::Publisher).await;
    let kept = "/v1/couloirs?limit=5";
    let over = Arc::new(AtomicBool::new(false));
    let paused = Arc::new(AtomicBool::new(false));
    let publishing = publisher(server.clone(), key.clone(), over.clone(), paused.clone());
    tokio::time::sleep(Duration::from_secs(5)).await;
    // The small ones end, and a large one begins, in the middle of which the database is killed while clients read.
    paused.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let readers = Crowd::of(&serving.address, 4, Duration::from_millis(20), move |_| kept.to_owned());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let large = observations((0..LARGE).map(|at| (format!("Grand {at}"), at)));
    let large = tokio::spawn({
        let (server, key) = (server.clone(), key.clone());
        async move { server.import_csv(&key, "observations", "", large).await.status }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    primary.kill();
    paused.store(false, Ordering::Relaxed);
    println!("killed at revision {}", server.json("/version").await["revision"]);
    let large = large.await.expect("the large publication is answered");
    println!("the publication in hand was answered {large}");
    let ready = Crowd::of(&serving.address, 1, Duration::from_millis(500), |_| {
        "/health/ready".to_owned()
    });
    tokio::time::sleep(during).await;
    let (readers, ready) = (readers.end().await, ready.end().await);
    println!(
        "meanwhile, kept answers: {:?}; ready: {:?}",
        readers.statuses, ready.statuses
    );
    primary.start();
    let back = Instant::now();
    while server.get("/health/ready").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("ready {:?} after PostgreSQL", back.elapsed());
    tokio::time::sleep(Duration::from_secs(5)).await;
    over.store(true, Ordering::Relaxed);
    let acknowledged = publishing.await.expect("the publisher ends");
    verify_published(&server, large, &acknowledged).await;
    assert!(ready.of(200) == 0 && ready.of(503) > 0, "ready tells the truth");
    assert!(
        readers.of(200) > 0 && readers.statuses.len() == 1 && readers.lost == 0,
        "what is kept answers"
    );
}
