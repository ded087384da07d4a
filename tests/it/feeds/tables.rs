//! Changes and differences as tables for spreadsheets, and days as moments.

use segur_tests::{FOUNDED, Server, on_both_engines};
use serde_json::Value as Json;

on_both_engines! {
    changes_are_rows_of_fields_that_differ,
    differences_are_rows_with_what_was_added,
    a_french_spreadsheet_has_french_words,
    a_day_is_as_it_stood_when_it_ended,
    the_feed_starts_at_a_moment,
    differences_go_on_where_a_limit_ends_them,
}

fn rows(text: &str, delimiter: u8) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(reader.headers().unwrap());
    (header, reader.records().map(|row| cells(&row.unwrap())).collect())
}

fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

async fn changes_are_rows_of_fields_that_differ(server: &Server) {
    let lines = server.get("/v1/changes.ndjson?dataset=funding-windows").await.text;
    let changes: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let table = server.get("/v1/changes.csv?dataset=funding-windows").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    let (header, rows) = rows(&table.text, b',');
    assert_eq!(
        header,
        [
            "place",
            "published_at",
            "publisher",
            "dataset",
            "slug",
            "operation",
            "field",
            "before",
            "after",
            "message",
            "reason"
        ]
    );
    assert!(changes.len() > 5 && rows.len() > changes.len());
    for change in &changes {
        let of = |row: &&Vec<String>| row[0] == text(&change["place"]);
        let told: Vec<&Vec<String>> = rows.iter().filter(of).collect();
        let (before, after) = (&change["before"], &change["after"]);
        let names = before.as_object().or(after.as_object()).unwrap().keys();
        let differ = names.filter(|name| {
            !["slug", "revision", "published_at", "publisher", "warnings"].contains(&name.as_str())
                && before[*name] != after[*name]
        });
        let expected: Vec<[String; 3]> = differ
            .map(|name| [name.clone(), text(&before[name]), text(&after[name])])
            .collect();
        let found: Vec<[String; 3]> = told
            .iter()
            .map(|row| [row[6].clone(), row[7].clone(), row[8].clone()])
            .collect();
        assert_eq!(found, expected, "{change}");
        assert!(
            told.iter()
                .all(|row| row[4] == text(&change["slug"]) && row[5] == text(&change["operation"]))
        );
    }
    let limited = server.get("/v1/changes.csv?dataset=funding-windows&limit=1").await.text;
    assert!(limited.lines().count() < table.text.lines().count());
}

async fn differences_are_rows_with_what_was_added(server: &Server) {
    let query = format!("from=1&to={FOUNDED}&dataset=funding-windows");
    let told = server.json(&format!("/v1/diff?{query}&limit=1000")).await;
    let (header, rows) = rows(&server.get(&format!("/v1/diff.csv?{query}")).await.text, b',');
    assert_eq!(header, ["slug", "operation", "field", "before", "after", "difference"]);
    let records = told["records"].as_array().unwrap();
    assert!(!records.is_empty());
    for record in records {
        for name in record["changed"].as_array().unwrap() {
            let row = rows
                .iter()
                .find(|row| row[0] == text(&record["slug"]) && row[2] == text(name))
                .unwrap_or_else(|| unreachable!("{name} of {record}"));
            assert_eq!(row[5], text(&record["differences"][text(name)]), "{row:?}");
        }
    }
    let summary = server.json(&format!("/v1/diff?from=1&to={FOUNDED}")).await;
    let (header, rows) = self::rows(
        &server.get(&format!("/v1/diff.csv?from=1&to={FOUNDED}")).await.text,
        b',',
    );
    assert_eq!(
        header[..6],
        ["dataset", "publisher", "created", "revised", "withdrawn", "amount"]
    );
    for written in summary["datasets"].as_array().unwrap() {
        let of = |row: &&Vec<String>| row[0] == text(&written["dataset"]) && row[1] == text(&written["publisher"]);
        let row = rows.iter().find(of).unwrap();
        assert_eq!(row[2], text(&written["created"]), "{row:?}");
        for amount in written["amounts"].as_array().unwrap() {
            let names = ["field", "before", "after", "difference"];
            let expected = names.map(|name| text(&amount[name]));
            assert!(rows.iter().filter(of).any(|row| row[5..] == expected), "{amount}");
        }
    }
}

async fn a_french_spreadsheet_has_french_words(server: &Server) {
    let (header, rows) = rows(
        &server
            .get("/v1/changes.csv?dataset=observations&dialect=fr&lang=fr&limit=40")
            .await
            .text,
        b';',
    );
    assert_eq!(
        header[..7],
        [
            "Place",
            "Publié le",
            "Publié par",
            "Jeu de données",
            "Identifiant",
            "Opération",
            "Champ"
        ]
    );
    assert!(
        rows.iter().any(|row| row[3] == "Observations" && row[6] == "Statut"),
        "{:?}",
        rows[0]
    );
    let (header, _) = self::rows(
        &server
            .get("/v1/diff.csv?from=1&dataset=documents&dialect=fr&lang=fr")
            .await
            .text,
        b';',
    );
    assert_eq!(
        header,
        ["Identifiant", "Opération", "Champ", "Avant", "Après", "Différence"]
    );
    let path = "/v1/observations/groups.csv?by=status,period_quarter&measure=none&dialect=fr&lang=fr";
    let (header, rows) = self::rows(&server.get(path).await.text, b';');
    assert_eq!(header[..3], ["Statut", "Période, par trimestre", "Lignes"]);
    assert!(
        rows.iter().any(|row| row[0] == "Définitif" || row[0] == "Définitive"),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row[1] == "T4 2021"), "{rows:?}");
    // Where no language is named, names and codes are those of the data.
    let (header, _) = self::rows(&server.get(&path.replace("&lang=fr", "")).await.text, b';');
    assert_eq!(header[..2], ["status", "period_quarter"]);
    for path in [
        "/v1/changes?dialect=fr",
        "/v1/diff?from=1&dialect=fr",
        "/v1/changes.atom?bom=true",
    ] {
        let refused = server.get(path).await;
        assert!(
            refused.status == 400 && refused.text.contains("is for the .csv form"),
            "{path}: {}",
            refused.text
        );
    }
}

async fn a_day_is_as_it_stood_when_it_ended(server: &Server) {
    let told = server.json("/v1/diff?from=2020-10-28").await;
    assert_eq!(
        (&told["from"]["revision"], &told["to"]["revision"]),
        (&0.into(), &FOUNDED.into())
    );
    assert_eq!(
        server.json("/v1/regions?as_of=2020-10-28").await["data"],
        Json::Array(Vec::new())
    );
    assert_eq!(told["from"]["published_at"], Json::Null);
    let body = server
        .graphql(r#"{ diff(from: "2020-10-28") { from { revision publishedAt } } meta(asOf: "2020-10-28") { publishedAt } }"#)
        .await;
    assert_eq!(
        body["data"],
        serde_json::json!({ "diff": { "from": { "revision": 0, "publishedAt": null } }, "meta": { "publishedAt": null } })
    );
    for path in [
        "/v1/datasets",
        "/v1/datasets/couloirs",
        "/datapackage.json",
        "/catalog.jsonld",
        "/v1/changes.atom",
    ] {
        let text = server.get(&format!("{path}?as_of=2020-10-28")).await.text;
        assert!(
            !text.contains("1970-01-01"),
            "nothing was published in 1970: {path}: {text}"
        );
    }
    for day in ["2999-01-01", "2999-12-31"] {
        let refused = server.get(&format!("/v1/regions?as_of={day}")).await;
        assert!(
            refused.status == 400 && refused.text.contains("is not over"),
            "{}",
            refused.text
        );
    }
}

async fn the_feed_starts_at_a_moment(server: &Server) {
    // Who transcribed the founding data is no institution, and its rows are found all the same.
    for path in ["/v1/regions?publisher=seed", "/v1/changes?publisher=seed"] {
        assert!(
            !server.json(path).await["data"].as_array().unwrap().is_empty(),
            "{path}"
        );
    }
    let all = server.get("/v1/changes.ndjson").await.text;
    assert_eq!(server.get("/v1/changes.ndjson?since=2020-10-28").await.text, all);
    let later = server.get("/v1/changes.ndjson?since=1").await.text;
    assert_eq!(later, server.get("/v1/changes.ndjson?after=1").await.text);
    assert!(later.len() < all.len());
    // The founding data is of 1 January 2026: that day is in, the next one is not.
    assert_eq!(server.get("/v1/changes.ndjson?since=2026-01-01").await.text, all);
    assert_eq!(server.get("/v1/changes.ndjson?since=2026-01-02").await.text, "");
    for (argument, after) in [
        ("since: \"2026-01-01\"", "after: \"0\""),
        ("since: \"1\"", "after: \"1\""),
    ] {
        let places = async |argument: &str| {
            let asked = format!("{{ changes({argument}, first: 50) {{ after data {{ slug revision }} }} }}");
            server.graphql(&asked).await["data"].clone()
        };
        assert_eq!(places(argument).await, places(after).await, "{argument}");
    }
    for (arguments, told) in [
        ("since: \"1\", after: \"1\"", "not both"),
        ("since: \"2999-01-01\"", "since is still to come"),
        ("since: \"hier\"", "is no moment"),
    ] {
        let (_, message) = server
            .graphql_error(&format!("{{ changes({arguments}) {{ after }} }}"))
            .await;
        assert!(message.contains(told), "{arguments}: {message}");
    }
    let page = server.json("/v1/changes?since=2020-10-28&limit=2").await;
    let next = page["links"]["next"].as_str().unwrap();
    assert!(next.contains("after=") && !next.contains("since="), "{next}");
    for (path, told) in [
        ("/v1/changes?since=1&after=1", "not both"),
        ("/v1/changes?limit=1&limit=2", "limit is given twice"),
        ("/v1/changes.csv?dialect=fr&dialect=rfc4180", "dialect is given twice"),
        ("/v1/diff?from=1&from=3", "from is given twice"),
        ("/v1/diff.csv?from=1&after=x", "give dataset"),
        ("/v1/changes?since=hier", "is no moment"),
        ("/v1/changes?since=2999-01-01", "since is still to come"),
        ("/v1/changes.csv?since=2999-01-01T00:00:00Z", "since is still to come"),
        ("/v1/changes.csv?dialct=fr", r#"did you mean \"dialect\""#),
        ("/v1/diff?from=1&asof=2", r#"did you mean \"as_of\""#),
    ] {
        let refused = server.get(path).await;
        assert!(
            refused.status == 400 && refused.text.contains(told),
            "{path}: {}",
            refused.text
        );
    }
}

/// The address that `Link` gives for the next page.
fn next(answer: &segur_tests::Answer) -> Option<String> {
    let links = answer.header("link");
    let next = links.split(", ").find(|link| link.ends_with("rel=\"next\""))?;
    Some(next.split(['<', '>']).nth(1)?.to_owned())
}

async fn differences_go_on_where_a_limit_ends_them(server: &Server) {
    let query = "from=1&dataset=funding-windows";
    let first = server.get(&format!("/v1/diff?{query}&limit=1")).await;
    let place = next(&first).unwrap();
    assert!(
        place.contains(&format!("from=1&to={FOUNDED}&")),
        "the pages are of the same two states: {place}"
    );
    for form in ["", ".csv"] {
        let whole = server.get(&format!("/v1/diff{form}?{query}&limit=1000")).await;
        assert_eq!(next(&whole), None, "{form}");
        let mut path = Some(format!("/v1/diff{form}?{query}&limit=2"));
        let (mut pages, mut found) = (0, Vec::new());
        while let Some(here) = path {
            let page = server.get(&here).await;
            pages += 1;
            if form.is_empty() {
                let page = page.json();
                found.extend(page["records"].as_array().unwrap().iter().map(Json::to_string));
            } else {
                found.extend(page.text.lines().skip(1).map(str::to_owned));
            }
            path = next(&page);
        }
        let expected: Vec<String> = match form {
            "" => whole.json()["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(Json::to_string)
                .collect(),
            _ => whole.text.lines().skip(1).map(str::to_owned).collect(),
        };
        assert!(pages > 1 && !expected.is_empty());
        assert_eq!(found, expected, "{form}");
    }
}
