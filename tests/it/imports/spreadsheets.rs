use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::{Value as Json, json};

const HEADER: &str = "indicator;region;category;period;value;status;qualifier;document";

fn row(period: &str, value: &str) -> String {
    format!("documents-alimentant-le-dmp;bretagne;Essai;{period};{value};final;exact;webinaire-idf-2022")
}

fn lines(body: &Json) -> Vec<u64> {
    body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["line"].as_u64().unwrap())
        .collect()
}

on_own_database! {
    lines_are_those_that_the_reader_sees,
    what_spreadsheets_leave_behind_is_no_row,
    a_point_among_decimal_commas_is_not_guessed,
    what_is_wrong_with_the_header_is_told_once,
}

async fn lines_are_those_that_the_reader_sees(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let noted = row("2026-Q2", "2").replace("Essai", "\"Essai\nsur deux lignes\"");
    for end in ["\n", "\r\n"] {
        for mark in ["", "\u{feff}"] {
            let file = [
                HEADER.to_owned(),
                row("2026-Q1", "1"),
                noted.clone(),
                row("2026-13", "3"),
                String::new(),
                row("2026-14", "4"),
            ]
            .join(end);
            let refused = server
                .import_csv(&key, "observations", "", format!("{mark}{file}{end}"))
                .await
                .json();
            assert_eq!(lines(&refused), [5, 7], "{end:?} {mark:?}: {refused}");
        }
    }
    running.stop().await.unwrap();
}

async fn what_spreadsheets_leave_behind_is_no_row(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = format!("{HEADER};\r\n{};\r\n;;;;;;;;\r\n;;;;;;;;\r\n", row("2026-Q1", "1,5"));
    let made = server.import_csv(&key, "observations", "?dry_run=1", file).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["created"]),
        (200, &json!(1)),
        "{}",
        made.text
    );
    let unnamed = format!("{HEADER};\r\n{};oubli\r\n", row("2026-Q1", "1,5"));
    let refused = server.import_csv(&key, "observations", "", unnamed).await;
    assert!(
        refused.status == 422 && refused.text.contains("column 9 has no name"),
        "{}",
        refused.text
    );
    running.stop().await.unwrap();
}

async fn a_point_among_decimal_commas_is_not_guessed(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    // Nor is that of a bound.
    let bound = format!("{HEADER}\n{}\n{}\n", row("2026-Q1", "1,5"), row("2026-Q2", "<1.234"));
    let refused = server.import_csv(&key, "observations", "", bound).await;
    assert_eq!(
        (refused.status.as_u16(), lines(&refused.json())),
        (422, vec![3]),
        "{}",
        refused.text
    );
    let mixed = format!("{HEADER}\n{}\n{}\n", row("2026-Q1", "1,5"), row("2026-Q2", "1.234"));
    let refused = server.import_csv(&key, "observations", "", mixed).await;
    assert_eq!(
        (refused.status.as_u16(), lines(&refused.json())),
        (422, vec![3]),
        "{}",
        refused.text
    );
    let told = format!("{HEADER}\n{}\n", row("2026-Q2", "1.234"));
    assert_eq!(
        server
            .import_csv(&key, "observations", "?decimal=,&dry_run=1", told.clone())
            .await
            .status,
        422
    );
    assert_eq!(
        server
            .import_csv(&key, "observations", "?decimal=.&dry_run=1", told)
            .await
            .status,
        200
    );
    running.stop().await.unwrap();
}

async fn what_is_wrong_with_the_header_is_told_once(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let rows: String = (0..9)
        .map(|at| format!("Essai {at},pharmagest,webinaire-idf-2022\n"))
        .collect();
    let refused = server
        .import_csv(&key, "solutions", "", format!("name,editor,source_document\n{rows}"))
        .await;
    let body = refused.json();
    assert_eq!(
        (&body["error_count"], &body["errors"][0]["column"]),
        (&json!(1), &json!("slug")),
        "{body}"
    );
    let absent = server
        .import_csv(&key, "solutions", "", "slug,note,revision\nnulle-part,x,1\n")
        .await
        .json();
    assert_eq!(
        (&absent["code"], &absent["error_count"]),
        (&json!("NOT_FOUND"), &json!(1)),
        "{absent}"
    );
    let reserved = server
        .import_csv(
            &key,
            "editors",
            "",
            "slug,name,source_document\nimport,X,webinaire-idf-2022\n",
        )
        .await;
    assert!(
        reserved.status == 422 && reserved.text.contains("the name of an address"),
        "{}",
        reserved.text
    );
    let blank = server
        .import_csv(
            &key,
            "editors",
            "?reason=%20",
            "slug,name,source_document\nx,X,webinaire-idf-2022\n",
        )
        .await;
    assert_eq!(blank.status, 400, "{}", blank.text);
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}
