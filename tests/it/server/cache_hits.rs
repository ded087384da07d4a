use reqwest::Method;
use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_both_engines, on_own_database};
use serde_json::json;

use super::{get_with, graphql};

const HIT: &str = "segur; hit";
const STORED: &str = "segur; fwd=uri-miss; stored";

// The server is shared with other tests: what is asked for here is asked for nowhere else.

on_both_engines! {
    the_second_read_of_anything_public_is_a_hit,
    a_posted_query_is_kept_by_its_bytes,
    a_head_and_a_304_come_from_what_is_kept,
    what_fails_or_is_not_there_is_not_kept,
    each_language_and_each_form_is_kept_apart,
}

async fn the_second_read_of_anything_public_is_a_hit(server: &Server) {
    // Metadata is cached only once the files that it names are built.
    server.wait_for_files().await;
    for path in [
        "/v1/couloirs?limit=7",
        "/v1/couloirs/biologie?fields=slug",
        "/v1/couloirs.csv?fields=slug,name",
        "/v1/solutions/groups?by=editor",
        "/v1/changes?limit=3",
        "/v1/search?q=imagerie&limit=4",
        "/v1/datasets/core-services/schema-org.jsonld",
        "/graphql?query=%7Bcouloirs(first%3A7)%7Bnodes%7Bslug%7D%7D%7D",
        "/v1/couloirs?as_of=1&limit=7",
    ] {
        let (first, second) = (server.get(path).await, server.get(path).await);
        assert_eq!(
            (first.status.as_u16(), first.header("cache-status")),
            (200, STORED),
            "{path}"
        );
        assert_eq!(
            (second.status.as_u16(), second.header("cache-status")),
            (200, HIT),
            "{path}"
        );
        assert_eq!(first.text, second.text, "{path}");
        assert!(first.header("x-request-id") != second.header("x-request-id"));
        for name in [
            "etag",
            "content-type",
            "vary",
            "cache-control",
            "last-modified",
            "content-length",
            "access-control-allow-origin",
        ] {
            assert_eq!(first.header(name), second.header(name), "{path}: {name}");
        }
    }
}

async fn a_posted_query_is_kept_by_its_bytes(server: &Server) {
    let query = "{ couloirs(first: 2) { nodes { slug  name } } }";
    let (first, second) = (graphql(server, query).await, graphql(server, query).await);
    assert_eq!(
        (first.header("cache-status"), second.header("cache-status")),
        (STORED, HIT)
    );
    assert_eq!(first.text, second.text);
    let other = graphql(server, "{ couloirs(first: 2) { nodes { slug   name } } }").await;
    assert_eq!(other.header("cache-status"), STORED);
    assert_eq!(
        (first.header("cache-control"), first.header("etag")),
        ("no-store", ""),
        "caches outside do not keep what is posted"
    );
}

async fn a_head_and_a_304_come_from_what_is_kept(server: &Server) {
    let path = "/v1/couloirs?limit=9";
    let whole = server.get(path).await;
    let head = server.send(server.request(Method::HEAD, path)).await;
    assert_eq!(
        (
            head.header("cache-status"),
            head.header("content-length"),
            head.text.as_str()
        ),
        (HIT, whole.header("content-length"), "")
    );
    let known = get_with(server, path, "if-none-match", whole.header("etag")).await;
    assert_eq!(
        (known.status.as_u16(), known.header("cache-status"), known.text.as_str()),
        (304, HIT, "")
    );
    for name in ["etag", "vary", "cache-control", "x-revision"] {
        assert_eq!(known.header(name), whole.header(name), "{name}");
    }
    assert_eq!((known.header("content-type"), known.header("content-length")), ("", ""));
    let revision = whole.header("x-revision");
    let stale = format!("\"r{revision}-0\"");
    for (path, status) in [
        ("/v1/couloirs?limit=8", "segur; fwd=uri-miss; stored"),
        ("/v1/couloirs?limit=8", HIT),
    ] {
        let answer = get_with(server, path, "if-none-match", &stale).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-status")),
            (200, status),
            "an ETag of another answer of this revision"
        );
    }
    let other = get_with(server, path, "if-none-match", "\"r1-0\", W/\"x\"").await;
    assert_eq!((other.status.as_u16(), other.text), (200, whole.text));
}

async fn what_fails_or_is_not_there_is_not_kept(server: &Server) {
    for path in [
        "/v1/couloirs?nothing=1&limit=2",
        "/v1/nothing-at-all",
        "/v1/couloirs/nothing-at-all",
        "/v1/institution",
    ] {
        for _ in 0..2 {
            let answer = server.get(path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(
                !answer.header("cache-status").contains("hit") && !answer.header("cache-status").contains("stored"),
                "{path}"
            );
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    for _ in 0..2 {
        let posted = graphql(server, "{ couloir(slug: \"biologie\") { nothing } }").await;
        let asked = server.get("/graphql?query=%7Bnothing%7D").await;
        assert_eq!(
            (posted.header("cache-status"), asked.header("cache-status")),
            ("segur; fwd=uri-miss", "segur; fwd=uri-miss")
        );
    }
}

async fn each_language_and_each_form_is_kept_apart(server: &Server) {
    let path = "/v1/calculators/esms-numerique?essms=23&equipped=false";
    let calculated = async |language: &str| get_with(server, path, "accept-language", language).await;
    for (language, status) in [("fr", STORED), ("en", STORED), ("fr", HIT), ("en", HIT)] {
        let answer = calculated(language).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.header("cache-status"),
                answer.header("content-language")
            ),
            (200, status, language)
        );
    }
    assert_ne!(calculated("fr").await.text, calculated("en").await.text);
    let list = "{ couloirs(first: 1) { nodes { slug } } calculators { __typename } meta { datasets { title } } }";
    let ask = |language: &'static str| async move {
        let request = server
            .request(Method::POST, "/graphql")
            .header("content-type", "application/json")
            .header("accept-language", language);
        server
            .send(request.body(json!({ "query": list }).to_string()))
            .await
            .text
    };
    let (french, english) = (ask("fr").await, ask("en").await);
    assert_ne!(french, english);
    assert_eq!((ask("fr").await, ask("en").await), (french, english));
    let page = get_with(server, "/v1/regions?limit=2", "accept", "application/json").await;
    let table = get_with(server, "/v1/regions?limit=2", "accept", "text/csv").await;
    assert!(
        page.text.starts_with('{') && table.text.starts_with("slug,"),
        "{}",
        table.text
    );
    assert_eq!(
        get_with(server, "/v1/regions?limit=2", "accept", "text/csv").await.text,
        table.text
    );
}

on_own_database! {
    a_hundred_who_ask_at_once_are_answered_by_one_execution,
    nothing_private_is_ever_kept,
    a_mutation_is_executed_each_time,
    what_is_asked_for_least_leaves_when_there_is_no_room,
}

// On a server of its own: among many answers, one that was just made may leave to make room.
async fn a_hundred_who_ask_at_once_are_answered_by_one_execution(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ask = || server.get("/v1/observations?limit=499&count=true");
    let answers = futures::future::join_all((0..100).map(|_| ask())).await;
    let stored = answers
        .iter()
        .filter(|answer| answer.header("cache-status") == STORED)
        .count();
    assert_eq!(stored, 1);
    for answer in &answers {
        assert_eq!(answer.text, answers[0].text);
        assert!([STORED, HIT, "segur; fwd=uri-miss; collapsed"].contains(&answer.header("cache-status")));
    }
    running.stop().await.unwrap();
}

async fn nothing_private_is_ever_kept(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = "indicator,region,category,period,value,status,qualifier,document\ndocuments-alimentant-le-dmp,bretagne,Secret,2026-Q1,77,final,exact,webinaire-idf-2022\n";
    let saved = server
        .import_csv(&key, "observations", "?publish_at=2099-01-01T08:00", file)
        .await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let draft = format!("/v1/institution/drafts/{}", saved.json()["id"].as_str().unwrap());
    for path in [
        "/v1/institution",
        "/v1/institution/drafts",
        "/v1/institution/audit",
        draft.as_str(),
    ] {
        for _ in 0..2 {
            let mine = server.get_as(&key, path).await;
            assert_eq!(
                (mine.status.as_u16(), mine.header("cache-status")),
                (200, "segur; fwd=bypass"),
                "{path}"
            );
            assert_eq!(
                (
                    mine.header("cache-control"),
                    mine.header("etag"),
                    mine.header("surrogate-key")
                ),
                ("private, no-store", "", ""),
                "{path}"
            );
        }
        assert_eq!(server.get(path).await.status, 401, "{path}");
    }
    let read = server.get_as(&key, "/v1/couloirs?limit=1").await;
    assert_eq!(read.header("cache-status"), "segur; fwd=bypass");
    assert_eq!(server.get("/v1/couloirs?limit=1").await.header("cache-status"), STORED);
    running.stop().await.unwrap();
}

async fn a_mutation_is_executed_each_time(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let publish = |retry: &str| {
        let query = "mutation($retry: String!) { publishEditors(records: [{ slug: \"essai\", name: \"Essai\", sources: [{ document: \"webinaire-idf-2022\" }] }], message: \"Essai\", idempotencyKey: $retry) { revision errors { code } } }";
        let body = json!({ "query": query, "variables": { "retry": retry } });
        server.request(Method::POST, "/graphql").bearer_auth(&key).json(&body)
    };
    let told = async |retry: &str| {
        let answer = server.send(publish(retry)).await;
        assert_eq!(answer.header("cache-status"), "segur; fwd=bypass");
        answer.json()["data"]["publishEditors"].clone()
    };
    let made = told("1").await;
    assert_eq!((&made["revision"], &made["errors"]), (&json!(FOUNDED + 1), &json!([])));
    // The same record again: whoever executes it finds that it is there.
    let again = told("2").await;
    assert_eq!(again["errors"][0]["code"], "CONFLICT", "{again}");
    let query = "mutation { publishEditors(records: [{ slug: \"essai\", name: \"Essai\", sources: [{ document: \"webinaire-idf-2022\" }] }], message: \"x\", idempotencyKey: \"x\") { revision } }";
    for _ in 0..2 {
        let refused = graphql(&server, query).await;
        assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert!(!refused.header("cache-status").contains("stored"));
    }
    running.stop().await.unwrap();
}

async fn what_is_asked_for_least_leaves_when_there_is_no_room(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.response_cache = 40_000;
    let (server, running) = Server::start_with(&settings).await;
    for limit in 1..60 {
        assert_eq!(server.get(&format!("/v1/solutions?limit={limit}")).await.status, 200);
    }
    let mut hits = 0;
    for limit in 1..60 {
        hits += usize::from(
            server
                .get(&format!("/v1/solutions?limit={limit}"))
                .await
                .header("cache-status")
                == HIT,
        );
    }
    assert!(
        hits < 30,
        "{hits} of 59 answers, each of several kilobytes, are kept in 40 kB"
    );
    running.stop().await.unwrap();
}
