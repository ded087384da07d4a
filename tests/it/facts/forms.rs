use segur::datasets::registry;
use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

/// A cell of a CSV file as the JSON forms have it.
fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) if items.iter().all(|item| item.is_string() || item.is_null()) => {
            let items: Vec<String> = items.iter().map(cell).collect();
            if items.iter().all(String::is_empty) {
                String::new()
            } else {
                items.join(";")
            }
        }
        other => other.to_string(),
    }
}

/// What a reader of JSON is warned of is worked out from other records: it is no value of this one.
fn without_warnings(record: &mut Json) {
    record.as_object_mut().unwrap().remove("warnings");
}

on_both_engines! {
    the_same_record_has_the_same_values_in_every_form,
    graphql_and_rest_tell_the_same_of_every_observation,
}

async fn the_same_record_has_the_same_values_in_every_form(server: &Server) {
    for dataset in registry().datasets() {
        let mut records = server.records(&format!("/v1/{}?limit=1000", dataset.name)).await;
        records.iter_mut().for_each(without_warnings);
        let lines = server.get(&format!("/v1/{}.ndjson", dataset.name)).await.text;
        let lines: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, records, "{}", dataset.name);
        let file = server.get(&format!("/v1/{}.csv", dataset.name)).await.text;
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let header = reader.headers().unwrap().clone();
        for (row, record) in reader.records().map(Result::unwrap).zip(&records) {
            for (name, text) in header.iter().zip(&row) {
                assert_eq!(
                    text,
                    cell(&record[name]),
                    "{} {name} of {}",
                    dataset.name,
                    record["slug"]
                );
            }
        }
        // No region has reported its roadmap's progress yet.
        if records.is_empty() {
            assert_eq!(dataset.name, "roadmap-progress");
            continue;
        }
        let mut one = server
            .json(&format!(
                "/v1/{}/{}",
                dataset.name,
                records[0]["slug"].as_str().unwrap()
            ))
            .await;
        without_warnings(&mut one);
        assert_eq!(one, records[0]);
    }
}

async fn graphql_and_rest_tell_the_same_of_every_observation(server: &Server) {
    let body = server.graphql("{ observations(first: 500) { nodes { slug revision value status qualifier missingReason note locator category period { edtf earliest latest } indicator { slug } region { slug } couloir { slug } document { slug } } } }").await;
    let nodes = body["data"]["observations"]["nodes"].as_array().unwrap();
    let records = server.records("/v1/observations?limit=1000").await;
    assert!(nodes.len() == 500 && records.len() > 500);
    for (node, record) in nodes.iter().zip(&records) {
        for name in ["slug", "revision", "value", "note", "locator", "category"] {
            assert_eq!(node[name], record[name], "{name}");
        }
        for (theirs, ours) in [
            ("indicator", "indicator"),
            ("region", "region"),
            ("couloir", "couloir"),
            ("document", "document"),
        ] {
            assert_eq!(node[theirs]["slug"], record[ours]);
        }
        for (theirs, ours) in [
            ("edtf", "period"),
            ("earliest", "period_earliest"),
            ("latest", "period_latest"),
        ] {
            assert_eq!(node["period"][theirs], record[ours]);
        }
        let lower = |value: &Json| value.as_str().map(str::to_lowercase);
        for (theirs, ours) in [
            ("status", "status"),
            ("qualifier", "qualifier"),
            ("missingReason", "missing_reason"),
        ] {
            assert_eq!(lower(&node[theirs]), lower(&record[ours]));
        }
    }
}
