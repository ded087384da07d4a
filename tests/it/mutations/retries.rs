use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::json;

use super::publish_solution;

on_own_database! {
    a_request_sent_again_is_answered_the_same_and_done_once,
    an_answer_that_changed_nothing_is_kept_too,
    the_same_request_many_times_at_once_is_one_publication,
    a_refused_request_may_be_sent_again_at_once_with_its_key,
}

async fn a_request_sent_again_is_answered_the_same_and_done_once(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let first = publish_solution(&server, &key, "nouvelle", "Nouvelle", "clef").await;
    let mut again = publish_solution(&server, &key, "nouvelle", "Nouvelle", "clef").await;
    assert_eq!((&again["replayed"], &first["replayed"]), (&json!(true), &json!(false)));
    again["replayed"] = json!(false);
    assert_eq!(again, first);
    let other = publish_solution(&server, &key, "nouvelle", "Une autre", "clef").await;
    assert!(
        other["errors"][0]["code"] == "CONFLICT"
            && other["errors"][0]["message"]
                .as_str()
                .unwrap()
                .contains("another request"),
        "{other}"
    );
    // Another institution's keys are its own.
    let elsewhere = key_on(database, "dns", Role::Publisher).await;
    let refused = publish_solution(&server, &elsewhere, "nouvelle", "Nouvelle", "clef").await;
    assert_eq!(refused["errors"][0]["code"], "FORBIDDEN", "{refused}");
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
    for bad in ["", "é", &"x".repeat(201)] {
        let refused = publish_solution(&server, &key, "une", "Une", bad).await;
        assert_eq!(refused["errors"][0]["code"], "BAD_USER_INPUT", "{refused}");
    }
    running.stop().await.unwrap();
}

async fn an_answer_that_changed_nothing_is_kept_too(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let file = |name: &str| format!("slug,name,source_document\nediteur,{name},webinaire-idf-2022\n");
    let send = async |name: &str, retry: &'static str| {
        let request = server
            .request(reqwest::Method::POST, "/v1/editors/import")
            .bearer_auth(&key)
            .header("content-type", "text/csv")
            .header("idempotency-key", retry)
            .body(file(name));
        server.send(request).await.json()
    };
    assert_eq!(send("Un", "1").await["revision"], FOUNDED + 1);
    assert_eq!(send("Un", "2").await["revision"], json!(null));
    assert_eq!(send("Deux", "3").await["revision"], FOUNDED + 2);
    let again = send("Un", "2").await;
    assert_eq!(
        (&again["revision"], &again["unchanged"], &again["replayed"]),
        (&json!(null), &json!(1), &json!(true)),
        "{again}"
    );
    assert_eq!(
        server.json("/v1/editors/editeur").await["name"],
        "Deux",
        "the retry does not bring the old name back"
    );
    running.stop().await.unwrap();
}

async fn a_refused_request_may_be_sent_again_at_once_with_its_key(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    for round in 0..40 {
        let refused = publish_solution(&server, &key, "Pas un nom court", "Nouvelle", "clef").await;
        let message = refused["errors"][0]["message"].as_str().unwrap();
        assert!(!message.contains("in flight"), "round {round}: {refused}");
    }
    let corrected = publish_solution(&server, &key, "nouvelle", "Nouvelle", "clef").await;
    assert_eq!(corrected["revision"], FOUNDED + 1, "{corrected}");
    running.stop().await.unwrap();
}

async fn the_same_request_many_times_at_once_is_one_publication(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let mut sent = Vec::new();
    for _ in 0..12 {
        let (server, key) = (server.clone(), key.clone());
        sent.push(tokio::spawn(async move {
            publish_solution(&server, &key, "nouvelle", "Nouvelle", "clef").await
        }));
    }
    let mut made = 0;
    for sent in sent {
        let answer = sent.await.unwrap();
        let in_flight = answer["errors"][0]["message"]
            .as_str()
            .is_some_and(|message| message.contains("in flight"));
        assert!(in_flight || answer["revision"] == FOUNDED + 1, "{answer}");
        made += usize::from(answer["created"] == 1 && answer["replayed"] == false);
    }
    assert_eq!(made, 1);
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
    running.stop().await.unwrap();
}
