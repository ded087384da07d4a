use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use segur::datasets::registry;
use segur_tests::{FOUNDED, Server, on_both_engines};
use serde_json::json;

on_both_engines! {
    there_are_six_couloirs,
    a_record_is_found_by_slug_and_by_global_id,
    an_observation_is_found_by_its_slug,
    ids_are_short_and_those_given_out_before_work,
    meta_tells_the_revision_and_counts_every_dataset,
    every_record_of_every_dataset_has_a_source,
    fragments_aliases_and_directives_mean_what_the_specification_says,
    the_same_list_under_two_keys_gives_two_lists,
    one_key_cannot_mean_two_things,
    introspection_and_data_may_be_asked_together,
}

async fn there_are_six_couloirs(server: &Server) {
    let body = server.graphql("{ couloirs { totalCount nodes { slug name } } }").await;
    insta::assert_json_snapshot!("six_couloirs", body["data"]);
}

async fn a_record_is_found_by_slug_and_by_global_id(server: &Server) {
    let body = server
        .graphql(r#"{ couloir(slug: "biologie") { id name } absent: couloir(slug: "Ça ?") { id } }"#)
        .await;
    let id = body["data"]["couloir"]["id"].as_str().unwrap().to_owned();
    assert!(body["data"]["absent"].is_null());
    let region = server.graphql(r#"{ region(slug: "bretagne") { id } }"#).await["data"]["region"]["id"].clone();
    let body = server
        .graphql(&format!(
            r#"{{ node(id: "{id}") {{ __typename id ... on Couloir {{ name }} ... on Region {{ inseeCode }} }}
                 nodes(ids: ["{}", "nonsense", "{id}"]) {{ __typename id ... on Record {{ slug }} }} }}"#,
            region.as_str().unwrap(),
        ))
        .await;
    assert_eq!(
        body["data"]["node"],
        json!({ "__typename": "Couloir", "id": id, "name": "Biologie médicale" })
    );
    assert_eq!(
        body["data"]["nodes"],
        json!([
            { "__typename": "Region", "id": region, "slug": "bretagne" },
            null,
            { "__typename": "Couloir", "id": id, "slug": "biologie" },
        ])
    );
}

async fn ids_are_short_and_those_given_out_before_work(server: &Server) {
    let body = server
        .graphql("{ regions(first: 1) { nodes { id slug } } observations(first: 2) { nodes { id slug } } }")
        .await;
    let region = &body["data"]["regions"]["nodes"][0];
    let id = region["id"].as_str().unwrap();
    assert!(id.len() <= 10, "{id}");
    let observations = body["data"]["observations"]["nodes"].as_array().unwrap();
    let of = |at: usize| observations[at]["id"].as_str().unwrap();
    // Which observations come first is not promised, and a period may be a span: `2023-06/2023-08`.
    let keys = [0, 1].map(|at| of(at).split('.').next().unwrap_or_default());
    assert!(
        keys.iter().all(|key| key.len() <= 10) && of(0) != of(1),
        "{} {}",
        of(0),
        of(1)
    );
    let old = BASE64_URL_SAFE_NO_PAD.encode(format!("regions:{}", region["slug"].as_str().unwrap()));
    let old_observation =
        BASE64_URL_SAFE_NO_PAD.encode(format!("observations:{}", observations[1]["slug"].as_str().unwrap()));
    // Each by its own kind of id, mixed, and one twice.
    let ids = json!([
        id,
        of(1),
        old,
        of(0),
        old_observation,
        id,
        format!("{id}zzz"),
        format!("{id}.2022"),
        of(0).split('.').next()
    ]);
    let answer = server
        .graphql_answer(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Record { slug } } }",
            json!({ "ids": ids }),
        )
        .await
        .json();
    assert_eq!(
        answer["data"]["nodes"],
        json!([
            region,
            observations[1],
            region,
            observations[0],
            observations[1],
            region,
            null,
            null,
            null
        ])
    );
    let old = server.graphql(&format!("{{ node(id: \"{old}\") {{ id }} }}")).await;
    assert_eq!(old["data"]["node"]["id"], id);
}

async fn an_observation_is_found_by_its_slug(server: &Server) {
    let body = server.graphql("{ observations(first: 1) { nodes { slug id } } }").await;
    let slug = &body["data"]["observations"]["nodes"][0]["slug"];
    let found = server
        .graphql(&format!("{{ observation(slug: {slug}) {{ id slug }} }}"))
        .await;
    assert_eq!(found["data"]["observation"], body["data"]["observations"]["nodes"][0]);
}

async fn meta_tells_the_revision_and_counts_every_dataset(server: &Server) {
    let body = server
        .graphql("{ meta { revision publishedAt datasets { slug count } } }")
        .await;
    assert_eq!(body["data"]["meta"]["revision"], FOUNDED);
    assert_eq!(body["data"]["meta"]["publishedAt"], "2026-01-01T00:00:00Z");
    let counted = body["data"]["meta"]["datasets"].as_array().unwrap();
    assert_eq!(counted.len(), registry().datasets().count());
    let empty: Vec<_> = counted
        .iter()
        .filter(|dataset| dataset["count"] == 0)
        .map(|dataset| &dataset["slug"])
        .collect();
    assert_eq!(empty, ["roadmap-progress"]);
    assert_eq!(body["extensions"]["cost"]["statements"], 1);
}

async fn every_record_of_every_dataset_has_a_source(server: &Server) {
    for (field, name) in fields() {
        let body = server.graphql(&format!(
                "{{ {field}(first: 500) {{ totalCount nodes {{ __typename slug revision publishedAt publisher provenance {{ document {{ slug title }} }} }} }} }}"
            )).await;
        let list = &body["data"][&field];
        let nodes = list["nodes"].as_array().unwrap();
        assert_eq!(
            list["totalCount"].as_u64().unwrap().min(500),
            nodes.len() as u64,
            "{field}"
        );
        for node in nodes {
            assert_eq!(node["__typename"], name.as_str());
            assert_eq!(node["publisher"], "seed");
            let cited = node["provenance"].as_array().unwrap();
            assert!(!cited.is_empty(), "{node}");
            assert!(
                cited.iter().all(|place| place["document"]["title"].is_string()),
                "{node}"
            );
        }
    }
}

async fn fragments_aliases_and_directives_mean_what_the_specification_says(server: &Server) {
    let query = r#"
            query Some($yes: Boolean!, $no: Boolean = false) {
              one: couloir(slug: "biologie") { ...Names  slug @skip(if: $yes) }
              two: couloir(slug: "officine") { ... on Couloir { name } ... on Record @include(if: $no) { slug } ...Names }
            }
            fragment Names on Couloir { name  called: name  __typename }
        "#;
    let answer = server.graphql_answer(query, json!({ "yes": true })).await.json();
    assert_eq!(
        answer["data"],
        json!({
            "one": { "name": "Biologie médicale", "called": "Biologie médicale", "__typename": "Couloir" },
            "two": { "name": "Officine", "called": "Officine", "__typename": "Couloir" },
        })
    );
}

async fn the_same_list_under_two_keys_gives_two_lists(server: &Server) {
    let body = server.graphql(r#"{
            programme(slug: "sun-es") {
              first: fundingWindows(first: 1) { nodes { number part } }
              last: fundingWindows(last: 2) { totalCount nodes { number part } pageInfo { hasPreviousPage hasNextPage } }
            }
        }"#).await;
    assert_eq!(
        body["data"]["programme"],
        json!({
            "first": { "nodes": [{ "number": 1, "part": "volet-1" }] },
            "last": {
                "totalCount": 7,
                "nodes": [{ "number": 2, "part": "volet-2" }, { "number": 3, "part": "volet-2" }],
                "pageInfo": { "hasPreviousPage": true, "hasNextPage": false },
            },
        })
    );
}

async fn one_key_cannot_mean_two_things(server: &Server) {
    for query in [
        r#"{ couloir(slug: "biologie") { slug } ...F } fragment F on Query { couloir(slug: "officine") { name } }"#,
        r#"{ couloir(slug: "biologie") { x: slug ... on Record { x: publisher } } }"#,
        r#"{ a: couloirs(first: 1) { nodes { x: slug } } a: couloirs(first: 1) { nodes { x: name } } }"#,
    ] {
        let (code, message) = server.graphql_error(query).await;
        assert_eq!(code, "BAD_USER_INPUT", "{query}: {message}");
    }
}

async fn introspection_and_data_may_be_asked_together(server: &Server) {
    let body = server
        .graphql(r#"{ __schema { queryType { name } } couloirs { totalCount } __type(name: "Couloir") { name } }"#)
        .await;
    assert_eq!(
        body["data"],
        json!({
            "__schema": { "queryType": { "name": "Query" } },
            "couloirs": { "totalCount": 6 },
            "__type": { "name": "Couloir" },
        })
    );
}

/// The list field of each dataset, and the type of its records.
fn fields() -> Vec<(String, String)> {
    registry()
        .datasets()
        .map(|dataset| (camel(dataset.name, false), camel(dataset.singular, true)))
        .collect()
}

fn camel(name: &str, mut upper: bool) -> String {
    let mut camel = String::new();
    for letter in name.chars() {
        match letter {
            '-' => upper = true,
            letter if upper => {
                camel.extend(letter.to_uppercase());
                upper = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}
