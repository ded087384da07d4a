/// What variants of questions ask of.
mod facts;
/// The questions, in the words of each server.
mod questions;

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use facts::Facts;
use questions::{Peer, QUESTIONS, Question, VARIANTS};
use segur_tests::{Database, Engine, Server, program::Serving};
use serde_json::Value as Json;

use super::{
    load::{Asked, Done, cluster, drive, paced, pin},
    start,
    table::{Table, middle},
};

const ROUNDS: usize = 3;
const WHILE: Duration = Duration::from_secs(2);
/// The share of its own greatest rate at which each server's times are taken.
const LOAD: f64 = 0.6;

/// A server in its process, and its requests for a question.
struct Asking<'a> {
    peer: Peer,
    serving: &'a Serving,
    requests: Vec<Asked>,
    done: Vec<Done>,
}

/// The same questions, of the same rows, to us and to our peers: each server on one core, the load and PostgreSQL on the other. Nothing is kept.
/// On SQLite there are no peers: our own figures alone.
pub(super) async fn compare(database: &Database, table: &mut Table) {
    let own = start::serve(database, &["--response-cache", "0"]);
    let servers = match database.engine {
        Engine::Sqlite => vec![(Peer::Ours, own)],
        Engine::Postgresql => {
            let folder = folder();
            plain(database, &folder);
            vec![
                (Peer::Mercurius, start::peer(&folder, "mercurius.mjs", &database.url)),
                (Peer::Ours, own),
                (Peer::ByHand, start::by_hand(&database.url)),
                (
                    Peer::Postgraphile,
                    start::peer(&folder, "postgraphile.mjs", &database.url),
                ),
            ]
        }
    };
    for (_, serving) in &servers {
        pin(serving.process.id(), 0);
    }
    let server = servers
        .iter()
        .find(|(peer, _)| *peer == Peer::Ours)
        .map(|(_, serving)| Server::at(&serving.address));
    let facts = Facts::read(database, &server.expect("our own")).await;
    for question in &QUESTIONS {
        let mut asking: Vec<Asking<'_>> = servers
            .iter()
            .map(|(peer, serving)| Asking {
                peer: *peer,
                serving,
                requests: requests(question, &facts, *peer),
                done: Vec::new(),
            })
            .collect();
        same_answers(question, &facts, &asking).await;
        for _ in 0..ROUNDS {
            for one in &mut asking {
                one.done.push(drive_one(database, one.serving, &one.requests).await);
            }
        }
        for one in &asking {
            print(question, one, &asking[0], table).await;
        }
    }
}

/// The folder of the peers, with their packages.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers");
    if !folder.join("node_modules/mercurius").is_dir() {
        let arguments = ["ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"];
        let done = Command::new("npm").args(arguments).current_dir(&folder).status();
        assert!(done.expect("npm runs").success(), "the packages of the peers");
    }
    folder
}

/// The rows as a plain schema holds them.
fn plain(database: &Database, folder: &Path) {
    let file = folder.join("plain.sql");
    let done = Command::new("psql")
        .args([
            "--quiet",
            "--no-psqlrc",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            &database.url,
            "--file",
        ])
        .arg(file)
        .status();
    assert!(done.expect("psql runs").success(), "the plain tables");
}

fn requests(question: &Question, facts: &Facts, peer: Peer) -> Vec<Asked> {
    let variants = 0..VARIANTS;
    variants
        .map(|variant| {
            let (path, body) = question.request(facts, peer, variant);
            Asked::post(path, &body)
        })
        .collect()
}

/// Every variant has the same values everywhere, or the bench ends.
async fn same_answers(question: &Question, facts: &Facts, asking: &[Asking<'_>]) {
    let client = reqwest::Client::new();
    for variant in 0..VARIANTS {
        let mut first: Option<Vec<String>> = None;
        for one in asking {
            let (path, body) = question.request(facts, one.peer, variant);
            let address = format!("{}{path}", one.serving.address);
            let request = client
                .post(address)
                .header("content-type", "application/json")
                .body(body.clone());
            let answer = request.send().await.expect("an answer").text().await.expect("its text");
            let json: Json = serde_json::from_str(&answer).expect("JSON");
            assert!(json.get("errors").is_none(), "{:?} {body}: {answer}", one.peer);
            let mut values = Vec::new();
            scalars(&json["data"], &mut values);
            values.sort_unstable();
            assert!(values.len() > 1, "{:?} {body}: {answer}", one.peer);
            match &first {
                None => first = Some(values),
                Some(first) => assert_eq!(first, &values, "{:?}: {body}", one.peer),
            }
        }
    }
}

/// The values of an answer, whatever it calls them and however it writes numbers and codes.
fn scalars(json: &Json, values: &mut Vec<String>) {
    match json {
        Json::Object(fields) => fields.values().for_each(|value| scalars(value, values)),
        Json::Array(items) => items.iter().for_each(|value| scalars(value, values)),
        Json::String(text) => values.push(match text.parse::<f64>() {
            Ok(number) => number.to_string(),
            Err(_) => text.to_lowercase(),
        }),
        Json::Number(number) => values.push(number.as_f64().unwrap_or_default().to_string()),
        Json::Bool(_) | Json::Null => {}
    }
}

async fn drive_one(database: &Database, serving: &Serving, requests: &[Asked]) -> Done {
    let process = serving.process.id();
    pin(process, 0);
    // Connections are made as they are needed: those of the last round are there.
    drive(&serving.address, requests, Duration::from_millis(300), [&[], &[]]).await;
    let postgresql = match database.engine {
        Engine::Sqlite => Vec::new(),
        Engine::Postgresql => cluster(&database.url),
    };
    for process in &postgresql {
        pin(*process, 1);
    }
    drive(&serving.address, requests, WHILE, [&[process], &postgresql]).await
}

async fn print(question: &Question, one: &Asking<'_>, first: &Asking<'_>, table: &mut Table) {
    let rate = middle(one.done.iter().map(|done| done.rate).collect());
    let times = paced(&one.serving.address, &one.requests, rate * LOAD, WHILE).await;
    let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    let cost = |at: usize| middle(one.done.iter().map(|done| done.cost[at]).collect());
    let ratios = one
        .done
        .iter()
        .zip(&first.done)
        .map(|(one, first)| one.rate / first.rate);
    table.line(
        question.name,
        &format!("{:?}: {rate:.0}/s, {:.0} + {:.0} µs", one.peer, cost(0), cost(1)),
        &format!("at {:.0} % load", LOAD * 100.0),
        &format!("p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99)),
        middle(ratios.collect()),
    );
}
