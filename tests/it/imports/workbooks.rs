//! Workbooks over HTTP: the sheet that is read, and letters that no text may hold.

use reqwest::Method;
use rust_xlsxwriter::Workbook;
use segur_tests::{Answer, Database, FOUNDED, Server, on_own_database};
use serde_json::json;

use super::field::{HEADER, office, row};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

on_own_database! {
    the_sheet_that_is_named_is_read_else_the_first,
    control_characters_in_cells_are_refused,
}

/// A workbook of sheets, each with the rows of a file.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, file) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (line, text) in (0..).zip(file.lines()) {
            for (column, cell) in (0..).zip(text.split(';')) {
                sheet.write_string(line, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

async fn send(server: &Server, key: &str, query: &str, body: Vec<u8>) -> Answer {
    let request = server
        .request(Method::POST, &format!("/v1/observations/import?dry_run=1{query}"))
        .bearer_auth(key)
        .header("content-type", XLSX)
        .body(body);
    server.send(request).await
}

async fn the_sheet_that_is_named_is_read_else_the_first(database: &Database) {
    let (server, running, key) = office(database).await;
    let two = format!(
        "{HEADER}{}{}",
        row("Essai", "2026-01", "1", "exact"),
        row("Essai", "2026-02", "2", "exact")
    );
    let one = format!("{HEADER}{}", row("Essai", "2026-01", "1", "exact"));
    let book = workbook(&[("Janvier et février", &two), ("Janvier", &one)]);
    for (query, sheet, created) in [("", "Janvier et février", 2), ("&sheet=Janvier", "Janvier", 1)] {
        let read = send(&server, &key, query, book.clone()).await;
        let body = read.json();
        assert_eq!(
            (read.status.as_u16(), &body["created"], &body["file"]["sheet"]),
            (200, &json!(created), &json!(sheet)),
            "{body}"
        );
        assert_eq!(
            body["file"]["sheets"],
            json!(["Janvier et février", "Janvier"]),
            "{body}"
        );
    }
    let refused = send(&server, &key, "&sheet=Fevrier", book.clone()).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    for said in ["Fevrier", "Janvier et février"] {
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    let twice = send(&server, &key, "&sheet=Janvier&sheet=Essai", book).await;
    assert!(
        twice.status == 400 && twice.text.contains("sheet is given twice"),
        "{}",
        twice.text
    );
    running.stop().await.unwrap();
}

async fn control_characters_in_cells_are_refused(database: &Database) {
    let (server, running, key) = office(database).await;
    for letter in ['\u{b}', '\u{1b}', '\u{7f}', '\u{85}'] {
        let file =
            format!("{HEADER}{}", row("Essai", "2026-01", "1", "exact")).replace(";\n", &format!(";a{letter}b\n"));
        let refused = send(&server, &key, "", workbook(&[("Feuille", &file)])).await;
        let body = refused.json();
        assert_eq!(
            (
                refused.status.as_u16(),
                &body["error_count"],
                &body["errors"][0]["column"]
            ),
            (422, &json!(1), &json!("note")),
            "{letter:?}: {body}"
        );
        let message = body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("control characters"), "{letter:?}: {body}");
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}
