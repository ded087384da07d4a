use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

/// The conflicts that the transcription of the sources names: the subject, the values, the one retained.
const NAMED: [(&str, &str, &[&str], &str); 20] = [
    (
        "observations",
        "documents-echanges-par-an-cible-france.xxxx",
        &["250000000", "500000000"],
        "250000000",
    ),
    (
        "observations",
        "documents-echanges-par-an-depart-france.xxxx",
        &["6000000", "10000000"],
        "6000000",
    ),
    (
        "programmes",
        "esms-numerique",
        &["600000000.00", "630000000.00"],
        "630000000.00",
    ),
    (
        "regional-envelopes",
        "esms-numerique-phase-d-amorcage-france",
        &["24000000.00", "30000000.00"],
        "30000000.00",
    ),
    (
        "observations",
        "esms-numerique-essms-des-projets-retenus-france-medico-social-amorcage-temps-1.2021",
        &["1340", "1356"],
        "1356",
    ),
    (
        "regional-envelopes",
        "esms-numerique-phase-1-bourgogne-franche-comte",
        &["1200000.00", "1210399.00", "1334519.00"],
        "1200000.00",
    ),
    (
        "programme-rules",
        "sons-commande-sous-condition",
        &["4 mois", "120 jours calendaires"],
        "4 mois",
    ),
    (
        "funding-windows",
        "sons-lgc-vague-1/order.ends_on",
        &["2022-07-15", "2022-11-30"],
        "2022-11-30",
    ),
    (
        "funding-windows",
        "sons-lgc-vague-1/balance.ends_on",
        &["2022-10-15", "2023-12-14"],
        "2023-12-14",
    ),
    (
        "funding-windows",
        "sun-es-volet-1-fenetre-1/measurement.ends_on",
        &["2022-06-30", "2022-09-30"],
        "2022-09-30",
    ),
    (
        "programmes",
        "sons",
        &["465000000.00", "150000000.00", "40000000.00"],
        "150000000.00",
    ),
    (
        "programme-rules",
        "esms-numerique-seuil-grands-projets",
        &["moins de 49, plus de 50", "moins de 50 ou 50 et plus", "50 et plus"],
        "moins de 50 ou 50 et plus",
    ),
    ("couloirs", "imagerie", &["L'imagerie", "Radiologie"], "Radiologie"),
    (
        "couloirs",
        "hopital",
        &["L'hôpital", "Etablissements de santé"],
        "Etablissements de santé",
    ),
    ("software-functions", "ris", &["SIR", "RIS"], "RIS"),
    (
        "funding-windows",
        "sons-lgo-vague-1/order.ends_on",
        &["2022-12-18", "2023-03-15T14:00"],
        "2023-03-15T14:00",
    ),
    (
        "funding-windows",
        "sons-lgo-vague-1/delivery.ends_on",
        &["2023-03-31", "2023-04-28", "2023-09-20"],
        "2023-09-20",
    ),
    (
        "core-services",
        "ins",
        &["service socle", "référentiel socle"],
        "référentiel socle",
    ),
    (
        "milestones",
        "esms-instruction-2024",
        &["2024-01", "2024-02-01"],
        "2024-02-01",
    ),
    (
        "regional-envelopes",
        "esms-numerique-temps-2-segur-france",
        &["100000000.00", "75000000.00"],
        "100000000.00",
    ),
];

async fn conflict(server: &Server, dataset: &str, subject: &str) -> Json {
    let (record, item) = subject.split_once('/').unwrap_or((subject, ""));
    let mut address = format!("/v1/conflicts?subject_dataset={dataset}&subject={record}");
    if !item.is_empty() {
        address += &format!("&item={item}");
    }
    let found = server.records(&address).await;
    assert_eq!(found.len(), 1, "{dataset} {subject}");
    found[0].clone()
}

on_both_engines! {
    every_named_conflict_is_listed_with_both_values_and_their_documents,
    a_conflict_says_why_its_value_is_retained,
    documents_that_agree_are_in_no_conflict,
}

async fn every_named_conflict_is_listed_with_both_values_and_their_documents(server: &Server) {
    for (dataset, subject, values, retained) in NAMED {
        let conflict = conflict(server, dataset, subject).await;
        assert_eq!(conflict["retained"], retained, "{conflict}");
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
        for value in told {
            assert_eq!(value["retained"], value["value"] == retained, "{value}");
            let documents = value["documents"].as_array().unwrap();
            assert!(!documents.is_empty());
            let cited = conflict["source_document"].as_array().unwrap();
            assert!(documents.iter().all(|document| cited.contains(document)), "{conflict}");
        }
    }
}

async fn a_conflict_says_why_its_value_is_retained(server: &Server) {
    let body = server.graphql(r#"{ conflicts(filter: { subject: { eq: "sons-commande-sous-condition" } }) { totalCount nodes { name retained reason retainedDocument { slug publishedOn { edtf } } values { value documents retained } provenance { document { slug } locator } } } }"#).await;
    assert_eq!(
        body["data"]["conflicts"],
        serde_json::json!({
            "totalCount": 1,
            "nodes": [{
                "name": "Combien de temps une commande peut-elle précéder le référencement de la solution ?",
                "retained": "4 mois",
                "reason": "MOST_RECENT_DOCUMENT",
                "retainedDocument": { "slug": "webinaire-idf-2022", "publishedOn": { "edtf": "2022-03?" } },
                "values": [
                    { "value": "4 mois", "documents": ["webinaire-idf-2022"], "retained": true },
                    { "value": "120 jours calendaires", "documents": ["presentation-bfc-2021"], "retained": false },
                ],
                "provenance": [
                    { "document": { "slug": "webinaire-idf-2022" }, "locator": "ligne 596, En synthèse" },
                    { "document": { "slug": "presentation-bfc-2021" }, "locator": "ligne 450, SONS à retenir" },
                ],
            }],
        })
    );
}

async fn documents_that_agree_are_in_no_conflict(server: &Server) {
    let total = server.json("/v1/conflicts?count=true&limit=1").await["total"]
        .as_u64()
        .unwrap();
    assert_eq!(total, 27);
    let body = server
        .json("/v1/conflicts?subject=documents-echanges-par-an-cible-france.xxxx")
        .await;
    let values = server.records(body["data"][0]["address"].as_str().unwrap()).await;
    assert_eq!(values.len(), 4, "every value that is in conflict");
    // Five documents give two billion euros: they agree.
    assert_eq!(
        server
            .records("/v1/conflicts?subject.in=investissement-du-segur-du-numerique-en-sante-france.xxxx")
            .await
            .len(),
        0
    );
}
