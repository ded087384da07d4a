//! Filters by who published a row and when, and by its note.

use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_both_engines, on_own_database};
use serde_json::{Value as Json, json};

on_own_database! {
    rows_are_filtered_by_their_publisher_and_the_moment_of_publication,
    notes_of_observations_are_found_by_their_words_from_their_publication_on,
}

on_both_engines! {
    conditions_on_publications_that_mean_nothing_are_refused,
    notes_are_filtered_by_a_part_of_them_whatever_its_accents,
    words_of_the_field_find_one_another,
}

const HEADER: &str = "indicator;region;category;period;value;status;qualifier;document;note\n";

async fn total(server: &Server, path: &str) -> u64 {
    let mark = if path.contains('?') { '&' } else { '?' };
    let page = server.json(&format!("{path}{mark}count=true&limit=1")).await;
    page["total"].as_u64().unwrap()
}

fn observation(period: &str, value: &str, note: &str) -> String {
    format!("documents-alimentant-le-dmp;bretagne;Essai;{period};{value};final;exact;webinaire-idf-2022;{note}\n")
}

async fn rows_are_filtered_by_their_publisher_and_the_moment_of_publication(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let before = total(&server, "/v1/observations").await;
    let file = [
        HEADER,
        &observation("2025-01", "1", ""),
        &observation("2025-02", "2", ""),
    ]
    .concat();
    let made = server.import_csv(&key, "observations", "", file).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let at = made.json()["published_at"].as_str().unwrap().to_owned();
    for (filter, rows) in [
        ("publisher=ars-bretagne", 2),
        ("publisher=dns&publisher=ars-bretagne", 2),
        ("publisher.ne=ars-bretagne", before),
        ("publisher.in=ars-bretagne,dns", 2),
        ("publisher.not_in=ars-bretagne", before),
        ("published_at.gte=2026-02-01", 2),
        ("published_at.lt=2026-02-01", before),
        ("published_at.gt=2100-01-01", 0),
        ("published_at.lte=2100-01-01", before + 2),
        ("publisher=ars-bretagne&value.gte=2", 1),
        ("publisher=ars-bretagne&q=documents", 2),
    ] {
        assert_eq!(
            total(&server, &format!("/v1/observations?{filter}")).await,
            rows,
            "{filter}"
        );
    }
    let instant = at.replace('+', "%2B");
    assert_eq!(
        total(&server, &format!("/v1/observations?published_at.lte={instant}")).await,
        before + 2
    );
    let lines = server.get("/v1/observations.ndjson?publisher=ars-bretagne").await.text;
    assert_eq!(lines.lines().count(), 2);
    let groups = server
        .json("/v1/observations/groups?by=status&measure=none&publisher=ars-bretagne")
        .await;
    assert_eq!(groups["data"][0]["count"], 2, "{groups}");
    let query = "{ observations(filter: { publisher: { eq: \"ars-bretagne\" }, publishedAt: { gte: \"2026-02-01\" } }) { totalCount } documents(filter: { publisher: { in: [\"ars-bretagne\"] } }) { totalCount } }";
    let body = server.graphql(query).await;
    assert_eq!(
        body["data"],
        json!({ "observations": { "totalCount": 2 }, "documents": { "totalCount": 0 } })
    );
    // As of before, it was not there.
    assert_eq!(
        total(&server, "/v1/observations?publisher=ars-bretagne&as_of=4").await,
        0
    );
    running.stop().await.unwrap();
}

async fn conditions_on_publications_that_mean_nothing_are_refused(server: &Server) {
    for (path, said) in [
        ("/v1/documents?publisher=ars-bretange", "did you mean \"ars-bretagne\""),
        ("/v1/documents?publisher.gte=ars-bretagne", "eq, ne, in and not_in"),
        ("/v1/documents?published_at=2026-01-01", "lt, lte, gt and gte"),
        ("/v1/documents?published_at.gt=hier", "is neither a day in Paris"),
        ("/v1/documents?publishr=dns", "did you mean \"publisher\""),
    ] {
        let refused = server.get(path).await;
        assert!(
            refused.status == 400 && refused.text.contains(said.replace('"', "\\\"").as_str()),
            "{path}: {}",
            refused.text
        );
    }
    let (_, message) = server
        .graphql_error("{ documents(filter: { publishedAt: { gte: \"hier\" } }) { totalCount } }")
        .await;
    assert!(message.starts_with("publishedAt: \"hier\""), "{message}");
}

async fn notes_of_observations_are_found_by_their_words_from_their_publication_on(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let found = async |words: &str| {
        let rows = total(&server, &format!("/v1/observations?q={words}")).await;
        let hits = server.json(&format!("/v1/search?q={words}&dataset=observations")).await;
        (rows, hits["total"].as_u64().unwrap())
    };
    let publish = async |rows: &[String]| {
        let made = server
            .import_csv(&key, "observations", "", format!("{HEADER}{}", rows.concat()))
            .await;
        assert_eq!(made.status, 200, "{}", made.text);
    };
    publish(&[observation("2025-01", "1", ""), observation("2025-02", "2", "")]).await;
    assert_eq!(found("zorglub").await, (0, 0));
    // A value of a series that stands gets a note: the series is found by it.
    publish(&[observation("2025-02", "2", "Les zorglubs sont compris")]).await;
    assert_eq!(found("zorglub").await, (2, 1));
    assert_eq!(found("zorglub%20bretagne").await, (2, 1), "beside its own words");
    publish(&[observation("2025-01", "3", "")]).await;
    assert_eq!(found("zorglub").await, (2, 1), "another value changes");
    publish(&[
        observation("2025-02", "2", "Un fantasio"),
        observation("2025-03", "2", "Deux fantasios"),
    ])
    .await;
    assert_eq!((found("zorglub").await, found("fantasio").await), ((0, 0), (3, 1)));
    assert_eq!(
        total(&server, "/v1/observations?q=zorglub&as_of=6").await,
        2,
        "as it was"
    );
    running.stop().await.unwrap();
}

async fn notes_are_filtered_by_a_part_of_them_whatever_its_accents(server: &Server) {
    let notes = async |query: &str| -> Vec<Json> {
        let page = server
            .json(&format!("/v1/observations?fields=note&limit=1000&{query}"))
            .await;
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["note"].clone())
            .collect()
    };
    let found = notes("note.contains=sidepa").await;
    assert!(
        !found.is_empty() && found.iter().all(|note| note.as_str().unwrap().contains("SIDEPA")),
        "{found:?}"
    );
    let all = notes("note.is_null=false").await;
    let accented = all
        .iter()
        .filter_map(Json::as_str)
        .find(|note| note.contains('é'))
        .unwrap();
    let word = accented
        .split(|sign: char| !sign.is_alphabetic())
        .find(|word| word.contains('é') && word.len() > 5)
        .unwrap();
    for written in [word.to_uppercase(), word.replace('é', "e"), word.to_owned()] {
        assert!(
            notes(&format!("note.contains={written}"))
                .await
                .contains(&json!(accented)),
            "{written}"
        );
    }
    let first: String = accented.chars().take(6).collect();
    assert!(
        notes(&format!(
            "note.starts_with={}",
            first.to_uppercase().replace(' ', "%20")
        ))
        .await
        .contains(&json!(accented))
    );
    let count = notes("note.contains=sidepa").await.len();
    let body = server
        .graphql("{ observations(filter: { note: { contains: \"sidepa\" } }) { totalCount } }")
        .await;
    assert_eq!(body["data"]["observations"]["totalCount"], count);
    assert!(total(server, "/v1/observations?q=sidepa").await >= count as u64);
}

async fn words_of_the_field_find_one_another(server: &Server) {
    let hits = async |words: &str| {
        server.json(&format!("/v1/search?q={words}")).await["total"]
            .as_u64()
            .unwrap()
    };
    let both = hits("cible%20documents%20par%20an").await;
    assert!(both > 0);
    assert_eq!(hits("objectif%20documents%20par%20an").await, both);
    // Each word finds what the others of its group find, in search and in lists.
    for group in [
        ["objectif", "cible"],
        ["logiciel", "solution"],
        ["fournisseur", "industriel"],
        ["calendrier", "jalon"],
        ["budget", "dotation"],
        ["officine", "pharmacie"],
        ["laboratoire", "biologie"],
        ["h%C3%B4pital", "hospitalier"],
    ] {
        let [one, other] = group;
        let found = hits(one).await;
        assert!(found > 0, "{one}");
        assert_eq!(found, hits(other).await, "{one}, {other}");
    }
    let listed = async |word: &str| total(server, &format!("/v1/indicators?q={word}")).await;
    let targets = listed("cible").await;
    assert!(targets > 0);
    assert_eq!(listed("objectif").await, targets);
}
