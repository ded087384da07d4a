//! What codes, dates and references are called, in every door.

use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

on_both_engines! {
    a_list_a_record_and_files_have_labels_of_terms_dates_and_references,
    phases_have_labels_of_their_kinds_and_dates,
    labels_are_fields_that_can_be_chosen,
    groups_have_the_labels_of_their_keys_and_the_insee_codes_of_regions,
    graphql_has_labels_of_terms_dates_and_groups,
}

const OBSERVATION: &str = "indicator=acteurs-alimentant-le-dmp&region=ile-de-france&period=2021-33&limit=1";

async fn a_list_a_record_and_files_have_labels_of_terms_dates_and_references(server: &Server) {
    let in_french = server.json(&format!("/v1/observations?{OBSERVATION}&labels=fr")).await;
    let record = &in_french["data"][0];
    assert_eq!(
        (&record["period"], &record["period_label"], &record["region_label"]),
        (&"2021-33".into(), &"T1 2021".into(), &"Île-de-France".into()),
        "{record:#}"
    );
    let indicator = server.json("/v1/indicators/acteurs-alimentant-le-dmp").await;
    assert_eq!(record["indicator_label"], indicator["name"]);
    assert_eq!(
        (&record["nature"], &record["nature_label"]),
        (&"measured".into(), &"Mesurée".into())
    );
    assert_eq!(record["couloir"], Json::Null);
    assert_eq!(record["couloir_label"], Json::Null);

    let slug = record["slug"].as_str().unwrap();
    let one = server.json(&format!("/v1/observations/{slug}?labels=fr")).await;
    assert_eq!(&one, record);
    let in_english = server.json(&format!("/v1/observations/{slug}?labels=en")).await;
    assert_eq!(in_english["period_label"], "Q1 2021");

    // Files, in the order of the key and in another.
    for order in ["", "&sort=-period"] {
        let path = format!("/v1/observations.ndjson?{OBSERVATION}&labels=fr{order}");
        let line: Json = serde_json::from_str(server.get(&path).await.text.lines().next().unwrap()).unwrap();
        assert_eq!(line["period_label"], "T1 2021");
        let path = format!("/v1/observations.csv?{OBSERVATION}&labels=fr{order}");
        let text = server.get(&path).await.text;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        let cell = |name: &str| &row[header.iter().position(|known| known == name).unwrap()];
        assert_eq!(
            (cell("region"), cell("region_label"), cell("period_label")),
            ("ile-de-france", "Île-de-France", "T1 2021")
        );
        let label = header.iter().position(|name| name == "region_label").unwrap();
        assert_eq!(&header[label - 1], "region", "a label follows its column");
    }
    let plain = server.json(&format!("/v1/observations?{OBSERVATION}")).await;
    assert!(
        plain["data"][0].get("period_label").is_none(),
        "only where it is asked for"
    );
}

async fn phases_have_labels_of_their_kinds_and_dates(server: &Server) {
    let query = "slug=sons-lgo-vague-1&labels=fr";
    let window = &server.records(&format!("/v1/funding-windows?{query}")).await[0];
    let phases = window["phases"].as_array().unwrap();
    let order = phases
        .iter()
        .find(|phase| phase["kind"] == "order" && phase["superseded"] == false)
        .unwrap();
    assert_eq!(
        (&order["kind_label"], &order["ends_on"], &order["ends_on_label"]),
        (
            &"Commandes et demandes d'avance".into(),
            &"2023-03-15T14:00:00".into(),
            &"15 mars 2023 à 14 h".into()
        ),
        "{order:#}"
    );
    for form in ["ndjson", "json"] {
        let text = server.get(&format!("/v1/funding-windows.{form}?{query}")).await.text;
        let body: Json = serde_json::from_str(&text).unwrap();
        let record = if body.is_array() { &body[0] } else { &body };
        assert_eq!(record["phases"], window["phases"], "{form}");
    }
    let plain = server.json("/v1/funding-windows/sons-lgo-vague-1").await;
    assert!(plain["phases"][0].get("kind_label").is_none());
}

async fn labels_are_fields_that_can_be_chosen(server: &Server) {
    let chosen = server
        .records("/v1/programmes?slug=sun-es&labels=en&fields=slug,pilot_label")
        .await;
    let pilot = server.json("/v1/institutions/dgos").await;
    assert_eq!(chosen, [json!({ "slug": "sun-es", "pilot_label": pilot["name"] })]);
    for (path, tells) in [
        ("/v1/programmes?fields=slug,pilot_label", "has no field"),
        ("/v1/programmes?labels=de", "no language of labels: fr or en"),
        ("/v1/programmes?labels=fr&labels=en", "given twice"),
        ("/v1/programmes/sun-es?labels=fr&labels=en", "given twice"),
        ("/v1/programmes/groups?by=pilot&measure=none&labels=x", "fr or en"),
    ] {
        let refused = server.get(path).await;
        assert_eq!(refused.status, 400, "{path}: {}", refused.text);
        assert!(refused.text.contains(tells), "{path}: {}", refused.text);
    }
}

async fn groups_have_the_labels_of_their_keys_and_the_insee_codes_of_regions(server: &Server) {
    let by = "by=region,nature,period_quarter&measure=none&indicator=acteurs-alimentant-le-dmp&period=2021-33";
    let groups = server.json(&format!("/v1/observations/groups?{by}&labels=fr")).await;
    let group = &groups["data"][0];
    assert_eq!(
        group["key"],
        json!({ "region": "ile-de-france", "nature": "measured", "period_quarter": "2021-Q1" })
    );
    let labels: Vec<[&Json; 4]> = group["labels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|label| [&label["field"], &label["code"], &label["label"], &label["insee_code"]])
        .collect();
    assert_eq!(
        json!(labels),
        json!([
            ["region", "ile-de-france", "Île-de-France", "11"],
            ["nature", "measured", "Mesurée", null],
            ["period_quarter", "2021-Q1", "T1 2021", null],
        ])
    );
    let csv = server
        .get(&format!("/v1/observations/groups.csv?{by}&labels=fr"))
        .await
        .text;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[0].starts_with(
            "region,region_label,region_insee_code,nature,nature_label,period_quarter,period_quarter_label,count"
        ),
        "{csv}"
    );
    assert!(
        lines[1].starts_with("ile-de-france,Île-de-France,11,measured,Mesurée,2021-Q1,T1 2021,"),
        "{csv}"
    );
    let plain = server.json(&format!("/v1/observations/groups?{by}")).await;
    assert!(plain["data"][0].get("labels").is_none());
}

async fn graphql_has_labels_of_terms_dates_and_groups(server: &Server) {
    let body = server
        .graphql(
            r#"{
                observations(first: 1, filter: { indicator: { slug: { eq: "acteurs-alimentant-le-dmp" } }, period: { eq: "2021-33" } }) {
                    nodes { labels(lang: FR) { field label } }
                }
                fundingWindow(slug: "sons-lgc-vague-1") { phases { kind labels(lang: FR) { field code term label } } }
                observationGroups(by: [REGION], filter: { indicator: { slug: { eq: "acteurs-alimentant-le-dmp" } }, region: { slug: { eq: "ile-de-france" } } }) {
                    count labels { field code label inseeCode }
                }
            }"#,
        )
        .await;
    let labels = body["data"]["observations"]["nodes"][0]["labels"].as_array().unwrap();
    assert!(
        labels.contains(&json!({ "field": "period", "label": "T1 2021" })),
        "{labels:#?}"
    );
    let phase = &body["data"]["fundingWindow"]["phases"][0];
    assert_eq!(
        (&phase["kind"], &phase["labels"][0]),
        (
            &json!("REFERENCING"),
            &json!({ "field": "kind", "code": "referencing", "term": "REFERENCING", "label": "Demandes de référencement" })
        )
    );
    assert_eq!(
        phase["labels"][0]["term"], phase["kind"],
        "a label can be joined to its enum"
    );
    let starts = json!({ "field": "starts_on", "code": "2021-08-31", "term": null, "label": "31 août 2021" });
    assert!(phase["labels"].as_array().unwrap().contains(&starts), "{phase}");
    assert_eq!(
        body["data"]["observationGroups"][0]["labels"],
        json!([{ "field": "region", "code": "ile-de-france", "label": "Île-de-France", "inseeCode": "11" }])
    );
}
