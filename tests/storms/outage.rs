use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use segur::access::Role;
use segur_tests::{Database, Server, cluster::Cluster, institutions::key_on, program};

use super::crowd::Crowd;

fn observation(value: i64) -> String {
    format!(
        "indicator,region,category,period,value,status,qualifier,document\ndocuments-alimentant-le-dmp,bretagne,Essai {value},2026-Q1,{value},final,exact,webinaire-idf-2022\n"
    )
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
    let publishing = {
        let (server, key, over, paused) = (server.clone(), key.clone(), over.clone(), paused.clone());
        tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            let mut value = 0;
            while !over.load(Ordering::Relaxed) {
                if paused.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
                value += 1;
                let told = server.import_csv(&key, "observations", "", observation(value)).await;
                match told.status.as_u16() {
                    200 => acknowledged.push(value),
                    503 => tokio::time::sleep(Duration::from_millis(200)).await,
                    other => println!("a publication was answered {other}: {}", told.text),
                }
            }
            acknowledged
        })
    };
    tokio::time::sleep(Duration::from_secs(5)).await;
    // What is kept is of the last revision: it is read before the next one begins, in the middle of which the database is killed.
    paused.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.get(kept).await.status, 200);
    paused.store(false, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(4)).await;
    primary.kill();
    println!("killed at revision {}", server.json("/version").await["revision"]);
    let first = server.get(kept).await;
    println!("the first read: {} {}", first.status, first.header("cache-status"));
    let readers = Crowd::of(&serving.address, 4, Duration::from_millis(20), move |_| kept.to_owned());
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
    let there = server
        .json("/v1/observations/groups?by=category&category.contains=Essai")
        .await;
    let categories: Vec<String> = there["data"]
        .as_array()
        .expect("data")
        .iter()
        .map(|row| row["category"].as_str().unwrap_or_default().to_owned())
        .collect();
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|value| !categories.contains(&format!("Essai {value}")))
        .collect();
    println!(
        "{} publications acknowledged, {} there, lost: {lost:?}",
        acknowledged.len(),
        categories.len()
    );
    assert!(lost.is_empty(), "what is acknowledged is there");
    assert!(ready.of(200) == 0 && ready.of(503) > 0, "ready tells the truth");
    assert!(
        readers.of(200) > 0 && readers.statuses.len() == 1 && readers.lost == 0,
        "what is kept answers"
    );
}
