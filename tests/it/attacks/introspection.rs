use std::process::Command;

use segur_tests::{Server, audits, on_both_engines};

async fn refused(server: &Server, query: &str) {
    let (code, message) = server.graphql_error(query).await;
    assert!(
        matches!(code.as_str(), "TOO_DEEP" | "TOO_COMPLEX"),
        "{query}: {code} {message}"
    );
    assert_eq!(server.get("/health/live").await.status, 200);
}

/// A selection of lists of the schema, one inside the other.
fn nested(lists: &[&str], inside: &str) -> String {
    lists
        .iter()
        .rev()
        .fold(inside.to_owned(), |inner, list| format!("{list} {{ {inner} }}"))
}

on_both_engines! {
    what_introspection_multiplies_is_refused_before_it_is_done,
    what_is_asked_of_the_schema_is_priced_with_the_rest,
    the_schema_that_tools_read_is_the_one_that_is_served,
}

async fn what_introspection_multiplies_is_refused_before_it_is_done(server: &Server) {
    let pairs = [
        "interfaces",
        "possibleTypes",
        "interfaces",
        "possibleTypes",
        "interfaces",
        "possibleTypes",
    ];
    refused(
        server,
        &format!("{{ __schema {{ types {{ {} }} }} }}", nested(&pairs, "name")),
    )
    .await;
    refused(
        server,
        &format!("{{ __type(name: \"Node\") {{ {} }} }}", nested(&pairs[1..], "name")),
    )
    .await;
    let fields = ["fields { type", "fields { type", "fields { type"].map(|part| format!("{part} {{ "));
    refused(
        server,
        &format!(
            "{{ __schema {{ types {{ {} name {} }} }} }}",
            fields.concat(),
            " } }".repeat(3)
        ),
    )
    .await;
    // Through fragments.
    let fragments = "fragment A on __Type { interfaces { ...B } } fragment B on __Type { possibleTypes { ...C } } fragment C on __Type { fields { type { ...D } } } fragment D on __Type { inputFields { name } }";
    refused(server, &format!("{{ __schema {{ types {{ ...A }} }} }} {fragments}")).await;
    // Wide instead of deep.
    let wide: String = (0..190)
        .map(|at| format!(" a{at}: fields {{ type {{ fields {{ description }} }} }}"))
        .collect();
    refused(server, &format!("{{ __schema {{ types {{ {wide} }} }} }}")).await;
    let again: String = (0..150)
        .map(|at| format!(" a{at}: __schema {{ types {{ fields {{ description args {{ description }} }} }} }}"))
        .collect();
    refused(server, &format!("{{ {again} }}")).await;
}

async fn what_is_asked_of_the_schema_is_priced_with_the_rest(server: &Server) {
    let body = server
        .graphql("{ __type(name: \"Couloir\") { name kind fields { name type { kind name ofType { name } } } } }")
        .await;
    assert_eq!(
        (&body["data"]["__type"]["name"], &body["data"]["__type"]["kind"]),
        (&"Couloir".into(), &"OBJECT".into())
    );
    let fields = body["data"]["__type"]["fields"].as_array().unwrap();
    let slug = fields.iter().find(|field| field["name"] == "slug").unwrap();
    assert_eq!(
        (&slug["type"]["kind"], &slug["type"]["ofType"]["name"]),
        (&"NON_NULL".into(), &"String".into())
    );
    let cost = body["extensions"]["cost"]["requested"].as_u64().unwrap();
    assert!(cost >= fields.len() as u64 / 10 && cost < 50, "{cost}");
    let nothing = server
        .graphql("{ __type(name: \"Nobody\") { name } t: __typename }")
        .await;
    assert_eq!(
        (&nothing["data"]["__type"], &nothing["data"]["t"]),
        (&serde_json::Value::Null, &"Query".into())
    );
    let variables = server
        .graphql_answer(
            "query($n: String!, $no: Boolean!) { __type(name: $n) { name kind @skip(if: $no) } }",
            serde_json::json!({ "n": "Region", "no": true }),
        )
        .await;
    assert_eq!(
        variables.json()["data"]["__type"],
        serde_json::json!({ "name": "Region" })
    );
    let (code, _) = server.graphql_error("{ __schema { types { nothing } } }").await;
    assert_eq!(code, "BAD_USER_INPUT", "it is validated as before");
}

async fn the_schema_that_tools_read_is_the_one_that_is_served(server: &Server) {
    let done = Command::new("node")
        .arg("introspection.mjs")
        .arg(&server.address)
        .current_dir(audits::folder().join("audits"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success() && told.contains("6 queries, one schema"),
        "{told}"
    );
}
