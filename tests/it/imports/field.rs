//! What offices were refused, or misunderstood by: one case for each finding that has no test elsewhere.

use reqwest::Method;
use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_both_engines, on_own_database};
use serde_json::{Value as Json, json};

on_own_database! {
    categories_that_differ_by_a_sign_are_series_of_their_own,
    a_refused_number_is_quoted_as_it_is_written,
    marks_of_missing_values_win_over_exact_and_no_other_qualifier,
    a_term_that_is_nearly_right_is_offered,
    thin_spaces_and_declared_utf_16_are_read,
    a_revision_that_created_is_undone_once,
}

on_both_engines! {
    bodies_in_json_are_neither_compressed_nor_anything_else,
}

on_own_database! {
    bodies_that_are_no_json_are_refused_and_change_nothing,
}

pub(super) const HEADER: &str = "indicator;region;category;period;value;status;qualifier;document;note\n";

pub(super) fn row(category: &str, period: &str, value: &str, qualifier: &str) -> String {
    format!("documents-alimentant-le-dmp;bretagne;{category};{period};{value};final;{qualifier};webinaire-idf-2022;\n")
}

pub(super) async fn office(database: &Database) -> (Server, segur::app::Running, String) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    (server, running, key)
}

async fn tried(server: &Server, key: &str, rows: &[String]) -> (u16, Json) {
    let answer = server
        .import_csv(key, "observations", "?dry_run=1", format!("{HEADER}{}", rows.concat()))
        .await;
    (answer.status.as_u16(), answer.json())
}

async fn categories_that_differ_by_a_sign_are_series_of_their_own(database: &Database) {
    let (server, running, key) = office(database).await;
    let categories = ["< 50 ans", "> 50 ans", "A+", "A-", "50 %", "50 €", "≥ 5", "≤ 5"];
    let rows: Vec<String> = categories
        .iter()
        .map(|category| row(category, "2026-01", "1", "exact"))
        .collect();
    let made = server
        .import_csv(&key, "observations", "", format!("{HEADER}{}", rows.concat()))
        .await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["created"]),
        (200, &json!(8)),
        "{}",
        made.text
    );
    for category in categories {
        let rows = server
            .json(&format!(
                "/v1/observations?publisher=ars-bretagne&category={}",
                category.replace('%', "%25").replace('+', "%2B").replace(' ', "%20")
            ))
            .await;
        assert_eq!(rows["data"].as_array().unwrap().len(), 1, "{category}: {rows}");
    }
    let (status, again) = tried(&server, &key, &rows).await;
    assert_eq!((status, &again["unchanged"]), (200, &json!(8)), "{again}");
    // Two that no sign tells apart are still one slug.
    for (one, other) in [("A B", "A/B"), ("60 %", "60")] {
        let rows = [row(one, "2026-01", "1", "exact"), row(other, "2026-02", "1", "exact")];
        let (status, refused) = tried(&server, &key, &rows).await;
        assert!(
            status == 422 && refused.to_string().contains("another series has the same slug"),
            "{one} {other}: {refused}"
        );
    }
    running.stop().await.unwrap();
}

async fn a_refused_number_is_quoted_as_it_is_written(database: &Database) {
    let (server, running, key) = office(database).await;
    for written in ["12,5678", "1 234,5678", "1 234 567 890 123", "1 23 45,5"] {
        let (status, refused) = tried(&server, &key, &[row("Essai", "2026-01", written, "exact")]).await;
        let message = refused["errors"][0]["message"].as_str().unwrap();
        assert!(status == 422 && message.contains(written), "{written}: {refused}");
    }
    let key = key_on(database, "dgos", Role::Publisher).await;
    for written in ["1234,567", "1 234,567 €"] {
        let file = format!(
            "slug;name;programme;region;amount;source_document\nx;X;sun-es;france;{written};webinaire-idf-2022\n"
        );
        let refused = server.import_csv(&key, "regional-envelopes", "?dry_run=1", file).await;
        assert!(
            refused.status == 422 && refused.text.contains(written),
            "{written}: {}",
            refused.text
        );
    }
    running.stop().await.unwrap();
}

async fn marks_of_missing_values_win_over_exact_and_no_other_qualifier(database: &Database) {
    let (server, running, key) = office(database).await;
    let rows = [
        row("Essai", "2026-01", "n.d.", "exact"),
        row("Essai", "2026-02", "<5", "exact"),
        row("Essai", "2026-03", "≥ 5", "exact"),
        row("Essai", "2026-04", "s.o.", ""),
    ];
    let (status, read) = tried(&server, &key, &rows).await;
    assert_eq!((status, &read["created"]), (200, &json!(4)), "{read}");
    let understood = read["understood"].as_array().unwrap();
    let said = |line: u64, column: &str| {
        let cell = understood
            .iter()
            .find(|cell| cell["line"] == line && cell["column"] == column && cell["written"] == "exact");
        cell.map(|cell| cell["read"].as_str().unwrap().to_owned())
    };
    assert_eq!(said(2, "qualifier").as_deref(), Some(""), "{read}");
    assert_eq!(said(3, "qualifier").as_deref(), Some("less_than"), "{read}");
    assert_eq!(said(4, "qualifier").as_deref(), Some("at_least"), "{read}");
    for (written, named) in [("<5", "less_than"), ("n.d.", "not_available")] {
        let (status, refused) = tried(&server, &key, &[row("Essai", "2026-01", written, "about")]).await;
        let message = refused["errors"][0]["message"].as_str().unwrap();
        assert!(
            status == 422 && refused["error_count"] == 1 && message.contains(named) && message.contains("about"),
            "{refused}"
        );
    }
    running.stop().await.unwrap();
}

async fn a_term_that_is_nearly_right_is_offered(database: &Database) {
    let (server, running, key) = office(database).await;
    let file = format!(
        "{HEADER}{}",
        row("Essai", "2026-01", "1", "exact").replace("final", "provisoir")
    );
    let refused = server.import_csv(&key, "observations", "?dry_run=1", file).await;
    assert!(
        refused.text.contains("did you mean \\\"provisional\\\""),
        "{}",
        refused.text
    );
    let refused = server.get("/v1/observations?status=provisoir").await;
    assert!(
        refused.status == 400 && refused.text.contains("did you mean \\\"provisional\\\""),
        "{}",
        refused.text
    );
    running.stop().await.unwrap();
}

async fn thin_spaces_and_declared_utf_16_are_read(database: &Database) {
    let (server, running, key) = office(database).await;
    for space in ['\u{2009}', '\u{2007}', '\u{202f}', '\u{a0}', ' '] {
        let (status, read) = tried(
            &server,
            &key,
            &[row("Essai", "2026-01", &format!("1{space}234,5"), "exact")],
        )
        .await;
        assert_eq!((status, &read["created"]), (200, &json!(1)), "{space:?}: {read}");
        let cells = read["understood"].as_array().unwrap();
        assert!(cells.iter().any(|cell| cell["read"] == "1234.5"), "{space:?}: {read}");
    }
    let file = format!("{HEADER}{}", row("Établi", "2026-01", "1", "exact")).replacen("value", "Value", 1);
    for mark in ["\u{feff}", ""] {
        let bytes: Vec<u8> = format!("{mark}{file}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let request = server
            .request(Method::POST, "/v1/observations/import?dry_run=1")
            .bearer_auth(&key)
            .header("content-type", "text/csv; charset=utf-16")
            .body(bytes);
        let read = server.send(request).await;
        assert_eq!(
            (read.status.as_u16(), &read.json()["created"]),
            (200, &json!(1)),
            "{}",
            read.text
        );
        assert!(read.text.contains("UTF-16LE"), "{}", read.text);
    }
    running.stop().await.unwrap();
}

async fn a_revision_that_created_is_undone_once(database: &Database) {
    let (server, running, key) = office(database).await;
    let made = server
        .import_csv(
            &key,
            "observations",
            "",
            format!("{HEADER}{}", row("Essai", "2026-01", "1", "exact")),
        )
        .await;
    let revision = made.json()["revision"].as_i64().unwrap();
    for expected in [json!(revision + 1), Json::Null] {
        let request = server
            .request(Method::POST, &format!("/v1/revisions/{revision}/revert"))
            .bearer_auth(&key)
            .header("content-type", "application/json")
            .body(json!({ "reason": "Erreur" }).to_string());
        let undone = server.send(request).await;
        assert_eq!(
            (undone.status.as_u16(), &undone.json()["revision"]),
            (200, &expected),
            "{}",
            undone.text
        );
    }
    running.stop().await.unwrap();
}

async fn bodies_in_json_are_neither_compressed_nor_anything_else(server: &Server) {
    for path in ["/graphql", "/q"] {
        for (kind, coding, name, accepted) in [
            ("application/json", "gzip", "accept-encoding", "identity"),
            ("application/json", "br", "accept-encoding", "identity"),
            ("text/plain", "identity", "accept", "application/json"),
            (
                "application/json; charset=latin1",
                "identity",
                "accept",
                "application/json",
            ),
        ] {
            // Forms of pages make permanent links.
            let accepted = match (path, name) {
                ("/q", "accept") => "application/json, application/x-www-form-urlencoded",
                _ => accepted,
            };
            let request = server
                .request(Method::POST, path)
                .header("content-type", kind)
                .header("content-encoding", coding)
                .body("{\"query\":\"{ meta { revision } }\"}");
            let refused = server.send(request).await;
            assert_eq!(
                (refused.status.as_u16(), refused.header(name)),
                (415, accepted),
                "{path} {kind} {coding}: {}",
                refused.text
            );
        }
    }
}

async fn bodies_that_are_no_json_are_refused_and_change_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "dns", Role::Administrator).await;
    let revision = server.json("/version").await["revision"].clone();
    let contract: Json = serde_json::from_str(include_str!("../../../openapi/openapi.json")).unwrap();
    let mut tried = vec!["/graphql".to_owned()];
    for (path, item) in contract["paths"].as_object().unwrap() {
        if item["post"]["requestBody"]["content"]["application/json"].is_object() {
            tried.push(
                path.replace("{draft}", "brouillon")
                    .replace("{revision}", &revision.to_string()),
            );
        }
    }
    assert!(tried.len() >= 5, "{tried:?}");
    for path in tried {
        for body in [
            "{",
            "{\"a\":1}}",
            "null",
            "[]",
            "\"texte\"",
            "\u{feff}",
            "{\"a\":\"\\ud800\"}",
            "1e999",
        ] {
            let request = server
                .request(Method::POST, &path)
                .bearer_auth(&key)
                .header("content-type", "application/json")
                .body(body);
            let refused = server.send(request).await;
            assert!(
                [400, 404, 422].contains(&refused.status.as_u16()) && refused.json().is_object(),
                "{path} {body}: {} {}",
                refused.status,
                refused.text
            );
        }
    }
    assert_eq!(server.json("/version").await["revision"], revision);
    running.stop().await.unwrap();
}
