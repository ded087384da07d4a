use segur_tests::{Database, Server, on_both_engines, on_own_database};

async fn statements(server: &Server, query: &str) -> u64 {
    server.graphql(query).await["extensions"]["cost"]["statements"]
        .as_u64()
        .unwrap()
}

/// The statements that a query takes the first time that anything is asked of a server, and those that it takes once what it refers to is
/// in memory: no answer is kept of a query that is new.
async fn first_and_again(database: &Database, query: &str) -> (u64, u64) {
    let (server, running) = Server::start(database).await;
    let first = statements(&server, query).await;
    let again = statements(&server, &format!("{query} # again")).await;
    running.stop().await.unwrap();
    (first, again)
}

on_own_database! {
    fifty_solutions_with_editor_and_referencings_take_three_statements_and_two_the_next_time,
    every_level_of_a_query_is_one_statement_and_records_referred_to_are_read_once,
    a_wider_page_takes_no_more_statements,
}

async fn fifty_solutions_with_editor_and_referencings_take_three_statements_and_two_the_next_time(
    database: &segur_tests::Database,
) {
    let query = "{ solutions(first: 50) { nodes { name editor { name } referencings { nodes { status statusOn { edtf } } } } } }";
    assert_eq!(first_and_again(database, query).await, (3, 2));
}

async fn every_level_of_a_query_is_one_statement_and_records_referred_to_are_read_once(
    database: &segur_tests::Database,
) {
    for (query, first, again) in [
        ("{ couloirs { nodes { name } } }", 1, 1),
        (
            "{ couloirs { nodes { name } pageInfo { hasNextPage } edges { cursor } } }",
            1,
            1,
        ),
        ("{ couloirs { totalCount } }", 1, 1),
        ("{ couloirs { totalCount nodes { name } } }", 2, 2),
        ("{ fundingWindows(first: 50) { nodes { phases { kind } } } }", 2, 2),
        (
            "{ fundingWindows(first: 50) { nodes { a: programme { name } b: programme { slug pilot { name } } } } }",
            3,
            1,
        ),
        (
            "{ regions(first: 50) { nodes { institutions(first: 2) { nodes { name region { name } } } } } }",
            3,
            2,
        ),
        (
            "{ couloirs { nodes { specifications(first: 10) { nodes { referencings(first: 10) { nodes { solution { editor { name } } } } } } } } }",
            5,
            3,
        ),
        ("{ solutions { nodes { provenance { document { title } } } } }", 3, 2),
        (
            "{ observations(first: 50) { nodes { provenance { document { title } locator } } } }",
            3,
            1,
        ),
        (
            "{ observations(first: 50) { nodes { value indicator { name } region { name } document { title } } } }",
            5,
            1,
        ),
    ] {
        assert_eq!(first_and_again(database, query).await, (first, again), "{query}");
    }
}

async fn a_wider_page_takes_no_more_statements(database: &Database) {
    let query = |first: usize| {
        format!(
            "{{ regions(first: {first}) {{ nodes {{ ars {{ name }} regionalEnvelopes {{ nodes {{ amount programme {{ name }} }} }} }} }} }}"
        )
    };
    assert_eq!(
        first_and_again(database, &query(2)).await,
        first_and_again(database, &query(19)).await
    );
}

on_both_engines! {
    a_refused_query_takes_none,
}

async fn a_refused_query_takes_none(server: &Server) {
    let query = serde_json::json!({ "query": "{ regions(first: 500) { nodes { observations(first: 500) { nodes { slug } } } } }" });
    let request = server
        .request(reqwest::Method::POST, "/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("prefer", "server-timing");
    let answer = server.send(request.body(query.to_string())).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("server-timing"), "sql;desc=\"0 statements\";dur=0.000");
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
}
