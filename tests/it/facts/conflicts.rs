use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

/// The conflicts that the transcription of the sources names: the subject, the kind, the values, the one retained.
const NAMED: [(&str, &str, &str, &[&str], &str); 23] = [
    (
        "observations",
        "documents-echanges-par-an-france.target-2023",
        "disagreement",
        &["250000000", "500000000"],
        "250000000",
    ),
    (
        "observations",
        "documents-echanges-par-an-france.baseline-xxxx",
        "disagreement",
        &["6000000", "10000000"],
        "10000000",
    ),
    (
        "observations",
        "esms-numerique-essms-des-projets-retenus-france-medico-social-amorcage-temps-1.2021",
        "disagreement",
        &["1340", "1356"],
        "1356",
    ),
    (
        "observations",
        "medecins-ayant-emis-une-ordonnance-numerique-france-medecine-de-ville.2024-05",
        "precision",
        &["19646", "20000"],
        "19646",
    ),
    (
        "programmes",
        "esms-numerique",
        "scope",
        &["600000000.00", "630000000.00"],
        "630000000.00",
    ),
    (
        "programmes",
        "sun-es",
        "definition",
        &["2021-09/2023-12", "2024-01", "2024-03-31"],
        "2021-09/2023-12",
    ),
    (
        "regional-envelopes",
        "esms-numerique-temps-1-cnsa-france",
        "scope",
        &["24000000.00", "30000000.00"],
        "30000000.00",
    ),
    (
        "regional-envelopes",
        "esms-numerique-amorcage-temps-1-bourgogne-franche-comte-decision-revisee",
        "scope",
        &["1200000.00", "1210399.00", "1334519.00"],
        "1334519.00",
    ),
    (
        "regional-envelopes",
        "esms-numerique-temps-2-segur-france",
        "scope",
        &["100000000.00", "75000000.00", "85000000.00"],
        "100000000.00",
    ),
    (
        "funding-windows",
        "sons-lgc-vague-1/order.ends_on",
        "postponement",
        &["2022-07-15", "2022-11-30"],
        "2022-11-30",
    ),
    (
        "funding-windows",
        "sons-lgc-vague-1/balance.ends_on",
        "postponement",
        &["2022-10-15", "2023-12-14"],
        "2023-12-14",
    ),
    (
        "funding-windows",
        "sons-lgc-vague-1/delivery.ends_on",
        "postponement",
        &["2022-10-15", "2023-04-28", "2023-09-20"],
        "2023-09-20",
    ),
    (
        "funding-windows",
        "sun-es-volet-1-fenetre-1/measurement.ends_on",
        "postponement",
        &["2022-06-30", "2022-09-30"],
        "2022-09-30",
    ),
    (
        "funding-windows",
        "sons-hopital-vague-2/order.starts_on",
        "postponement",
        &["2022-07", "2024-09-12T14:00"],
        "2024-09-12T14:00:00",
    ),
    (
        "funding-windows",
        "sons-lgo-vague-1/order.ends_on",
        "postponement",
        &["2022-12-18", "2023-03-15T14:00"],
        "2023-03-15T14:00:00",
    ),
    (
        "funding-windows",
        "sons-lgo-vague-1/delivery.ends_on",
        "postponement",
        &["2023-03-31", "2023-04-28", "2023-09-20"],
        "2023-09-20",
    ),
    (
        "programme-rules",
        "esms-numerique-seuil-grands-projets",
        "disagreement",
        &["49", "50"],
        "50",
    ),
    (
        "couloirs",
        "imagerie",
        "wording",
        &["L'imagerie", "Radiologie"],
        "Imagerie",
    ),
    (
        "couloirs",
        "hopital",
        "wording",
        &["L'hôpital", "Etablissements de santé"],
        "Hôpital",
    ),
    ("software-functions", "ris", "wording", &["SIR", "RIS"], "RIS"),
    (
        "core-services",
        "ins",
        "wording",
        &["service socle", "référentiel socle"],
        "Référentiel socle",
    ),
    (
        "milestones",
        "esms-instruction-2024",
        "definition",
        &["2024-01", "2024-02-01"],
        "2024-01",
    ),
    (
        "milestones",
        "mes-mes-opening",
        "precision",
        &["2022-01", "2022-Q1"],
        "2022-01",
    ),
];

async fn conflict(server: &Server, dataset: &str, subject: &str) -> Json {
    let (record, item) = subject.split_once('/').unwrap_or((subject, ""));
    let mut address = format!("/v1/conflicts?subject_dataset={dataset}&subject={record}");
    if !item.is_empty() {
        address += &format!("&item={item}");
    }
    if dataset == "programmes" {
        // The pilot of SUN-ES is another question.
        address += "&field.ne=pilot";
    }
    let found = server.records(&address).await;
    assert_eq!(found.len(), 1, "{dataset} {subject}");
    found[0].clone()
}

on_both_engines! {
    every_named_conflict_is_listed_with_both_values_and_their_documents,
    what_is_retained_is_what_the_record_says,
    a_conflict_says_of_what_kind_it_is_and_why_its_value_is_retained,
    documents_that_agree_are_in_no_conflict,
}

async fn every_named_conflict_is_listed_with_both_values_and_their_documents(server: &Server) {
    for (dataset, subject, kind, values, retained) in NAMED {
        let conflict = conflict(server, dataset, subject).await;
        assert_eq!(
            (conflict["kind"].as_str(), conflict["retained"].as_str()),
            (Some(kind), Some(retained)),
            "{conflict}"
        );
        let told = conflict["values"].as_array().unwrap();
        let mut found: Vec<&str> = told.iter().map(|value| value["value"].as_str().unwrap()).collect();
        let mut expected = values.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{subject}");
        assert_eq!(
            server.get(conflict["address"].as_str().unwrap()).await.status,
            200,
            "{conflict}"
        );
        assert!(told.iter().any(|value| value["retained"] == true), "{conflict}");
        for value in told {
            let documents = value["documents"].as_array().unwrap();
            assert!(!documents.is_empty());
            let cited = conflict["source_document"].as_array().unwrap();
            assert!(documents.iter().all(|document| cited.contains(document)), "{conflict}");
        }
    }
}

/// The value of a field of a record, or of a phase that was not superseded.
fn own_value(record: &Json, field: &str, item: &Json) -> Json {
    let Some((kind, column)) = item.as_str().and_then(|item| item.split_once('.')) else {
        return record[field].clone();
    };
    let phases = record[field].as_array().unwrap().iter();
    let mut of_kind = phases.filter(|phase| phase["kind"] == kind && phase["superseded"] == false);
    of_kind.find(|phase| !phase[column].is_null()).unwrap()[column].clone()
}

async fn what_is_retained_is_what_the_record_says(server: &Server) {
    let mut compared = 0;
    for conflict in server.records("/v1/conflicts?limit=1000").await {
        if conflict["subject_dataset"] == "observations" {
            continue;
        }
        let record = server.json(conflict["address"].as_str().unwrap()).await;
        let own = own_value(&record, conflict["field"].as_str().unwrap(), &conflict["item"]);
        let text = own.as_str().map_or(own.to_string(), str::to_owned);
        let retained = conflict["retained"].as_str().unwrap();
        let is_label = text == "reference_framework" && retained == "Référentiel socle";
        assert!(is_label || retained == text, "{conflict}: {text}");
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

async fn a_conflict_says_of_what_kind_it_is_and_why_its_value_is_retained(server: &Server) {
    let body = server.graphql(r#"{ conflicts(filter: { subject: { eq: "esms-instruction-2024" } }) { totalCount nodes { name kind retained reason retainedDocument { slug } values { value documents retained } provenance { document { slug } locator } } } }"#).await;
    assert_eq!(
        body["data"]["conflicts"],
        serde_json::json!({
            "totalCount": 1,
            "nodes": [{
                "name": "Quand l'instruction ESMS numérique de 2024 a-t-elle été publiée ?",
                "kind": "DEFINITION",
                "retained": "2024-01",
                "reason": "SAME_EXTENT",
                "retainedDocument": { "slug": "fiche-medico-social-2024" },
                "values": [
                    { "value": "2024-01", "documents": ["fiche-medico-social-2024"], "retained": true },
                    { "value": "2024-02-01", "documents": ["directions-que-prevoit-le-plan-numerique-en-2024"], "retained": false },
                ],
                "provenance": [
                    { "document": { "slug": "fiche-medico-social-2024" }, "locator": "ligne 132" },
                    { "document": { "slug": "directions-que-prevoit-le-plan-numerique-en-2024" }, "locator": null },
                ],
            }],
        })
    );
    for kind in [
        "disagreement",
        "postponement",
        "wording",
        "scope",
        "definition",
        "precision",
    ] {
        let found = server.records(&format!("/v1/conflicts?kind={kind}")).await;
        assert!(!found.is_empty(), "{kind}");
    }
}

async fn documents_that_agree_are_in_no_conflict(server: &Server) {
    let total = server.json("/v1/conflicts?count=true&limit=1").await["total"]
        .as_u64()
        .unwrap();
    assert_eq!(total, 39);
    let body = server
        .json("/v1/conflicts?subject=documents-echanges-par-an-france.target-2023")
        .await;
    let values = server.records(body["data"][0]["address"].as_str().unwrap()).await;
    assert_eq!(values.len(), 6, "every target, whatever its year");
    // Five documents give two billion euros: they agree.
    assert_eq!(
        server
            .records("/v1/conflicts?subject.in=investissement-du-segur-du-numerique-en-sante-france.xxxx")
            .await
            .len(),
        0
    );
}
