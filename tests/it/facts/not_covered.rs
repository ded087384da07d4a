//! A question that no source answers: what there is instead.

use segur_tests::{Server, on_both_engines};
use serde_json::json;

on_both_engines! {
    an_empty_list_says_what_there_is_instead,
    a_list_that_has_rows_or_one_condition_says_nothing,
}

async fn an_empty_list_says_what_there_is_instead(server: &Server) {
    // No source gives the envelope of SUN-ES in Bretagne.
    let answer = server
        .json("/v1/regional-envelopes?programme=sun-es&region=bretagne")
        .await;
    assert_eq!(answer["data"], json!([]));
    let told = answer["not_covered"].as_array().unwrap();
    let of = |field: &str| told.iter().find(|told| told["field"] == field).unwrap()["covered"].clone();
    let groups = server
        .json("/v1/regional-envelopes/groups?by=region&programme=sun-es&measure=none&sort=-count")
        .await;
    let there_are: Vec<_> = groups["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| json!({ "value": group["key"]["region"], "count": group["count"] }))
        .collect();
    assert!(there_are.len() > 1);
    assert_eq!(of("region"), json!(there_are));
    assert!(
        of("programme")
            .as_array()
            .unwrap()
            .iter()
            .any(|covered| covered["value"] == "esms-numerique"),
        "{told:#?}"
    );

    let body = server
        .graphql(
            r#"{ regionalEnvelopes(filter: { programme: { slug: { eq: "sun-es" } }, region: { slug: { eq: "bretagne" } } }) {
                totalCount notCovered { field covered { value count } }
            } }"#,
        )
        .await;
    assert_eq!(
        body["data"]["regionalEnvelopes"],
        json!({ "totalCount": 0, "notCovered": answer["not_covered"] })
    );
}

async fn a_list_that_has_rows_or_one_condition_says_nothing(server: &Server) {
    for path in [
        "/v1/regional-envelopes?programme=sun-es&region=france",
        "/v1/regional-envelopes?programme=hop-en-2&limit=1",
        "/v1/couloirs?name=x",
    ] {
        let answer = server.json(path).await;
        assert!(answer.get("not_covered").is_none(), "{path}: {answer:#}");
    }
    let body = server
        .graphql(r#"{ regionalEnvelopes(first: 1, filter: { programme: { slug: { eq: "sun-es" } } }) { notCovered { field } nodes { slug } } }"#)
        .await;
    assert_eq!(body["data"]["regionalEnvelopes"]["notCovered"], json!([]));
}
