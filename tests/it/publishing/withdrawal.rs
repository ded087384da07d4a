//! One record withdrawn over REST.

use reqwest::Method;
use segur::access::Role;
use segur_tests::{Answer, Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

on_own_database! {
    one_row_is_withdrawn_and_its_history_stays,
}

const ROW: &str = "indicator;region;category;period;value;status;qualifier;document\n\
    documents-alimentant-le-dmp;bretagne;Essai;2026-01;1;final;exact;webinaire-idf-2022\n";

async fn withdraw(server: &Server, key: Option<&str>, path: &str, retry: Option<&str>) -> Answer {
    let mut request = server.request(Method::DELETE, path);
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    if let Some(retry) = retry {
        request = request.header("idempotency-key", retry);
    }
    server.send(request).await
}

async fn one_row_is_withdrawn_and_its_history_stays(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let other = key_on(database, "dgos", Role::Publisher).await;
    server.import_csv(&key, "observations", "", ROW).await;
    let rows = server.json("/v1/observations?publisher=ars-bretagne").await;
    let slug = rows["data"][0]["slug"].as_str().unwrap().to_owned();
    let (path, public) = (
        format!("/v1/datasets/observations/{slug}"),
        format!("/v1/observations/{slug}"),
    );
    refused(&server, &key, &other, &slug).await;
    let tried = withdraw(&server, Some(&key), &format!("{path}?dry_run=true"), None)
        .await
        .json();
    assert_eq!(
        (&tried["withdrawn"], &tried["changes"][0]["slug"]),
        (&json!(1), &json!(slug)),
        "{tried}"
    );
    assert_eq!(server.get(&public).await.status, 200);
    let asked = format!("{path}?reason=Saisie%20deux%20fois&revision={}", FOUNDED + 1);
    for replayed in [false, true] {
        let done = withdraw(&server, Some(&key), &asked, Some("retrait-1")).await.json();
        assert_eq!(
            (&done["withdrawn"], &done["revision"], &done["replayed"]),
            (&json!(1), &json!(FOUNDED + 2), &json!(replayed)),
            "{done}"
        );
        assert!(done["changes"].is_null(), "{done}");
    }
    assert_eq!(server.get(&public).await.status, 404);
    let past = server.json(&format!("/v1/datasets/observations/{slug}/history")).await;
    assert_eq!(past["data"][0]["ended_by"], "withdrawn", "{past}");
    let again = withdraw(&server, Some(&key), &path, None).await;
    assert!(again.status.is_client_error(), "{}", again.text);
    running.stop().await.unwrap();
}

/// What is refused withdraws nothing.
async fn refused(server: &Server, key: &str, other: &str, slug: &str) {
    let path = format!("/v1/datasets/observations/{slug}");
    for (key, path, status) in [
        (None, path.clone(), 401),
        (Some(other), path.clone(), 403),
        (Some(key), format!("{path}?revision=1"), 409),
        (Some(key), format!("{path}?raison=x"), 400),
        (Some(key), format!("{path}?dry_run=true&dry_run=false"), 400),
        (Some(key), format!("{path}?revision=5&revision=1"), 400),
        (
            Some(key),
            format!("/v1/datasets/observations/{}", "x".repeat(3_000)),
            404,
        ),
        (Some(key), "/v1/datasets/observation/x".to_owned(), 404),
    ] {
        let refused = withdraw(server, key, &path, None).await;
        assert_eq!(refused.status, status, "{path}: {}", refused.text);
    }
    let with_body = server
        .request(Method::DELETE, &path)
        .bearer_auth(key)
        .json(&json!({ "reason": "Saisie deux fois", "dry_run": true }));
    let refused = server.send(with_body).await;
    assert!(
        refused.status == 400 && refused.text.contains("has no body"),
        "{}",
        refused.text
    );
    let twice = server
        .import_csv(key, "observations", "?dry_run=true&dry_run=false", ROW)
        .await;
    assert!(
        twice.status == 400 && twice.text.contains("dry_run is given twice"),
        "{}",
        twice.text
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
}
