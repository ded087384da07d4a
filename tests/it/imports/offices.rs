use std::io::Write;

use reqwest::Method;
use segur::access::Role;
use segur_tests::{Answer, Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::{Value as Json, json};

on_own_database! {
    quotes_that_are_not_in_pairs_are_refused_and_withdraw_nothing,
    files_are_read_as_offices_save_them,
    encodings_are_declared_or_detected_and_reported,
    numbers_dates_terms_and_names_are_understood_and_listed,
    what_no_record_is_called_offers_the_nearest,
    an_unsupported_body_is_told_what_is_supported,
}

pub(super) const HEADER: &str = "indicator;region;category;period;value;status;qualifier;document;note";

pub(super) fn row(period: &str, value: &str, note: &str) -> String {
    format!("documents-alimentant-le-dmp;bretagne;Essai;{period};{value};final;exact;webinaire-idf-2022;{note}")
}

async fn send(server: &Server, key: &str, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    let request = server
        .request(Method::POST, path)
        .bearer_auth(key)
        .header("content-type", kind)
        .body(body.into());
    server.send(request).await
}

/// What was understood in a cell: its column, as it is written and as it is read.
pub(super) fn understood(body: &Json) -> Vec<(u64, String, String, String)> {
    let cells = body["understood"].as_array().expect("a list").iter();
    let text = |cell: &Json, name: &str| cell[name].as_str().unwrap_or_default().to_owned();
    cells
        .map(|cell| {
            (
                cell["line"].as_u64().unwrap(),
                text(cell, "column"),
                text(cell, "written"),
                text(cell, "read"),
            )
        })
        .collect()
}

async fn quotes_that_are_not_in_pairs_are_refused_and_withdraw_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let good = [
        row("2026-Q1", "1", ""),
        row("2026-Q2", "2", ""),
        row("2026-Q3", "3", ""),
    ];
    let file = format!("{HEADER}\n{}\n", good.join("\n"));
    assert_eq!(
        server.import_csv(&key, "observations", "", file.clone()).await.status,
        200
    );
    for (separator, name) in [(";", "%3B"), (",", ","), ("\t", "%09")] {
        for (note, line) in [
            ("\"provisoire", 3),
            ("\"Ségur\" du numérique", 3),
            ("\"Le \\\"Ségur\\\" du\"", 3),
            ("\"a\" ", 3),
            (" \"a\"", 3),
            ("\"a\nb\" c", 3),
        ] {
            let rows = [
                row("2026-Q1", "1", ""),
                row("2026-Q2", "2", note),
                row("2026-Q3", "3", ""),
            ];
            let file = format!("{HEADER}\n{}\n", rows.join("\n")).replace(';', separator);
            let query = format!("?mode=replace&delimiter={name}");
            let refused = server.import_csv(&key, "observations", &query, file).await;
            let body = refused.json();
            assert_eq!(
                (
                    refused.status.as_u16(),
                    &body["error_count"],
                    &body["errors"][0]["line"]
                ),
                (422, &json!(1), &json!(line)),
                "{note}: {body}"
            );
        }
    }
    two_stray_quotes_hide_no_row(&server, &key).await;
    // Cut inside a quoted cell.
    let cut = format!(
        "{HEADER}\n{}\n{}",
        row("2026-Q1", "1", ""),
        row("2026-Q2", "2", "\"à sui")
    );
    let refused = server.import_csv(&key, "observations", "?mode=replace", cut).await;
    assert!(
        refused.status == 422 && refused.text.contains("line 3 is never closed"),
        "{}",
        refused.text
    );
    let left = server.json("/v1/observations?region=bretagne&category=Essai").await;
    assert_eq!(left["data"].as_array().unwrap().len(), 3, "{left}");
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
    running.stop().await.unwrap();
}

/// A quote that opens in one row, and another in a later one.
async fn two_stray_quotes_hide_no_row(server: &Server, key: &str) {
    let file = |third: &str| {
        let rows = [
            row("2026-Q1", "1", "\"provisoire"),
            row("2026-Q2", "2", ""),
            row("2026-Q3", "3", third),
        ];
        format!("{HEADER}\n{}\n", rows.join("\n"))
    };
    let opened = server
        .import_csv(key, "observations", "?mode=replace", file("\"définitif"))
        .await;
    assert_eq!(
        (opened.status.as_u16(), &opened.json()["errors"][0]["line"]),
        (422, &json!(2)),
        "{}",
        opened.text
    );
    // The second one closes a cell as the RFC says: what it holds looks like rows.
    let closed = file("définitif\"");
    let tried = server
        .import_csv(key, "observations", "?mode=replace&dry_run=1", closed.clone())
        .await
        .json();
    assert_eq!(
        (&tried["warnings"][0]["code"], &tried["warnings"][0]["line"]),
        (&json!("holds_rows"), &json!(2)),
        "{tried}"
    );
    // In rows that follow each other, between two texts.
    let adjacent = "indicator;category;region;period;value;status;qualifier;document;note\n\
         documents-alimentant-le-dmp;\"Essai;bretagne;2026-Q1;1;final;exact;webinaire-idf-2022;\n\
         documents-alimentant-le-dmp;Essai\";bretagne;2026-Q2;2;final;exact;webinaire-idf-2022;\n";
    let tried = server
        .import_csv(key, "observations", "?dry_run=1", adjacent)
        .await
        .json();
    assert_eq!(tried["warnings"][0]["code"], "holds_rows", "{tried}");
    let strict = server
        .import_csv(key, "observations", "?mode=replace&strict=true", closed)
        .await;
    assert_eq!(strict.status, 422, "{}", strict.text);
}

async fn files_are_read_as_offices_save_them(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let rows = [row("2026-Q1", "1234,5", "a, b"), row("2026-Q2", "2", "\"c\n;d\"")];
    let body = format!("{HEADER}\n{}\n", rows.join("\n"));
    for (name, file, header_line, delimiter) in [
        ("as it is", body.clone(), 1, ";"),
        ("an empty first line", format!("\n{body}"), 2, ";"),
        ("sep=;", format!("sep=;\r\n{body}"), 2, ";"),
        ("\"SEP=;\"", format!("\"SEP=;\"\r\n{body}"), 2, ";"),
        ("a title", format!("Remontée de l'ARS, octobre;;\n\n{body}"), 3, ";"),
        ("comments", format!("# fait le 3\n{body}# fin\n"), 2, ";"),
        ("CR", body.replace('\n', "\r"), 1, ";"),
        ("CRLF", body.replace('\n', "\r\n"), 1, ";"),
        ("mixed", body.replacen('\n', "\r\n", 1).replacen('\n', "\r", 1), 1, ";"),
        ("no last line end", body.trim_end().to_owned(), 1, ";"),
        (
            "titles in French",
            body.replace(
                HEADER,
                "Indicateur;Région;Catégorie;PÉRIODE;Valeur;statut;precision;Document;Note",
            ),
            1,
            ";",
        ),
    ] {
        let tried = send(&server, &key, "/v1/observations/import?dry_run=1", "text/csv", file).await;
        let answer = tried.json();
        assert_eq!(
            (
                tried.status.as_u16(),
                &answer["created"],
                &answer["file"]["header_line"],
                &answer["file"]["delimiter"]
            ),
            (200, &json!(2), &json!(header_line), &json!(delimiter)),
            "{name}: {answer}"
        );
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(body.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for encoding in [None, Some("gzip"), Some("GZIP")] {
        let mut request = server
            .request(Method::POST, "/v1/observations/import?dry_run=1")
            .bearer_auth(&key)
            .header("content-type", "text/csv")
            .body(packed.clone());
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        let tried = server.send(request).await;
        assert_eq!(tried.json()["created"], 2, "{encoding:?}: {}", tried.text);
    }
    running.stop().await.unwrap();
}

async fn encodings_are_declared_or_detected_and_reported(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let note = "Été à l’hôpital : déjà prévu, coût 12 €";
    let body = format!("{HEADER}\n{}\n", row("2026-Q1", "1", note));
    let encoded = |encoding: &'static encoding_rs::Encoding| encoding.encode(&body).0.into_owned();
    let utf_16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(body.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, kind, encoding, detected) in [
        (encoded(encoding_rs::WINDOWS_1252), "text/csv", "windows-1252", true),
        (
            encoded(encoding_rs::WINDOWS_1252),
            "text/csv; charset=windows-1252",
            "windows-1252",
            false,
        ),
        (
            encoded(encoding_rs::WINDOWS_1252),
            "text/csv; charset=\"ISO-8859-1\"",
            "windows-1252",
            false,
        ),
        (encoded(encoding_rs::MACINTOSH), "text/csv", "macintosh", true),
        (
            encoded(encoding_rs::MACINTOSH),
            "text/csv;charset=macintosh",
            "macintosh",
            false,
        ),
        (utf_16.clone(), "text/csv", "UTF-16LE", false),
        (utf_16[2..].to_vec(), "text/csv", "UTF-16LE", true),
        (utf_16[2..].to_vec(), "text/csv; charset=utf-16le", "UTF-16LE", false),
        (body.clone().into_bytes(), "text/csv; charset=utf-8", "UTF-8", false),
    ] {
        let tried = send(&server, &key, "/v1/observations/import?dry_run=1", kind, bytes).await;
        let answer = tried.json();
        let written = answer["changes"][0]["fields"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|field| field["field"] == "note");
        assert_eq!(
            (
                &answer["file"]["encoding"],
                &answer["file"]["encoding_detected"],
                written.map(|field| &field["after"])
            ),
            (&json!(encoding), &json!(detected), Some(&json!(note))),
            "{kind}: {answer}"
        );
    }
    let wrong = send(
        &server,
        &key,
        "/v1/observations/import?dry_run=1",
        "text/csv; charset=utf-8",
        encoded(encoding_rs::WINDOWS_1252),
    )
    .await;
    assert!(
        wrong.status == 400 && wrong.text.contains("not UTF-8 (line 2)"),
        "{}",
        wrong.text
    );
    running.stop().await.unwrap();
}

async fn numbers_dates_terms_and_names_are_understood_and_listed(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = "Indicateur;Région;Catégorie;Période;Valeur;Statut;Précision;Document;Note\n\
        documents-alimentant-le-dmp;Bretagne;Essai;15/10/2026;1 234,5;PROVISOIRE;Exactement;webinaire-idf-2022;'=1+1\n\
        documents-alimentant-le-dmp;53;Essai;T3 2026;1\u{202f}234\u{a0}567;Final;exact;webinaire-idf-2022;\n";
    let tried = server.import_csv(&key, "observations", "?dry_run=1", file).await;
    let answer = tried.json();
    assert_eq!(tried.status, 200, "{answer}");
    let listed = understood(&answer);
    for (line, column, written, read) in [
        (1, "indicator", "Indicateur", "indicator"),
        (1, "missing_reason", "", ""),
        (2, "region", "Bretagne", "bretagne"),
        (2, "period", "15/10/2026", "2026-10-15"),
        (2, "value", "1 234,5", "1234.5"),
        (2, "status", "PROVISOIRE", "provisional"),
        (2, "qualifier", "Exactement", "exact"),
        (2, "note", "'=1+1", "=1+1"),
        (3, "region", "53", "bretagne"),
        (3, "period", "T3 2026", "2026-35"),
        (3, "value", "1\u{202f}234\u{a0}567", "1234567"),
        (3, "status", "Final", "final"),
    ] {
        let cell = (line, column.to_owned(), written.to_owned(), read.to_owned());
        assert_eq!(listed.contains(&cell), !written.is_empty(), "{cell:?}: {listed:?}");
    }
    assert_eq!(answer["understood_total"], listed.len(), "{answer}");
    // The columns are named as the titles are; nothing else of the file is written otherwise.
    assert_eq!(listed.len(), 9 + 6 + 4, "{listed:?}");
    running.stop().await.unwrap();
}

async fn what_no_record_is_called_offers_the_nearest(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for region in ["bretange", "Bretange", "BRETANGE"] {
        let file = format!("{HEADER}\n{}\n", row("2026-Q1", "1", "").replace("bretagne", region));
        let refused = server.import_csv(&key, "observations", "?dry_run=1", file).await;
        assert!(
            refused.status == 422 && refused.text.contains("did you mean \\\"bretagne\\\""),
            "{}",
            refused.text
        );
    }
    for (column, right, wrong) in [
        (
            "indicator",
            "documents-alimentant-le-dmp",
            "documents-alimentants-le-dmp",
        ),
        ("document", "webinaire-idf-2022", "webinaire-idf-202"),
    ] {
        let file = format!("{HEADER}\n{}\n", row("2026-Q1", "1", "").replace(right, wrong));
        let refused = server.import_csv(&key, "observations", "?dry_run=1", file).await;
        assert!(
            refused.status == 422 && refused.text.contains(&format!("did you mean \\\"{right}\\\"")),
            "{column}: {}",
            refused.text
        );
    }
    the_record_itself_is_offered(&server, &key_on(database, "ans", Role::Publisher).await).await;
    running.stop().await.unwrap();
}

/// A record that is to be revised, withdrawn, or spoken of.
async fn the_record_itself_is_offered(server: &Server, key: &str) {
    let file = "slug,note,revision\nvisiopharn,x,1\n";
    let import = server.import_csv(key, "solutions", "?dry_run=1", file).await;
    let delete = server.request(Method::DELETE, "/v1/datasets/solutions/visiopharn?dry_run=1");
    let delete = server.send(delete.bearer_auth(key)).await;
    let withdraw = r#"mutation { withdrawSolutions(records: [{ slug: "visiopharn", expectedRevision: 1 }], reason: "x", idempotencyKey: "x") { errors { message } } }"#;
    let withdraw = server
        .send(
            server
                .request(Method::POST, "/graphql")
                .bearer_auth(key)
                .json(&json!({ "query": withdraw })),
        )
        .await;
    for refused in [import, delete, withdraw] {
        assert!(
            refused.text.contains("did you mean \\\"visiopharm\\\""),
            "{}",
            refused.text
        );
    }
    let french = server.import_csv(key, "solutions", "?dry_run=1&lang=fr", file).await;
    assert!(
        french.text.contains("vouliez-vous dire « visiopharm »"),
        "{}",
        french.text
    );
}

async fn an_unsupported_body_is_told_what_is_supported(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    for (kind, encoding, name, has) in [
        ("application/json", "identity", "accept", "spreadsheetml"),
        ("text/csv; charset=klingon", "identity", "accept", "text/csv"),
        ("text/csv", "br", "accept-encoding", "gzip"),
    ] {
        let request = server
            .request(Method::POST, "/v1/observations/import?dry_run=1")
            .bearer_auth(&key)
            .header("content-type", kind)
            .header("content-encoding", encoding)
            .body("a");
        let refused = server.send(request).await;
        assert_eq!(refused.status, 415, "{}", refused.text);
        assert!(refused.header(name).contains(has), "{kind}: {:?}", refused.headers);
    }
    running.stop().await.unwrap();
}
