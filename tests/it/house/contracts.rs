use std::{fs, path::PathBuf};

fn contract(name: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(name);
    let text = fs::read_to_string(&path).unwrap_or_default();
    (path, text)
}

#[test]
fn the_openapi_description_in_the_repository_is_the_programs() {
    let (path, kept) = contract("openapi.json");
    let made = format!("{:#}\n", serde_json::to_value(segur::rest::openapi().unwrap()).unwrap());
    assert!(
        kept == made,
        "{} differs: cargo run -q -- openapi > openapi/openapi.json",
        path.display()
    );
}

#[test]
fn the_graphql_schema_in_the_repository_is_the_programs() {
    let (path, kept) = contract("schema.graphql");
    let made = segur::graphql::schema_text().unwrap();
    assert!(
        kept == made,
        "{} differs: cargo run -q -- schema > openapi/schema.graphql",
        path.display()
    );
}
