use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::{Value as Json, json};

on_own_database! {
    what_is_most_often_a_mistake_is_told_and_refused_only_if_asked,
    mutations_warn_by_the_place_in_their_arguments,
    totals_and_windows_are_held_against_their_parts,
}

const HEADER: &str = "indicator;region;category;period;value;status;qualifier;document\n";
const SHARE: &str = "part-de-la-population-ayant-recu-au-moins-un-document";
const COUNT: &str = "documents-alimentant-le-dmp";

fn row(indicator: &str, period: &str, value: &str, status: &str) -> String {
    format!("{indicator};bretagne;Essai;{period};{value};{status};exact;webinaire-idf-2022\n")
}

fn told(answer: &Json) -> Vec<(u64, &str)> {
    let warnings = answer["warnings"].as_array().expect("warnings").iter();
    warnings
        .map(|warning| (warning["line"].as_u64().unwrap(), warning["code"].as_str().unwrap()))
        .collect()
}

async fn what_is_most_often_a_mistake_is_told_and_refused_only_if_asked(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let usual = format!(
        "{HEADER}{}{}",
        row(COUNT, "2025-01", "100", "final"),
        row(SHARE, "2025-01", "99,9", "final")
    );
    let made = server.import_csv(&key, "observations", "", usual).await;
    assert_eq!(
        (made.status.as_u16(), told(&made.json())),
        (200, vec![]),
        "{}",
        made.text
    );
    let file = [
        HEADER.to_owned(),
        row(SHARE, "2025-02", "250", "final"),
        row(COUNT, "2025-02", "-12", "final"),
        row(COUNT, "2099-Q1", "110", "final"),
        row(COUNT, "2099-Q2", "110", "provisional"),
        row(COUNT, "2025-03", "1000", "final"),
        row(COUNT, "2025-04", "999", "final"),
        row(COUNT, "2024-12", "9999", "final"),
    ]
    .concat();
    let expected = vec![
        (2, "over_hundred"),
        (3, "negative"),
        (4, "final_before_its_period"),
        (6, "far_from_the_last"),
    ];
    let tried = server
        .import_csv(&key, "observations", "?dry_run=1", file.clone())
        .await
        .json();
    assert_eq!(
        (told(&tried), &tried["warning_count"]),
        (expected.clone(), &json!(4)),
        "{tried}"
    );
    let message = &tried["warnings"][3]["message"];
    assert_eq!(
        (message["fr"].as_str(), message["en"].as_str()),
        (
            Some("1000, où la dernière valeur publiée est 100"),
            Some("1000, where the last value published is 100")
        )
    );
    let refused = server
        .import_csv(&key, "observations", "?strict=true", file.clone())
        .await;
    let body = refused.json();
    assert_eq!(
        (refused.status.as_u16(), &body["error_count"]),
        (422, &json!(4)),
        "{body}"
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
    let made = server.import_csv(&key, "observations", "", file).await.json();
    assert_eq!((told(&made), &made["created"]), (expected, &json!(7)), "{made}");
    running.stop().await.unwrap();
}

async fn mutations_warn_by_the_place_in_their_arguments(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let mutation = "mutation ($records: [ObservationInput!]!) { publishObservations(records: $records, message: \"Essai\", idempotencyKey: \"w\", dryRun: true) { created warnings { code message path } errors { message } } }";
    let record = json!({ "indicator": SHARE, "region": "bretagne", "category": "Essai", "period": "2025-05", "value": 101, "status": "FINAL", "qualifier": "EXACT", "document": "webinaire-idf-2022" });
    let answer = server.graphql_as(&key, mutation, json!({ "records": [record] })).await;
    let payload = &answer["data"]["publishObservations"];
    assert_eq!(payload["warnings"][0]["code"], "over_hundred", "{answer}");
    assert_eq!(
        payload["warnings"][0]["path"],
        json!(["records", "0", "value"]),
        "{answer}"
    );
    running.stop().await.unwrap();
}

async fn totals_and_windows_are_held_against_their_parts(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "dgos", Role::Publisher).await;
    let envelope = |slug: &str, amount: &str, of: &str| {
        let cut = if of.is_empty() { "" } else { "region" };
        format!("{slug};{slug};sun-es;france;{amount};exact;{of};{cut};webinaire-idf-2022\n")
    };
    let header = "slug;name;programme;region;amount;amount_qualifier;part_of;part_by;source_document\n";
    let file = [
        header.to_owned(),
        envelope("essai", "100", ""),
        envelope("essai-a", "60", "essai"),
        envelope("essai-b", "30", "essai"),
    ]
    .concat();
    let tried = server
        .import_csv(&key, "regional-envelopes", "?dry_run=1", file.clone())
        .await
        .json();
    assert_eq!(told(&tried), vec![(2, "parts_below_total")], "{tried}");
    let made = server.import_csv(&key, "regional-envelopes", "", file).await.json();
    assert_eq!(
        (told(&made), &made["created"]),
        (vec![(2, "parts_below_total")], &json!(3)),
        "{made}"
    );
    // A part alone is held against the total that is published, and against the other parts.
    let part = |amount: &str| format!("{header}{}", envelope("essai-b", amount, "essai"));
    let more = server
        .import_csv(&key, "regional-envelopes", "?dry_run=1", part("50"))
        .await
        .json();
    assert_eq!(told(&more), vec![(2, "parts_exceed_total")], "{more}");
    let right = server
        .import_csv(&key, "regional-envelopes", "?dry_run=1", part("40"))
        .await
        .json();
    assert_eq!((told(&right), &right["revised"]), (vec![], &json!(1)), "{right}");
    let refused = server
        .import_csv(&key, "regional-envelopes", "?strict=true", part("50"))
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text);

    let window = |slug: &str, kind: &str, ends: &str| {
        let phases = json!([
            { "kind": "application", "starts_on": "2022-03-01", "ends_on": "2022-04-30", "superseded": false },
            { "kind": kind, "starts_on": ends, "ends_on": ends, "superseded": false },
        ]);
        json!({ "slug": slug, "name": slug, "programme": "sun-es", "phases": phases, "source_document": ["webinaire-idf-2022"] }).to_string()
    };
    let lines = [
        window("w-1", "measurement", "2022-02"),
        window("w-2", "measurement", "2022-03"),
        window("w-3", "referencing", "2021-01"),
    ];
    let tried = server
        .import(
            &key,
            "funding-windows",
            "?dry_run=1",
            "application/x-ndjson",
            lines.join("\n"),
        )
        .await
        .json();
    assert_eq!(told(&tried), vec![(1, "outside_its_window")], "{tried}");
    running.stop().await.unwrap();
}
