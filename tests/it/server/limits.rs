use std::num::NonZeroU32;

use futures::future::select_all;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use segur::{access::Role, web::Proxies};
use segur_tests::{Answer, Database, Engine, Server, institutions::key_on, on_own_database};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Reads an address as a client behind the proxy that the machine itself is.
async fn from(server: &Server, client: &str, path: &str) -> Answer {
    server
        .send(server.request(Method::GET, path).header("x-forwarded-for", client))
        .await
}

fn address(limit: usize) -> String {
    format!("/v1/couloirs?limit={limit}")
}

/// A request whose body never comes.
async fn never_sent(server: &Server, head: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://"))
        .await
        .unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

on_own_database! {
    an_address_that_asks_too_often_is_told_to_wait,
    a_credential_has_a_limit_of_its_own,
    the_machine_itself_is_limited_unless_a_setting_exempts_it,
    who_sends_slowly_holds_up_nobody_who_reads,
}

async fn an_address_that_asks_too_often_is_told_to_wait(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.rates.address = NonZeroU32::new(5);
    settings.http.trusted_proxies = Proxies::read(&["127.0.0.1".to_owned()], 1, &[]).unwrap();
    let (server, running) = Server::start_with(&settings).await;
    for left in (0..5).rev() {
        let answer = from(&server, "198.51.100.7", &address(left + 1)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("ratelimit-policy")),
            (200, "\"address\";q=5;w=60")
        );
        assert!(
            answer
                .header("ratelimit")
                .starts_with(&format!("\"address\";r={left};t=")),
            "{}",
            answer.header("ratelimit")
        );
    }
    let refused = from(&server, "198.51.100.7", &address(6)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["code"]),
        (429, &"RATE_LIMITED".into())
    );
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=13).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").starts_with("\"address\";r=0;"));
    let spoofed = from(&server, "203.0.113.1, 198.51.100.7", &address(6)).await;
    assert_eq!(spoofed.status, 429, "what the client wrote itself is not believed");
    let kept = from(&server, "198.51.100.7", &address(1)).await;
    assert_eq!(
        (
            kept.status.as_u16(),
            kept.header("cache-status"),
            kept.header("ratelimit")
        ),
        (200, "segur; hit", "")
    );
    assert_eq!(from(&server, "198.51.100.7", "/health/ready").await.status, 200);
    assert_eq!(
        from(&server, "198.51.100.8", &address(7)).await.status,
        200,
        "another address has its own"
    );
    for at in 0..5 {
        assert_eq!(
            from(&server, &format!("2001:db8:1:1::{at}"), &address(20 + at))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        from(&server, "2001:db8:1:1:ffff::9", &address(30)).await.status,
        429,
        "one network is one client"
    );
    running.stop().await.unwrap();
}

async fn a_credential_has_a_limit_of_its_own(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.rates.credential = NonZeroU32::new(3);
    let (server, running) = Server::start_with(&settings).await;
    let (one, other) = (
        key_on(database, "ars-bretagne", Role::Reader).await,
        key_on(database, "ars-normandie", Role::Reader).await,
    );
    for _ in 0..3 {
        let answer = server.get_as(&one, "/v1/institution").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("ratelimit-policy")),
            (200, "\"credential\";q=3;w=60")
        );
    }
    let refused = server.get_as(&one, "/v1/institution").await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["code"]),
        (429, &"RATE_LIMITED".into())
    );
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(server.get_as(&other, "/v1/institution").await.status, 200);
    running.stop().await.unwrap();
}

async fn the_machine_itself_is_limited_unless_a_setting_exempts_it(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.rates.address = NonZeroU32::new(2);
    let (server, running) = Server::start_with(&settings).await;
    for limit in 1..10 {
        let answer = server.get(&address(limit)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("ratelimit")),
            (200, ""),
            "it is exempt"
        );
    }
    assert_eq!(server.json("/health/ready").await["status"], "ready");
    // Behind a proxy on this machine that is not declared, everyone is one client, and the exemption is not theirs.
    let statuses = [1, 2, 3].map(|at| (format!("198.51.100.{at}"), address(20 + at)));
    let mut told = Vec::new();
    for (client, path) in statuses {
        told.push(from(&server, &client, &path).await.status.as_u16());
    }
    assert_eq!(told, [200, 200, 429]);
    let ready = server.json("/health/ready").await;
    assert_eq!(ready["status"], "degraded");
    assert!(ready["reasons"].to_string().contains("--trusted-proxies"), "{ready}");
    running.stop().await.unwrap();

    settings.http.trusted_proxies = Proxies::default();
    let (server, running) = Server::start_with(&settings).await;
    let mut told = Vec::new();
    for limit in 31..34 {
        told.push(server.get(&address(limit)).await.status.as_u16());
    }
    assert_eq!(
        told,
        [200, 200, 429],
        "without a setting, loopback is an address like any other"
    );
    running.stop().await.unwrap();
}

async fn who_sends_slowly_holds_up_nobody_who_reads(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.at_once = 1;
    let (server, running) = Server::start_with(&settings).await;
    let mut slow = Vec::new();
    for path in ["/graphql", "/q", "/graphql", "/q"] {
        slow.push(
            never_sent(
                &server,
                &format!(
                    "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n{{"
                ),
            )
            .await,
        );
    }
    for limit in 1..10 {
        assert_eq!(server.get(&address(limit)).await.status, 200);
    }
    let mut last = slow.pop().unwrap();
    let mut told = vec![0; 4096];
    let read = tokio::time::timeout(std::time::Duration::from_secs(30), last.read(&mut told))
        .await
        .expect("the slow are told")
        .unwrap();
    let told = String::from_utf8_lossy(&told[..read]).into_owned();
    assert!(told.starts_with("HTTP/1.1 4") && told.contains("TIMEOUT"), "{told}");
    running.stop().await.unwrap();
}

/// On PostgreSQL, where a table can be held from its readers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_can_be_answered_is_refused_at_once_and_what_is_kept_still_answers() {
    let database = Database::new(Engine::Postgresql);
    let mut settings = segur_tests::settings(&database.url);
    settings.http.at_once = 2;
    let (server, running) = Server::start_with(&settings).await;
    let kept = address(99);
    assert_eq!(server.get(&kept).await.status, 200);
    let store = segur::app::open(&settings).await.unwrap();
    let holding = store.write().await.unwrap();
    let held = holding
        .connection()
        .execute_unprepared("LOCK TABLE couloir IN ACCESS EXCLUSIVE MODE")
        .await;
    held.unwrap();
    let asking = |limit: usize| {
        let server = server.clone();
        tokio::spawn(async move { server.get(&address(limit)).await })
    };
    // Two are worked at, eight wait, and one is too many.
    let (refused, _, mut others) = select_all((1..=11).map(asking)).await;
    let refused = refused.unwrap();
    assert!(
        !others.iter().any(tokio::task::JoinHandle::is_finished),
        "refused before those who wait"
    );
    assert_eq!(
        (
            refused.status.as_u16(),
            refused.header("retry-after"),
            &refused.json()["code"]
        ),
        (503, "1", &"UNAVAILABLE".into())
    );
    let posted = server
        .graphql_answer("{ couloirs { totalCount } }", serde_json::json!({}))
        .await;
    assert_eq!(
        (
            posted.status.as_u16(),
            &posted.json()["errors"][0]["extensions"]["code"]
        ),
        (503, &"UNAVAILABLE".into())
    );
    for path in [kept.as_str(), "/health/live", "/health/ready", "/version"] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    for _ in 0..8 {
        let (waited, _, rest) = select_all(others).await;
        assert_eq!(waited.unwrap().status, 503, "its turn does not come in time");
        others = rest;
    }
    holding.abandon().await;
    for worked_at in others {
        assert_eq!(worked_at.await.unwrap().status, 200);
    }
    assert_eq!(server.get(&address(51)).await.status, 200, "it recovers");
    store.close().await.unwrap();
    running.stop().await.unwrap();
}
