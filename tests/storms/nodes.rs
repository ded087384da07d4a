use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use segur::access::Role;
use segur_tests::{
    Database, Server,
    cluster::Cluster,
    institutions::{key_on, observation},
    program::{self, Serving},
    proxies::free_port,
};

const VALUES: &str = "/v1/observations?category=Essai&limit=1";

/// What all clients share.
#[derive(Clone)]
struct Storm {
    addresses: [String; 2],
    /// The greatest value whose publication was acknowledged.
    acknowledged: Arc<AtomicI64>,
    calm: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
    broken: Arc<Mutex<Vec<String>>>,
    lags: Arc<Mutex<Vec<Duration>>>,
}

impl Storm {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn tell(&self, what: String) {
        println!("BROKEN: {what}");
        self.broken.lock().expect("nobody failed").push(what);
    }
}

/// The revision and the value that a read shows; none when it was refused or lost.
async fn read(server: &Server, at_least: i64, number: u64) -> Option<(i64, i64)> {
    // Every other read is one that was not asked before.
    let path = if number.is_multiple_of(2) {
        VALUES.to_owned()
    } else {
        format!("{VALUES}&category.ne=x{number}")
    };
    let request = server
        .request(reqwest::Method::GET, &path)
        .header("x-revision-at-least", at_least.to_string());
    let answer = request.timeout(Duration::from_secs(10)).send().await.ok()?;
    if answer.status() != 200 {
        return None;
    }
    let revision = answer.headers().get("x-revision")?.to_str().ok()?.parse().ok()?;
    let body: serde_json::Value = answer.json().await.ok()?;
    let value = body["data"][0]["value"]
        .to_string()
        .trim_matches('"')
        .parse()
        .unwrap_or(0);
    Some((revision, value))
}

/// Reads from both nodes in turn, asking for no less than it has seen.
async fn roamer(storm: Storm) -> u64 {
    let servers = [0, 1].map(|at: usize| Server::at(&storm.addresses[at]));
    let (mut highest, mut greatest, mut reads) = (0, 0, 0);
    while !storm.is_over() {
        reads += 1;
        let server = &servers[(reads % 2) as usize];
        let Some((revision, value)) = read(server, highest, reads).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        if revision < highest || value < greatest {
            storm.tell(format!(
                "a roaming client saw {revision}/{value} after {highest}/{greatest}"
            ));
        }
        (highest, greatest) = (highest.max(revision), greatest.max(value));
    }
    reads
}

/// Reads from one node, asking for nothing in particular.
async fn resident(storm: Storm, at: usize) -> u64 {
    let server = Server::at(&storm.addresses[at]);
    let (mut highest, mut greatest, mut reads) = (0, 0, 0);
    while !storm.is_over() {
        reads += 1;
        let Some((revision, value)) = read(&server, 0, reads).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        if revision < highest || value < greatest {
            storm.tell(format!(
                "a client of node {at} saw {revision}/{value} after {highest}/{greatest}"
            ));
        }
        (highest, greatest) = (highest.max(revision), greatest.max(value));
    }
    reads
}

/// Publishes on both nodes in turn, and measures when the other one serves it.
async fn publisher(storm: Storm, key: String) -> i64 {
    let servers = [0, 1].map(|at: usize| Server::at(&storm.addresses[at]));
    let mut value = 0;
    while !storm.is_over() {
        value += 1;
        let place = (value % 2) as usize;
        let was_calm = storm.calm.load(Ordering::Relaxed);
        let request = servers[place]
            .request(reqwest::Method::POST, "/v1/observations/import")
            .bearer_auth(&key)
            .header("content-type", "text/csv")
            .timeout(Duration::from_secs(15))
            .body(observation(value));
        let Ok(answer) = request.send().await else {
            continue;
        };
        if answer.status() != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        }
        storm.acknowledged.store(value, Ordering::SeqCst);
        let acknowledged = Instant::now();
        let seen = async {
            while read(&servers[1 - place], 0, 0)
                .await
                .is_none_or(|(_, seen)| seen < value)
            {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let seen = tokio::time::timeout(Duration::from_secs(20), seen).await;
        if was_calm && storm.calm.load(Ordering::Relaxed) {
            let lag = acknowledged.elapsed();
            storm.lags.lock().expect("nobody failed").push(lag);
            if seen.is_err() || lag > Duration::from_secs(1) {
                storm.tell(format!(
                    "in calm weather, {value} was served by the other node after {lag:?}"
                ));
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    value
}

fn node(primary: &Cluster, replica: &Cluster, port: u16) -> Serving {
    let listen = format!("127.0.0.1:{port}");
    program::serve(&[
        "--database-url",
        &primary.url(),
        "--replica-url",
        &replica.url(),
        "--listen",
        &listen,
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
        "--log",
        "off",
    ])
}

impl Storm {
    fn new(ports: [u16; 2]) -> Self {
        Self {
            addresses: ports.map(|port| format!("http://127.0.0.1:{port}")),
            acknowledged: Arc::default(),
            calm: Arc::new(AtomicBool::new(true)),
            over: Arc::default(),
            broken: Arc::default(),
            lags: Arc::default(),
        }
    }
}

fn report_lags(storm: &Storm) {
    let mut lags = std::mem::take(&mut *storm.lags.lock().expect("nobody failed"));
    lags.sort_unstable();
    let at = |share: f64| {
        lags.get((lags.len() as f64 * share) as usize)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "served by the other node, in calm weather: {:?} in the middle, {:?} at the 99th, {:?} at most ({} measured)",
        at(0.5),
        at(0.99),
        lags.last(),
        lags.len()
    );
}

/// Waits until both nodes are ready.
async fn until_ready(storm: &Storm) {
    for address in &storm.addresses {
        let server = Server::at(address);
        while server.get("/health/ready").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Two nodes, a primary and its replica, stopped and started in turn while clients read and publish.
pub(super) async fn run(during: Duration) {
    let primary = Cluster::primary();
    assert!(
        program::run(&["seed", "--database-url", &primary.url(), "--log", "off"])
            .status
            .success()
    );
    let key = key_on(&Database::at(&primary.url()), "ars-bretagne", Role::Publisher).await;
    let replica = Cluster::replica_of(&primary);
    let ports = [free_port(), free_port()];
    let mut nodes = ports.map(|port| Some(node(&primary, &replica, port)));
    let storm = Storm::new(ports);
    let publishing = tokio::spawn(publisher(storm.clone(), key));
    let readers = [
        tokio::spawn(roamer(storm.clone())),
        tokio::spawn(roamer(storm.clone())),
        tokio::spawn(resident(storm.clone(), 0)),
        tokio::spawn(resident(storm.clone(), 1)),
    ];
    let started = Instant::now();
    let mut turn = 0usize;
    while started.elapsed() < during {
        tokio::time::sleep(Duration::from_secs(4)).await;
        storm.calm.store(false, Ordering::Relaxed);
        let what = ["the replica", "node 0", "the primary", "node 1"][turn % 4];
        println!("{:>4.0} s: {what} is killed", started.elapsed().as_secs_f64());
        match turn % 4 {
            0 => replica.kill(),
            2 => primary.kill(),
            other => drop(nodes[other / 2].take()),
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        match turn % 4 {
            0 => replica.start(),
            2 => primary.start(),
            other => {
                let again = tokio::task::block_in_place(|| node(&primary, &replica, ports[other / 2]));
                nodes[other / 2] = Some(again);
            }
        }
        until_ready(&storm).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        storm.calm.store(true, Ordering::Relaxed);
        turn += 1;
    }
    storm.over.store(true, Ordering::Relaxed);
    let mut reads = 0;
    for reader in readers {
        reads += reader.await.expect("a reader ends");
    }
    let published = publishing.await.expect("the publisher ends");
    println!("{turn} kills, {published} publications tried, {reads} reads");
    report_lags(&storm);
    let last = read(&Server::at(&storm.addresses[0]), 0, 0).await;
    let acknowledged = storm.acknowledged.load(Ordering::SeqCst);
    println!("the last value acknowledged is {acknowledged}, the last served is {last:?}");
    assert!(
        last.is_some_and(|(_, value)| value >= acknowledged),
        "what is acknowledged is there"
    );
    let broken = storm.broken.lock().expect("nobody failed");
    assert!(broken.is_empty(), "{broken:?}");
    println!("no read went back in time");
}
