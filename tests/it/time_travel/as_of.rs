use segur::{
    datasets::{Dataset, registry},
    store::Store,
};
use segur_tests::{Database, Server, on_own_database, random, server};
use serde_json::Value as Json;

/// What a root field of GraphQL is asked, with the arguments to be completed.
const FIELDS: [(&str, &str); 7] = [
    ("meta", "{ revision datasets { slug count } }"),
    (
        "solutions(first: 50",
        "{ totalCount nodes { slug name revision editor { slug name solutions { nodes { slug name otherNames } } } history(first: 5) { revision } } }",
    ),
    (
        "editors(filter: { name: { startsWith: \"editeur\" } }, orderBy: [{ field: NAME, direction: DESC }]",
        "{ nodes { slug name publishedAt provenance { document { slug title } } } }",
    ),
    (
        "observationGroups(by: [INDICATOR, REGION, COULOIR, CATEGORY]",
        "{ count key { indicator region couloir category } }",
    ),
    ("solution(slug: \"solution-1\"", "{ name editor { name } }"),
    ("search(query: \"editeur\"", "{ total hits { slug label } }"),
    (
        "calculators",
        "{ esmsNumerique(essms: 20, equipped: false) { __typename } }",
    ),
];

/// Everything that an address answers as of a moment, or now.
async fn copy(server: &Server, moment: Option<i64>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut addresses: Vec<String> = registry()
        .datasets()
        .flat_map(|dataset| {
            ["", ".csv", ".ndjson", ".json"].map(|ending| format!("/v1/{}{ending}?sort=revision", dataset.name))
        })
        .collect();
    let whole =
        |dataset: &Dataset| [".csv", ".xlsx", ".parquet"].map(|ending| format!("/v1/{}{ending}?", dataset.name));
    let changed = |dataset: &&Dataset| ["editors", "solutions", "observations"].contains(&dataset.name);
    addresses.extend(registry().datasets().filter(changed).flat_map(whole));
    addresses.extend(
        [
            "/v1/datasets?",
            "/v1/observations/groups?by=category,period_year&sort=-count&measure=none",
            "/v1/solutions.csv?name.contains=solution&fields=slug,name,editor",
            "/v1/observations?category.starts_with=synth&value.gte=1000&count=true",
            "/v1/editors?q=editeur",
            "/v1/search?q=solution",
            "/v1/solutions/solution-1?",
            "/v1/solutions/solution-1/history?",
            "/v1/calculators/esms-numerique?essms=20&equipped=false",
        ]
        .map(str::to_owned),
    );
    for address in addresses {
        let asked = match moment {
            None => address.clone(),
            Some(revision) => format!("{address}&as_of={revision}"),
        };
        let answer = server.get(&asked).await;
        let status = answer.status;
        // The addresses in a page name the moment that was asked.
        let told = match serde_json::from_str::<Json>(&answer.text) {
            Ok(Json::Object(mut body)) => {
                body.remove("links");
                body.remove("instance");
                body.remove("request_id");
                // Files are told once they are built.
                for dataset in body.get_mut("data").and_then(Json::as_array_mut).into_iter().flatten() {
                    if let Some(dataset) = dataset.as_object_mut() {
                        dataset.remove("files");
                    }
                }
                Json::Object(body).to_string()
            }
            _ => answer.text.clone(),
        };
        all.push((address, format!("{status} {} {told}", answer.header("repr-digest"))));
    }
    for (field, asked) in FIELDS {
        let (open, close) = if field.contains('(') { (", ", ")") } else { ("(", ")") };
        let query = match moment {
            Some(revision) => format!("{{ {field}{open}asOf: {revision}{close} {asked} }}"),
            None if field.contains('(') => format!("{{ {field}) {asked} }}"),
            None => format!("{{ {field} {asked} }}"),
        };
        let body = server.graphql_answer(&query, Json::Null).await.json();
        assert_eq!(body["errors"], Json::Null, "{query}: {body}");
        all.push((field.to_owned(), body["data"].to_string()));
    }
    all
}

on_own_database! {
    every_read_as_of_a_revision_equals_a_full_copy_taken_then,
}

async fn every_read_as_of_a_revision_equals_a_full_copy_taken_then(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    // A file has its digest once it is built.
    server.wait_for_files().await;
    let mut copies = vec![(store.revision().0, copy(&server, None).await)];
    for steps in random::publications(10) {
        let Some(receipt) = random::publish(&store, &steps).await else {
            continue;
        };
        let revision = receipt.revision.unwrap().0;
        server.wait_for(revision).await;
        server.wait_for_files().await;
        copies.push((revision, copy(&server, None).await));
    }
    assert!(copies.len() > 3, "random publications are published");
    for (revision, taken) in copies {
        for ((address, then), (_, now)) in taken.iter().zip(copy(&server, Some(revision)).await) {
            assert_eq!(*then, now, "{address} as of {revision}");
        }
    }
    store.close().await.unwrap();
    running.stop().await.unwrap();
}
