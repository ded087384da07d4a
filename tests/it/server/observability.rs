use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    time::Duration,
};

use segur_tests::{Database, FOUNDED, Server, on_own_database, program, proxies::free_port};

use super::graphql;

/// The value of a series that Prometheus reads.
fn value(read: &str, series: &str) -> f64 {
    let line = read
        .lines()
        .find(|line| line.starts_with(series) && line[series.len()..].starts_with(' '));
    assert!(line.is_some(), "{series} is not told:\n{read}");
    line.unwrap_or_default().rsplit(' ').next().unwrap().parse().unwrap()
}

/// What a collector is sent: it takes one request on a port of loopback, and hands its head and body over.
fn collector() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut read = Vec::new();
        let mut piece = [0; 4_096];
        while !is_whole(&read) {
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0, "the client waits for the answer");
            read.extend_from_slice(&piece[..count]);
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        tell.send(read).unwrap();
    });
    (address, told)
}

/// Whether a request has come to its end, as its Content-Length says.
fn is_whole(request: &[u8]) -> bool {
    let head = request.windows(4).position(|window| window == b"\r\n\r\n");
    head.is_some_and(|end| {
        let lines = String::from_utf8_lossy(&request[..end]).to_lowercase();
        let told = lines
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        request.len() >= end + 4 + told.unwrap_or_default()
    })
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

on_own_database! {
    prometheus_reads_requests_answers_statements_and_revisions_on_an_address_of_its_own,
    a_slow_query_is_told_to_the_log_with_the_name_of_its_operation,
    traces_are_sent_to_a_collector_when_one_is_named,
}

async fn prometheus_reads_requests_answers_statements_and_revisions_on_an_address_of_its_own(
    database: &segur_tests::Database,
) {
    let metrics = format!("127.0.0.1:{}", free_port());
    let node = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--metrics-listen",
        &metrics,
    ]);
    let (server, prometheus) = (Server::at(&node.address), Server::at(&format!("http://{metrics}")));
    for _ in 0..5 {
        assert_eq!(server.get("/v1/couloirs?limit=3").await.status, 200);
    }
    graphql(&server, "{ couloirs { nodes { slug } } }").await;
    assert_eq!(server.get("/v1/nothing").await.status, 404);
    let read = prometheus.get("/metrics").await;
    assert_eq!(read.header("content-type"), "text/plain; version=0.0.4");
    let read = read.text;
    assert!(value(&read, "segur_responses_total{cache=\"hit\"}") >= 4.0);
    assert!(value(&read, "segur_responses_total{cache=\"stored\"}") >= 2.0);
    assert!(
        value(
            &read,
            "segur_requests_total{operation=\"GET /v1/{dataset}\",status=\"200\"}"
        ) >= 1.0
    );
    assert!(
        value(
            &read,
            "segur_requests_total{operation=\"GET /v1/{dataset}\",status=\"404\"}"
        ) >= 1.0
    );
    assert!(value(&read, "segur_sql_statements_total{operation=\"POST /graphql\"}") >= 1.0);
    assert!(value(&read, "segur_sql_microseconds_total{operation=\"GET /v1/{dataset}\"}") > 0.0);
    assert!(value(&read, "segur_request_seconds_count{operation=\"POST /graphql\"}") >= 1.0);
    assert_eq!(value(&read, "segur_revision"), FOUNDED as f64);
    assert_eq!(value(&read, "segur_database_reached"), 1.0);
    assert!(value(&read, "segur_cached_bytes") >= 0.0 && value(&read, "segur_connections") >= 1.0);
    assert!(value(&read, "segur_resident_bytes") > 1e6);
    assert_eq!(value(&read, "segur_requests_active{credential=\"none\"}"), 0.0);
    assert!(value(&read, "segur_database_connections{pool=\"write\",state=\"busy\"}") >= 0.0);
    assert_eq!(server.get("/metrics").await.status, 404, "it is not public");
}

async fn a_slow_query_is_told_to_the_log_with_the_name_of_its_operation(database: &Database) {
    let mut node = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "warn",
        "--log-format",
        "json",
        "--slow-queries",
        "1",
        "--metrics-listen",
        "off",
    ]);
    let server = Server::at(&node.address);
    let dashboard = "query DashboardOfTheMinister { observations(first: 500) { totalCount nodes { value indicator { slug name } document { slug title } } } }";
    let answer = graphql(&server, dashboard).await;
    assert!(answer.json()["errors"].is_null(), "{}", answer.text);
    server.get("/v1/observations?limit=1000&count=true").await;
    node.terminate();
    let mut log = String::new();
    node.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let line = |operation: &str| {
        log.lines()
            .find(|line| line.contains("slow queries") && line.contains(operation))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(
        line("POST /graphql").contains("\"name\":\"DashboardOfTheMinister\""),
        "{log}"
    );
    assert!(line("GET /v1/{dataset}").contains("limit=1000"), "{log}");
}

async fn traces_are_sent_to_a_collector_when_one_is_named(database: &Database) {
    let (collector, told) = collector();
    let node = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "info",
        "--traces",
        &collector,
        "--metrics-listen",
        "off",
    ]);
    let server = Server::at(&node.address);
    assert_eq!(server.get("/v1/couloirs?limit=2").await.status, 200);
    node.terminate();
    let sent = told.recv_timeout(Duration::from_secs(60)).expect("traces are sent");
    assert!(
        sent.starts_with(b"POST /v1/traces HTTP/1.1"),
        "{}",
        String::from_utf8_lossy(&sent)
    );
    assert!(
        has(&sent, "application/x-protobuf")
            && has(&sent, "segur")
            && has(&sent, "request")
            && has(&sent, "/v1/couloirs")
    );
}

#[test]
fn an_address_that_is_taken_is_said_when_it_was_asked_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/a.db", folder.path().display());
    let run = program::run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        &url,
        "--metrics-listen",
        &address,
        "--log",
        "off",
    ]);
    assert!(!run.status.success() && String::from_utf8_lossy(&run.stderr).contains(&address));
    let run = program::run(&[
        "serve",
        "--database-url",
        &url,
        "--metrics-listen",
        "everywhere",
        "--log",
        "off",
    ]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("127.0.0.1:9464"));
}
