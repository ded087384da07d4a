use segur::datasets::registry;
use segur_tests::{FOUNDED, Server, audits, on_both_engines};
use serde_json::json;

/// Reads every file once, so that all of them are built.
async fn build(server: &Server) {
    for dataset in registry().datasets() {
        for variant in segur::files::Variant::KEPT {
            server.bytes(&variant.address(dataset.name)).await.unwrap();
        }
    }
}

on_both_engines! {
    the_shapes_of_dcat_ap_find_nothing,
    frictionless_and_csvw_find_nothing,
    what_the_catalogue_names_is_there,
}

async fn the_shapes_of_dcat_ap_find_nothing(server: &Server) {
    build(server).await;
    let shapes = audits::folder().join("dcat-ap");
    let told = audits::audit("catalogue.py", &[&server.address, shapes.to_str().unwrap()]);
    assert!(told["triples"].as_u64() > Some(4_000), "{told}");
}

async fn frictionless_and_csvw_find_nothing(server: &Server) {
    build(server).await;
    let package = format!("{}/datapackage.json", server.address);
    let tables: Vec<String> = registry()
        .datasets()
        .map(|dataset| format!("{}/v1/{}.csv", server.address, dataset.name))
        .collect();
    let mut arguments = vec![package.as_str()];
    arguments.extend(tables.iter().map(String::as_str));
    let told = audits::audit("packages.py", &arguments);
    let datasets = registry().datasets().count();
    assert_eq!(
        (&told["resources"], &told["tables"]),
        (&json!(datasets), &json!(datasets))
    );
    let package = server.json("/datapackage.json").await;
    assert_eq!(
        (&package["$schema"], &package["licenses"][0]["name"]),
        (
            &json!("https://datapackage.org/profiles/2.0/datapackage.json"),
            &json!("etalab-2.0")
        )
    );
    assert!(
        package["resources"]
            .as_array()
            .unwrap()
            .iter()
            .all(|resource| resource["hash"].as_str().unwrap().starts_with("sha256:"))
    );
}

async fn what_the_catalogue_names_is_there(server: &Server) {
    build(server).await;
    let catalogue = server.json("/catalog.jsonld").await;
    let own: Vec<&str> = catalogue["@graph"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|node| {
            [
                "dcat:downloadURL",
                "dct:conformsTo",
                "dcat:landingPage",
                "dcat:endpointDescription",
            ]
            .map(|name| node[name][0]["@id"].as_str())
        })
        .flatten()
        .filter(|address| address.contains("127.0.0.1"))
        .collect();
    assert!(own.len() > 28 * 8, "{}", own.len());
    for address in own
        .iter()
        .filter(|address| address.contains("couloirs") || !address.contains("/v1/"))
    {
        // The tests' servers are not told the address that clients know.
        let path = address.split_once("127.0.0.1:").unwrap().1.split_once('/').unwrap().1;
        assert_eq!(server.get(&format!("/{path}")).await.status, 200, "{address}");
    }
    let dataset = server.json("/v1/datasets/observations/schema-org.jsonld").await;
    assert_eq!(
        (&dataset["@type"], &dataset["isAccessibleForFree"], &dataset["version"]),
        (&json!("Dataset"), &json!(true), &json!("1"))
    );
    let description = dataset["description"].as_str().unwrap().len();
    assert!((50..5_000).contains(&description) && dataset["temporalCoverage"].as_str().unwrap().contains('/'));
    assert_eq!(dataset["distribution"].as_array().unwrap().len(), 6);
    assert_eq!(
        server.json("/catalog.jsonld?as_of=1").await["@graph"][0]["@type"],
        json!(["dcat:Catalog"])
    );
    assert_eq!(server.json("/datapackage.json").await["version"], FOUNDED.to_string());
}
