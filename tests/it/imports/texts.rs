//! Texts are published as they are written, and what no file can hold is refused.

use reqwest::Method;
use segur::access::Role;
use segur_tests::{Answer, Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::{Value as Json, json};

use super::field::{HEADER, office, row};

on_own_database! {
    control_characters_are_refused_in_every_text_of_a_publication,
    control_characters_are_refused_in_parts_and_reasons,
    texts_of_a_comma_file_and_of_groups_are_left_as_they_are,
}

async fn control_characters_are_refused_in_every_text_of_a_publication(database: &Database) {
    let (server, running, key) = office(database).await;
    for letter in [
        '\u{b}', '\u{1b}', '\u{fffe}', '\u{ffff}', '\u{fdd0}', '\u{7f}', '\u{85}',
    ] {
        let escaped: String = letter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        let file = format!("{HEADER}{}", row("Essai", "2026-01", "1", "exact"));
        for parameter in ["message", "reason"] {
            let path = format!("?dry_run=1&{parameter}=Mise%20{escaped}%20jour");
            let refused = server.import_csv(&key, "observations", &path, file.clone()).await;
            assert!(
                refused.status == 400 && refused.text.contains("control characters"),
                "{parameter} {letter:?}: {}",
                refused.text
            );
        }
        let noted = file.replace(";\n", &format!(";a{letter}b\n"));
        let refused = server.import_csv(&key, "observations", "?dry_run=1", noted).await;
        is_refused_for_its_note(&refused);
        let line = json!({ "indicator": "documents-alimentant-le-dmp", "region": "bretagne", "category": "Essai", "period": "2026-01", "value": 1, "status": "final", "qualifier": "exact", "document": "webinaire-idf-2022", "note": format!("a{letter}b") });
        let refused = server
            .import(
                &key,
                "observations",
                "?dry_run=1",
                "application/x-ndjson",
                line.to_string(),
            )
            .await;
        is_refused_for_its_note(&refused);
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn control_characters_are_refused_in_parts_and_reasons(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "dns", Role::Administrator).await;
    let windows = server.get("/v1/funding-windows.ndjson").await.text;
    let with_phases = windows
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .find(|window| window["phases"].as_array().is_some_and(|phases| !phases.is_empty()));
    let window = with_phases.expect("a window with phases");
    for letter in ['\u{b}', '\u{1b}', '\u{fffe}'] {
        let mut noted = window.clone();
        noted["phases"][0]["note"] = json!(format!("a{letter}b"));
        let kind = "application/x-ndjson";
        let refused = server
            .import(&key, "funding-windows", "?dry_run=1", kind, noted.to_string())
            .await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["errors"][0]["column"]),
            (422, &json!("phases")),
            "{letter:?}: {}",
            refused.text
        );
        let reason = format!("Mise{letter}à jour");
        let encoded: String = reason.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let withdrawal = server.request(
            Method::DELETE,
            &format!(
                "/v1/datasets/funding-windows/{}?reason={encoded}",
                window["slug"].as_str().unwrap()
            ),
        );
        let reversion = server
            .request(Method::POST, &format!("/v1/revisions/{FOUNDED}/revert"))
            .json(&json!({ "reason": reason }));
        for request in [withdrawal, reversion] {
            let refused = server.send(request.bearer_auth(&key)).await;
            assert!(
                refused.status == 400 && refused.text.contains("control characters"),
                "{letter:?}: {} {}",
                refused.status,
                refused.text
            );
        }
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

/// The row is refused for nothing but the letter in its note.
fn is_refused_for_its_note(refused: &Answer) {
    let body = refused.json();
    assert_eq!(
        (refused.status.as_u16(), &body["error_count"]),
        (422, &json!(1)),
        "{body}"
    );
    let row = &body["errors"][0];
    assert_eq!(row["column"], "note", "{body}");
    assert!(
        row["message"].as_str().unwrap().contains("control characters"),
        "{body}"
    );
}

async fn texts_of_a_comma_file_and_of_groups_are_left_as_they_are(database: &Database) {
    let (server, running, key) = office(database).await;
    let texts = [
        "+40 % en un an",
        "- puce",
        "-5",
        "@x",
        "+33 2 99",
        "=1+1",
        "'=1+1",
        "'- x",
    ];
    let mut file = "indicator,region,category,period,value,status,qualifier,document,note\n".to_owned();
    for (month, text) in (1..).zip(texts) {
        file.push_str(&format!(
            "documents-alimentant-le-dmp,bretagne,{text} {month},2026-{month:02},1,final,exact,webinaire-idf-2022,{text}\n"
        ));
    }
    let made = server.import_csv(&key, "observations", "", file).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["created"]),
        (200, &json!(8)),
        "{}",
        made.text
    );
    let page = server.json("/v1/observations?publisher=ars-bretagne&sort=period").await;
    let notes: Vec<&str> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["note"].as_str().unwrap())
        .collect();
    assert_eq!(notes, texts, "a comma file keeps a foreign apostrophe");
    for query in ["", "&delimiter=%3B", "&delimiter=%09"] {
        let file = server
            .get(&format!(
                "/v1/observations.csv?publisher=ars-bretagne&sort=period&fields=note{query}"
            ))
            .await
            .text;
        assert_eq!(file.lines().skip(1).collect::<Vec<_>>(), texts, "{query}");
        let path = format!("/v1/observations/groups.csv?by=category&measure=none&publisher=ars-bretagne{query}");
        let groups = server.get(&path).await.text;
        for text in texts {
            assert!(
                groups.lines().any(|line| line.starts_with(text)),
                "{query}: {text} in {groups}"
            );
        }
    }
    let french = server
        .get("/v1/observations/groups.csv?by=category&measure=none&publisher=ars-bretagne&dialect=fr")
        .await
        .text;
    assert!(
        french.lines().any(|line| line.starts_with("'=1+1 6")) && !french.lines().any(|line| line.starts_with('=')),
        "{french}"
    );
    exported_texts_come_back(&server, &key).await;
    running.stop().await.unwrap();
}

/// Rows that are exported and imported again, in every form, are unchanged; changes and differences show texts as they are.
async fn exported_texts_come_back(server: &Server, key: &str) {
    let query = "publisher=ars-bretagne&sort=period";
    for (form, asked, import, kind) in [
        ("csv", "", "", "text/csv"),
        ("csv", "&delimiter=%09", "", "text/tab-separated-values"),
        // An apostrophe before a text is a spreadsheet's in such files, unless it is said that they are written as the RFC says.
        ("csv", "&delimiter=%3B", "&dialect=rfc4180", "text/csv"),
        ("csv", "&dialect=fr", "", "text/csv"),
        ("csv", "&dialect=fr&lang=fr", "", "text/csv"),
        ("ndjson", "", "", "application/x-ndjson"),
        (
            "xlsx",
            "",
            "&dialect=rfc4180",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ] {
        let file = server
            .bytes(&format!("/v1/observations.{form}?{query}{asked}"))
            .await
            .unwrap();
        let request = server
            .request(Method::POST, &format!("/v1/observations/import?dry_run=1{import}"))
            .bearer_auth(key)
            .header("content-type", kind)
            .body(file);
        let tried = server.send(request).await;
        assert_eq!(
            (tried.status.as_u16(), &tried.json()["unchanged"]),
            (200, &json!(8)),
            "{form}{asked}: {}",
            tried.text
        );
    }
    for path in [
        format!("/v1/changes.csv?after={FOUNDED}"),
        format!("/v1/diff.csv?from={FOUNDED}&dataset=observations"),
    ] {
        let plain = server.get(&path).await.text;
        for text in ["=1+1", "'- x", "@x", "+40 % en un an"] {
            assert!(plain.contains(&format!(",note,,{text},")), "{path}: {text}: {plain}");
        }
        let french = server.get(&format!("{path}&dialect=fr")).await.text;
        assert!(
            french.contains(";note;;'=1+1;") && !french.contains(";=1+1;"),
            "{french}"
        );
    }
}
