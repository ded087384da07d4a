//! Conditional requests and ranges, as RFC 9110 says, at every address.

use reqwest::Method;
use segur_tests::{Answer, Database, Server, on_both_engines, on_own_database, program};
use serde_json::json;

use super::routes::{address_of, public};

on_both_engines! {
    preconditions_hold_at_every_public_address,
    preconditions_hold_for_files,
}

on_own_database! {
    preconditions_hold_for_what_is_frozen,
}

const OLD: &str = "Wed, 01 Jan 2020 00:00:00 GMT";

type Conditions<'a> = &'a [(&'a str, &'a str)];

async fn ask(server: &Server, method: Method, address: &str, conditions: Conditions<'_>) -> Answer {
    let mut request = server.request(method, address);
    for (name, value) in conditions {
        request = request.header(*name, *value);
    }
    server.send(request).await
}

/// Asks with conditions, by GET and HEAD, and compares the status, and what an answer without a body says.
async fn expect(server: &Server, address: &str, conditions: Conditions<'_>, status: u16) {
    for method in [Method::GET, Method::HEAD] {
        let answer = ask(server, method.clone(), address, conditions).await;
        assert_eq!(answer.status, status, "{method} {address} {conditions:?}");
        if status == 304 {
            assert!(!answer.header("etag").is_empty() && answer.text.is_empty(), "{address}");
        }
        if status == 412 && method == Method::GET {
            assert!(
                answer.text.contains("PRECONDITION_FAILED"),
                "{address}: {}",
                answer.text
            );
        }
    }
}

/// What holds where the tag names the very bytes.
async fn hold(server: &Server, address: &str) -> Answer {
    // Nothing is kept yet: what is decided is the same.
    expect(server, address, &[("if-match", "\"old\"")], 412).await;
    expect(server, address, &[("if-none-match", "*")], 304).await;
    let whole = server.get(address).await;
    let (tag, modified) = (whole.header("etag"), whole.header("last-modified"));
    assert!(tag.starts_with('"'), "{address}: {tag}");
    let weak = format!("W/{tag}");
    for (conditions, status) in [
        (&[("if-none-match", "*")][..], 304),
        (&[("if-none-match", tag)], 304),
        (&[("if-none-match", weak.as_str())], 304),
        (&[("if-none-match", "\"other\"")], 200),
        (&[("if-modified-since", modified)], 304),
        (&[("if-modified-since", OLD)], 200),
        (&[("if-none-match", "\"other\""), ("if-modified-since", modified)], 200),
        (&[("if-match", tag)], 200),
        (&[("if-match", "*")], 200),
        (&[("if-match", weak.as_str())], 412),
        (&[("if-match", "\"old\"")], 412),
        (&[("if-match", "\"old\""), ("range", "bytes=0-9")], 412),
        (&[("if-unmodified-since", modified)], 200),
        (&[("if-unmodified-since", OLD)], 412),
    ] {
        expect(server, address, conditions, status).await;
    }
    whole
}

/// What holds of a text whose tag is that of all its encodings.
async fn hold_weakly(server: &Server, address: &str) {
    let whole = server.get(address).await;
    let tag = whole.header("etag");
    let strong = tag.strip_prefix("W/").unwrap_or_default();
    assert!(strong.starts_with('"'), "{address}: {tag}");
    for (conditions, status) in [
        (&[("if-none-match", "*")][..], 304),
        (&[("if-none-match", tag)], 304),
        (&[("if-none-match", strong)], 304),
        (&[("if-none-match", "\"other\"")], 200),
        (&[("if-match", "*")], 200),
        (&[("if-match", tag)], 412),
        (&[("if-match", "\"old\"")], 412),
        (&[("if-none-match", tag), ("accept-encoding", "br")], 304),
    ] {
        expect(server, address, conditions, status).await;
    }
}

/// A part of a file is of the file that the client began with.
async fn ranges_hold(server: &Server, address: &str, whole: &Answer) {
    let (tag, modified) = (whole.header("etag"), whole.header("last-modified"));
    for (condition, status) in [(tag, 206), (modified, 206), ("\"other\"", 200), (OLD, 200)] {
        let conditions = [("range", "bytes=0-9"), ("if-range", condition)];
        let part = ask(server, Method::GET, address, &conditions).await;
        assert_eq!(part.status, status, "{address} {condition}");
        assert_eq!(part.text.len() == 10, status == 206, "{address} {condition}");
    }
    expect(server, address, &[("range", "bytes=999999999-")], 416).await;
}

async fn preconditions_hold_at_every_public_address(server: &Server) {
    for (path, _) in public() {
        hold(server, &address_of(&path)).await;
    }
}

async fn preconditions_hold_for_files(server: &Server) {
    for address in [
        "/v1/couloirs.csv",
        "/v1/couloirs.csv?dialect=fr",
        "/v1/couloirs.json",
        "/v1/couloirs.ndjson",
        "/v1/couloirs.xlsx",
        "/v1/couloirs.parquet",
        "/v1/documents.csv?limit=3",
        "/v1/documents.ndjson?q=dmp&limit=2",
    ] {
        hold(server, address).await;
    }
}

async fn preconditions_hold_for_what_is_frozen(database: &Database) {
    let (server, running) = Server::start(database).await;
    let made = program::run(&[
        "edition",
        "create",
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--format",
        "json",
    ]);
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let date = made["edition"].as_str().unwrap();
    let kept = server
        .request(Method::POST, "/q")
        .json(&json!({ "address": "/v1/regions" }));
    let kept = server.send(kept).await.json();
    let permalink = format!("/q/{}", kept["id"].as_str().unwrap());
    for address in [
        "/editions".to_owned(),
        format!("/editions/{date}"),
        format!("/editions/{date}/manifest.json"),
        format!("{permalink}/about"),
        format!("{permalink}/citation.txt"),
        format!("{permalink}/citation.bib"),
        format!("{permalink}/citation.json"),
    ] {
        hold_weakly(&server, &address).await;
    }
    for address in [format!("/editions/{date}/documents.csv"), permalink] {
        segur_tests::until("the second in which it was made is over", async || {
            !server.get(&address).await.header("last-modified").is_empty()
        })
        .await;
        let whole = hold(&server, &address).await;
        ranges_hold(&server, &address, &whole).await;
    }
    let address = "/v1/documents.csv";
    segur_tests::until("the file is built", async || {
        !server.get(address).await.header("accept-ranges").is_empty()
    })
    .await;
    let whole = hold(&server, address).await;
    ranges_hold(&server, address, &whole).await;
    running.stop().await.unwrap();
}
