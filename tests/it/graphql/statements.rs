use segur_tests::{Server, on_both_engines};

async fn statements(server: &Server, query: &str) -> u64 {
    server.graphql(query).await["extensions"]["cost"]["statements"]
        .as_u64()
        .unwrap()
}

/// The statements that a query takes once the records that it refers to are in memory: no answer is kept of a query that is new.
async fn statements_again(server: &Server, query: &str) -> u64 {
    statements(server, query).await;
    statements(server, &format!("{query} # again")).await
}

on_both_engines! {
    async fn fifty_solutions_with_editor_and_referencings_take_three_statements_and_two_the_next_time(server) {
        let query = "{ solutions(first: 50) { nodes { name editor { name } referencings { nodes { status statusOn { edtf } } } } } }";
        assert!(statements(server, query).await <= 3);
        assert_eq!(statements_again(server, query).await, 2);
    }

    async fn every_level_of_a_query_is_one_statement_and_records_referred_to_are_read_once(server) {
        for (query, at_most, again) in [
            ("{ couloirs { nodes { name } } }", 1, 1),
            ("{ couloirs { nodes { name } pageInfo { hasNextPage } edges { cursor } } }", 1, 1),
            ("{ couloirs { totalCount } }", 1, 1),
            ("{ couloirs { totalCount nodes { name } } }", 2, 2),
            ("{ fundingWindows(first: 50) { nodes { phases { kind } } } }", 2, 2),
            ("{ fundingWindows(first: 50) { nodes { a: programme { name } b: programme { slug pilot { name } } } } }", 3, 1),
            ("{ regions(first: 50) { nodes { institutions(first: 2) { nodes { name region { name } } } } } }", 3, 2),
            ("{ couloirs { nodes { specifications(first: 10) { nodes { referencings(first: 10) { nodes { solution { editor { name } } } } } } } } }", 5, 3),
            ("{ solutions { nodes { provenance { document { title } } } } }", 3, 2),
            ("{ observations(first: 50) { nodes { provenance { document { title } locator } } } }", 2, 1),
            ("{ observations(first: 50) { nodes { value indicator { name } region { name } document { title } } } }", 4, 1),
        ] {
            assert!(statements(server, query).await <= at_most, "{query}");
            assert_eq!(statements_again(server, query).await, again, "{query}");
        }
    }

    async fn a_wider_page_takes_no_more_statements(server) {
        let query = |first: usize| format!("{{ regions(first: {first}) {{ nodes {{ ars {{ name }} regionalEnvelopes {{ nodes {{ amount programme {{ name }} }} }} }} }} }}");
        assert_eq!(statements_again(server, &query(2)).await, statements_again(server, &query(19)).await);
    }

    async fn a_refused_query_takes_none(server) {
        let answer = server.graphql_answer("{ regions(first: 500) { nodes { observations(first: 500) { nodes { slug } } } } }", serde_json::json!({})).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    }
}
