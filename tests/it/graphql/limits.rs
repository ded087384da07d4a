use std::time::{Duration, Instant};

use segur_tests::{Server, on_both_engines};

async fn refused(server: &Server, query: &str) -> String {
    let started = Instant::now();
    let (code, message) = server.graphql_error(query).await;
    // Not a measure of speed: a bomb that goes off takes minutes.
    assert!(started.elapsed() < Duration::from_secs(60), "{message}");
    code
}

on_both_engines! {
    bombs_are_refused_before_any_work,
    bombs_in_filters_are_refused_before_any_work,
    bombs_in_variables_are_refused_too,
    the_price_of_a_query_is_told,
    the_query_that_explorers_send_is_within_the_limits,
}

async fn bombs_are_refused_before_any_work(server: &Server) {
    let mut doubling = String::from("{ ...f0 }");
    for at in 0..30 {
        doubling += &format!(" fragment f{at} on Query {{ ...f{0} ...f{0} }}", at + 1);
    }
    doubling += " fragment f30 on Query { meta { revision } }";
    assert_eq!(refused(server, &doubling).await, "TOO_COMPLEX");

    let aliases: String = (0..1000).map(|at| format!(" a{at}: meta {{ revision }}")).collect();
    assert_eq!(refused(server, &format!("{{ {aliases} }}")).await, "TOO_COMPLEX");

    let repeated = " meta { revision }".repeat(1700);
    assert_eq!(refused(server, &format!("{{ {repeated} }}")).await, "TOO_COMPLEX");

    let directives = " @include(if: true)".repeat(200);
    assert_eq!(
        refused(server, &format!("{{ meta {{ revision{directives} }} }}")).await,
        "TOO_COMPLEX"
    );

    let long = format!("{{ meta {{ revision }} }} # {}", "x".repeat(40_000));
    assert_eq!(refused(server, &long).await, "TOO_COMPLEX");

    let deep = format!(
        "{{ regions {{ nodes {} }} }}",
        nested("{ ars { region ", "{ slug }", " } }", 12)
    );
    assert_eq!(refused(server, &deep).await, "TOO_DEEP");

    let brackets = format!("{{ a(b: {}{}) }}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(refused(server, &brackets).await, "TOO_DEEP");

    let lists: String = (0..190)
        .map(|at| format!(" n{at}: node {{ observations(first: 500) {{ nodes {{ slug }} }} }}"))
        .collect();
    assert_eq!(
        refused(server, &format!("{{ regions {{ edges {{ {lists} }} }} }}")).await,
        "TOO_COMPLEX"
    );

    let terms = "{ field: NAME },".repeat(9);
    assert_eq!(
        refused(server, &format!("{{ regions(orderBy: [{terms}]) {{ totalCount }} }}")).await,
        "BAD_USER_INPUT"
    );

    let itself = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
    assert_eq!(refused(server, itself).await, "BAD_USER_INPUT");

    let lists = "{ regions(first: 500) { nodes { observations(first: 500) { nodes { value } } } } }";
    assert_eq!(refused(server, lists).await, "TOO_COMPLEX");
}

async fn bombs_in_filters_are_refused_before_any_work(server: &Server) {
    let filter = nested("{ not: ", "{ name: { eq: \"a\" } }", " }", 12);
    assert_eq!(
        refused(server, &format!("{{ regions(filter: {filter}) {{ totalCount }} }}")).await,
        "TOO_DEEP"
    );

    let conditions = "{ name: { eq: \"a\" } },".repeat(150);
    assert_eq!(
        refused(
            server,
            &format!("{{ regions(filter: {{ or: [{conditions}] }}) {{ totalCount }} }}")
        )
        .await,
        "TOO_COMPLEX"
    );

    let strings = format!("{{ a(b: \"\"\" \" \"\"\", c: {} }}", "[".repeat(20_000));
    assert_eq!(refused(server, &strings).await, "TOO_DEEP");
}

async fn bombs_in_variables_are_refused_too(server: &Server) {
    let query = "query($filter: RegionFilter) { regions(filter: $filter) { totalCount } }";
    let empty = serde_json::json!({ "filter": { "or": vec![serde_json::json!({}); 200_000] } });
    let many = serde_json::json!({ "filter": { "name": { "in": vec!["a"; 501] } } });
    for variables in [empty, many] {
        let body = server.graphql_answer(query, variables).await.json();
        assert_eq!(body["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    }
}

async fn the_price_of_a_query_is_told(server: &Server) {
    let body = server
        .graphql("{ solutions(first: 10) { nodes { referencings(first: 5) { nodes { status } } } } }")
        .await;
    let cost = &body["extensions"]["cost"];
    assert_eq!(cost["requested"], 1 + 10 * (1 + 1 + 5));
    assert_eq!(cost["maximum"], 50_000);
    let (_, message) = server
        .graphql_error("{ regions(first: 500) { nodes { observations(first: 500) { nodes { value } } } } }")
        .await;
    assert!(
        message.contains("251001") && message.contains("50000") && message.contains("first"),
        "{message}"
    );
}

async fn the_query_that_explorers_send_is_within_the_limits(server: &Server) {
    let query = include_str!("introspection.graphql");
    let body = server.graphql(query).await;
    assert!(body["data"]["__schema"]["types"].as_array().unwrap().len() > 50);
}

fn nested(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}
