use segur_tests::{Server, on_both_engines};
use serde::Deserialize;

/// A table of a source, and how many rows of a dataset hold it.
#[derive(Deserialize)]
struct Held {
    source: String,
    place: String,
    dataset: String,
    /// A query string, or the name of a list whose items are counted.
    filter: String,
    rows: u64,
}

fn inventory() -> Vec<Held> {
    let text = include_str!("../../inventory.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().unwrap()
}

on_both_engines! {
    every_table_of_the_sources_is_here_whole,
    every_record_can_be_found_by_the_document_it_cites,
    every_document_says_where_it_is_or_that_it_is_not_known,
}

async fn every_table_of_the_sources_is_here_whole(server: &Server) {
    let held = inventory();
    assert!(held.len() > 40);
    let mut differing = Vec::new();
    for table in held {
        let found = if table.filter.contains('=') || table.filter.is_empty() {
            let address = format!("/v1/{}?{}&count=true&limit=1", table.dataset, table.filter);
            server.json(address.trim_end_matches('?')).await["total"]
                .as_u64()
                .unwrap()
        } else {
            let records = server.records(&format!("/v1/{}?limit=1000", table.dataset)).await;
            records
                .iter()
                .map(|record| record[&table.filter].as_array().unwrap().len() as u64)
                .sum()
        };
        if found != table.rows {
            differing.push(format!(
                "{}, {}: {} in {}, not {}",
                table.source, table.place, found, table.dataset, table.rows
            ));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}

async fn every_record_can_be_found_by_the_document_it_cites(server: &Server) {
    let body = server.graphql(r#"{ tariffs(filter: { sourceDocument: { eq: "fiche-medico-social-2024" } }) { totalCount nodes { provenance { document { slug } locator } } } }"#).await;
    let tariffs = &body["data"]["tariffs"];
    assert_eq!(tariffs["totalCount"], 8);
    for tariff in tariffs["nodes"].as_array().unwrap() {
        assert_eq!(tariff["provenance"][0]["document"]["slug"], "fiche-medico-social-2024");
        assert!(
            tariff["provenance"][0]["locator"]
                .as_str()
                .unwrap()
                .starts_with("ligne ")
        );
    }
    let observed = server
        .records("/v1/observations?source_document=webinaire-idf-2022&value=891253")
        .await;
    assert_eq!(observed.len(), 1);
    let none = server
        .records("/v1/tariffs?source_document.not_in=fiche-medico-social-2024,webinaire-idf-2022")
        .await;
    assert_eq!(none.len(), 7);
}

/// A reader who wants the source finds it, or is told that it has no address here and whom to ask.
async fn every_document_says_where_it_is_or_that_it_is_not_known(server: &Server) {
    let documents = server.records("/v1/documents?limit=1000").await;
    let without: Vec<&str> = documents
        .iter()
        .filter(|document| document["address"].is_null())
        .map(|document| {
            let note = document["note"].as_str().unwrap_or_default().to_lowercase();
            assert!(
                note.contains("adresse inconnue") && note.contains("émetteur"),
                "{document}"
            );
            document["slug"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        without,
        [
            "webinaire-idf-2022",
            "presentation-bfc-2021",
            "comprendre-le-segur-2021",
            "fiche-medico-social-2024",
            "guide-pas-a-pas-2021"
        ]
    );
}
