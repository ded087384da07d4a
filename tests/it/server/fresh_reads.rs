use segur::access::Role;
use segur_tests::{
    Database, FOUNDED, Server,
    institutions::{key_on, observation},
    on_own_database, program, until,
};

use super::{get_with, graphql};

const VALUES: &str = "{ observations(filter: { category: { eq: \"Essai\" } }) { nodes { value } } }";

on_own_database! {
    a_publication_is_seen_by_the_very_next_read,
    a_node_asked_for_a_revision_that_it_has_not_heard_of_waits_for_it,
    connections_past_the_bound_are_refused_and_the_others_are_served,
}

async fn a_publication_is_seen_by_the_very_next_read(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for value in 100..108 {
        for _ in 0..2 {
            server.get("/v1/observations?category=Essai").await;
            graphql(&server, VALUES).await;
        }
        let told = server.import_csv(&key, "observations", "", observation(value)).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let page = server.json("/v1/observations?category=Essai").await;
        assert_eq!(
            page["data"][0]["value"].to_string().trim_matches('"'),
            value.to_string()
        );
        let asked = graphql(&server, VALUES).await;
        assert!(asked.text.contains(&value.to_string()), "{}", asked.text);
    }
    running.stop().await.unwrap();
}

async fn a_node_asked_for_a_revision_that_it_has_not_heard_of_waits_for_it(database: &Database) {
    let one = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let two = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let (one, two) = (Server::at(&one.address.clone()), (Server::at(&two.address), (one, two)));
    let (two, _alive) = two;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for at in 1..=5 {
        assert_eq!(two.get("/v1/observations?category=Essai").await.status, 200);
        let told = one.import_csv(&key, "observations", "", observation(200 + at)).await;
        let revision = told.json()["revision"].to_string();
        assert_eq!(revision, (FOUNDED + at as i64).to_string());
        let seen = get_with(
            &two,
            "/v1/observations?category=Essai",
            "x-revision-at-least",
            &revision,
        )
        .await;
        assert_eq!(
            (seen.status.as_u16(), seen.header("x-revision")),
            (200, revision.as_str()),
            "{}",
            seen.text
        );
        assert!(seen.text.contains(&(200 + at).to_string()), "{}", seen.text);
    }
    let never = get_with(&two, "/v1/observations", "x-revision-at-least", "999999").await;
    assert_eq!(
        (never.status.as_u16(), never.header("retry-after")),
        (503, "5"),
        "{}",
        never.text
    );
    let odd = get_with(&two, "/v1/observations", "x-revision-at-least", "soon").await;
    assert_eq!(odd.status, 400, "{}", odd.text);
}

async fn connections_past_the_bound_are_refused_and_the_others_are_served(database: &Database) {
    let mut settings = segur_tests::settings(&database.url);
    settings.http.connections = Some(2);
    let (server, running) = Server::start_with(&settings).await;
    let host = server.address.trim_start_matches("http://").to_owned();
    assert_eq!(server.get("/health/live").await.status, 200);
    let held = tokio::net::TcpStream::connect(&host).await.unwrap();
    // A client of its own opens a connection of its own.
    let third = async || {
        let request = reqwest::Client::new().get(format!("{}/health/live", server.address));
        request.send().await.is_ok_and(|response| response.status() == 200)
    };
    until("a third connection is refused", async || !third().await).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    drop(held);
    until("its place is free again", third).await;
    running.stop().await.unwrap();
}
