use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

use super::{mutate, publish_solution};

const REVISE: &str = r#"mutation($records: [SolutionRevision!]!, $retry: String!) { reviseSolutions(records: $records, message: "Révision", idempotencyKey: $retry) { revision revised records { slug name note revision editor { slug } provenance { document { slug } } } errors { code message path } } }"#;

on_own_database! {
    a_record_is_published_revised_corrected_and_withdrawn,
    a_trial_tells_the_difference_and_changes_nothing,
    what_is_wrong_is_data_with_its_place,
}

async fn a_record_is_published_revised_corrected_and_withdrawn(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let first = FOUNDED + 1;
    let made = publish_solution(&server, &key, "nouvelle", "Nouvelle", "1").await;
    assert_eq!(
        made,
        json!({ "revision": first, "created": 1, "replayed": false, "errors": [], "records": [
            { "slug": "nouvelle", "name": "Nouvelle", "revision": first, "publisher": "ans", "provenance": [{ "document": { "slug": "webinaire-idf-2022" }, "locator": "p. 1" }] },
        ] })
    );
    let again = publish_solution(&server, &key, "nouvelle", "Autre", "2").await;
    assert_eq!(
        (
            &again["revision"],
            &again["errors"][0]["code"],
            &again["records"][0]["name"]
        ),
        (&json!(null), &json!("CONFLICT"), &json!("Nouvelle")),
        "{again}"
    );
    assert_eq!(again["errors"][0]["path"], json!(["records", "0", "slug"]));

    is_revised_from_its_last_revision(&server, &key, first).await;

    let correct = r#"mutation { correctSolutions(records: [{ slug: "nouvelle", expectedRevision: 7, name: "Nouvelle solution" }], reason: "Nom mal recopié", idempotencyKey: "6") { revision errors { code message } } }"#;
    assert_eq!(
        mutate(&server, &key, correct, json!({})).await,
        json!({ "revision": first + 3, "errors": [] })
    );
    let history = server.json("/v1/solutions/nouvelle/history").await;
    assert_eq!(
        (&history["data"][0]["reason"], &history["data"][0]["publisher"]),
        (&json!("Nom mal recopié"), &json!("ans")),
        "{history}"
    );

    is_withdrawn_once_nothing_refers_to_it(&server, &key, first + 3).await;
    running.stop().await.unwrap();
}

async fn is_revised_from_its_last_revision(server: &Server, key: &str, first: i64) {
    let revised = mutate(
        server,
        key,
        REVISE,
        json!({ "retry": "3", "records": [{ "slug": "nouvelle", "expectedRevision": first, "note": "Une note" }] }),
    )
    .await;
    assert_eq!(
        revised["records"][0],
        json!({ "slug": "nouvelle", "name": "Nouvelle", "note": "Une note", "revision": first + 1, "editor": { "slug": "pharmagest" }, "provenance": [{ "document": { "slug": "webinaire-idf-2022" } }] }),
        "{revised}"
    );
    let late = mutate(
        server,
        key,
        REVISE,
        json!({ "retry": "4", "records": [{ "slug": "nouvelle", "expectedRevision": first, "name": "Trop tard" }] }),
    )
    .await;
    assert_eq!(
        (
            &late["errors"][0]["code"],
            &late["records"][0]["note"],
            &late["records"][0]["revision"]
        ),
        (&json!("CONFLICT"), &json!("Une note"), &json!(first + 1)),
        "{late}"
    );
    let emptied = mutate(
        server,
        key,
        REVISE,
        json!({ "retry": "5", "records": [{ "slug": "nouvelle", "expectedRevision": first + 1, "note": null }] }),
    )
    .await;
    assert_eq!(emptied["records"][0]["note"], json!(null), "null empties: {emptied}");
}

async fn is_withdrawn_once_nothing_refers_to_it(server: &Server, key: &str, revision: i64) {
    let withdraw = r#"mutation($retry: String!, $slug: String!, $revision: Int!) { withdrawSolutions(records: [{ slug: $slug, expectedRevision: $revision }], reason: "Retirée du marché", idempotencyKey: $retry) { revision withdrawn errors { code message path } } }"#;
    let referred = mutate(
        server,
        key,
        withdraw,
        json!({ "retry": "7", "slug": "visiopharm", "revision": 1 }),
    )
    .await;
    assert_eq!(referred["errors"][0]["code"], "CONFLICT", "{referred}");
    let gone = mutate(
        server,
        key,
        withdraw,
        json!({ "retry": "8", "slug": "nouvelle", "revision": revision }),
    )
    .await;
    assert_eq!(gone, json!({ "revision": revision + 1, "withdrawn": 1, "errors": [] }));
    // Whoever asks at that time, or of that time later, is told the same.
    let last = server.json("/version").await["revision"].clone();
    for path in [
        "/v1/solutions/nouvelle".to_owned(),
        format!("/v1/solutions/nouvelle?as_of={last}"),
    ] {
        let gone = server.get(&path).await;
        assert!(
            gone.status == 404
                && gone
                    .text
                    .contains("was withdrawn from solutions; its history is at /v1/solutions/nouvelle/history"),
            "{path}: {}",
            gone.text
        );
    }
    assert_eq!(
        server.json("/v1/solutions/nouvelle/history").await["data"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let missing = mutate(
        server,
        key,
        withdraw,
        json!({ "retry": "9", "slug": "nouvelle", "revision": revision }),
    )
    .await;
    assert_eq!(missing["errors"][0]["code"], "NOT_FOUND", "{missing}");
}

async fn a_trial_tells_the_difference_and_changes_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let observed = r#"mutation($dry: Boolean!) { publishObservations(records: [{ indicator: "documents-alimentant-le-dmp", region: "bretagne", category: "Essai", period: "2026-Q1", value: 12.5, status: FINAL, qualifier: EXACT, document: "webinaire-idf-2022" }], message: "Trimestre", idempotencyKey: "un", dryRun: $dry) { revision created changes { slug operation fields { field before after } } errors { code message path } } }"#;
    let tried = mutate(&server, &key, observed, json!({ "dry": true })).await;
    assert_eq!(
        (&tried["revision"], &tried["created"], &tried["changes"][0]["operation"]),
        (&json!(null), &json!(1), &json!("created")),
        "{tried}"
    );
    let fields = tried["changes"][0]["fields"].as_array().unwrap();
    assert!(
        fields.contains(&json!({ "field": "value", "before": null, "after": "12.5" })),
        "{tried}"
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    let made = mutate(&server, &key, observed, json!({ "dry": false })).await;
    assert_eq!(
        (&made["revision"], &made["changes"]),
        (&json!(FOUNDED + 1), &json!([])),
        "a trial spends no key: {made}"
    );
    let slug = tried["changes"][0]["slug"].as_str().unwrap();
    assert_eq!(server.json(&format!("/v1/observations/{slug}")).await["value"], 12.5);
    running.stop().await.unwrap();
}

async fn what_is_wrong_is_data_with_its_place(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let query = r#"mutation($records: [ObservationInput!]!) { publishObservations(records: $records, message: "x", idempotencyKey: "x") { revision errors { code message path } } }"#;
    let row = |region: &str, period: &str| json!({ "indicator": "documents-alimentant-le-dmp", "region": region, "category": "Essai", "period": period, "value": 1, "status": "FINAL", "qualifier": "EXACT", "document": "webinaire-idf-2022" });
    let told = mutate(
        &server,
        &key,
        query,
        json!({ "records": [row("bretagne", "2026"), row("bretagne", "2026-13")] }),
    )
    .await;
    assert_eq!(
        (
            &told["revision"],
            &told["errors"][0]["code"],
            &told["errors"][0]["path"]
        ),
        (
            &json!(null),
            &json!("BAD_USER_INPUT"),
            &json!(["records", "1", "period"])
        ),
        "{told}"
    );
    let told = mutate(
        &server,
        &key,
        query,
        json!({ "records": [row("bretagne", "2026"), row("normandie", "2026"), row("france", "2026")] }),
    )
    .await;
    let errors = told["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2, "{told}");
    assert_eq!(
        (&errors[0]["code"], &errors[0]["path"]),
        (&json!("FORBIDDEN"), &json!(["records", "1", "region"]))
    );
    assert!(
        errors[0]["message"]
            .as_str()
            .unwrap()
            .contains("ars-bretagne writes here only what is of its region (bretagne)"),
        "{told}"
    );
    let solution = publish_as(&server, &key).await;
    assert_eq!(solution["errors"][0]["code"], "FORBIDDEN", "{solution}");
    assert_eq!(server.json("/version").await["revision"], FOUNDED);

    let anonymous = server
        .graphql_answer(query, json!({ "records": [row("bretagne", "2026")] }))
        .await
        .json();
    assert_eq!(
        (&anonymous["errors"][0]["extensions"]["code"], &anonymous["data"]),
        (&json!("UNAUTHENTICATED"), &json!(null)),
        "{anonymous}"
    );
    let unsourced = server.graphql_as(&key, r#"mutation { publishSolutions(records: [{ slug: "a", name: "A" }], message: "x", idempotencyKey: "x") { revision } }"#, json!({})).await;
    assert_eq!(
        unsourced["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
        "a record without source cannot be said: {unsourced}"
    );
    let by_get = server.get("/graphql?query=mutation%7BpublishSolutions(records:%5B%5D,message:%22%22,idempotencyKey:%22%22)%7Brevision%7D%7D").await;
    assert_eq!(by_get.status, 405);
    running.stop().await.unwrap();
}

async fn publish_as(server: &Server, key: &str) -> serde_json::Value {
    publish_solution(server, key, "une", "Une", "solution").await
}
