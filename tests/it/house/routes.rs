use segur::{
    server::declared_routes,
    web::route_policy::{Admission, ErrorForm, RequestBody, RoutePolicy, View},
};
use segur_tests::{Database, Server, on_both_engines, on_own_database, server::Answer};
use serde_json::Value;

/// The largest response that is kept in memory, in bytes.
const LARGEST_KEPT: usize = 1 << 20;

/// An address of a route: its parameters have values that exist.
pub fn address_of(path: &str) -> String {
    let dataset = if path.contains("{dataset}") { "couloirs" } else { "" };
    let filled = path
        .replace("{dataset}", dataset)
        .replace("{slug}", "biologie")
        .replace("{name}", "esms-numerique")
        .replace("{code}", "not-found")
        .replace("{revision}", "2");
    match filled.as_str() {
        "/v1/search" => "/v1/search?q=biologie".to_owned(),
        "/v1/diff" => "/v1/diff?from=1".to_owned(),
        "/v1/diff.csv" => "/v1/diff.csv?from=1".to_owned(),
        "/v1/couloirs/groups" | "/v1/couloirs/groups.csv" | "/v1/couloirs/groups.svg" | "/v1/couloirs/groups.png" => {
            format!("{filled}?by=hospital_related")
        }
        // Each has records of its own.
        "/documents/biologie" => "/documents/webinaire-idf-2022".to_owned(),
        "/regions/biologie" => "/regions/bretagne".to_owned(),
        "/programmes/biologie" => "/programmes/sun-es".to_owned(),
        "/conflicts/biologie" => {
            "/conflicts/observations-documents-echanges-par-an-france-baseline-xxxx-value".to_owned()
        }
        "/oembed" => "/oembed?url=/datasets/couloirs".to_owned(),
        "/v1/calculators/esms-numerique" => format!("{filled}?essms=20&equipped=false"),
        "/graphql" => "/graphql?query=%7Bmeta%7Brevision%7D%7D".to_owned(),
        _ => filled,
    }
}

/// The routes that answer anyone with data, or with what the program says of itself.
pub fn public() -> Vec<(String, RoutePolicy)> {
    let routes = declared_routes().into_iter();
    // Here nobody has said where to write: `pages::about` does.
    let is_there = |path: &str| path != "/.well-known/security.txt";
    routes
        .filter(|(path, policy)| policy.view != View::None && is_there(path))
        .collect()
}

fn is_kept(answer: &Answer) -> bool {
    answer.header("cache-status").contains("hit")
}

#[test]
fn every_route_of_the_contract_is_declared_with_a_policy() {
    let api: Value = serde_json::from_str(include_str!("../../../openapi/openapi.json")).unwrap();
    let declared: Vec<String> = declared_routes().into_iter().map(|(path, _)| path).collect();
    let fits = |declared: &str, path: &str| {
        let (declared, path): (Vec<_>, Vec<_>) = (declared.split('/').collect(), path.split('/').collect());
        declared.len() == path.len()
            && declared
                .iter()
                .zip(&path)
                .all(|(declared, part)| declared == part || declared.starts_with('{'))
    };
    for path in api["paths"].as_object().unwrap().keys() {
        assert!(
            declared.iter().any(|declared| fits(declared, path)),
            "{path} is described and has no route"
        );
    }
    assert!(declared.len() > 50, "{}", declared.len());
}

#[test]
fn policies_are_as_strict_as_what_they_serve() {
    for (path, policy) in declared_routes() {
        let is_own =
            path.starts_with("/v1/institution") || path.starts_with("/v1/audit") || path.starts_with("/v1/revisions");
        if is_own || path.ends_with("/import") {
            assert!(
                !policy.is_cached && !policy.is_citable && policy.view == View::None,
                "{path}"
            );
        }
        assert_eq!(
            policy.body == RequestBody::Streamed,
            path.ends_with("/import"),
            "{path}"
        );
        assert_eq!(policy.errors == ErrorForm::Graphql, path == "/graphql", "{path}");
        let is_of_operators = path.starts_with("/health/") || path == "/version" || path == "/robots.txt";
        assert_eq!(policy.admission == Admission::Free, is_of_operators, "{path}");
        assert!(
            !policy.is_cached || policy.view != View::None,
            "{path}: a response is kept by the revision that it shows"
        );
        assert!(
            !policy.is_citable || policy.view != View::None,
            "{path}: what is frozen shows a revision"
        );
    }
}

// On a server of its own: a cache that others fill does not keep every response.
on_own_database! {
    every_public_route_answers_as_its_policy_says,
}

on_both_engines! {
    a_past_moment_is_settled_where_the_policy_says_so,
}

async fn every_public_route_answers_as_its_policy_says(database: &Database) {
    let (server, running) = Server::start(database).await;
    let mut walked = 0;
    for (path, policy) in public() {
        let address = address_of(&path);
        let first = server.get(&address).await;
        assert_eq!(first.status, 200, "{address}: {}", first.text);
        if first.header("cache-control") != "no-store" {
            assert_eq!(
                first.header("vary"),
                policy.varies.header_value().to_str().unwrap(),
                "{address}"
            );
        }
        let second = server.get(&address).await;
        if second.header("cache-control") != "no-store" && second.text.len() < LARGEST_KEPT {
            // A response of which a part is still being built is kept once it is whole.
            let third = server.get(&address).await;
            assert_eq!(
                is_kept(&third),
                policy.is_cached,
                "{address}: {}",
                third.header("cache-status")
            );
        }
        walked += 1;
    }
    assert!(walked > 25, "{walked}");
    running.stop().await.unwrap();
}

async fn a_past_moment_is_settled_where_the_policy_says_so(server: &Server) {
    for (path, policy) in public() {
        if matches!(policy.view, View::Document) || path == "/v1/diff" {
            continue;
        }
        let address = address_of(&path);
        let mark = if address.contains('?') { '&' } else { '?' };
        let past = server.get(&format!("{address}{mark}as_of=1")).await;
        if past.status == 200 && past.header("cache-control") != "no-store" {
            let is_final = past.header("cache-control").contains("immutable");
            assert_eq!(
                is_final,
                policy.view == View::Settled,
                "{address}: {}",
                past.header("cache-control")
            );
        }
    }
}
