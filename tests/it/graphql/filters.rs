use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

/// The slugs of a list, in its order.
async fn slugs(server: &Server, list: &str, arguments: &str) -> Vec<String> {
    let body = server
        .graphql(&format!("{{ {list}(first: 500, {arguments}) {{ nodes {{ slug }} }} }}"))
        .await;
    let nodes = body["data"][list]["nodes"].as_array().unwrap().clone();
    nodes
        .iter()
        .map(|node| node["slug"].as_str().unwrap().to_owned())
        .collect()
}

async fn count(server: &Server, list: &str, filter: &str) -> u64 {
    let body = server
        .graphql(&format!("{{ {list}(filter: {filter}) {{ totalCount }} }}"))
        .await;
    body["data"][list]["totalCount"].as_u64().unwrap()
}

on_both_engines! {
    a_filter_goes_through_relations,
    text_matches_whatever_its_case_and_accents,
    a_missing_value_differs_from_every_value,
    conditions_combine,
    dates_compare_by_all_the_days_that_they_can_mean,
    amounts_and_quantities_compare_exactly,
    variables_carry_filters,
    a_variable_that_is_needed_must_be_given,
    equality_of_names_ignores_case_and_accents,
    an_unknown_name_is_refused_with_the_nearest_known_one,
}

async fn a_filter_goes_through_relations(server: &Server) {
    let filter = r#"filter: { referencings: { some: { status: { eq: REFERENCED }, specification: { couloir: { slug: { eq: "officine" } } } } } }, orderBy: [{ field: NAME }]"#;
    let found = slugs(server, "solutions", filter).await;
    assert_eq!(
        found,
        [
            "actipharm",
            "id",
            "leo",
            "pharmaland",
            "pharmavitale",
            "smart-rx",
            "visiopharm",
            "winpharma"
        ]
    );
    let none = r#"{ referencings: { none: { status: { eq: REFERENCED } } } }"#;
    assert_eq!(count(server, "solutions", none).await, 1);
    let every = r#"{ referencings: { every: { status: { eq: CANDIDATE } } } }"#;
    assert_eq!(count(server, "solutions", every).await, 0);
}

async fn text_matches_whatever_its_case_and_accents(server: &Server) {
    assert_eq!(
        slugs(server, "couloirs", r#"filter: { name: { contains: "HOPI" } }"#).await,
        ["hopital"]
    );
    assert_eq!(
        slugs(server, "regions", r#"filter: { name: { startsWith: "île" } }"#).await,
        ["ile-de-france"]
    );
    assert_eq!(
        slugs(server, "regions", r#"filter: { name: { startsWith: "ILE" } }"#).await,
        ["ile-de-france"]
    );
    assert!(
        slugs(server, "regions", r#"filter: { name: { contains: "%" } }"#)
            .await
            .is_empty()
    );
    assert!(
        slugs(server, "regions", r#"filter: { name: { contains: "_" } }"#)
            .await
            .is_empty()
    );
}

async fn a_missing_value_differs_from_every_value(server: &Server) {
    let all = count(server, "fundingWindows", "{}").await;
    let ninety = count(server, "fundingWindows", "{ rate: { eq: 90 } }").await;
    assert_eq!(ninety, 1);
    assert_eq!(count(server, "fundingWindows", "{ rate: { ne: 90 } }").await, all - 1);
    assert_eq!(
        count(server, "fundingWindows", "{ not: { rate: { eq: 90 } } }").await,
        all - 1
    );
    assert_eq!(count(server, "fundingWindows", "{ rate: { isNull: false } }").await, 4);
    assert_eq!(
        count(server, "fundingWindows", "{ rate: { isNull: true } }").await,
        all - 4
    );
    assert_eq!(count(server, "solutions", "{ hasEditor: true }").await, 12);
    assert_eq!(count(server, "solutions", "{ hasEditor: false }").await, 6);
}

async fn conditions_combine(server: &Server) {
    let filter = r#"filter: { or: [{ slug: { eq: "bretagne" } }, { and: [{ kind: { eq: OVERSEAS } }, { not: { name: { contains: "gua" } } }, { inseeCode: { in: ["01", "02"] } }] }] }"#;
    assert_eq!(slugs(server, "regions", filter).await, ["martinique", "bretagne"]);
    assert_eq!(count(server, "regions", "{ or: [] }").await, 0);
    assert_eq!(count(server, "regions", "{ and: [] }").await, 19);
}

async fn dates_compare_by_all_the_days_that_they_can_mean(server: &Server) {
    let open = r#"filter: { phases: { some: { kind: { eq: APPLICATION }, startsOn: { lte: "2022-03-15" }, endsOn: { gte: "2022-03-15" } } } }"#;
    assert_eq!(
        slugs(server, "fundingWindows", open).await,
        [
            "sun-es-volet-1-fenetre-2",
            "esms-numerique-2022-auvergne-rhone-alpes",
            "esms-numerique-2022-nouvelle-aquitaine-fenetre-1"
        ]
    );
    let december = r#"filter: { statusOn: { gte: "2022-12", lte: "2022-12" } }"#;
    assert_eq!(slugs(server, "referencings", december).await, ["winpharma-lgo-vague-1"]);
    let quarter = count(server, "observations", r#"{ period: { eq: "2022-Q1" } }"#).await;
    assert_eq!(
        quarter,
        count(server, "observations", r#"{ period: { eq: "2022-33" } }"#).await
    );
    assert!(quarter >= 16);
    // A year is before the end of the year, and not before its middle.
    assert!(
        count(
            server,
            "observations",
            r#"{ period: { lte: "2024-12-31", gte: "2024-01-01" } }"#
        )
        .await
            >= 3
    );
}

async fn amounts_and_quantities_compare_exactly(server: &Server) {
    assert_eq!(
        slugs(
            server,
            "regionalEnvelopes",
            r#"filter: { amount: { eq: "1210399.00" } }"#
        )
        .await,
        ["esms-numerique-amorcage-temps-1-bourgogne-franche-comte-premiere-decision"]
    );
    assert_eq!(
        count(server, "regionalEnvelopes", r#"{ amount: { eq: "1210399.01" } }"#).await,
        0
    );
    assert_eq!(count(server, "observations", "{ value: { eq: 66.7 } }").await, 1);
    assert_eq!(
        count(server, "observations", "{ value: { gt: 66.6, lt: 66.8 } }").await,
        1
    );
}

async fn variables_carry_filters(server: &Server) {
    let query =
        "query($filter: RegionFilter, $first: Int) { regions(filter: $filter, first: $first) { nodes { slug } } }";
    let variables = serde_json::json!({ "filter": { "kind": { "in": ["NATIONAL"] } }, "first": 3 });
    let body = server.graphql_answer(query, variables).await.json();
    assert_eq!(
        body["data"]["regions"]["nodes"],
        serde_json::json!([{ "slug": "france" }])
    );
}

async fn a_variable_that_is_needed_must_be_given(server: &Server) {
    for query in [
        "query($slug: String!) { couloirs(filter: { slug: { eq: $slug } }) { totalCount } }",
        "query($filter: CouloirFilter!) { couloirs(filter: $filter) { totalCount } }",
        "query($skip: Boolean!) { couloirs { nodes { slug @skip(if: $skip) } } }",
    ] {
        let (code, message) = server.graphql_error(query).await;
        assert_eq!(code, "BAD_USER_INPUT");
        assert!(message.contains("missing value for non-null variable"), "{message}");
    }
}

async fn equality_of_names_ignores_case_and_accents(server: &Server) {
    assert_eq!(
        slugs(server, "couloirs", r#"filter: { name: { eq: "HOPITAL" } }"#).await,
        ["hopital"]
    );
    assert_eq!(server.records("/v1/couloirs?name=h%C3%B4pital").await.len(), 1);
}

async fn an_unknown_name_is_refused_with_the_nearest_known_one(server: &Server) {
    let (code, message) = server
        .graphql_error(r#"{ couloirs(filter: { nme: { eq: "x" } }) { totalCount } }"#)
        .await;
    assert_eq!(code, "BAD_USER_INPUT");
    assert!(message.contains("nme"), "{message}");
    for query in [
        r#"{ observations(filter: { period: { eq: "2022-13" } }) { totalCount } }"#,
        r#"{ regionalEnvelopes(filter: { amount: { gt: "1,5" } }) { totalCount } }"#,
        r#"{ observations(filter: { value: { gt: 1.23456 } }) { totalCount } }"#,
        r#"{ regions(filter: { name: { eq: "a\u0000b" } }) { totalCount } }"#,
        r#"{ regions(filter: { name: { contains: "a\u0000b" } }) { totalCount } }"#,
        r#"{ observations(filter: { value: { gte: [100] } }) { totalCount } }"#,
    ] {
        let (code, message) = server.graphql_error(query).await;
        assert_eq!(code, "BAD_USER_INPUT", "{query}: {message}");
    }
    let _: Json = server.graphql("{ meta { revision } }").await;
}
