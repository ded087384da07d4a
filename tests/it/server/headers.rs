use std::time::Duration;

use reqwest::Method;
use segur_tests::{Database, Server, on_both_engines, on_own_database};
use serde_json::Value;

use super::get_with;

/// What the parameters that an address needs may be.
const NEEDED: [(&str, &str); 8] = [
    ("essms", "20"),
    ("equipped", "false"),
    ("full_time_practitioners", "2"),
    ("software_function", "lgc"),
    ("ordered_on", "2022-07-01"),
    ("window", "1"),
    ("q", "biologie"),
    ("from", "1"),
];

/// An address of public data with values that exist; none for what is frozen, which has caching headers of its own.
async fn filled(server: &Server, api: &Value, address: &str, operation: &Value) -> Option<String> {
    if ["/q/", "/editions", "/v1/institution", "/v1/audit"]
        .iter()
        .any(|start| address.starts_with(start))
    {
        return None;
    }
    let mut path = address.replace("{dataset}", "couloirs");
    if path.contains("{slug}") {
        let dataset = path
            .split("/{slug}")
            .next()
            .and_then(|before| before.rsplit('/').next())?
            .to_owned();
        let first = server.json(&format!("/v1/{dataset}?limit=1")).await;
        path = path.replace("{slug}", first["data"][0]["slug"].as_str()?);
    }
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let shared = parameter["$ref"]
            .as_str()
            .and_then(|place| api.pointer(place.trim_start_matches('#')));
        let parameter = shared.unwrap_or(parameter);
        if parameter["required"] == true && parameter["in"] == "query" {
            let name = parameter["name"].as_str().unwrap();
            let known = NEEDED.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let example = &parameter["example"];
            let value = known.or_else(|| example.as_str()).or_else(|| example[0].as_str());
            query.push(format!(
                "{name}={}",
                value.unwrap_or_else(|| unreachable!("{address} needs {name}"))
            ));
        }
    }
    if address.contains("/groups") {
        // What some of them hold does not add.
        query.push("measure=none".to_owned());
    }
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{path}{mark}{}", query.join("&")))
}

// On a server of its own: it reads every address, which others expect not to be cached yet.
on_own_database! {
    vary_names_what_an_answer_varies_by_and_nothing_else,
}

on_both_engines! {
    an_answer_names_the_datasets_that_it_follows_from,
    what_an_answer_took_is_told_on_request,
    caches_are_told_how_long_an_answer_may_be_kept,
    pages_of_other_sites_may_read_and_see_what_is_told,
}

async fn vary_names_what_an_answer_varies_by_and_nothing_else(database: &Database) {
    let (server, running) = Server::start(database).await;
    server.wait_for_files().await;
    let api = server.json("/openapi.json").await;
    let mut read = Vec::new();
    for (address, item) in api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, item)| item.get("get").is_some())
    {
        // One address stands for the files of a dataset.
        let endings = api["components"]["parameters"]["format"]["schema"]["enum"].as_array();
        let endings = endings
            .filter(|_| address.contains("{format}"))
            .map_or(vec![""], |endings| endings.iter().filter_map(Value::as_str).collect());
        for ending in endings {
            read.extend(filled(&server, &api, &address.replace("{format}", ending), &item["get"]).await);
        }
    }
    assert!(read.len() > 240, "{}", read.len());
    for path in &read {
        let plain = server.get(path).await;
        assert_eq!(plain.status, 200, "{path}: {}", plain.text);
        let varies = |name: &str| plain.header("vary").split(", ").any(|varying| varying == name);
        for (header, values) in [
            ("accept-language", ["fr", "en"]),
            ("accept", ["text/csv", "application/json"]),
        ] {
            let mut answers = Vec::new();
            for value in values {
                answers.push(get_with(&server, path, header, value).await);
            }
            if answers[0].text != answers[1].text
                || answers[0].header("content-language") != answers[1].header("content-language")
            {
                assert!(varies(header), "{path} varies by {header}, and does not say so");
            }
            if !varies(header) {
                assert_eq!(answers[0].header("etag"), answers[1].header("etag"), "{path}: {header}");
            }
        }
    }
    assert_eq!(
        server.get("/v1/couloirs/biologie").await.header("vary"),
        "accept-encoding"
    );
    assert_eq!(
        server.get("/v1/couloirs").await.header("vary"),
        "accept, accept-encoding"
    );
    running.stop().await.unwrap();
}

async fn an_answer_names_the_datasets_that_it_follows_from(server: &Server) {
    for (path, keys) in [
        ("/v1/regions?limit=3", "documents regions"),
        ("/v1/regions.csv?limit=3", "documents regions"),
        ("/v1/regions.csv", "documents regions"),
        ("/v1/observations?limit=4&region=bretagne", "documents observations"),
        (
            "/graphql?query=%7Bobservations(first%3A2)%7Bnodes%7Bvalue%20indicator%7Bname%7D%7D%7D%7D",
            "indicators observations",
        ),
        ("/graphql?query=%7Bcouloirs%7BtotalCount%7D%7D", "couloirs"),
        ("/v1/changes", "any"),
        ("/graphql?query=%7Bmeta%7Brevision%7D%7D", "any"),
        (
            "/graphql?query=%7Bsolutions(first%3A2)%7Bnodes%7Bslug%20editor%7Bslug%20name%7D%7D%7D%7D",
            "editors solutions",
        ),
        ("/catalog.jsonld", "any"),
    ] {
        // What tells of files is not kept before they are built.
        for _ in 0..600 {
            if server.get(path).await.header("cache-control") != "no-store" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for _ in 0..2 {
            let answer = server.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            let told = answer.header("surrogate-key");
            assert!(
                keys.split(' ').all(|key| told.split(' ').any(|told| told == key)),
                "{path}: {told}"
            );
            let unrelated = ["programmes", "tariffs"];
            assert!(
                told.contains("any") || unrelated.iter().all(|key| !told.contains(key)),
                "{path}: {told}"
            );
            assert_eq!(keys.contains("any"), told.contains("any"), "{path}: {told}");
        }
    }
}

async fn what_an_answer_took_is_told_on_request(server: &Server) {
    let path = "/v1/couloirs?limit=11";
    assert_eq!(server.get("/v1/couloirs?limit=12").await.header("server-timing"), "");
    let made = get_with(server, path, "prefer", "respond-async, server-timing").await;
    assert!(
        made.header("server-timing").starts_with("sql;desc=\""),
        "{}",
        made.header("server-timing")
    );
    assert_eq!(made.header("preference-applied"), "server-timing");
    let kept = get_with(server, path, "prefer", "server-timing").await;
    assert_eq!(kept.header("server-timing"), "kept;dur=0");
}

async fn caches_are_told_how_long_an_answer_may_be_kept(server: &Server) {
    let now = server.get("/v1/couloirs").await;
    assert_eq!(
        now.header("cache-control"),
        "public, max-age=10, s-maxage=10, stale-while-revalidate=60"
    );
    let settled = server.get("/v1/couloirs?as_of=1").await;
    assert_eq!(settled.header("cache-control"), "public, max-age=31536000, immutable");
}

async fn pages_of_other_sites_may_read_and_see_what_is_told(server: &Server) {
    let asks = server
        .request(Method::OPTIONS, "/graphql")
        .header("origin", "https://example.org")
        .header("access-control-request-method", "DELETE")
        .header("access-control-request-headers", "authorization, content-type");
    let answer = server.send(asks).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.header("access-control-allow-origin"),
            answer.header("access-control-max-age")
        ),
        (200, "*", "86400")
    );
    let methods = answer.header("access-control-allow-methods");
    assert!(
        ["GET", "POST", "DELETE"].iter().all(|method| methods.contains(method)),
        "{methods}"
    );
    // A star does not stand for Authorization (Fetch, section 3.3.5).
    let headers = answer.header("access-control-allow-headers");
    assert!(
        headers.contains("authorization") && headers.contains("idempotency-key"),
        "{headers}"
    );
    let read = get_with(server, "/v1/couloirs", "origin", "https://example.org").await;
    let exposed = read.header("access-control-expose-headers");
    assert!(
        exposed.contains("etag") && exposed.contains("link") && exposed.contains('*'),
        "{exposed}"
    );
}
