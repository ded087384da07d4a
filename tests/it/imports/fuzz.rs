//! Files at random: none breaks the import, and no row differs from its file without being listed. `tests/fuzz` reads a million.

use reqwest::header::CONTENT_TYPE;
use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_own_database, random_files};

on_own_database! {
    files_at_random_are_answered_and_publish_nothing,
}

const SEED: u64 = 1;

#[test]
fn no_row_differs_from_its_file_without_being_listed() {
    let outcome = random_files::read(4_000, SEED).unwrap();
    // What is refused says nothing: most must be read.
    assert!(outcome.read > 2 * outcome.refused && outcome.entries > 0, "{outcome:?}");
    assert!(outcome.compared > 10_000 && outcome.understood > 1_000, "{outcome:?}");
}

async fn files_at_random_are_answered_and_publish_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "dns", Role::Publisher).await;
    let before = server.json("/version").await["revision"].clone();
    let mut statuses = std::collections::BTreeMap::new();
    for file in random_files::some(120, SEED) {
        let path = format!("/v1/{}/import?dry_run=true", file.dataset().name);
        let request = server
            .request(reqwest::Method::POST, &path)
            .bearer_auth(&key)
            .header(CONTENT_TYPE, file.media_type())
            .body(file.bytes());
        let answer = server.send(request).await;
        assert!(
            [200, 400, 403, 413, 422].contains(&answer.status.as_u16()),
            "{}: {file:?}",
            answer.text
        );
        *statuses.entry(answer.status.as_u16()).or_insert(0) += 1;
    }
    assert!(statuses.get(&422).is_some_and(|count| *count > 20), "{statuses:?}");
    assert_eq!(server.json("/version").await["revision"], before);
    running.stop().await.unwrap();
}
