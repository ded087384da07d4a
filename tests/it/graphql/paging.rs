use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

/// Orders with ties, missing values and both ways, over lists of a few dozen rows.
const ORDERS: [(&str, &str); 8] = [
    ("observations", "[]"),
    ("observations", "[{ field: VALUE, direction: DESC }]"),
    ("observations", "[{ field: QUALIFIER }, { field: VALUE }]"),
    (
        "observations",
        "[{ field: CATEGORY, direction: DESC }, { field: PERIOD }]",
    ),
    (
        "regionalEnvelopes",
        "[{ field: AS_OF }, { field: AMOUNT, direction: DESC }]",
    ),
    ("regionalEnvelopes", "[{ field: NAME }]"),
    ("fundingWindows", "[{ field: RATE, direction: DESC }, { field: WAVE }]"),
    ("institutions", "[{ field: KIND }, { field: SLUG, direction: DESC }]"),
];

async fn page(server: &Server, list: &str, order: &str, size: usize, forward: bool, cursor: Option<&str>) -> Json {
    let (count, from) = if forward {
        ("first", "after")
    } else {
        ("last", "before")
    };
    let cursor = cursor.map_or(String::new(), |cursor| format!(", {from}: \"{cursor}\""));
    let query = format!(
        "{{ {list}(orderBy: {order}, {count}: {size}{cursor}) {{ edges {{ cursor node {{ slug }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    server.graphql(&query).await["data"][list].clone()
}

fn slugs(page: &Json) -> Vec<String> {
    let edges = page["edges"].as_array().unwrap();
    edges
        .iter()
        .map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned())
        .collect()
}

async fn walked(server: &Server, list: &str, order: &str, size: usize, forward: bool) -> Vec<String> {
    let (more, end) = if forward {
        ("hasNextPage", "endCursor")
    } else {
        ("hasPreviousPage", "startCursor")
    };
    let mut found: Vec<String> = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = page(server, list, order, size, forward, cursor.as_deref()).await;
        let rows = slugs(&page);
        found = if forward {
            [found, rows].concat()
        } else {
            [rows, found].concat()
        };
        if !page["pageInfo"][more].as_bool().unwrap() {
            return found;
        }
        cursor = Some(page["pageInfo"][end].as_str().unwrap().to_owned());
    }
}

on_both_engines! {
    pages_give_each_row_once_in_any_order_forward_and_back,
    a_filtered_list_of_observations_pages_by_its_key_forward_and_back,
    missing_values_come_last_whichever_the_way,
    a_damaged_or_foreign_cursor_is_refused,
    a_page_has_one_to_five_hundred_rows,
    a_list_inside_a_record_pages_too,
}

async fn pages_give_each_row_once_in_any_order_forward_and_back(server: &Server) {
    let mut runner = TestRunner::deterministic();
    for (list, order) in ORDERS {
        let whole = walked(server, list, order, 500, true).await;
        let sizes = (3usize..40).new_tree(&mut runner).unwrap().current();
        assert_eq!(
            walked(server, list, order, sizes, true).await,
            whole,
            "{list} {order} forward by {sizes}"
        );
        assert_eq!(
            walked(server, list, order, sizes, false).await,
            whole,
            "{list} {order} backward by {sizes}"
        );
    }
}

async fn a_filtered_list_of_observations_pages_by_its_key_forward_and_back(server: &Server) {
    let path = "/v1/observations?region=ile-de-france&fields=slug";
    let whole = server.records(&format!("{path}&limit=1000")).await;
    assert!(whole.len() > 80);
    assert_eq!(server.records(&format!("{path}&limit=7")).await, whole);
    let mut found: Vec<Json> = Vec::new();
    let mut before = String::new();
    loop {
        let query = format!(
            "{{ observations(filter: {{ region: {{ slug: {{ eq: \"ile-de-france\" }} }} }}, last: 7{before}) {{ nodes {{ slug }} pageInfo {{ hasPreviousPage startCursor }} }} }}"
        );
        let page = server.graphql(&query).await["data"]["observations"].clone();
        found = [page["nodes"].as_array().unwrap().clone(), found].concat();
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        before = format!(", before: {}", page["pageInfo"]["startCursor"]);
    }
    assert_eq!(found, whole);
}

async fn missing_values_come_last_whichever_the_way(server: &Server) {
    for direction in ["ASC", "DESC"] {
        let body = server
            .graphql(&format!(
                "{{ fundingWindows(orderBy: [{{ field: RATE, direction: {direction} }}]) {{ nodes {{ rate }} }} }}"
            ))
            .await;
        let rates: Vec<Json> = body["data"]["fundingWindows"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["rate"].clone())
            .collect();
        let mut expected = [json!(80), json!(85), json!(90), json!(100)];
        if direction == "DESC" {
            expected.reverse();
        }
        assert_eq!(rates[..4], expected[..]);
        assert!(rates[4..].iter().all(Json::is_null));
    }
}

async fn a_damaged_or_foreign_cursor_is_refused(server: &Server) {
    let cursor = |page: Json| page["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    let of_names = cursor(page(server, "regions", "[{ field: NAME }]", 2, true, None).await);
    let mut damaged = of_names.clone();
    damaged.replace_range(10..11, if &of_names[10..11] == "A" { "B" } else { "A" });
    for (list, order, cursor) in [
        ("regions", "[{ field: NAME }]", damaged.as_str()),
        ("regions", "[{ field: NAME, direction: DESC }]", of_names.as_str()),
        ("regions", "[]", of_names.as_str()),
        ("institutions", "[{ field: NAME }]", of_names.as_str()),
        ("regions", "[]", "nonsense!"),
        ("regions", "[]", ""),
    ] {
        let query = format!("{{ {list}(orderBy: {order}, after: \"{cursor}\") {{ nodes {{ slug }} }} }}");
        let (code, message) = server.graphql_error(&query).await;
        assert_eq!(code, "BAD_CURSOR", "{query}: {message}");
    }
    assert_eq!(
        server
            .graphql_error(&format!(
                "{{ regions(orderBy: [{{ field: NAME }}], first: 1, before: \"{of_names}\") {{ totalCount }} }}"
            ))
            .await
            .0,
        "BAD_USER_INPUT"
    );
}

async fn a_page_has_one_to_five_hundred_rows(server: &Server) {
    for size in ["-1", "0", "501", "99999999999"] {
        let (code, message) = server
            .graphql_error(&format!("{{ couloirs(first: {size}) {{ totalCount }} }}"))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{message}");
    }
    let (_, message) = server.graphql_error("{ couloirs(first: 501) { totalCount } }").await;
    assert!(message.contains("between 1 and 500"), "{message}");
    let body = server
        .graphql("{ observations { nodes { slug } pageInfo { hasNextPage hasPreviousPage } } }")
        .await;
    assert_eq!(body["data"]["observations"]["nodes"].as_array().unwrap().len(), 50);
    assert_eq!(
        body["data"]["observations"]["pageInfo"],
        json!({ "hasNextPage": true, "hasPreviousPage": false })
    );
}

async fn a_list_inside_a_record_pages_too(server: &Server) {
    let query = |after: &str| {
        format!(
            r#"{{ programmes(filter: {{ slug: {{ in: ["sun-es", "sons"] }} }}) {{ nodes {{ fundingWindows(first: 3, orderBy: [{{ field: NAME }}]{after}) {{ nodes {{ slug }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"#
        )
    };
    let first = server.graphql(&query("")).await;
    let first = first["data"]["programmes"]["nodes"].as_array().unwrap().clone();
    assert!(
        first
            .iter()
            .all(|node| node["fundingWindows"]["nodes"].as_array().unwrap().len() == 3)
    );
    let end = &first[1]["fundingWindows"]["pageInfo"]["endCursor"];
    let next = server.graphql(&query(&format!(", after: {end}"))).await;
    let next = &next["data"]["programmes"]["nodes"][1]["fundingWindows"]["nodes"];
    let whole = server
        .graphql(r#"{ programme(slug: "sun-es") { fundingWindows(orderBy: [{ field: NAME }]) { nodes { slug } } } }"#)
        .await;
    assert_eq!(
        next.as_array().unwrap()[..],
        whole["data"]["programme"]["fundingWindows"]["nodes"]
            .as_array()
            .unwrap()[3..6]
    );
}
