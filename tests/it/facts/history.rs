use segur_tests::{FOUNDED, Server, on_both_engines};
use serde_json::{Value as Json, json};

/// The end of a phase that holds in a version: the one that no later source moved.
fn end(version: &Json, kind: &str) -> Option<String> {
    let phases = version["record"]["phases"].as_array().unwrap();
    let phase = phases
        .iter()
        .find(|phase| phase["kind"] == kind && phase["superseded"] == false)?;
    phase["ends_on"].as_str().map(str::to_owned)
}

on_both_engines! {
    the_postponements_of_a_window_are_its_versions,
    a_version_says_when_by_whom_and_why_it_was_published,
    both_doors_give_every_record_its_history,
    a_history_that_cannot_be_is_refused,
}

async fn the_postponements_of_a_window_are_its_versions(server: &Server) {
    let body = server.json("/v1/funding-windows/sons-lgc-vague-1/history").await;
    let versions = body["data"].as_array().unwrap();
    let orders: Vec<_> = versions.iter().map(|version| end(version, "order").unwrap()).collect();
    assert_eq!(orders, ["2022-11-30", "2022-11-30", "2022-07-15"]);
    let balances: Vec<_> = versions
        .iter()
        .map(|version| end(version, "balance").unwrap())
        .collect();
    assert_eq!(balances, ["2023-12-14", "2022-10-15", "2022-10-15"]);
    let numbers: Vec<_> = versions
        .iter()
        .map(|version| (&version["revision"], &version["until"], &version["ended_by"]))
        .collect();
    assert_eq!(
        numbers,
        [
            (&json!(FOUNDED), &Json::Null, &Json::Null),
            (&json!(2), &json!(FOUNDED), &json!("revised")),
            (&json!(1), &json!(2), &json!("revised")),
        ]
    );
    let body = server.json("/v1/funding-windows/sons-lgo-vague-1/history").await;
    let deliveries: Vec<_> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| end(version, "delivery").unwrap())
        .collect();
    assert_eq!(deliveries, ["2023-09-20", "2023-04-28", "2023-03-31"]);
    let body = server
        .json("/v1/funding-windows/sun-es-volet-1-fenetre-1/history")
        .await;
    let measures: Vec<_> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| end(version, "measurement").unwrap())
        .collect();
    assert_eq!(measures, ["2022-09-30", "2022-40"]);
}

async fn a_version_says_when_by_whom_and_why_it_was_published(server: &Server) {
    let body = server.graphql(r#"{ fundingWindow(slug: "sons-lgo-vague-1") { history { __typename ... on Version { revision publishedAt publisher message operation changed until endedBy } record { slug programme revision sourceDocument phases { kind superseded } } } } }"#).await;
    let history = body["data"]["fundingWindow"]["history"].as_array().unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(
        history[1],
        json!({
            "__typename": "FundingWindowVersion",
            "revision": 3,
            "publishedAt": "2026-01-01T00:00:00Z",
            "publisher": "seed",
            "message": "Reports du début de 2023 : déploiement des LGO au 28 avril 2023, commandes au 15 mars 2023",
            "operation": "REVISED",
            "changed": ["phases", "source_document"],
            "until": FOUNDED,
            "endedBy": "REVISED",
            "record": history[1]["record"],
        })
    );
    let record = &history[1]["record"];
    assert_eq!(
        (&record["slug"], &record["programme"], &record["revision"]),
        (&json!("sons-lgo-vague-1"), &json!("sons"), &json!(3))
    );
    assert!(
        record["sourceDocument"]
            .as_array()
            .unwrap()
            .iter()
            .all(|slug| slug != "le-pharmacien-de-france-logiciel-segur-le-report"),
        "not yet written then"
    );
    assert_eq!(history[2]["operation"], "CREATED");
}

async fn both_doors_give_every_record_its_history(server: &Server) {
    for dataset in segur::datasets::registry().datasets() {
        let records = server.records(&format!("/v1/{}?limit=2", dataset.name)).await;
        for mut record in records {
            // Worked out from other records: no part of a version.
            record.as_object_mut().unwrap().remove("warnings");
            let slug = record["slug"].as_str().unwrap();
            let body = server.json(&format!("/v1/{}/{slug}/history", dataset.name)).await;
            assert_eq!(body["data"][0]["record"], record, "the newest version is the record");
        }
    }
    let body = server
        .graphql("{ fundingWindows(first: 20) { nodes { history(first: 1) { revision record { slug } } } } }")
        .await;
    let nodes = body["data"]["fundingWindows"]["nodes"].as_array().unwrap();
    assert!(nodes.iter().all(|node| node["history"].as_array().unwrap().len() == 1));
    let statements = body["extensions"]["cost"]["statements"].as_u64();
    assert!(
        statements.is_some_and(|statements| (5..=6).contains(&statements)),
        "the list where it is not held in memory, its versions, their phases, citations, documents and publications: {statements:?}"
    );
}

async fn a_history_that_cannot_be_is_refused(server: &Server) {
    assert_eq!(server.get("/v1/couloirs/nowhere/history").await.status, 404);
    assert_eq!(server.get("/v1/nothing/officine/history").await.status, 404);
    assert_eq!(server.get("/v1/couloirs/officine/history?limit=0").await.status, 400);
    let told = server.get("/v1/couloirs/officine/history?limti=5").await;
    assert!(
        told.status == 400 && told.text.contains("did you mean \\\"limit\\\""),
        "{}",
        told.text
    );
    let (code, _) = server
        .graphql_error("{ couloirs { nodes { history(first: 0) { revision } } } }")
        .await;
    assert_eq!(code, "BAD_USER_INPUT");
}
