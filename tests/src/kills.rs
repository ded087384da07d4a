use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, RandomState},
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use segur::access::Role;
use serde_json::Value as Json;

use crate::{Database, Engine, Server, institutions::key_on, program};

/// What a run with kills came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many publications were asked for, and acknowledged.
    pub publications: usize,
    /// How many times a process was killed.
    pub kills: u32,
    /// How many requests it took.
    pub requests: u32,
    /// How many were cut, or met no process.
    pub cut: u32,
    /// How many were told to wait: in flight, or busy.
    pub waits: u32,
    /// How many were answered with what an earlier request had done.
    pub replayed: u32,
    /// How long it took.
    pub took: Duration,
}

/// How many records each publication has: all or none must be there.
const RECORDS: usize = 3;

struct Run {
    report: [AtomicU32; 5],
    acknowledged: Mutex<BTreeMap<usize, i64>>,
}

const KILLS: usize = 0;
const REQUESTS: usize = 1;
const CUT: usize = 2;
const WAITS: usize = 3;
const REPLAYED: usize = 4;

impl Run {
    fn count(&self, what: usize) {
        self.report[what].fetch_add(1, Ordering::Relaxed);
    }
}

/// Publishes so many times at once, with retries, while the processes are killed at random; then checks that each acknowledged publication
/// is there exactly once and whole, the revisions without gaps, and the audit unbroken.
pub async fn run(engine: Engine, publications: usize, workers: usize) -> Report {
    let database = Arc::new(Database::new(engine));
    drop(program::serve(&["--database-url", &database.url, "--log", "off"]));
    let key = key_on(&database, "ans", Role::Publisher).await;
    // SQLite has one process; PostgreSQL has two nodes.
    let nodes = if engine == Engine::Sqlite { 1 } else { 2 };
    let addresses: Vec<String> = (0..nodes).map(|_| free_address()).collect();
    let run = Arc::new(Run {
        report: Default::default(),
        acknowledged: Mutex::default(),
    });
    let over = Arc::new(AtomicBool::new(false));
    let started = Instant::now();
    let killers: Vec<_> = addresses
        .iter()
        .map(|address| {
            let (database, address, run, over) = (database.clone(), address.clone(), run.clone(), over.clone());
            tokio::task::spawn_blocking(move || kill_at_random(&database, &address, &run, &over))
        })
        .collect();
    let next = Arc::new(AtomicU32::new(0));
    let working: Vec<_> = (0..workers)
        .map(|_| {
            let (key, addresses, run, next) = (key.clone(), addresses.clone(), run.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed) as usize;
                    if number >= publications {
                        return;
                    }
                    publish(&addresses, &key, &run, number).await;
                }
            })
        })
        .collect();
    for worker in working {
        worker.await.expect("a worker");
    }
    let took = started.elapsed();
    over.store(true, Ordering::Relaxed);
    for killer in killers {
        killer.await.expect("a killer");
    }
    verify(&database, &run, publications).await;
    let told = |what: usize| run.report[what].load(Ordering::Relaxed);
    Report {
        publications,
        kills: told(KILLS),
        requests: told(REQUESTS),
        cut: told(CUT),
        waits: told(WAITS),
        replayed: told(REPLAYED),
        took,
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

/// A number below another, by chance.
fn chance(below: u64) -> u64 {
    RandomState::new().hash_one(Instant::now()) % below
}

fn kill_at_random(database: &Database, address: &str, run: &Run, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let arguments = [
            "serve",
            "--listen",
            address,
            "--database-url",
            &database.url,
            "--log",
            "off",
        ];
        let mut process = program::command(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        let until = Instant::now() + Duration::from_millis(400 + chance(1_200));
        while Instant::now() < until && !over.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(10));
        }
        process.kill().expect("killed");
        process.wait().expect("gone");
        run.count(KILLS);
    }
}

/// Sends one publication until it is acknowledged.
async fn publish(addresses: &[String], key: &str, run: &Run, number: usize) {
    let rows = (0..RECORDS).map(|at| format!("essai-{number}-{at},Essai {number} {at},webinaire-idf-2022\n"));
    let file = format!("slug,name,source_document\n{}", rows.collect::<String>());
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()
        .expect("a client");
    loop {
        let address = &addresses[usize::try_from(chance(addresses.len() as u64)).expect("a place")];
        let request = client
            .post(format!(
                "http://{address}/v1/editors/import?message=publication-{number}"
            ))
            .bearer_auth(key)
            .header("content-type", "text/csv")
            .header("idempotency-key", format!("publication-{number}"))
            .body(file.clone());
        run.count(REQUESTS);
        let answer = match request.send().await {
            Ok(answer) => (answer.status().as_u16(), answer.json::<Json>().await),
            Err(_) => (0, Ok(Json::Null)),
        };
        match answer {
            (200, Ok(body)) => {
                if body["replayed"] == true {
                    run.count(REPLAYED);
                }
                let revision = body["revision"].as_i64().expect("a revision");
                run.acknowledged.lock().expect("the list").insert(number, revision);
                return;
            }
            (409 | 503, _) => run.count(WAITS),
            (0 | 200, _) => run.count(CUT),
            (status, body) => panic!("{status}: {body:?}"),
        }
        tokio::time::sleep(Duration::from_millis(20 + chance(80))).await;
    }
}

async fn verify(database: &Database, run: &Run, publications: usize) {
    let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&serving.address);
    let acknowledged = run.acknowledged.lock().expect("the list").clone();
    assert_eq!(acknowledged.len(), publications, "each is acknowledged in the end");
    // Whole, and as acknowledged.
    let mut revisions: HashMap<String, i64> = HashMap::new();
    for record in server.records("/v1/editors?limit=1000&fields=slug,revision").await {
        let slug = record["slug"].as_str().expect("a slug").to_owned();
        revisions.insert(slug, record["revision"].as_i64().expect("a revision"));
    }
    for (number, revision) in &acknowledged {
        for at in 0..RECORDS {
            let found = revisions.get(&format!("essai-{number}-{at}"));
            assert_eq!(found, Some(revision), "publication {number}, record {at}");
        }
    }
    let there = revisions.keys().filter(|slug| slug.starts_with("essai-")).count();
    assert_eq!(there, publications * RECORDS, "and nothing else is there");
    // Exactly once.
    let mut published: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = server.json(&format!("/v1/audit?limit=1000&after={after}")).await;
        let events = page["data"].as_array().expect("events");
        let Some(last) = events.last() else { break };
        after = last["number"].as_i64().expect("a number");
        for event in events.iter().filter(|event| event["institution"] == "ans") {
            let message = event["message"].as_str().expect("a message").to_owned();
            published
                .entry(message)
                .or_default()
                .push(event["revision"].as_i64().expect("a revision"));
        }
    }
    assert_eq!(published.len(), publications);
    for (number, revision) in &acknowledged {
        assert_eq!(published.get(&format!("publication-{number}")), Some(&vec![*revision]));
    }
    drop(serving);
    // Without gaps, and the chain whole.
    let check = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
    let text = String::from_utf8_lossy(&check.stdout).into_owned() + &String::from_utf8_lossy(&check.stderr);
    let last = crate::FOUNDED + i64::try_from(publications).expect("a number");
    assert!(
        check.status.success() && text.contains(&format!("all is well at revision {last}")),
        "{text}"
    );
}
