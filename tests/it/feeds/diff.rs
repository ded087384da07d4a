use segur::{
    access::Viewer,
    domain::Clock,
    publishing::{self, Publication, Withdrawal},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, institutions, on_both_engines, on_own_database, random, server};
use serde_json::json;

on_both_engines! {
    a_difference_is_told_by_dataset_and_record_by_record,
    graphql_tells_the_same_difference,
    moments_that_make_no_difference_are_told,
}

async fn a_difference_is_told_by_dataset_and_record_by_record(server: &Server) {
    let all = server.json("/v1/diff?from=1&to=4").await;
    assert_eq!(
        (&all["from"]["revision"], &all["to"]["revision"], &all["records"]),
        (&json!(1), &json!(4), &json!([]))
    );
    let windows = all["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|told| told["dataset"] == "funding-windows")
        .unwrap();
    let one = server.json("/v1/diff?from=1&dataset=funding-windows").await;
    assert_eq!(one["datasets"], json!([windows]));
    let records = one["records"].as_array().unwrap();
    assert_eq!(
        records.len() as u64,
        windows["revised"].as_u64().unwrap() + windows["created"].as_u64().unwrap()
    );
    let moved = records
        .iter()
        .find(|record| record["slug"] == "sons-lgo-vague-1")
        .unwrap();
    assert_eq!(
        (&moved["operation"], &moved["changed"][0]),
        (&json!("revised"), &json!("phases"))
    );
    let none = server.json("/v1/diff?from=4").await;
    assert_eq!(none["datasets"], json!([]));
}

async fn graphql_tells_the_same_difference(server: &Server) {
    let body = server.graphql(r#"{ diff(from: 1, to: "4", dataset: "funding-windows") { from { revision } datasets { dataset publisher revised } records { slug operation changed before after } } }"#).await;
    let told = server.json("/v1/diff?from=1&to=4&dataset=funding-windows").await;
    let diff = &body["data"]["diff"];
    assert_eq!(
        (&diff["datasets"][0]["revised"], &diff["records"][0]["before"]),
        (&told["datasets"][0]["revised"], &told["records"][0]["before"])
    );
    assert_eq!(diff["records"][0]["operation"], "REVISED");
}

async fn moments_that_make_no_difference_are_told(server: &Server) {
    for (query, tells) in [
        ("", "from is needed"),
        ("from=3&to=1", "swap them"),
        ("from=99", "not published yet"),
        ("from=1&too=2", "did you mean"),
        ("from=1&dataset=couloirs&after=xx", "after"),
    ] {
        let answer = server.get(&format!("/v1/diff?{query}")).await;
        assert!(
            answer.status == 400 && answer.text.contains(tells),
            "{query}: {}",
            answer.text
        );
    }
}

on_own_database! {
    amounts_are_compared_to_the_cent,
    a_withdrawal_is_of_who_withdrew,
    what_is_published_again_as_it_was_is_counted_and_listed,
}

async fn amounts_are_compared_to_the_cent(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    // Neither is part of the other.
    let envelopes = server
        .json("/v1/regional-envelopes?slug.in=hop-en-total-france,sun-es-volet-2-france&sort=-amount")
        .await;
    let slug = |at: usize| envelopes["data"][at]["slug"].as_str().unwrap().to_owned();
    let amount = |at: usize| envelopes["data"][at]["amount"].as_str().unwrap().to_owned();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let raised = format!(
        "{}.{:02}",
        (cents(&amount(0)) + 12_345) / 100,
        (cents(&amount(0)) + 12_345) % 100
    );
    let exported = server
        .get(&format!("/v1/regional-envelopes.csv?slug={}", slug(0)))
        .await
        .text;
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cells = names.iter().zip(&row).filter(|(name, _)| is_given(name));
    let (header, cells): (Vec<&str>, Vec<&str>) = cells
        .map(|(name, cell)| (name, if name == "amount" { &raised } else { cell }))
        .unzip();
    let publication = Publication {
        message: "essai".to_owned(),
        entries: vec![random::entry("regional-envelopes", &header, &cells)],
        withdrawals: vec![Withdrawal::new("regional-envelopes", slug(1))],
        ..Default::default()
    };
    publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
        .await
        .unwrap();
    server.wait_for(FOUNDED + 1).await;
    let diff = server
        .json(&format!("/v1/diff?from={FOUNDED}&dataset=regional-envelopes"))
        .await;
    let told = &diff["datasets"][0];
    assert_eq!(
        (&told["created"], &told["revised"], &told["withdrawn"]),
        (&json!(0), &json!(1), &json!(1))
    );
    let amounts = &told["amounts"][0];
    let difference = 12_345 - cents(&amount(1));
    assert_eq!(
        (
            amounts["field"].as_str(),
            cents(amounts["difference"].as_str().unwrap())
        ),
        (Some("amount"), difference)
    );
    let revised = diff["records"]
        .as_array()
        .unwrap()
        .iter()
        .find(|record| record["operation"] == "revised")
        .unwrap();
    assert_eq!(revised["differences"]["amount"], "123.45");
    pages_follow_one_another(&server, &diff["records"]).await;
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

/// Whether a column of a file is read when the file is published.
fn is_given(name: &str) -> bool {
    let made = [
        "revision",
        "published_at",
        "publisher",
        "source_title",
        "source_address",
    ];
    !made.contains(&name) && !name.ends_with("est")
}

async fn pages_follow_one_another(server: &Server, records: &serde_json::Value) {
    let first = server
        .json(&format!("/v1/diff?from={FOUNDED}&dataset=regional-envelopes&limit=1"))
        .await;
    let next = first["next"].as_str().unwrap();
    let second = server
        .json(&format!(
            "/v1/diff?from={FOUNDED}&dataset=regional-envelopes&limit=1&after={next}"
        ))
        .await;
    assert_eq!(
        json!([first["records"][0], second["records"][0]]),
        *records,
        "pages follow one another"
    );
    assert_eq!(second["next"], json!(null));
}

async fn a_withdrawal_is_of_who_withdrew(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let ans = Viewer::operator(&institutions::account(&store, "ans").await);
    let editor = |name: &str| {
        vec![random::entry(
            "editors",
            &["slug", "name", "source_document"],
            &["essai", name, "webinaire-idf-2022"],
        )]
    };
    for (viewer, entries, withdrawals) in [
        (&Viewer::seed(), editor("Un"), vec![]),
        (&ans, editor("Deux"), vec![]),
        (&Viewer::seed(), vec![], vec![Withdrawal::new("editors", "essai")]),
    ] {
        let publication = Publication {
            message: "essai".to_owned(),
            entries,
            withdrawals,
            ..Default::default()
        };
        publishing::publish(&store, Clock::System, viewer, publication)
            .await
            .unwrap();
    }
    server.wait_for(FOUNDED + 3).await;
    let diff = server.json(&format!("/v1/diff?from={}", FOUNDED + 1)).await;
    let told = diff["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|told| told["dataset"] == "editors")
        .unwrap();
    assert_eq!(
        (&told["publisher"], &told["withdrawn"], &told["revised"]),
        (&json!("seed"), &json!(1), &json!(0))
    );
    assert_eq!(
        server.json(&format!("/v1/diff?from={FOUNDED}")).await["datasets"],
        json!([]),
        "what came and went is no difference"
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn what_is_published_again_as_it_was_is_counted_and_listed(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let editor = || {
        random::entry(
            "editors",
            &["slug", "name", "source_document"],
            &["essai", "Un", "webinaire-idf-2022"],
        )
    };
    for (entries, withdrawals) in [
        (vec![editor()], vec![]),
        (vec![], vec![Withdrawal::new("editors", "essai")]),
        (vec![editor()], vec![]),
    ] {
        let publication = Publication {
            message: "essai".to_owned(),
            entries,
            withdrawals,
            ..Default::default()
        };
        publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
            .await
            .unwrap();
    }
    server.wait_for(FOUNDED + 3).await;
    let query = format!("from={}&dataset=editors", FOUNDED + 1);
    let told = server.json(&format!("/v1/diff?{query}")).await;
    assert_eq!(told["datasets"][0]["revised"], json!(1), "{told}");
    assert_eq!(
        (
            &told["records"][0]["slug"],
            &told["records"][0]["changed"],
            &told["records"][0]["operation"]
        ),
        (&json!("essai"), &json!([]), &json!("revised")),
    );
    let table = server.get(&format!("/v1/diff.csv?{query}")).await.text;
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(rows, ["essai,revised,,,,"]);
    store.close().await.unwrap();
    running.stop().await.unwrap();
}
