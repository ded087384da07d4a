//! The sums of a difference: no euro is added twice.

use segur::{
    access::Viewer,
    domain::Clock,
    publishing::{self, Publication},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, on_own_database, random, server};
use serde_json::{Value as Json, json};

on_own_database! {
    parts_of_one_whole_that_is_cut_in_two_ways_have_no_sum,
}

/// Publishes envelopes: slug, amount, whole and cut of each.
async fn publish(store: &Store, envelopes: &[[&str; 4]]) {
    let header = [
        "slug",
        "name",
        "programme",
        "region",
        "amount",
        "amount_qualifier",
        "part_of",
        "part_by",
        "scope",
        "source_document",
    ];
    let entries = envelopes.iter().map(|[slug, amount, whole, cut]| {
        let scope = if whole.is_empty() { "national" } else { "part" };
        let cells = [
            slug,
            slug,
            "sun-es",
            "france",
            amount,
            "exact",
            whole,
            cut,
            scope,
            "webinaire-idf-2022",
        ];
        random::entry("regional-envelopes", &header, &cells)
    });
    let publication = Publication {
        message: "essai".to_owned(),
        entries: entries.collect(),
        ..Default::default()
    };
    publishing::publish(store, Clock::System, &Viewer::seed(), publication)
        .await
        .unwrap();
}

async fn after(server: &Server, from: i64, to: i64) -> Json {
    let diff = server
        .json(&format!("/v1/diff?from={from}&to={to}&dataset=regional-envelopes"))
        .await;
    diff["datasets"][0]["amounts"][0]["after"].clone()
}

async fn parts_of_one_whole_that_is_cut_in_two_ways_have_no_sum(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    publish(&store, &[["essai-tout", "100", "", ""]]).await;
    publish(
        &store,
        &[
            ["essai-a", "60", "essai-tout", "region"],
            ["essai-b", "40", "essai-tout", "region"],
        ],
    )
    .await;
    publish(
        &store,
        &[
            ["essai-2021", "30", "essai-tout", "year"],
            ["essai-2022", "70", "essai-tout", "year"],
        ],
    )
    .await;
    let last = FOUNDED + 3;
    server.wait_for(last).await;

    assert_eq!(after(&server, FOUNDED, FOUNDED + 1).await, "100.00");
    assert_eq!(after(&server, FOUNDED + 1, FOUNDED + 2).await, "100.00", "one cut adds");
    assert_eq!(after(&server, FOUNDED + 2, last).await, "100.00");
    assert_eq!(after(&server, FOUNDED + 1, last).await, json!(null), "two cuts overlap");
    assert_eq!(
        after(&server, FOUNDED, last).await,
        "100.00",
        "the whole stands for its parts"
    );
    let body = server
        .graphql(&format!(
            "{{ diff(from: {}, to: \"{last}\", dataset: \"regional-envelopes\") {{ datasets {{ created amounts {{ field before after difference }} }} }} }}",
            FOUNDED + 1
        ))
        .await;
    assert_eq!(
        body["data"]["diff"]["datasets"],
        json!([{ "created": 4, "amounts": [{ "field": "amount", "before": null, "after": null, "difference": null }] }])
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();
}
