use segur::datasets::registry;
use segur_tests::{FOUNDED, Server, on_both_engines};
use serde_json::Value as Json;

on_both_engines! {
    every_dataset_is_listed_with_its_files_and_its_schema,
    a_table_schema_describes_each_column_of_the_file,
    the_openapi_description_names_every_address_parameter_and_error,
    operators_see_health_and_version,
}

async fn every_dataset_is_listed_with_its_files_and_its_schema(server: &Server) {
    let list = server.json("/v1/datasets").await;
    let names: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dataset| dataset["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        registry().datasets().map(|dataset| dataset.name).collect::<Vec<_>>()
    );
    for dataset in list["data"].as_array().unwrap() {
        for file in dataset["files"].as_array().unwrap() {
            assert_eq!(server.get(file["address"].as_str().unwrap()).await.status, 200);
        }
    }
}

async fn a_table_schema_describes_each_column_of_the_file(server: &Server) {
    for dataset in registry().datasets() {
        let schema = server.json(&format!("/v1/{}/schema.json", dataset.name)).await;
        let described: Vec<&str> = schema["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        let csv = server.get(&format!("/v1/{}.csv?limit=1", dataset.name)).await.text;
        let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
        assert_eq!(described, header, "{}", dataset.name);
        let words = |field: &Json| {
            ["fr", "en"]
                .iter()
                .all(|language| field["titles"][language].is_string() && field["descriptions"][language].is_string())
        };
        assert!(schema["fields"].as_array().unwrap().iter().all(words));
    }
}

async fn the_openapi_description_names_every_address_parameter_and_error(server: &Server) {
    let api = server.json("/openapi.json").await;
    assert_eq!(api["openapi"], "3.1.0");
    for dataset in registry().datasets() {
        let list = &api["paths"][format!("/v1/{}", dataset.name)]["get"];
        let parameters: Vec<&Json> = list["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| api.pointer(&parameter["$ref"].as_str().unwrap()[1..]).unwrap())
            .collect();
        let named = |name: &str| parameters.iter().find(|parameter| parameter["name"] == name);
        for name in ["sort", "fields", "limit", "after", "before", "count", "lang", "as_of"] {
            assert!(named(name).is_some(), "{} {name}", dataset.name);
        }
        let filters = named("filters").unwrap()["schema"]["$ref"].as_str().unwrap();
        let filters = api.pointer(&filters[1..]).unwrap()["properties"].as_object().unwrap();
        assert!(
            named("record_filters").is_some() && !filters.contains_key("slug"),
            "{}",
            dataset.name
        );
        for name in filters.keys().filter(|name| name.ends_with(".is_null")) {
            let path = format!("/v1/{}?{name}=true&limit=1", dataset.name);
            assert_eq!(server.get(&path).await.status, 200, "{name}");
        }
        for status in ["200", "304", "4XX", "5XX"] {
            assert!(list["responses"][status].is_object(), "{} {status}", dataset.name);
        }
    }
    let docs = server.get("/docs/addresses").await.text;
    assert!(docs.contains("/v1/changes") && !docs.contains("list_funding_windows"));
    assert!(docs.len() < 100_000, "{}", docs.len());
    let docs = server.get("/docs").await.text;
    assert!(docs.contains("/docs/funding-windows") && docs.contains("/docs/addresses"));
}

async fn operators_see_health_and_version(server: &Server) {
    assert_eq!(server.json("/health/live").await["status"], "live");
    assert_eq!(server.json("/health/ready").await["revision"], FOUNDED);
    let version = server.json("/version").await;
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
}
