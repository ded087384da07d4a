mod every_dataset;
mod lifecycle;
mod retries;
mod unstorable;

use segur_tests::Server;
use serde_json::{Value as Json, json};

/// Sends a mutation with a key: the one root field of the answer.
async fn mutate(server: &Server, key: &str, query: &str, variables: Json) -> Json {
    let answer = server.graphql_as(key, query, variables).await;
    assert!(answer.get("errors").is_none(), "{query}: {answer}");
    answer["data"].as_object().unwrap().values().next().unwrap().clone()
}

/// Publishes a solution.
async fn publish_solution(server: &Server, key: &str, slug: &str, name: &str, retry: &str) -> Json {
    let query = r#"mutation($records: [SolutionInput!]!, $retry: String!) { publishSolutions(records: $records, message: "Une solution", idempotencyKey: $retry) { revision created replayed records { slug name revision publisher provenance { document { slug } locator } } errors { code message path } } }"#;
    let record = json!({ "slug": slug, "name": name, "editor": "pharmagest", "sources": [{ "document": "webinaire-idf-2022", "locator": "p. 1" }] });
    mutate(server, key, query, json!({ "records": [record], "retry": retry })).await
}
