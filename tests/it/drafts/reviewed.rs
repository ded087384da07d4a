use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

use super::{observation, post, soon};

on_own_database! {
    a_grades_drafts_and_its_ars_publishes,
    a_contributor_drafts_and_a_publisher_decides,
    what_changed_meanwhile_is_told_to_the_reviewer,
}

async fn a_grades_drafts_and_its_ars_publishes(database: &Database) {
    let (server, running) = Server::start(database).await;
    let grades = key_on(database, "grades-bretagne", Role::Publisher).await;
    let ars = key_on(database, "ars-bretagne", Role::Publisher).await;
    let neighbour = key_on(database, "ars-normandie", Role::Publisher).await;
    a_grades_publishes_nothing_and_drafts_only_of_its_region(&server, &grades).await;
    let saved = server
        .import_csv(&grades, "observations", "?draft=1&message=Trimestre", observation(7))
        .await;
    assert_eq!(
        (saved.status.as_u16(), saved.header("cache-control")),
        (201, "private, no-store"),
        "{}",
        saved.text
    );
    let body = saved.json();
    assert_eq!(
        (&body["state"], &body["difference"]["created"]),
        (&json!("open"), &json!(1)),
        "{body}"
    );
    let path = format!("/v1/institution/drafts/{}", body["id"].as_str().unwrap());

    nobody_else_sees_it_and_a_grades_does_not_publish_it(&server, &path, &neighbour, &grades).await;
    let listed = server.get_as(&ars, "/v1/institution/drafts").await.json();
    assert_eq!(
        (&listed["data"][0]["institution"], &listed["data"][0]["message"]),
        (&json!("grades-bretagne"), &json!("Trimestre"))
    );
    let reviewed = server.get_as(&ars, &path).await.json();
    assert!(
        reviewed["difference"]["changes"][0]["fields"]
            .as_array()
            .unwrap()
            .contains(&json!({ "field": "value", "before": null, "after": 7 })),
        "{reviewed}"
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    // Nothing more is to be said: no body, and no media type.
    let publish = server.request(reqwest::Method::POST, &format!("{path}/publish"));
    let made = server.send(publish.bearer_auth(&ars)).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["revision"]),
        (200, &json!(FOUNDED + 1)),
        "{}",
        made.text
    );
    let again = post(&server, &ars, &format!("{path}/publish"), json!({})).await;
    assert_eq!(again.status, 409, "{}", again.text);
    let found = server
        .json("/v1/observations?region=bretagne&category.starts_with=essai")
        .await;
    assert_eq!(
        (&found["data"][0]["value"], &found["data"][0]["publisher"]),
        (&json!(7), &json!("ars-bretagne"))
    );
    running.stop().await.unwrap();
}

async fn nobody_else_sees_it_and_a_grades_does_not_publish_it(
    server: &Server,
    path: &str,
    neighbour: &str,
    grades: &str,
) {
    assert_eq!(server.get_as(neighbour, path).await.status, 404);
    assert_eq!(server.get(path).await.status, 401);
    assert_eq!(
        server.get_as(neighbour, "/v1/institution/drafts").await.json()["data"],
        json!([])
    );
    assert_eq!(
        post(server, grades, &format!("{path}/publish"), json!({})).await.status,
        403
    );
    assert_eq!(
        post(server, neighbour, &format!("{path}/publish"), json!({}))
            .await
            .status,
        404
    );
}

async fn a_grades_publishes_nothing_and_drafts_only_of_its_region(server: &Server, grades: &str) {
    let refused = server.import_csv(grades, "observations", "", observation(7)).await;
    assert!(
        refused.status == 403 && refused.text.contains("only saves drafts"),
        "{}",
        refused.text
    );
    let refused = server
        .import_csv(
            grades,
            "observations",
            &format!("?publish_at={}", soon(60_000)),
            observation(7),
        )
        .await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let elsewhere = observation(7).replace("bretagne", "normandie");
    assert_eq!(
        server
            .import_csv(grades, "observations", "?draft=1", elsewhere)
            .await
            .status,
        403
    );
}

async fn a_contributor_drafts_and_a_publisher_decides(database: &Database) {
    let (server, running) = Server::start(database).await;
    let contributor = key_on(database, "ars-bretagne", Role::Contributor).await;
    let reader = key_on(database, "ars-bretagne", Role::Reader).await;
    let publisher = key_on(database, "ars-bretagne", Role::Publisher).await;
    neither_publishes_and_a_reader_does_not_draft(&server, &contributor, &reader).await;
    let saved = server
        .import_csv(&contributor, "observations", "?draft=1", observation(7))
        .await
        .json();
    let path = format!("/v1/institution/drafts/{}", saved["id"].as_str().unwrap());
    assert_eq!(server.get_as(&reader, &path).await.status, 200);
    assert_eq!(
        post(&server, &contributor, &format!("{path}/publish"), json!({}))
            .await
            .status,
        403
    );
    assert_eq!(
        post(
            &server,
            &contributor,
            &format!("{path}/publish"),
            json!({ "publish_at": soon(60_000) })
        )
        .await
        .status,
        403
    );
    for (at, says) in [
        ("2020-01-01T08:00", "is past"),
        ("2027-03-28T02:30", "does not happen in Paris"),
        ("demain", "is not an instant"),
    ] {
        let refused = post(
            &server,
            &publisher,
            &format!("{path}/publish"),
            json!({ "publish_at": at }),
        )
        .await;
        assert!(refused.status == 400 && refused.text.contains(says), "{}", refused.text);
    }
    let scheduled = post(
        &server,
        &publisher,
        &format!("{path}/publish"),
        json!({ "publish_at": "2099-01-15T08:00" }),
    )
    .await
    .json();
    assert_eq!(
        (&scheduled["state"], &scheduled["publish_at"]),
        (&json!("scheduled"), &json!("2099-01-15T07:00:00Z"))
    );
    let discard = |key: &str| server.send(server.request(reqwest::Method::DELETE, &path).bearer_auth(key));
    assert_eq!(discard(&contributor).await.status, 403);
    assert_eq!(discard(&publisher).await.status, 204);
    assert_eq!(server.get_as(&reader, &path).await.json()["state"], "discarded");
    assert_eq!(
        post(&server, &publisher, &format!("{path}/publish"), json!({}))
            .await
            .status,
        409
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn neither_publishes_and_a_reader_does_not_draft(server: &Server, contributor: &str, reader: &str) {
    assert_eq!(
        server
            .import_csv(contributor, "observations", "", observation(7))
            .await
            .status,
        403
    );
    assert_eq!(
        server
            .import_csv(reader, "observations", "?draft=1", observation(7))
            .await
            .status,
        403
    );
    let bad = server
        .import_csv(
            contributor,
            "observations",
            "?draft=1",
            observation(7).replace("final", "finale"),
        )
        .await;
    assert_eq!(
        bad.status, 422,
        "a draft that could not be published is not kept: {}",
        bad.text
    );
}

async fn what_changed_meanwhile_is_told_to_the_reviewer(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let query = r#"mutation($name: String!, $draft: Boolean!, $retry: String!) { reviseSolutions(records: [{ slug: "visiopharm", expectedRevision: 1, name: $name }], message: "Nom", idempotencyKey: $retry, draft: $draft) { revision draft errors { code } } }"#;
    let drafted = server
        .graphql_as(&key, query, json!({ "name": "Un", "draft": true, "retry": "1" }))
        .await;
    let id = drafted["data"]["reviseSolutions"]["draft"]
        .as_str()
        .unwrap_or_else(|| unreachable!("{drafted}"))
        .to_owned();
    let again = server
        .graphql_as(&key, query, json!({ "name": "Un", "draft": true, "retry": "1" }))
        .await;
    assert_eq!(
        again["data"]["reviseSolutions"]["draft"], id,
        "a retry is the same draft"
    );
    let published = server
        .graphql_as(&key, query, json!({ "name": "Deux", "draft": false, "retry": "2" }))
        .await;
    assert_eq!(
        published["data"]["reviseSolutions"]["revision"],
        FOUNDED + 1,
        "{published}"
    );
    let reviewed = server
        .get_as(&key, &format!("/v1/institution/drafts/{id}"))
        .await
        .json();
    assert_eq!(reviewed["obstacle"]["code"], "CONFLICT", "{reviewed}");
    let refused = post(
        &server,
        &key,
        &format!("/v1/institution/drafts/{id}/publish"),
        json!({}),
    )
    .await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!(server.json("/v1/solutions/visiopharm").await["name"], "Deux");
    running.stop().await.unwrap();
}
