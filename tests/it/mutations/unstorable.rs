use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

const NUL: &str = "a\0b";

on_own_database! {
    what_no_store_can_keep_is_refused_and_changes_nothing,
}

async fn what_no_store_can_keep_is_refused_and_changes_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "dns", Role::Administrator).await;
    records_with_a_nul_are_refused(&server, &key).await;
    let withdraw = "mutation($slug: String!) { withdrawInstitutions(records: [{ slug: $slug, expectedRevision: 1 }], reason: \"x\", idempotencyKey: \"y\") { revision errors { code } } }";
    let told = server.graphql_as(&key, withdraw, json!({ "slug": NUL })).await;
    assert_eq!(
        told["data"]["withdrawInstitutions"]["errors"][0]["code"], "BAD_USER_INPUT",
        "{told}"
    );
    for path in ["/v1/institution/drafts/%00", "/v1/institution/drafts/a%2Fb"] {
        assert_eq!(server.get_as(&key, path).await.status, 404, "{path}");
    }
    for path in [
        "/v1/institution/keys/%00",
        "/v1/institution/members/%00",
        "/v1/institution/drafts/%00",
    ] {
        let request = server.request(reqwest::Method::DELETE, path).bearer_auth(&key);
        assert_eq!(server.send(request).await.status, 404, "{path}");
    }
    for (path, body) in [
        ("/v1/institution/keys", json!({ "name": NUL, "role": "reader" })),
        ("/v1/institution/keys", json!({ "name": "x", "role": "king" })),
        (
            "/v1/institution/keys",
            json!({ "name": "x", "role": "reader", "datasets": ["nowhere"] }),
        ),
        (
            "/v1/institution/members",
            json!({ "issuer": "https://a.fr", "subject": NUL, "name": "x", "role": "reader" }),
        ),
        ("/v1/revisions/a/revert", json!({ "reason": "x" })),
        ("/v1/revisions/0/revert", json!({ "reason": "x" })),
        ("/v1/revisions/99999999999999999999/revert", json!({ "reason": "x" })),
    ] {
        let request = server
            .request(reqwest::Method::POST, path)
            .bearer_auth(&key)
            .json(&body);
        let status = server.send(request).await.status.as_u16();
        assert!(status == 400 || status == 404, "{path} {body}: {status}");
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn records_with_a_nul_are_refused(server: &Server, key: &str) {
    let record = |change: serde_json::Value| {
        let mut record = json!({ "slug": "essai", "name": "Essai", "kind": "AGENCY", "roles": [], "sources": [{ "document": "webinaire-idf-2022" }] });
        record
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        record
    };
    let publish = "mutation($records: [InstitutionInput!]!, $message: String!) { publishInstitutions(records: $records, message: $message, idempotencyKey: \"x\") { revision errors { code message } } }";
    for (change, message) in [
        (json!({ "slug": NUL }), "m"),
        (json!({ "name": NUL }), "m"),
        (json!({ "roles": [NUL] }), "m"),
        (json!({ "region": NUL }), "m"),
        (json!({ "sources": [{ "document": NUL }] }), "m"),
        (
            json!({ "sources": [{ "document": "webinaire-idf-2022", "locator": NUL }] }),
            "m",
        ),
        (
            json!({ "sources": [{ "document": "webinaire-idf-2022", "field": NUL }] }),
            "m",
        ),
        (json!({ "sources": [] }), "m"),
        (json!({}), NUL),
    ] {
        let told = server
            .graphql_as(
                key,
                publish,
                json!({ "records": [record(change.clone())], "message": message }),
            )
            .await;
        assert_eq!(
            told["data"]["publishInstitutions"]["errors"][0]["code"], "BAD_USER_INPUT",
            "{change}: {told}"
        );
    }
}
