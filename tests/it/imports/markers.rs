//! What tables write in place of numbers, and what numbers say of themselves.

use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_own_database};
use serde_json::json;

use super::offices::{HEADER, row, understood};

on_own_database! {
    tables_say_why_a_value_is_missing,
    money_is_read_with_its_spaces,
    a_unit_must_be_that_of_the_indicator,
}

const HEAD: &str = "indicator;region;category;period;value;status;document\n";

fn line(period: &str, value: &str) -> String {
    format!("documents-alimentant-le-dmp;bretagne;Essai;{period};{value};final;webinaire-idf-2022\n")
}

async fn tables_say_why_a_value_is_missing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = [
        HEAD.to_owned(),
        line("2026-01", "n.d."),
        line("2026-02", "s.o."),
        line("2026-03", "*"),
        line("2026-04", "secret"),
        line("2026-05", "<5"),
        line("2026-06", "≥ 1 200"),
        line("2026-07", "///"),
        line("2026-08", "…"),
    ]
    .concat();
    let made = server.import_csv(&key, "observations", "", file).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let found = server
        .json("/v1/observations?region=bretagne&category=Essai&sort=period&fields=value,qualifier,missing_reason")
        .await;
    let missing = |reason: &str| json!({ "value": null, "qualifier": null, "missing_reason": reason });
    let bound = |value: u64, qualifier: &str| json!({ "value": value, "qualifier": qualifier, "missing_reason": null });
    assert_eq!(
        found["data"],
        json!([
            missing("not_available"),
            missing("not_applicable"),
            missing("statistical_secrecy"),
            missing("statistical_secrecy"),
            bound(5, "less_than"),
            bound(1200, "at_least"),
            missing("not_applicable"),
            missing("not_available"),
        ])
    );
    bounds_have_units_and_words_are_refused(&server, &key).await;
    running.stop().await.unwrap();
}

async fn bounds_have_units_and_words_are_refused(server: &Server, key: &str) {
    // A bound may say its unit, which must be that of the indicator.
    let share = "part-de-la-population-ayant-recu-au-moins-un-document";
    let of_share = |value: &str| {
        let file = format!("{HEAD}{}{}", line("2026-09", value), line("2026-10", "≥ 12,5"))
            .replace("documents-alimentant-le-dmp", share);
        server.import_csv(key, "observations", "?dry_run=1", file)
    };
    for (value, read, qualifier) in [("<5 %", "5", "less_than"), ("≥ 12,5 %", "12.5", "at_least")] {
        let tried = of_share(value).await;
        let listed = understood(&tried.json());
        for cell in [(2, "value", value, read), (2, "qualifier", "", qualifier)] {
            let cell = (cell.0, cell.1.to_owned(), cell.2.to_owned(), cell.3.to_owned());
            assert!(
                tried.status == 200 && listed.contains(&cell),
                "{cell:?}: {}",
                tried.text
            );
        }
    }
    // What may mean several things is refused, with the way to say it.
    for (value, told) in [
        // Among decimal commas, it is refused once all the same.
        ("n.c.", "\\\"n.c.\\\" is not a number: if the value is missing"),
        ("nc", "write why in missing_reason (dash, blank, not_available"),
        ("n.s.", "\\\"n.s.\\\" is not a number"),
        ("<5 €", "the value is in €, the indicator is measured in: %"),
        ("à venir", "leave the cell empty and write why in missing_reason"),
    ] {
        let refused = of_share(value).await;
        let body = refused.json();
        assert!(
            refused.status == 422 && refused.text.contains(told),
            "{value}: {}",
            refused.text
        );
        assert_eq!(
            (&body["error_count"], &body["errors"][0]["line"]),
            (&json!(1), &json!(2)),
            "{body}"
        );
    }
}

async fn money_is_read_with_its_spaces(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = &key_on(database, "dgos", Role::Publisher).await;
    let slug = "sun-es-volet-2-france";
    let record = server.json(&format!("/v1/regional-envelopes/{slug}")).await;
    let revision = &record["revision"];
    for (written, read) in [
        ("1 200 €", "1200"),
        ("1 234,56", "1234.56"),
        ("1\u{202f}234\u{a0}567 €", "1234567"),
        ("12 EUR", "12"),
    ] {
        let file = format!("slug;amount;revision\n{slug};{written};{revision}\n");
        let tried = server.import_csv(key, "regional-envelopes", "?dry_run=1", file).await;
        let cell = (2, "amount".to_owned(), written.to_owned(), read.to_owned());
        assert!(
            tried.status == 200 && understood(&tried.json()).contains(&cell),
            "{written}: {}",
            tried.text
        );
    }
    for (written, says) in [
        ("n.d.", "leave the cell empty if the value is missing"),
        ("<5", "add a column amount_qualifier"),
        ("1 23", "\\\"1 23\\\" is not an amount"),
        ("1 234,567 €", "\\\"1 234,567 €\\\" is not an amount"),
    ] {
        let file = format!("slug;amount;revision\n{slug};{written};{revision}\n");
        let refused = server.import_csv(key, "regional-envelopes", "?dry_run=1", file).await;
        assert!(
            refused.status == 422 && refused.text.contains(says),
            "{written}: {}",
            refused.text
        );
        assert_eq!(refused.json()["error_count"], 1, "{}", refused.text);
    }
    let file = format!("slug;amount;amount_qualifier;revision\n{slug};<5;;{revision}\n");
    let tried = server.import_csv(key, "regional-envelopes", "?dry_run=1", file).await;
    let cell = (2, "amount_qualifier".to_owned(), String::new(), "less_than".to_owned());
    assert!(understood(&tried.json()).contains(&cell), "{}", tried.text);
    // In NDJSON, a marker gives what the line itself leaves as it is.
    let file = format!(
        "{{\"slug\":\"{slug}\",\"amount\":\"<5\",\"revision\":{revision}}}\n{{\"slug\":\"sun-es-volet-1-france\",\"amount_qualifier\":\"about\",\"revision\":1}}\n"
    );
    let tried = server
        .import(key, "regional-envelopes", "?dry_run=1", "application/x-ndjson", file)
        .await
        .json();
    let fields = &tried["changes"][0]["fields"];
    let qualifier = json!({ "field": "amount_qualifier", "before": "exact", "after": "less_than" });
    assert!(fields.as_array().unwrap().contains(&qualifier), "{tried}");
    running.stop().await.unwrap();
}

async fn a_unit_must_be_that_of_the_indicator(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let share = "part-de-la-population-ayant-recu-au-moins-un-document";
    for (indicator, value, status) in [
        (share, "12,5 %", 200),
        (share, "12,5%", 200),
        ("documents-alimentant-le-dmp", "12,5 %", 422),
        (share, "12 €", 422),
    ] {
        let line = row("2026-Q1", value, "").replace("documents-alimentant-le-dmp", indicator);
        let tried = server
            .import_csv(&key, "observations", "?dry_run=1", format!("{HEADER}\n{line}\n"))
            .await;
        assert_eq!(tried.status, status, "{indicator} {value}: {}", tried.text);
    }
    running.stop().await.unwrap();
}
