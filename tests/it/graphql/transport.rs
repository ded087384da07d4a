use std::process::Command;

use reqwest::Method;
use segur_tests::{Database, FOUNDED, Server, on_both_engines, on_own_database, server};
use serde_json::{Value as Json, json};

const QUERY: &str = "/graphql?query=%7Bmeta%7Brevision%7D%7D";

on_both_engines! {
    the_public_audits_pass_whole,
    a_get_reads_and_never_writes,
    only_json_is_taken_by_post,
    a_body_that_is_no_request_is_refused_and_says_why,
    a_browser_gets_the_explorer_with_examples_that_work,
    the_schema_is_served_with_its_descriptions,
    a_get_query_has_an_etag_and_an_error_has_none,
}

async fn the_public_audits_pass_whole(server: &Server) {
    let audits = concat!(env!("CARGO_MANIFEST_DIR"), "/audits/graphql-http.mjs");
    let run = Command::new("node")
        .arg(audits)
        .arg(format!("{}/graphql", server.address))
        .output()
        .expect("node runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let results: Vec<Json> = serde_json::from_slice(&run.stdout).unwrap();
    assert!(results.len() >= 60, "{}", results.len());
    let failed: Vec<&Json> = results.iter().filter(|result| result["status"] != "ok").collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

async fn a_get_reads_and_never_writes(server: &Server) {
    let answer = server.get(QUERY).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["data"].clone()),
        (200, json!({ "meta": { "revision": FOUNDED } }))
    );
    let answer = server.get("/graphql?query=mutation%7Bpublish%7D").await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"));
    let named =
        "/graphql?operationName=B&query=query%20A%7Bmeta%7Brevision%7D%7Dquery%20B%7Bcouloirs%7BtotalCount%7D%7D";
    assert_eq!(
        server.get(named).await.json()["data"],
        json!({ "couloirs": { "totalCount": 6 } })
    );
}

async fn only_json_is_taken_by_post(server: &Server) {
    let body = r#"{"query":"{meta{revision}}"}"#;
    for (kind, status) in [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/json; charset=latin1", 415),
    ] {
        let request = server
            .request(Method::POST, "/graphql")
            .header("content-type", kind)
            .body(body);
        let answer = server.send(request).await;
        assert_eq!(answer.status, status, "{kind}");
    }
    let request = server.request(Method::POST, "/graphql").body(body);
    assert_eq!(server.send(request).await.status, 415);
}

async fn a_body_that_is_no_request_is_refused_and_says_why(server: &Server) {
    for body in [
        &b"{"[..],
        b"[]",
        b"[{\"query\":\"{meta{revision}}\"}]",
        b"\"x\"",
        b"{}",
        b"{\"query\":1}",
        b"{\"query\":\"{meta{revision}}\",\"variables\":[]}",
        b"{\"query\":\"\xff\"}",
    ] {
        let request = server
            .request(Method::POST, "/graphql")
            .header("content-type", "application/json")
            .body(body);
        let answer = server.send(request).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        assert!(answer.json().get("data").is_none());
    }
}

async fn a_browser_gets_the_explorer_with_examples_that_work(server: &Server) {
    let request = server
        .request(Method::GET, "/graphql")
        .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let page = server.send(request).await;
    assert!(page.text.contains("/graphql/assets/graphiql.min.js"));
    for asset in [
        "graphiql.min.js",
        "graphiql.min.css",
        "react.production.min.js",
        "react-dom.production.min.js",
    ] {
        assert_eq!(server.get(&format!("/graphql/assets/{asset}")).await.status, 200);
    }
    let examples = server.get("/graphql/assets/examples.js").await.text;
    let examples: Vec<&str> = examples.split('`').skip(1).step_by(2).collect();
    assert!(examples.len() >= 5);
    for example in examples {
        let body = server.graphql(example).await;
        // Each answers something: no list of what is asked first is empty, and nothing is null.
        for (name, told) in body["data"].as_object().unwrap() {
            let list = told.get("nodes").unwrap_or(told);
            assert!(
                !list.is_null() && list.as_array().is_none_or(|list| !list.is_empty()),
                "{name} of {example}"
            );
        }
    }
}

async fn the_schema_is_served_with_its_descriptions(server: &Server) {
    let schema = server.get("/schema.graphql").await.text;
    assert!(
        schema.contains("type Couloir implements Node & Record"),
        "{}",
        &schema[..400]
    );
    assert!(schema.contains("A couloir is a sector of activity"));
}

async fn a_get_query_has_an_etag_and_an_error_has_none(server: &Server) {
    let answer = server.get(QUERY).await;
    let tag = answer.header("etag").to_owned();
    assert!(tag.starts_with("\"r4-"), "{tag}");
    let again = server
        .send(server.request(Method::GET, QUERY).header("if-none-match", &tag))
        .await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    let refused = server.get("/graphql?query=%7Bnothing%7D").await;
    assert_eq!(
        (refused.header("etag"), refused.header("cache-control")),
        ("", "no-store")
    );
}

on_own_database! {
    a_body_over_the_limit_is_refused,
}

async fn a_body_over_the_limit_is_refused(database: &Database) {
    let mut settings = server::settings(&database.url);
    // Small enough for the whole request to be read before the refusal: no connection breaks under the client.
    settings.http.body_limit = 1024;
    let (server, running) = Server::start_with(&settings).await;
    let body = format!("{{\"query\":\"{}\"}}", "x".repeat(2048));
    let request = server
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json")
        .body(body);
    let answer = server.send(request).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "PAYLOAD_TOO_LARGE");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    running.stop().await.unwrap();
}
