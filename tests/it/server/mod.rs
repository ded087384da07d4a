mod behind_proxies;
mod cache_hits;
mod encodings;
mod fresh_reads;
mod headers;
mod limits;
mod observability;

use reqwest::Method;
use segur_tests::{Answer, Server};
use serde_json::json;

/// Asks GraphQL as a page does.
async fn graphql(server: &Server, query: &str) -> Answer {
    let request = server
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json")
        .body(json!({ "query": query }).to_string());
    server.send(request).await
}

/// Reads an address with a header.
async fn get_with(server: &Server, path: &str, name: &str, value: &str) -> Answer {
    server.send(server.request(Method::GET, path).header(name, value)).await
}
