use segur::{
    access::Role,
    datasets::{Column, Identity, Kind, registry},
};
use segur_tests::{Server, institutions::key_on, on_own_database};
use serde_json::{Map, Value as Json, json};

use super::mutate;

/// Who publishes a dataset.
fn owner(dataset: &str) -> &'static str {
    match dataset {
        "editors" | "referencings" | "software-functions" | "solutions" | "specifications" => "ans",
        "funding-windows" | "prerequisites" | "regional-envelopes" | "usage-targets" => "dgos",
        "tariffs" => "cnsa",
        "observations" => "cnam",
        "roadmap-progress" => "ars-bretagne",
        _ => "dns",
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split(['_', '-']);
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

fn pascal(name: &str) -> String {
    let name = camel(name);
    name[..1].to_uppercase() + &name[1..]
}

fn value(column: &Column, value: &Json) -> Json {
    match (column.kind, value) {
        (Kind::Term(_), Json::String(code)) => json!(code.replace('-', "_").to_uppercase()),
        _ => value.clone(),
    }
}

fn object(columns: &[Column], record: &Json) -> Map<String, Json> {
    columns
        .iter()
        .map(|column| (camel(column.name), value(column, &record[column.name])))
        .collect()
}

on_own_database! {
    async fn every_dataset_can_be_published_revised_and_withdrawn(database) {
        let (server, running) = Server::start(database).await;
        for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
            let key = key_on(database, owner(dataset.name), Role::Publisher).await;
            let filter = match dataset.name {
                "observations" => "&indicator=documents-alimentant-le-dmp",
                "usage-targets" => "",
                "tariffs" => "&programme=esms-numerique",
                name if owner(name) == "dgos" => "&programme=sun-es",
                "milestones" => "&region.is_null=true",
                _ => "",
            };
            let found = server.json(&format!("/v1/{}?limit=1{filter}", dataset.name)).await;
            let mut record = found["data"][0].clone();
            if dataset.name == "roadmap-progress" {
                let action = server.json("/v1/roadmap-actions?limit=1").await["data"][0]["slug"].clone();
                record = json!({ "action": action, "region": "bretagne", "state": "done", "as_of": "2024", "source_document": ["webinaire-idf-2022"] });
            }
            let mut input = object(&dataset.columns, &record);
            for part in &dataset.parts {
                let items = record[part.name].as_array().unwrap().iter().map(|item| object(&part.columns, item));
                input.insert(camel(part.name), items.collect());
            }
            let is_series = dataset.identity == Identity::Series;
            if is_series {
                input["category"] = json!("Essai");
            } else {
                input.insert("slug".to_owned(), json!("essai"));
                input.insert("sources".to_owned(), json!([{ "document": record["source_document"][0], "locator": "p. 2" }]));
            }
            let (plural, singular) = (pascal(dataset.name), pascal(dataset.singular));
            let query = format!("mutation($records: [{singular}Input!]!) {{ publish{plural}(records: $records, message: \"essai\", idempotencyKey: \"publish-{plural}\") {{ revision created records {{ slug revision }} errors {{ code message path }} }} }}");
            let made = mutate(&server, &key, &query, json!({ "records": [input] })).await;
            assert_eq!((&made["created"], &made["errors"]), (&json!(1), &json!([])), "{}: {made}", dataset.name);
            let (slug, revision) = (made["records"][0]["slug"].clone(), made["revision"].clone());
            let written = server.json(&format!("/v1/{}/{}", dataset.name, slug.as_str().unwrap())).await;
            for column in dataset.columns.iter().filter(|column| !(is_series && column.name == "category")) {
                assert_eq!(written[column.name], record[column.name], "{}.{}", dataset.name, column.name);
            }
            for part in &dataset.parts {
                assert_eq!(written[part.name], record[part.name], "{}.{}", dataset.name, part.name);
            }

            let mut change = if is_series { input.clone() } else { Map::from_iter([("slug".to_owned(), slug.clone())]) };
            change.insert("expectedRevision".to_owned(), revision.clone());
            let (field, word) = if dataset.column("note").is_some() { ("note", "Révisé") } else { ("name", "Révisé") };
            change.insert(field.to_owned(), json!(word));
            let query = format!("mutation($records: [{singular}Revision!]!) {{ revise{plural}(records: $records, message: \"essai\", idempotencyKey: \"revise-{plural}\") {{ revision revised errors {{ code message path }} }} }}");
            let revised = mutate(&server, &key, &query, json!({ "records": [change] })).await;
            assert_eq!((&revised["revised"], &revised["errors"]), (&json!(1), &json!([])), "{}: {revised}", dataset.name);
            let query = format!("mutation($slug: String!, $revision: Int!) {{ withdraw{plural}(records: [{{ slug: $slug, expectedRevision: $revision }}], reason: \"essai\", idempotencyKey: \"withdraw-{plural}\") {{ withdrawn errors {{ code message path }} }} }}");
            let gone = mutate(&server, &key, &query, json!({ "slug": slug, "revision": revised["revision"] })).await;
            assert_eq!((&gone["withdrawn"], &gone["errors"]), (&json!(1), &json!([])), "{}: {gone}", dataset.name);
        }
        running.stop().await.unwrap();
    }
}
