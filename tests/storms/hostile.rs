use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, Method};
use segur::access::Role;
use segur_tests::{
    Database, Engine, Server,
    institutions::{key_on, observation},
    program,
    scale::Scale,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
};

use super::resident;

/// What memory may come to during it, and two minutes later, in mebibytes.
const MOST: f64 = 512.0;
const MOST_AFTER: f64 = 128.0;

/// How long health, and an institution, may wait.
const HEALTH: Duration = Duration::from_secs(1);
const INSTITUTION: Duration = Duration::from_secs(2);

/// What one attack does, and what came of it.
#[derive(Default)]
struct Told {
    statuses: Mutex<BTreeMap<(&'static str, u16), u64>>,
    over: AtomicBool,
    number: AtomicU64,
}

impl Told {
    fn note(&self, attack: &'static str, status: u16) {
        *self
            .statuses
            .lock()
            .expect("the list")
            .entry((attack, status))
            .or_default() += 1;
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// A number that no other request has.
    fn next(&self) -> u64 {
        self.number.fetch_add(1, Ordering::Relaxed)
    }
}

/// All attacks at once, from many addresses of this machine and another processor: memory, health and institutions are looked at meanwhile.
pub(super) async fn run(during: Duration, engine: Engine) {
    let database = Database::new(engine);
    Scale {
        solutions: 1_200,
        observations: 200_000,
    }
    .load(&database)
    .await;
    let serving = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--unlimited",
        "203.0.113.0/24",
    ]);
    let process = serving.process.id();
    pin(process, "0");
    pin(std::process::id(), "1");
    let ars = key_on(&database, "ars-bretagne", Role::Publisher).await;
    let ans = key_on(&database, "ans", Role::Administrator).await;
    let address: SocketAddr = serving
        .address
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let told: Arc<Told> = Arc::default();
    let before = resident(process);
    let mut attackers = JoinSet::new();
    attack(&mut attackers, &serving.address, address, &told);
    let watched = watch(&serving.address, process, (&ars, &ans), during).await;
    told.over.store(true, Ordering::Relaxed);
    attackers.abort_all();
    while attackers.join_next().await.is_some() {}
    for ((attack, status), count) in told.statuses.lock().expect("the list").iter() {
        println!("{attack:<16} {status:>3} {count:>9}");
    }
    let at_end = resident(process);
    let quiet = std::env::var("STORM_QUIET")
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    tokio::time::sleep(Duration::from_secs(quiet.unwrap_or(120))).await;
    let after = resident(process);
    println!(
        "memory: {before:.0} MiB before, {:.0} at most, {at_end:.0} at the end, {after:.0} two minutes later",
        watched.memory
    );
    println!(
        "health: {} asked, {:?} at most, {} lost",
        watched.health.0, watched.health.1, watched.lost
    );
    println!(
        "publications: {} made, {:?} at most",
        watched.published.0, watched.published.1
    );
    println!(
        "revocations: {} made, {:?} at most",
        watched.revoked.0, watched.revoked.1
    );
    assert!(watched.memory < MOST && after < MOST_AFTER, "memory");
    assert!(watched.health.1 < HEALTH && watched.lost == 0, "health");
    assert!(
        watched.published.1 < INSTITUTION && watched.revoked.1 < INSTITUTION,
        "institutions"
    );
}

/// Runs a process on one processor, with all its threads.
fn pin(process: u32, processor: &str) {
    let done = Command::new("taskset")
        .args(["-a", "-c", "-p", processor, &process.to_string()])
        .output();
    assert!(done.is_ok_and(|done| done.status.success()), "taskset runs");
}

#[derive(Default)]
struct Watched {
    memory: f64,
    health: (u64, Duration),
    lost: u64,
    published: (u64, Duration),
    revoked: (u64, Duration),
}

async fn watch(address: &str, process: u32, (ars, ans): (&str, &str), during: Duration) -> Watched {
    let mut watched = Watched::default();
    let started = Instant::now();
    let (mut next_health, mut next_institution) = (Duration::ZERO, Duration::from_secs(1));
    let (mut asking, mut acting) = (JoinSet::new(), JoinSet::new());
    while started.elapsed() < during {
        watched.memory = watched.memory.max(resident(process));
        if started.elapsed() >= next_health {
            next_health += Duration::from_millis(250);
            let server = Server::at(address).from([127, 9, 0, 1]);
            asking.spawn(async move {
                let started = Instant::now();
                let answer = server
                    .request(Method::GET, "/health/ready")
                    .timeout(Duration::from_secs(20))
                    .send()
                    .await;
                (answer.is_ok_and(|answer| answer.status() == 200), started.elapsed())
            });
        }
        if started.elapsed() >= next_institution {
            next_institution += Duration::from_secs(5);
            let (server, ars, ans) = (Server::at(address).from([127, 9, 0, 2]), ars.to_owned(), ans.to_owned());
            let value = started.elapsed().as_millis();
            acting.spawn(async move { act(&server, &ars, &ans, value).await });
        }
        while let Some(Ok((was_well, took))) = asking.try_join_next() {
            watched.health = (watched.health.0 + 1, watched.health.1.max(took));
            watched.lost += u64::from(!was_well);
        }
        while let Some(Ok((published, revoked))) = acting.try_join_next() {
            watched.published = (watched.published.0 + 1, watched.published.1.max(published));
            watched.revoked = (watched.revoked.0 + 1, watched.revoked.1.max(revoked));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    watched
}

/// An institution publishes, and another makes a key and revokes it: how long the publication and the revocation took.
async fn act(server: &Server, ars: &str, ans: &str, value: u128) -> (Duration, Duration) {
    let started = Instant::now();
    let told = server.import_csv(ars, "observations", "", observation(value)).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let published = started.elapsed();
    let keys = "/v1/institution/keys";
    let made = server
        .request(Method::POST, keys)
        .bearer_auth(ans)
        .json(&json!({ "name": "x", "role": "reader" }));
    let made = server.send(made).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["id"].as_str().expect("a number").to_owned();
    let started = Instant::now();
    let revoked = server
        .send(server.request(Method::DELETE, &format!("{keys}/{id}")).bearer_auth(ans))
        .await;
    assert_eq!(revoked.status, 204, "{}", revoked.text);
    (published, started.elapsed())
}

/// A client at one of many addresses.
fn client(kind: u8, at: u64) -> Client {
    let address = Ipv4Addr::new(
        127,
        kind,
        u8::try_from(at / 200 % 200).unwrap_or(0),
        u8::try_from(at % 200 + 1).unwrap_or(1),
    );
    let client = Client::builder()
        .local_address(IpAddr::from(address))
        .timeout(Duration::from_secs(60));
    client.build().expect("a client")
}

async fn connect(kind: u8, at: u64, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // What is not read soon stays with the server.
    socket.set_recv_buffer_size(4_096)?;
    let last = u8::try_from(at % 200 + 1).unwrap_or(1);
    socket.bind((Ipv4Addr::new(127, kind, 7, last), 0).into())?;
    socket.connect(to).await
}

/// Whether an attack is among those that `STORM_ONLY` names; all are, unless it says otherwise.
fn is_chosen(attack: &str) -> bool {
    std::env::var("STORM_ONLY").map_or(true, |only| only.split(',').any(|chosen| chosen == attack))
}

/// Repeats a request for as long as the storm lasts, from addresses in turn.
fn repeat<F>(
    attackers: &mut JoinSet<()>,
    told: &Arc<Told>,
    (attack, kind, clients): (&'static str, u8, u64),
    pause: Duration,
    request: F,
) where
    F: Fn(&Client, u64) -> reqwest::RequestBuilder + Clone + Send + Sync + 'static,
{
    if !is_chosen(attack) {
        return;
    }
    for at in 0..clients {
        let (told, request) = (told.clone(), request.clone());
        attackers.spawn(async move {
            let client = client(kind, at);
            while !told.is_over() {
                let answer = request(&client, told.next()).send().await;
                let status = match answer {
                    Ok(answer) => {
                        let status = answer.status().as_u16();
                        // Read, as far as it comes.
                        let _ = answer.bytes().await;
                        status
                    }
                    Err(_) => 0,
                };
                told.note(attack, status);
                tokio::time::sleep(pause).await;
            }
        });
    }
}

fn attack_graphql(attackers: &mut JoinSet<()>, base: &str, told: &Arc<Told>) {
    let at = |path: &str| format!("{base}{path}");
    let pause = Duration::from_millis(40);
    let graphql = at("/graphql");
    let post = move |client: &Client, query: String| client.post(&graphql).json(&json!({ "query": query }));
    let nested = post.clone();
    repeat(attackers, told, ("introspection", 1, 3), pause, move |client, _| {
        nested(
            client,
            "{__schema{types{interfaces{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{name}}}}}}}}}"
                .to_owned(),
        )
    });
    let whole = post.clone();
    repeat(attackers, told, ("whole schema", 2, 3), pause, move |client, number| {
        whole(
            client,
            format!(
                "{{ a{number}: __schema {{ types {{ name description fields {{ name description args {{ name description type {{ name ofType {{ name }} }} }} }} }} }} }}"
            ),
        )
    });
    let documents = post;
    repeat(attackers, told, ("documents", 3, 6), pause, move |client, number| {
        let fields: String = (0..150).map(|at| format!(" f{number}x{at}: slug")).collect();
        documents(client, format!("{{ couloirs(first: 3) {{ nodes {{ {fields} }} }} }}"))
    });
}

fn attack_rest(attackers: &mut JoinSet<()>, base: &str, told: &Arc<Told>) {
    let at = |path: &str| format!("{base}{path}");
    let pause = Duration::from_millis(40);
    let list = at("/v1/couloirs");
    repeat(attackers, told, ("long heads", 4, 6), pause, move |client, number| {
        let length = if number % 5 == 0 { 40_000 } else { 15_000 };
        client
            .get(&list)
            .header("accept", format!("*/*, a/b;x={number:0>length$}"))
    });
    let sheet = at("/v1/observations.xlsx");
    repeat(attackers, told, ("spreadsheets", 5, 4), pause, move |client, number| {
        client.get(format!("{sheet}?value.gte={}", number % 997))
    });
    let wait = at("/v1/couloirs");
    let seldom = Duration::from_millis(200);
    repeat(attackers, told, ("waits", 6, 330), seldom, move |client, _| {
        client
            .get(&wait)
            .header("x-revision-at-least", "99999999")
            .header("authorization", "Basic x")
    });
    let keep = at("/q");
    repeat(attackers, told, ("permalinks", 7, 4), pause, move |client, number| {
        client
            .post(&keep)
            .json(&json!({ "address": format!("/v1/observations.csv?limit=9000&value.ne={number}") }))
    });
    let guess = at("/v1/institution");
    repeat(attackers, told, ("wrong keys", 8, 8), pause, move |client, number| {
        client.get(&guess).bearer_auth(format!("sgo_{number}_wrong"))
    });
    let page = at("/v1/observations?limit=1000");
    repeat(attackers, told, ("fresh pages", 10, 6), pause, move |client, number| {
        client.get(format!("{page}&value.ne={number}"))
    });
}

fn attack(attackers: &mut JoinSet<()>, base: &str, to: SocketAddr, told: &Arc<Told>) {
    attack_graphql(attackers, base, told);
    attack_rest(attackers, base, told);
    for at in 0..if is_chosen("slow bodies") { 300 } else { 0 } {
        let told = told.clone();
        attackers.spawn(async move {
            while !told.is_over() {
                told.note("slow bodies", u16::from(send_slowly(at, to).await.is_ok()));
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
    }
    for at in 0..if is_chosen("slow readers") { 150 } else { 0 } {
        let told = told.clone();
        attackers.spawn(async move {
            while !told.is_over() {
                told.note(
                    "slow readers",
                    u16::from(read_slowly(at, to, told.next()).await.is_ok()),
                );
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
    }
}

/// Sends a body a letter at a time, for as long as it is let.
async fn send_slowly(at: u64, to: SocketAddr) -> std::io::Result<()> {
    let mut stream = connect(11, at, to).await?;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await?;
    for _ in 0..600 {
        stream.write_all(b" ").await?;
        let told = tokio::time::timeout(Duration::from_millis(200), stream.read_u8()).await;
        if told.is_ok() {
            break;
        }
    }
    Ok(())
}

/// Reads a file a little at a time, for as long as it is let.
async fn read_slowly(at: u64, to: SocketAddr, number: u64) -> std::io::Result<()> {
    let mut stream = connect(12, at, to).await?;
    let form = if at.is_multiple_of(2) { "csv" } else { "ndjson" };
    let head = format!("GET /v1/observations.{form}?value.ne={number} HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut piece = [0; 512];
    for _ in 0..600 {
        if stream.read(&mut piece).await? == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}
