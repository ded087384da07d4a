//! Envelopes are parts of others: a sum adds a euro once, whatever it is grouped by.

use std::collections::{BTreeMap, BTreeSet};

use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

use super::same_as_sql::Draw;

on_both_engines! {
    the_whole_of_a_programme_is_its_total,
    every_door_adds_the_same,
    whatever_envelopes_are_grouped_by_no_euro_is_added_twice,
    a_difference_adds_a_euro_once,
}

/// The sum of the only group, how many envelopes it adds and how many are part of those.
async fn only(server: &Server, parameters: &str) -> Json {
    let body = server
        .json(&format!("/v1/regional-envelopes/groups?{parameters}"))
        .await;
    let group = &body["data"][0];
    json!([body["total"], group["sum"], group["count"]])
}

async fn the_whole_of_a_programme_is_its_total(server: &Server) {
    assert_eq!(
        only(server, "by=region&programme=sun-es&region=france").await,
        json!([1, "210000000.00", 6]),
        "volet 1 and volet 2, and not their total besides"
    );
    assert_eq!(only(server, "by=programme&programme=sun-es").await[1], "210000000.00");
    assert_eq!(
        only(server, "by=programme&programme=esms-numerique").await[1],
        "630000000.00"
    );
    let regions = server
        .json("/v1/regional-envelopes/groups?by=decision,region&programme=sun-es&sort=-sum")
        .await;
    assert_eq!(regions["data"][0]["key"]["region"], "france");
    assert_eq!(regions["data"][0]["sum"], "210000000.00");
    assert_eq!(regions["data"][0]["covered"], 5);
    let volet = only(server, "by=programme&programme=sun-es&part=volet-1").await;
    assert_eq!(volet[1], "158000000.00");
}

async fn every_door_adds_the_same(server: &Server) {
    let rest = server.json("/v1/regional-envelopes/groups?by=programme").await;
    let body = server
        .graphql("{ regionalEnvelopeGroups(by: [PROGRAMME]) { key { programme } count measured covered sum } }")
        .await;
    let by_graphql = body["data"]["regionalEnvelopeGroups"].as_array().unwrap();
    for (one, other) in by_graphql.iter().zip(rest["data"].as_array().unwrap()) {
        for name in ["count", "measured", "covered", "sum"] {
            assert_eq!(one[name], other[name], "{name}");
        }
    }
    let csv = server.get("/v1/regional-envelopes/groups.csv?by=programme").await.text;
    assert!(
        csv.starts_with("programme,count,measured,covered,sum,min,max,average"),
        "{csv}"
    );
    assert!(csv.contains(",210000000.00,"), "{csv}");
    let parts = server
        .graphql(r#"{ regionalEnvelope(slug: "sun-es-total-france") { partOf { slug } parts { nodes { slug } } } }"#)
        .await;
    let total = &parts["data"]["regionalEnvelope"];
    assert_eq!(total["partOf"], Json::Null);
    assert!(
        total["parts"]["nodes"].to_string().contains("sun-es-volet-2-france"),
        "{total}"
    );
}

/// What envelopes can be grouped by, and filtered by.
const BY: [&str; 7] = [
    "programme",
    "region",
    "part",
    "phase",
    "decision",
    "amount_qualifier",
    "part_of",
];
const FILTERS: [&str; 5] = [
    "",
    "&region=france",
    "&region.ne=france",
    "&amount.lt=100000000",
    "&programme=esms-numerique",
];

fn is_kept(envelope: &Json, filter: &str) -> bool {
    let amount: Option<f64> = envelope["amount"].as_str().map(|amount| amount.parse().unwrap());
    match filter {
        "" => true,
        "&region=france" => envelope["region"] == "france",
        "&region.ne=france" => envelope["region"] != "france",
        "&amount.lt=100000000" => amount.is_some_and(|amount| amount < 1e8),
        _ => envelope["programme"] == "esms-numerique",
    }
}

fn cents(amount: &Json) -> Option<i64> {
    let text = amount.as_str()?;
    Some(text.replace('.', "").parse().unwrap())
}

/// The sums, worked out by walking from each envelope to those that contain it.
fn by_hand(envelopes: &[Json], by: &[&str], filter: &str) -> BTreeMap<Vec<String>, Option<i64>> {
    let whole: BTreeMap<&str, &str> = envelopes
        .iter()
        .filter_map(|envelope| Some((envelope["slug"].as_str()?, envelope["part_of"].as_str()?)))
        .collect();
    let mut groups: BTreeMap<Vec<String>, Vec<&Json>> = BTreeMap::new();
    for envelope in envelopes.iter().filter(|envelope| is_kept(envelope, filter)) {
        let key = by.iter().map(|name| envelope[*name].to_string()).collect();
        groups.entry(key).or_default().push(envelope);
    }
    let sum = |members: Vec<&Json>| {
        let valued: BTreeSet<&str> = members
            .iter()
            .filter(|envelope| cents(&envelope["amount"]).is_some())
            .map(|envelope| envelope["slug"].as_str().unwrap())
            .collect();
        let is_covered = |slug: &str| {
            let above = std::iter::successors(whole.get(slug), |above| whole.get(**above));
            above.take(20).any(|above| valued.contains(above))
        };
        let added = members
            .iter()
            .filter(|envelope| !is_covered(envelope["slug"].as_str().unwrap()));
        let cents: Vec<i64> = added.filter_map(|envelope| cents(&envelope["amount"])).collect();
        (!cents.is_empty()).then(|| cents.iter().sum())
    };
    groups.into_iter().map(|(key, members)| (key, sum(members))).collect()
}

async fn whatever_envelopes_are_grouped_by_no_euro_is_added_twice(server: &Server) {
    let envelopes = server.records("/v1/regional-envelopes?limit=1000").await;
    assert!(
        envelopes
            .iter()
            .filter(|envelope| envelope["part_of"].is_string())
            .count()
            > 50
    );
    let mut random = Draw(17);
    for _ in 0..60 {
        let mut by: Vec<&str> = BY.iter().copied().filter(|_| random.below(3) == 0).take(4).collect();
        if by.is_empty() {
            by.push("programme");
        }
        let filter = FILTERS[random.below(FILTERS.len())];
        let address = format!(
            "/v1/regional-envelopes/groups?limit=1000&measure=amount&by={}{filter}",
            by.join(",")
        );
        let body = server.json(&address).await;
        let found: BTreeMap<Vec<String>, Option<i64>> = body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| {
                let key = by.iter().map(|name| group["key"][name].to_string()).collect();
                (key, cents(&group["sum"]))
            })
            .collect();
        assert_eq!(found, by_hand(&envelopes, &by, filter), "{address}");
    }
}

async fn a_difference_adds_a_euro_once(server: &Server) {
    let diff = server.json("/v1/diff?from=0").await;
    let all = diff["datasets"].as_array().unwrap();
    let envelopes = all.iter().find(|one| one["dataset"] == "regional-envelopes").unwrap();
    let amounts = envelopes["amounts"].as_array().unwrap();
    let amount = amounts.iter().find(|one| one["field"] == "amount").unwrap();
    let whole = server.records("/v1/regional-envelopes?limit=1000").await;
    let alone: i64 = by_hand(&whole, &[], "").values().flatten().sum();
    assert_eq!(cents(&amount["after"]), Some(alone));
    assert_eq!(
        amount["after"], "1795000000.00",
        "630 of ESMS, 210 of SUN-ES, and what is told of SONS"
    );
}
