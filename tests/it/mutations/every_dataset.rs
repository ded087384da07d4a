use segur::{
    access::Role,
    datasets::{Column, Dataset, Identity, Kind, registry},
};
use segur_tests::{Database, Server, institutions::key_on, institutions::owner, on_own_database};
use serde_json::{Map, Value as Json, json};

use super::mutate;

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

/// A published record of a dataset, which its owner may publish under another name.
async fn sample(server: &Server, dataset: &Dataset) -> Json {
    if dataset.name == "roadmap-progress" {
        let action = server.json("/v1/roadmap-actions?limit=1").await["data"][0]["slug"].clone();
        return json!({ "action": action, "region": "bretagne", "state": "done", "as_of": "2024", "source_document": ["webinaire-idf-2022"] });
    }
    let filter = match dataset.name {
        "observations" => "&indicator=documents-alimentant-le-dmp",
        "usage-targets" => "",
        "tariffs" => "&programme=esms-numerique",
        name if owner(name) == "dgos" => "&programme=sun-es",
        "milestones" => "&region.is_null=true",
        _ => "",
    };
    let found = server.json(&format!("/v1/{}?limit=1{filter}", dataset.name)).await;
    found["data"][0].clone()
}

/// A record as an input of GraphQL: of another category in a series, of another slug otherwise.
fn input(dataset: &Dataset, record: &Json) -> Map<String, Json> {
    let mut input = object(&dataset.columns, record);
    for part in &dataset.parts {
        let items = record[part.name].as_array().unwrap().iter();
        let items = items.map(|item| object(&part.columns, item));
        input.insert(camel(part.name), items.collect());
    }
    if dataset.identity == Identity::Series {
        input["category"] = json!("Essai");
    } else {
        let sources = json!([{ "document": record["source_document"][0], "locator": "p. 2" }]);
        input.insert("slug".to_owned(), json!("essai"));
        input.insert("sources".to_owned(), sources);
    }
    input
}

/// What a mutation did, and that it met no error.
async fn mutated(server: &Server, key: &str, query: &str, variables: Json, counted: &str) -> Json {
    let done = mutate(server, key, query, variables).await;
    assert_eq!(
        (&done[counted], &done["errors"]),
        (&json!(1), &json!([])),
        "{query}: {done}"
    );
    done
}

async fn is_published(server: &Server, key: &str, dataset: &Dataset, record: &Json) -> (Json, Json) {
    let (plural, singular) = (pascal(dataset.name), pascal(dataset.singular));
    let query = format!(
        "mutation($records: [{singular}Input!]!) {{ publish{plural}(records: $records, message: \"essai\", idempotencyKey: \"publish-{plural}\") {{ revision created records {{ slug revision }} errors {{ code message path }} }} }}"
    );
    let records = json!({ "records": [input(dataset, record)] });
    let made = mutated(server, key, &query, records, "created").await;
    let slug = made["records"][0]["slug"].clone();
    let path = format!("/v1/{}/{}", dataset.name, slug.as_str().unwrap());
    let written = server.json(&path).await;
    let is_series = dataset.identity == Identity::Series;
    let columns = dataset.columns.iter().map(|column| column.name);
    let columns = columns.filter(|name| !(is_series && *name == "category"));
    for name in columns.chain(dataset.parts.iter().map(|part| part.name)) {
        assert_eq!(written[name], record[name], "{}.{name}", dataset.name);
    }
    (slug, made["revision"].clone())
}

/// Revises the record, and tells its new revision.
async fn is_revised(
    server: &Server,
    key: &str,
    dataset: &Dataset,
    record: &Json,
    (slug, revision): (&Json, Json),
) -> Json {
    let mut change = match dataset.identity {
        Identity::Series => input(dataset, record),
        Identity::Record => Map::from_iter([("slug".to_owned(), slug.clone())]),
    };
    change.insert("expectedRevision".to_owned(), revision);
    let field = if dataset.column("note").is_some() {
        "note"
    } else {
        "name"
    };
    change.insert(field.to_owned(), json!("Révisé"));
    let (plural, singular) = (pascal(dataset.name), pascal(dataset.singular));
    let query = format!(
        "mutation($records: [{singular}Revision!]!) {{ revise{plural}(records: $records, message: \"essai\", idempotencyKey: \"revise-{plural}\") {{ revision revised errors {{ code message path }} }} }}"
    );
    let revised = mutated(server, key, &query, json!({ "records": [change] }), "revised").await;
    revised["revision"].clone()
}

async fn is_withdrawn(server: &Server, key: &str, dataset: &Dataset, slug: &Json, revision: &Json) {
    let plural = pascal(dataset.name);
    let query = format!(
        "mutation($slug: String!, $revision: Int!) {{ withdraw{plural}(records: [{{ slug: $slug, expectedRevision: $revision }}], reason: \"essai\", idempotencyKey: \"withdraw-{plural}\") {{ withdrawn errors {{ code message path }} }} }}"
    );
    let variables = json!({ "slug": slug, "revision": revision });
    mutated(server, key, &query, variables, "withdrawn").await;
}

on_own_database! {
    every_dataset_can_be_published_revised_and_withdrawn,
}

async fn every_dataset_can_be_published_revised_and_withdrawn(database: &Database) {
    let (server, running) = Server::start(database).await;
    for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
        let key = key_on(database, owner(dataset.name), Role::Publisher).await;
        let record = sample(&server, dataset).await;
        let (slug, made) = is_published(&server, &key, dataset, &record).await;
        let revised = is_revised(&server, &key, dataset, &record, (&slug, made)).await;
        is_withdrawn(&server, &key, dataset, &slug, &revised).await;
    }
    running.stop().await.unwrap();
}
