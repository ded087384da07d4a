use std::time::Duration;

use segur::{access::Role, web::Proxies};
use segur_tests::{
    Database, Server,
    expect_continue::{CONTINUE, begin},
    institutions::key_on,
    on_own_database,
    scale::Scale,
    until,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

fn limited(database: &Database) -> segur::config::Settings {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.trusted_proxies = Proxies::default();
    settings
}

/// A connection from an address of this machine.
async fn connect(server: &Server, from: [u8; 4]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(server.host().parse().unwrap()).await.unwrap()
}

/// A request whose body never comes to its end. The server has taken it up, or refused it.
async fn slow_body(server: &Server, from: [u8; 4]) -> TcpStream {
    let mut stream = connect(server, from).await;
    begin(
        &mut stream,
        "POST /graphql",
        "content-type: application/json\r\ncontent-length: 200",
    )
    .await;
    // One that was refused takes no more.
    let _ = stream.write_all(b"{").await;
    stream
}

on_own_database! {
    idle_connections_of_one_address_keep_nobody_out,
    slow_bodies_of_one_address_refuse_nobody_elses,
    slow_bodies_of_many_addresses_give_their_places_away,
    files_that_one_address_does_not_read_take_little,
    one_address_has_one_spreadsheet_written_at_a_time,
    what_filters_look_through_is_priced,
    one_cell_made_to_be_costly_is_refused,
}

async fn idle_connections_of_one_address_keep_nobody_out(database: &Database) {
    let mut settings = limited(database);
    settings.http.connections = Some(16);
    let (server, running) = Server::start_with(&settings).await;
    let mut held = Vec::new();
    for _ in 0..10 {
        held.push(connect(&server, [127, 0, 0, 9]).await);
    }
    let mut open = held.len();
    for _ in 0..100 {
        open = 0;
        for stream in &mut held {
            let ended = tokio::time::timeout(Duration::from_millis(20), stream.read_u8()).await;
            open += usize::from(ended.is_err());
        }
        if open <= 4 {
            break;
        }
    }
    assert_eq!(open, 4, "one address has a quarter of them");
    // Many addresses take them all: the idle ones of those that hold the most make room.
    for last in 10..20 {
        held.push(connect(&server, [127, 0, 0, last]).await);
    }
    // Connections are taken in their order: these come after the others.
    for last in 30..40 {
        assert_eq!(
            server.from([127, 0, 0, last]).get("/health/live").await.status,
            200,
            "{last}"
        );
    }
    running.stop().await.unwrap();
}

async fn slow_bodies_of_one_address_refuse_nobody_elses(database: &Database) {
    let (server, running) = Server::start_with(&limited(database)).await;
    let key = key_on(database, "ans", Role::Administrator).await;
    let mut slow = Vec::new();
    for _ in 0..270 {
        slow.push(slow_body(&server, [127, 0, 0, 9]).await);
    }
    let other = server.from([127, 0, 0, 10]);
    // Head and body apart, so that the request must take a place among bodies.
    let mut stream = connect(&other, [127, 0, 0, 10]).await;
    let body = "{\"query\":\"{ couloirs { totalCount } }\"}";
    let headers = format!(
        "content-type: application/json\r\nconnection: close\r\ncontent-length: {}",
        body.len()
    );
    assert_eq!(begin(&mut stream, "POST /graphql", &headers).await, CONTINUE);
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).await.unwrap();
    assert!(
        told.starts_with("HTTP/1.1 200") && told.contains("\"totalCount\":6"),
        "{told}"
    );
    let made = other
        .request(reqwest::Method::POST, "/v1/institution/keys")
        .bearer_auth(&key)
        .json(&json!({ "name": "x", "role": "reader" }));
    assert_eq!(other.send(made).await.status, 201);
    running.stop().await.unwrap();
}

async fn slow_bodies_of_many_addresses_give_their_places_away(database: &Database) {
    let (server, running) = Server::start_with(&limited(database)).await;
    // More than there are places, from twelve addresses.
    let mut slow = Vec::new();
    for at in 0..=255u8 {
        slow.push(slow_body(&server, [127, 0, 1, at % 12 + 1]).await);
    }
    for at in 0..14u8 {
        slow.push(slow_body(&server, [127, 0, 1, at + 1]).await);
    }
    for last in 1..6 {
        // A place is kept for a second; whoever has it then gives it away.
        let mut given = None;
        until("a place is given away", async || {
            let mut stream = connect(&server, [127, 0, 2, last]).await;
            let headers = "content-type: application/json\r\nconnection: close\r\ncontent-length: 40";
            let is_given = begin(&mut stream, "POST /graphql", headers).await == CONTINUE;
            given = is_given.then_some(stream);
            is_given
        })
        .await;
        let mut stream = given.unwrap();
        stream
            .write_all(b"{\"query\":\"{ couloirs { totalCount } }\"}  ")
            .await
            .unwrap();
        let mut told = vec![0; 4_096];
        let read = stream.read(&mut told).await.unwrap();
        let told = String::from_utf8_lossy(&told[..read]).into_owned();
        assert!(told.starts_with("HTTP/1.1 200"), "{last}: {told}");
    }
    running.stop().await.unwrap();
}

async fn files_that_one_address_does_not_read_take_little(database: &Database) {
    Scale {
        solutions: 10,
        observations: 20_000,
    }
    .load(database)
    .await;
    let (server, running) = Server::start_with(&limited(database)).await;
    let mut slow = Vec::new();
    let mut statuses = Vec::new();
    for at in 0..12 {
        let mut stream = connect(&server, [127, 0, 0, 9]).await;
        let head = format!("GET /v1/observations.csv?value.ne={at} HTTP/1.1\r\nhost: x\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        // The status alone: the rest stays with the server.
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        statuses.push(String::from_utf8_lossy(&status[9..]).into_owned());
        slow.push(stream);
    }
    let served = statuses.iter().filter(|status| *status == "200").count();
    let refused = statuses.iter().filter(|status| *status == "503").count();
    assert!(served >= 1 && refused >= 6 && served + refused == 12, "{statuses:?}");
    let other = server.from([127, 0, 0, 10]);
    assert_eq!(
        other.get("/v1/observations.csv?value.ne=99").await.status,
        200,
        "another address has its own share"
    );
    drop(slow);
    running.stop().await.unwrap();
}

async fn one_address_has_one_spreadsheet_written_at_a_time(database: &Database) {
    Scale {
        solutions: 10,
        observations: 20_000,
    }
    .load(database)
    .await;
    let (server, running) = Server::start_with(&limited(database)).await;
    let one = server.from([127, 0, 0, 9]);
    let asked = (0..4).map(|at| {
        let one = one.clone();
        async move {
            one.request(reqwest::Method::GET, &format!("/v1/observations.xlsx?value.ne={at}"))
                .send()
                .await
                .unwrap()
                .status()
                .as_u16()
        }
    });
    let mut statuses = futures::future::join_all(asked).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 503, 503, 503]);
    running.stop().await.unwrap();
}

async fn what_filters_look_through_is_priced(database: &Database) {
    let (server, running) = Server::start(database).await;
    let filter = "{ observations: { some: { value: { gte: 0 } } } }";
    let one = server
        .graphql(&format!("{{ indicators(filter: {filter}) {{ totalCount }} }}"))
        .await;
    assert!(one["extensions"]["cost"]["requested"].as_u64().unwrap() > 500, "{one}");
    let many: String = (0..190)
        .map(|at| format!(" a{at}: indicators(filter: {filter}) {{ totalCount }}"))
        .collect();
    assert_eq!(server.graphql_error(&format!("{{ {many} }}")).await.0, "TOO_COMPLEX");
    let counts: String = (0..180)
        .map(|at| format!(" a{at}: observations(filter: {{ value: {{ gte: {at} }} }}) {{ totalCount }}"))
        .collect();
    let told = server.graphql(&format!("{{ {counts} }}")).await;
    assert!(told["extensions"]["cost"]["requested"].as_u64().unwrap() > 40_000);
    running.stop().await.unwrap();
}

async fn one_cell_made_to_be_costly_is_refused(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let cell = "é".repeat(2 << 20);
    let json = json!({ "slug": "a", "name": cell, "source_document": "webinaire-idf-2022" }).to_string();
    for (kind, file) in [
        ("application/x-ndjson", json),
        ("text/csv", format!("slug,name\na,{cell}\n")),
    ] {
        let refused = server.import(&key, "editors", "", kind, file).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["code"]),
            (400, &json!("TOO_COMPLEX")),
            "{kind}"
        );
        assert!(
            refused.text.contains("line 1") || refused.text.contains("line 2"),
            "{}",
            refused.text
        );
    }
    running.stop().await.unwrap();
}
