//! A total that differs from the sum of its published parts is a warning on its record.

use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

on_both_engines! {
    a_total_that_is_not_the_sum_of_its_parts_is_a_warning,
    every_warning_is_as_worked_out_from_the_rows,
}

async fn a_total_that_is_not_the_sum_of_its_parts_is_a_warning(server: &Server) {
    let total = server.json("/v1/regional-envelopes/sun-es-total-france").await;
    // Its two parts come to 210 M€; the regions that sources name come to less.
    assert_eq!(
        total["warnings"],
        json!([{
            "code": "parts_below_total",
            "field": "amount",
            "message": {
                "fr": "Parties publiées par région (4) : 78\u{202f}400\u{202f}000\u{a0}€, de 210\u{202f}000\u{202f}000\u{a0}€ : le reste n'est dans aucune source lue.",
                "en": "Parts published by region (4): €78,400,000, of €210,000,000: the rest is in no source read.",
            },
        }])
    );
    let part = server.json("/v1/regional-envelopes/sun-es-volet-2-france").await;
    assert_eq!(part["warnings"], json!([]));
    let chosen = server
        .json("/v1/regional-envelopes/sun-es-total-france?fields=slug,amount")
        .await;
    assert_eq!(
        chosen,
        json!({ "slug": "sun-es-total-france", "amount": "210000000.00" })
    );
    let other = server.json("/v1/programmes/sun-es").await;
    assert!(other.get("warnings").is_none(), "only where rows contain others");
    let body = server
        .graphql(r#"{ regionalEnvelope(slug: "sun-es-total-france") { warnings { code field message { fr en } } } }"#)
        .await;
    assert_eq!(body["data"]["regionalEnvelope"]["warnings"], total["warnings"]);
}

async fn every_warning_is_as_worked_out_from_the_rows(server: &Server) {
    let all = server.records("/v1/regional-envelopes?limit=1000").await;
    let cents = |record: &Json| {
        record["amount"]
            .as_str()
            .map(|text| text.replace('.', "").parse::<i64>().unwrap())
    };
    let mut warned = 0;
    for whole in &all {
        let mut expected = Vec::new();
        let mut cuts: Vec<&str> = Vec::new();
        for (of, by) in [("part_of", "part_by"), ("also_part_of", "also_part_by")] {
            let parts = all
                .iter()
                .filter(|part| part[of] == whole["slug"] && cents(part).is_some());
            cuts.extend(parts.filter_map(|part| part[by].as_str()));
        }
        cuts.sort_unstable();
        cuts.dedup();
        for cut in cuts.into_iter().filter(|cut| *cut != "decision") {
            for (of, by) in [("part_of", "part_by"), ("also_part_of", "also_part_by")] {
                let parts = all.iter().filter(|part| part[of] == whole["slug"] && part[by] == cut);
                let sums: Vec<i64> = parts.filter_map(cents).collect();
                let Some(total) = cents(whole).filter(|_| !sums.is_empty()) else {
                    continue;
                };
                match sums.iter().sum::<i64>().cmp(&total) {
                    std::cmp::Ordering::Less => expected.push("parts_below_total"),
                    std::cmp::Ordering::Equal => {}
                    std::cmp::Ordering::Greater => expected.push("parts_exceed_total"),
                }
            }
        }
        let found: Vec<&str> = whole["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|warning| warning["code"].as_str().unwrap())
            .collect();
        assert_eq!(found, expected, "{}", whole["slug"]);
        warned += found.len();
    }
    assert!(warned > 10, "{warned}");
}
