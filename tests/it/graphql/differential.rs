use segur_tests::{Database, Server, audits, on_own_database};
use serde_json::json;

on_own_database! {
    documents_are_valid_exactly_when_the_specification_says_so,
    a_null_condition_is_refused_and_drops_nothing,
}

/// How many documents are compared here; the note of a change to this door has 20,000.
const DOCUMENTS: &str = "1000";

async fn documents_are_valid_exactly_when_the_specification_says_so(database: &Database) {
    let (server, running) = Server::start(database).await;
    let script = audits::folder().join("audits/differential.mjs");
    let address = server.address.clone();
    let running_script = tokio::task::spawn_blocking(move || {
        let mut node = std::process::Command::new("node");
        node.arg(script).args([&address, "20261128", DOCUMENTS]).output()
    });
    let done = running_script.await.unwrap();
    let done = done.expect("Node.js runs: run the tests by tests/run, which installs it");
    let told = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}{errors}");
    let tally: serde_json::Value = serde_json::from_str(&told).unwrap();
    // Enough of each for the comparison to mean something.
    assert!(tally["valid"].as_u64() > Some(150), "{told}");
    assert!(tally["invalid"].as_u64() > Some(300), "{told}");
    assert!(tally["answers"].as_u64() > Some(80), "{told}");
    // Documents made by hand keep their force when the schema changes: each has its verdict.
    let by_hand = ["validByHand", "invalidByHand", "noneByHand"].map(|name| tally[name].as_u64().unwrap());
    assert_eq!(by_hand, [23, 56, 0], "{told}");
    running.stop().await.unwrap();
}

async fn a_null_condition_is_refused_and_drops_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let query = |filter: &str| format!("{{ regions(filter: {filter}) {{ totalCount }} }}");
    for filter in [
        "{name: {eq: null}}",
        "{name: {in: null}}",
        "{name: {isNull: null}}",
        "{name: null}",
        "{slug: {eq: null}}",
        "{slug: {in: null}}",
        "{and: null}",
        "{not: null}",
        "{institutions: {some: null}}",
        "{revision: {gte: null}}",
        "{or: [{name: {eq: \"a\"}}, {kind: null}]}",
    ] {
        let (code, message) = server.graphql_error(&query(filter)).await;
        assert_eq!(code, "BAD_USER_INPUT", "{filter}: {message}");
        assert!(message.contains("null is no condition"), "{filter}: {message}");
    }
    null_in_questions_and_variables(&server).await;
    let document = "query ($name: String, $filter: RegionFilter) { regions(filter: {name: {eq: $name}}) { totalCount } all: regions(filter: $filter) { totalCount } }";
    let answer = server.graphql_answer(document, json!({ "name": null })).await;
    assert!(answer.text.contains("null is no condition"), "{}", answer.text);
    // A filter as a whole may be left out, and so may a variable: then there is no condition.
    let answer = server.graphql_answer(document, json!({ "filter": null })).await.json();
    let counts = [
        &answer["data"]["regions"]["totalCount"],
        &answer["data"]["all"]["totalCount"],
    ];
    assert_eq!(counts, [&json!(19), &json!(19)], "{answer}");
    // An argument that is null is one that is not given.
    let body = server
        .graphql("{ all: changes(first: 1) { data { slug } } same: changes(first: 1, region: null, publisher: null, datasets: null) { data { slug } } }")
        .await;
    assert_eq!(body["data"]["all"], body["data"]["same"], "{body}");
    running.stop().await.unwrap();
}

async fn null_in_questions_and_variables(server: &Server) {
    // A question of time, a term, what publications say; in literals and in variables.
    for condition in [
        "openOn: {date: null}",
        "openOn: {date: \"2022-03-15\", phase: null}",
        "current: null",
        "publishedAt: {gte: null}",
        "publisher: {eq: null}",
        "sourceDocument: {in: null}",
        "programme: {slug: {eq: null}}",
    ] {
        let (code, message) = server
            .graphql_error(&format!(
                "{{ fundingWindows(filter: {{{condition}}}) {{ totalCount }} }}"
            ))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{condition}: {message}");
        assert!(message.contains("null is no condition"), "{condition}: {message}");
    }
    for (variables, filter, given) in [
        ("$v: [String!]", "{name: {in: $v}}", json!({ "v": null })),
        ("$v: Boolean", "{name: {isNull: $v}}", json!({ "v": null })),
        ("$v: TextFilter", "{name: $v}", json!({ "v": null })),
        ("$v: TextFilter", "{name: $v}", json!({ "v": { "eq": null } })),
        (
            "$v: [RegionFilter!]",
            "{or: $v}",
            json!({ "v": [{ "slug": { "in": null } }] }),
        ),
    ] {
        let document = format!("query ({variables}) {{ regions(filter: {filter}) {{ totalCount }} }}");
        let answer = server.graphql_answer(&document, given).await;
        assert!(
            answer.text.contains("null is no condition"),
            "{document}: {}",
            answer.text
        );
    }
}
