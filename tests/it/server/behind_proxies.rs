use std::time::Duration;

use segur::access::Role;
use segur_tests::{
    Database, Server,
    institutions::{key_on, observation},
    on_own_database, program,
    proxies::{Proxy, free_port},
    until,
};

use super::get_with;

fn port_of(address: &str) -> u16 {
    address.rsplit(':').next().unwrap().parse().unwrap()
}

/// Whether Varnish answered from what it keeps: then it names two requests.
async fn is_hit(front: &Server, path: &str) -> bool {
    let answer = front.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.header("x-varnish").contains(' ')
}

const VALUES: &str = "/v1/observations?category=Essai";
const GRAPH: &str = "/graphql?query=%7Bsolutions(first%3A3)%7Bnodes%7Bslug%20editor%7Bname%7D%7D%7D%7D";

on_own_database! {
    varnish_keeps_what_a_publication_did_not_touch_and_nothing_private,
    nginx_keeps_an_answer_as_long_as_it_is_told_and_nothing_private,
}

async fn varnish_keeps_what_a_publication_did_not_touch_and_nothing_private(database: &Database) {
    let (varnish, node) = (free_port(), free_port());
    let purge = format!("http://127.0.0.1:{varnish}");
    let proxy = Proxy::varnish(varnish, node);
    let listen = format!("127.0.0.1:{node}");
    let node = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--listen",
        &listen,
        "--purge",
        &purge,
        "--trusted-proxies",
        "127.0.0.1",
    ]);
    let (front, server) = (Server::at(&proxy.address), Server::at(&node.address));
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for _ in 0..100 {
        if front.get("/v1/couloirs").await.status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Everything is forgotten when the node starts.
    until("Varnish is purged", async || proxy.purges() >= 1).await;
    for path in ["/v1/couloirs", GRAPH, VALUES, "/v1/regions.csv"] {
        is_hit(&front, path).await;
        assert!(is_hit(&front, path).await, "the second read of {path}");
        let told = front.get(path).await;
        assert_eq!(
            (
                told.header("surrogate-key"),
                told.header("surrogate-control"),
                told.header("age")
            ),
            ("", "", "")
        );
        assert!(
            told.header("cache-control").contains("max-age=10"),
            "{}",
            told.header("cache-control")
        );
    }
    publications_are_seen_and_touch_nothing_else(&proxy, &server, &front, &key).await;
    nothing_private_is_kept(&front, &key).await;
    let elsewhere = get_with(&front, "/v1/couloirs", "x-revision-at-least", "1").await;
    assert!(!elsewhere.header("x-varnish").contains(' '));
    let tag = front.get("/v1/regions").await.header("etag").to_owned();
    let known = get_with(&front, "/v1/regions", "if-none-match", &tag).await;
    assert_eq!((known.status.as_u16(), known.text.as_str()), (304, ""));
}

async fn publications_are_seen_and_touch_nothing_else(proxy: &Proxy, server: &Server, front: &Server, key: &str) {
    for value in 1..=3 {
        let before = proxy.purges();
        let told = server.import_csv(key, "observations", "", observation(value)).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let mut seen = false;
        for _ in 0..20 {
            seen = front.json(VALUES).await["data"][0]["value"]
                .to_string()
                .trim_matches('"')
                == value.to_string();
            if seen {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(seen, "a publication is seen through Varnish within a second");
        for path in ["/v1/couloirs", GRAPH, "/v1/regions.csv"] {
            assert!(is_hit(front, path).await, "{path} has nothing to do with observations");
        }
        // Once more, for what was answered just before and came just after.
        until("Varnish is purged twice", async || proxy.purges() >= before + 2).await;
    }
}

async fn nothing_private_is_kept(front: &Server, key: &str) {
    for path in [
        "/v1/institution",
        "/v1/institution/drafts",
        "/v1/institution/audit",
        "/v1/couloirs?limit=3",
    ] {
        for _ in 0..2 {
            let mine = front.get_as(key, path).await;
            assert_eq!(mine.status, 200, "{path}");
            assert!(
                !mine.header("x-varnish").contains(' '),
                "{path} is answered from what is kept"
            );
        }
    }
    for path in ["/v1/institution", "/v1/institution/drafts", "/v1/institution/audit"] {
        assert_eq!(front.get(path).await.status, 401, "{path}");
    }
}

async fn nginx_keeps_an_answer_as_long_as_it_is_told_and_nothing_private(database: &Database) {
    let (server, running) = Server::start(database).await;
    let proxy = Proxy::nginx(free_port(), port_of(&server.address));
    let front = Server::at(&proxy.address);
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for path in ["/v1/couloirs", VALUES, "/v1/couloirs.csv"] {
        let (first, second) = (front.get(path).await, front.get(path).await);
        assert_eq!(
            (first.header("x-cache"), second.header("x-cache")),
            ("MISS", "HIT"),
            "{path}"
        );
        assert_eq!(first.text, second.text);
    }
    let range = get_with(&front, "/v1/couloirs.csv", "range", "bytes=0-3").await;
    assert_eq!((range.status.as_u16(), range.text.len()), (206, 4));
    let french = get_with(&front, "/graphql?query=%7Bnothing%7D", "accept-language", "fr").await;
    assert!(french.text.contains("n'est pas valable"), "{}", french.text);
    for path in ["/v1/institution", "/v1/institution/drafts"] {
        for _ in 0..2 {
            let mine = front.get_as(&key, path).await;
            assert_eq!(
                (mine.status.as_u16(), mine.header("x-cache")),
                (200, "BYPASS"),
                "{path}"
            );
        }
        assert_eq!(front.get(path).await.status, 401, "{path}");
    }
    let told = front.import_csv(&key, "observations", "", observation(5)).await;
    assert_eq!(told.status, 200, "{}", told.text);
    // It keeps answers for ten seconds; the first read after that makes it ask again.
    until("nginx asks again", async || {
        front.json(VALUES).await["data"][0]["value"]
            .to_string()
            .trim_matches('"')
            == "5"
    })
    .await;
    running.stop().await.unwrap();
}
