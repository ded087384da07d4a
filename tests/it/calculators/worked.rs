//! The examples worked by hand, through REST and GraphQL.

use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

use super::examples::{CENTRES_DE_SANTE, ESMS_NUMERIQUE, Example, NONE, SONS, SUN_ES};

pub fn codes(answer: &Json, of: &str) -> Vec<String> {
    let all = answer[of].as_array().unwrap().iter();
    all.map(|remark| remark["code"].as_str().unwrap().to_owned()).collect()
}

/// What refuses a case, rather than comments on it.
const REFUSALS: [&str; 12] = [
    "prerequisites",
    "application_closed",
    "grouping_too_small",
    "call_closed",
    "after_the_end",
    "before_the_text",
    "too_early",
    "one_editor",
    "ineligible_software",
    "before_the_opening",
    "referencing_closed",
    "not_referenced_in_time",
];

async fn check(server: &Server, name: &str, examples: &[Example]) {
    assert!(examples.len() >= 10);
    for example in examples {
        let answer = server.json(&format!("/v1/calculators/{name}?{}", example.inputs)).await;
        assert_eq!(
            answer["total"].as_str().unwrap_or(NONE),
            example.total,
            "{}: {answer:#}",
            example.inputs
        );
        let refused = example.told.iter().any(|code| REFUSALS.contains(code));
        assert_eq!(answer["eligible"], !refused, "{}: {answer:#}", example.inputs);
        let told: Vec<String> = [codes(&answer, "refusals"), codes(&answer, "remarks")].concat();
        for code in example.told {
            assert!(
                told.iter().any(|known| known == code),
                "{}: {code} in {told:?}",
                example.inputs
            );
        }
        for record in answer["records"].as_array().unwrap() {
            assert!(!record["source_document"].as_array().unwrap().is_empty(), "{record}");
        }
    }
}

on_both_engines! {
    sun_es_pays_the_forfait_at_the_rate_of_the_window,
    esms_numerique_pays_by_essms_case_and_size,
    a_health_centre_is_paid_by_points_and_summaries,
    an_order_is_admissible_or_not_with_its_reasons,
    between_49_and_50_the_size_is_clear_and_the_call_is_not,
    a_payment_is_scheduled_and_its_tariffs_are_named_with_their_place,
    graphql_and_rest_work_out_the_same,
}

async fn sun_es_pays_the_forfait_at_the_rate_of_the_window(server: &Server) {
    check(server, "sun-es", &SUN_ES).await;
}

async fn esms_numerique_pays_by_essms_case_and_size(server: &Server) {
    check(server, "esms-numerique", &ESMS_NUMERIQUE).await;
}

async fn a_health_centre_is_paid_by_points_and_summaries(server: &Server) {
    check(server, "centres-de-sante", &CENTRES_DE_SANTE).await;
}

async fn an_order_is_admissible_or_not_with_its_reasons(server: &Server) {
    check(server, "sons", &SONS).await;
}

async fn between_49_and_50_the_size_is_clear_and_the_call_is_not(server: &Server) {
    for (essms, total) in [(49, "245000.00"), (50, "100000.00")] {
        let answer = server
            .json(&format!("/v1/calculators/esms-numerique?essms={essms}&equipped=true"))
            .await;
        assert_eq!(answer["total"], total);
        assert_eq!(answer["alternatives"].as_array().unwrap().len(), 0);
        assert!(
            codes(&answer, "remarks").contains(&"unclear_call".to_owned()),
            "{answer:#}"
        );
    }
    let clear = server
        .json("/v1/calculators/esms-numerique?essms=51&equipped=true")
        .await;
    assert!(!codes(&clear, "remarks").contains(&"unclear_call".to_owned()));
}

async fn a_payment_is_scheduled_and_its_tariffs_are_named_with_their_place(server: &Server) {
    let answer = server
        .json("/v1/calculators/esms-numerique?essms=20&equipped=false")
        .await;
    let line = &answer["lines"][0];
    assert_eq!(
        (&line["amount"], &line["qualifier"]),
        (&"140000.00".into(), &"exact".into())
    );
    let halves: Vec<_> = line["instalments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["amount"].as_str().unwrap())
        .collect();
    assert_eq!(halves, ["70000.00", "70000.00"]);
    assert_eq!(
        (&answer["lines"][1]["qualifier"], &answer["at_most"]),
        (&"at_most".into(), &true.into())
    );
    let tariffs: Vec<_> = answer["records"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["dataset"] == "tariffs")
        .collect();
    let places: Vec<_> = tariffs
        .iter()
        .map(|record| {
            (
                record["source_document"][0].as_str().unwrap(),
                record["source_locator"][0].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("fiche-medico-social-2024", "ligne 53, Cas 1"),
            ("fiche-medico-social-2024", "ligne 54, Cas 1")
        ]
    );
}

async fn graphql_and_rest_work_out_the_same(server: &Server) {
    let body = server.graphql(r#"{ calculators {
            sunEs(window: 3, forfaitBiology: "10000", biologyReport: 59) { total eligible lines { rate amount measures { target value reached } } }
            esmsNumerique(essms: 50, equipped: true) { total alternatives { total } }
            centresDeSante(fullTimePractitioners: 3, dmpFeeding: 20, mssanteUsage: 5, ePrescription: 50, apcv: 5) { total }
            sons(softwareFunction: "lgc", orderedOn: "2022-12-01", exclusions: ["sons-exclusion-1"], lang: FR) { eligible refusals { code message record } remarks { code message record } }
        } }"#).await;
    let told = &body["data"]["calculators"];
    assert_eq!(
        told["sunEs"],
        serde_json::json!({ "total": "8500.00", "eligible": true, "lines": [{ "rate": 85, "amount": "8500.00", "measures": [{ "target": 59, "value": 59, "reached": true }] }] })
    );
    assert_eq!(
        told["esmsNumerique"],
        serde_json::json!({ "total": "100000.00", "alternatives": [] })
    );
    assert_eq!(told["centresDeSante"]["total"], "3360.00");
    assert_eq!(
        told["sons"]["refusals"],
        serde_json::json!([
            { "code": "after_the_end", "message": "Commande du 1er décembre 2022, après la fin des commandes de cette fenêtre (30 novembre 2022).", "record": "sons-lgc-vague-1" },
        ])
    );
    let remarks = told["sons"]["remarks"].as_array().unwrap();
    let excluded = serde_json::json!({ "code": "excluded_cost", "message": "Coût non financé : Boîtes aux lettres MSS.", "record": "sons-exclusion-1" });
    assert!(remarks.contains(&excluded), "{remarks:#?}");
}
