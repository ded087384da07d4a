use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

use super::{observation, post};

on_own_database! {
    a_revision_is_undone_by_a_new_one,
    what_is_not_ones_own_or_has_changed_since_is_not_undone,
    what_was_created_is_withdrawn_and_what_was_withdrawn_is_back,
}

async fn a_revision_is_undone_by_a_new_one(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let before = server.json("/v1/solutions/visiopharm").await;
    let file =
        "slug,name,editor,source_document\nvisiopharm,Mal nommé,,\nune-autre,Une autre,pharmagest,webinaire-idf-2022\n";
    let first = server.import_csv(&ans, "solutions", "", file).await;
    assert_eq!(first.status, 422, "emptying the sources is refused: {}", first.text);
    let file = "slug,name\nvisiopharm,Mal nommé\n";
    assert_eq!(
        server.import_csv(&ans, "solutions", "", file).await.json()["revision"],
        FOUNDED + 1
    );
    let path = format!("/v1/revisions/{}/revert", FOUNDED + 1);
    assert_eq!(
        post(&server, &ans, &path, json!({})).await.status,
        400,
        "a reason is needed"
    );
    let tried = post(&server, &ans, &path, json!({ "reason": "Erreur", "dry_run": true }))
        .await
        .json();
    assert_eq!((&tried["revised"], &tried["revision"]), (&json!(1), &json!(null)));
    let undone = post(&server, &ans, &path, json!({ "reason": "Erreur de nom" })).await;
    assert_eq!(
        (undone.status.as_u16(), &undone.json()["revision"]),
        (200, &json!(FOUNDED + 2)),
        "{}",
        undone.text
    );
    let mut after = server.json("/v1/solutions/visiopharm").await;
    for field in ["revision", "published_at", "publisher"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before);
    let history = server.json("/v1/solutions/visiopharm/history").await;
    assert_eq!(
        (history["data"].as_array().unwrap().len(), &history["data"][0]["reason"]),
        (3, &json!("Erreur de nom"))
    );
    let twice = post(&server, &ans, &path, json!({ "reason": "Encore" })).await;
    assert_eq!(
        (twice.status.as_u16(), &twice.json()["revision"]),
        (200, &json!(null)),
        "it is as it was already: {}",
        twice.text
    );
    assert_eq!(
        post(&server, &ans, "/v1/revisions/99/revert", json!({ "reason": "x" }))
            .await
            .status,
        404
    );
    running.stop().await.unwrap();
}

async fn what_is_not_ones_own_or_has_changed_since_is_not_undone(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ars = key_on(database, "ars-bretagne", Role::Publisher).await;
    let neighbour = key_on(database, "ars-normandie", Role::Publisher).await;
    assert_eq!(
        server.import_csv(&ars, "observations", "", observation(1)).await.json()["revision"],
        FOUNDED + 1
    );
    let path = format!("/v1/revisions/{}/revert", FOUNDED + 1);
    let not_theirs = post(&server, &neighbour, &path, json!({ "reason": "x" })).await;
    assert_eq!(not_theirs.status, 403);
    names_the_record(&not_theirs);
    assert_eq!(
        server.import_csv(&ars, "observations", "", observation(2)).await.json()["revision"],
        FOUNDED + 2
    );
    let late = post(&server, &ars, &path, json!({ "reason": "x" })).await;
    names_the_record(&late);
    names_the_record(&post(&server, &ars, &format!("{path}?lang=fr"), json!({ "reason": "x" })).await);
    assert_eq!(
        (late.status.as_u16(), &late.json()["errors"][0]["code"]),
        (409, &json!("CONFLICT")),
        "{}",
        late.text
    );
    let last = post(
        &server,
        &ars,
        &format!("/v1/revisions/{}/revert", FOUNDED + 2),
        json!({ "reason": "x" }),
    )
    .await;
    assert_eq!(last.json()["revision"], FOUNDED + 3, "{}", last.text);
    let found = server
        .json("/v1/observations?region=bretagne&category.starts_with=essai")
        .await;
    assert_eq!(found["data"][0]["value"], 1);
    running.stop().await.unwrap();
}

async fn what_was_created_is_withdrawn_and_what_was_withdrawn_is_back(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ars = key_on(database, "ars-bretagne", Role::Publisher).await;
    server.import_csv(&ars, "observations", "", observation(1)).await;
    let slug = server
        .json("/v1/observations?region=bretagne&category.starts_with=essai")
        .await["data"][0]["slug"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = |revision: i64| format!("/v1/revisions/{revision}/revert");
    let gone = post(&server, &ars, &path(FOUNDED + 1), json!({ "reason": "x" }))
        .await
        .json();
    assert_eq!(
        (&gone["withdrawn"], &gone["revision"]),
        (&json!(1), &json!(FOUNDED + 2)),
        "{gone}"
    );
    assert_eq!(server.get(&format!("/v1/observations/{slug}")).await.status, 404);
    let back = post(&server, &ars, &path(FOUNDED + 2), json!({ "reason": "y" }))
        .await
        .json();
    assert_eq!(
        (&back["created"], &back["revision"]),
        (&json!(1), &json!(FOUNDED + 3)),
        "{back}"
    );
    assert_eq!(server.json(&format!("/v1/observations/{slug}")).await["value"], 1);
    running.stop().await.unwrap();
}

/// A refusal is of a record: it has no file, and no line.
fn names_the_record(refused: &segur_tests::Answer) {
    let body = refused.json();
    let detail = body["detail"].as_str().unwrap();
    assert!(detail.contains("observations/"), "{detail}");
    assert!(!detail.contains(", line ") && !detail.contains(", ligne "), "{detail}");
    assert_eq!(body["errors"][0]["line"], json!(null), "{body}");
    let record = body["errors"][0]["record"].as_str().unwrap();
    assert!(record.starts_with("observations/") && detail.contains(record), "{body}");
}
