use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database, program, until};
use serde_json::json;

use super::{observation, post, soon};

on_own_database! {
    several_nodes_release_it_once,
    what_came_due_while_the_node_was_dead_goes_out_when_it_starts,
    what_a_revoked_key_scheduled_does_not_go_out,
}

/// Saves observations that go out at an instant.
async fn save_for(server: &Server, key: &str, due: String, file: String) {
    let saved = server
        .import_csv(key, "observations", &format!("?publish_at={due}"), file)
        .await;
    assert_eq!(saved.status, 201, "{}", saved.text);
}

async fn several_nodes_release_it_once(database: &Database) {
    let one = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let two = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&one.address);
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for (at, value) in (0..5).zip(10..) {
        let file = observation(value).replace("Essai", &format!("Essai {at}"));
        save_for(&server, &key, soon(1_500), file).await;
    }
    server.wait_for(FOUNDED + 5).await;
    // What comes due later is released later: had anything been released twice, it would have another number.
    save_for(&server, &key, soon(1_500), observation(99)).await;
    for server in [&server, &Server::at(&two.address)] {
        server.wait_for(FOUNDED + 6).await;
        assert_eq!(server.json("/version").await["revision"], FOUNDED + 6);
    }
    let drafts = server.get_as(&key, "/v1/institution/drafts").await.json();
    let mut revisions: Vec<i64> = drafts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|draft| draft["revision"].as_i64().unwrap())
        .collect();
    revisions.sort_unstable();
    assert_eq!(revisions, (FOUNDED + 1..=FOUNDED + 6).collect::<Vec<_>>());
    let events = server.get_as(&key, "/v1/institution/audit?limit=1000").await.text;
    assert!(
        !events.contains("draft_failed") && !events.contains("refused"),
        "{events}"
    );
}

async fn what_came_due_while_the_node_was_dead_goes_out_when_it_starts(database: &Database) {
    let mut node = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let server = Server::at(&node.address);
    let due = soon(700);
    save_for(&server, &key, due.clone(), observation(9)).await;
    node.process.kill().unwrap();
    node.process.wait().unwrap();
    until("it is due", async || soon(0) > due).await;
    let again = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&again.address);
    server.wait_for(FOUNDED + 1).await;
    save_for(&server, &key, soon(700), observation(10)).await;
    server.wait_for(FOUNDED + 2).await;
    assert_eq!(
        server.json("/version").await["revision"],
        FOUNDED + 2,
        "it went out once"
    );
}

async fn what_a_revoked_key_scheduled_does_not_go_out(database: &Database) {
    let (server, running) = Server::start(database).await;
    let administrator = key_on(database, "ars-bretagne", Role::Administrator).await;
    let made = post(
        &server,
        &administrator,
        "/v1/institution/keys",
        json!({ "name": "robot", "role": "publisher" }),
    )
    .await
    .json();
    let robot = made["key"].as_str().unwrap();
    let saved = server
        .import_csv(
            robot,
            "observations",
            &format!("?publish_at={}", soon(1_000)),
            observation(9),
        )
        .await
        .json();
    let path = format!("/v1/institution/keys/{}", made["id"].as_str().unwrap());
    server
        .send(
            server
                .request(reqwest::Method::DELETE, &path)
                .bearer_auth(&administrator),
        )
        .await;
    let draft = format!("/v1/institution/drafts/{}", saved["id"].as_str().unwrap());
    until("it comes due", async || {
        server.get_as(&administrator, &draft).await.json()["state"] != "scheduled"
    })
    .await;
    let draft = server.get_as(&administrator, &draft).await.json();
    assert_eq!(draft["state"], "failed", "{draft}");
    assert!(draft["failure"].as_str().unwrap().contains("révoqué"), "{draft}");
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    let published = post(
        &server,
        &administrator,
        &format!("/v1/institution/drafts/{}/publish", saved["id"].as_str().unwrap()),
        json!({}),
    )
    .await;
    assert_eq!(
        published.status, 200,
        "whoever may can still publish it: {}",
        published.text
    );
    running.stop().await.unwrap();
}
