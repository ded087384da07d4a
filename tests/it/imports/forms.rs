use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database};
use serde_json::{Value as Json, json};

on_own_database! {
    a_spreadsheet_in_french_is_read_as_it_is_written,
    what_is_exported_is_read_back_unchanged,
    a_file_of_some_columns_leaves_the_others_as_they_are,
    what_cannot_be_read_is_told_where,
    a_hundred_thousand_observations_are_one_publication,
}

async fn a_spreadsheet_in_french_is_read_as_it_is_written(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = "\u{feff}indicator;region;category;period;value;status;qualifier;document;note\r\n\
            documents-alimentant-le-dmp;bretagne;Essai;2026-Q1;1234,5;provisional;exact;webinaire-idf-2022;\"1,5 fois; à revoir\"\r\n\
            documents-alimentant-le-dmp;bretagne;Essai;2026-Q2;12;final;about;webinaire-idf-2022;'=somme\r\n";
    let made = server.import_csv(&key, "observations", "", file).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["created"]),
        (200, &json!(2)),
        "{}",
        made.text
    );
    let found = server
        .json("/v1/observations?region=bretagne&category.starts_with=essai&sort=period&fields=value,note,publisher")
        .await;
    assert_eq!(
        found["data"],
        json!([
            { "value": 1234.5, "note": "1,5 fois; à revoir", "publisher": "ars-bretagne" },
            { "value": 12, "note": "=somme", "publisher": "ars-bretagne" },
        ])
    );
    running.stop().await.unwrap();
}

async fn what_is_exported_is_read_back_unchanged(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let dgos = key_on(database, "dgos", Role::Publisher).await;
    for (key, dataset, query) in [
        (&ans, "solutions", ""),
        (&ans, "specifications", ""),
        (&ans, "referencings", ""),
        (&dgos, "funding-windows", "programme=sun-es"),
        (&dgos, "regional-envelopes", "programme=sun-es"),
    ] {
        for (ending, kind, dialect) in [
            ("csv", "text/csv", ""),
            ("csv", "text/csv", "delimiter=%3B&decimal=,&bom=1"),
            ("ndjson", "application/x-ndjson", ""),
            ("csv", "text/csv", "labels=fr"),
            ("ndjson", "application/x-ndjson", "labels=en"),
        ] {
            let exported = server
                .get(&format!("/v1/{dataset}.{ending}?{query}&{dialect}"))
                .await
                .text;
            let read = server.import(key, dataset, "", kind, exported).await;
            let body = read.json();
            assert_eq!(
                (read.status.as_u16(), &body["revision"]),
                (200, &json!(null)),
                "{dataset}.{ending} {dialect}: {body}"
            );
            assert!(body["unchanged"].as_u64().unwrap() > 0);
        }
    }
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn a_file_of_some_columns_leaves_the_others_as_they_are(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ars = key_on(database, "ars-normandie", Role::Publisher).await;
    let dgos = key_on(database, "dgos", Role::Publisher).await;
    let envelope = "slug,name,programme,region,amount,amount_qualifier,source_document\nsun-es-normandie-essai,Essai,sun-es,normandie,1000.00,exact,webinaire-idf-2022\n";
    assert_eq!(
        server
            .import_csv(&dgos, "regional-envelopes", "", envelope)
            .await
            .status,
        200
    );
    let spent = "slug,committed,paid,as_of\nsun-es-normandie-essai,500.00,250.50,2026-Q3\n";
    let made = server.import_csv(&ars, "regional-envelopes", "", spent).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let read = server.json("/v1/regional-envelopes/sun-es-normandie-essai").await;
    assert_eq!(
        (&read["amount"], &read["committed"], &read["paid"], &read["publisher"]),
        (
            &json!("1000.00"),
            &json!("500.00"),
            &json!("250.50"),
            &json!("ars-normandie")
        )
    );
    let more = "slug,amount\nsun-es-normandie-essai,9999.00\n";
    let refused = server.import_csv(&ars, "regional-envelopes", "", more).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert!(refused.text.contains("the columns committed, paid"), "{}", refused.text);

    // Read at a revision, changed meanwhile: the file does not bring the old state back.
    let stale = format!("slug,paid,revision\nsun-es-normandie-essai,300.00,{}\n", FOUNDED + 1);
    let refused = server.import_csv(&ars, "regional-envelopes", "", stale).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["errors"][0]["code"]),
        (409, &json!("CONFLICT")),
        "{}",
        refused.text
    );
    running.stop().await.unwrap();
}

async fn what_cannot_be_read_is_told_where(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    for (kind, query, file, status, says) in [
        ("text/csv", "", "", 400, "no row of data"),
        ("text/csv", "", "slug,name\n", 400, "no row of data"),
        (
            "text/csv",
            "",
            "slug,name,name\na,A,B\n",
            422,
            "this column is there twice",
        ),
        ("text/csv", "", "slug,nme\na,A\n", 422, "did you mean"),
        ("text/csv", "", "slug,name\na,A,B\nb\n", 422, "3 cells for 2 columns"),
        ("text/csv", "?mode=remplace", "slug,name\na,A\n", 400, "mode is upsert"),
        (
            "text/csv",
            "?dryrun=1",
            "slug,name\na,A\n",
            400,
            "did you mean \\\"dry_run\\\"",
        ),
        (
            "application/x-ndjson",
            "",
            "{\"slug\": \"a\"}\nnon\n",
            422,
            "not a JSON object",
        ),
        (
            "application/x-ndjson",
            "",
            "{\"slug\": \"a\", \"revision\": \"b\"}",
            422,
            "is not the number of a revision",
        ),
        ("application/json", "", "{}", 415, "text/csv"),
    ] {
        let refused = server.import(&key, "editors", query, kind, file).await;
        assert_eq!(refused.status, status, "{file}: {}", refused.text);
        assert!(refused.text.contains(says), "{says}: {}", refused.text);
    }
    let request = server
        .request(reqwest::Method::POST, "/v1/editors/import")
        .bearer_auth(&key)
        .header("content-type", "text/csv; charset=utf-8")
        .body(b"slug,name\na,\xe9diteur\n".to_vec());
    let refused = server.send(request).await;
    assert!(
        refused.status == 400 && refused.text.contains("not UTF-8 (line 2)"),
        "{}",
        refused.text
    );
    assert_eq!(
        server.import(&key, "nowhere", "", "text/csv", "slug\na\n").await.status,
        404
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
}

async fn a_hundred_thousand_observations_are_one_publication(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let mut file = String::from("indicator,region,category,period,value,status,qualifier,document\n");
    let first = chrono::NaiveDate::from_ymd_opt(1000, 1, 1).unwrap();
    for at in 0..100_000u64 {
        let day = first + chrono::Days::new(at / 10);
        file += &format!(
            "documents-alimentant-le-dmp,bretagne,Synthétique {},{day},{at},final,exact,webinaire-idf-2022\n",
            at % 10
        );
    }
    let made = server.import_csv(&key, "observations", "", file.clone()).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["created"]),
        (200, &json!(100_000)),
        "{}",
        made.text
    );
    file += "documents-alimentant-le-dmp,bretagne,Synthétique 0,2026,1,final,exact,webinaire-idf-2022\n";
    let refused = server.import_csv(&key, "observations", "", file).await;
    assert!(
        refused.status == 400 && refused.text.contains("at most 100000 at once"),
        "{}",
        refused.text
    );
    let count: Json = server
        .json("/v1/observations?category.starts_with=synthetique&count=true&limit=1")
        .await;
    assert_eq!(count["total"], 100_000);
    running.stop().await.unwrap();
}
