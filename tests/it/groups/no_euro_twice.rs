//! Envelopes are parts of others: a sum adds a euro once, whatever it is grouped by.

use std::collections::{BTreeMap, BTreeSet};

use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

use super::same_as_sql::Draw;

on_both_engines! {
    the_whole_of_a_programme_is_its_total,
    every_door_adds_the_same,
    whatever_envelopes_are_grouped_by_no_euro_is_added_twice,
    the_sums_that_people_ask_for_are_answered,
    what_does_not_add_is_refused_with_what_to_ask_instead,
    observations_add_what_may_be_added,
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
const BY: [&str; 9] = [
    "programme",
    "region",
    "part",
    "phase",
    "decision",
    "amount_qualifier",
    "part_of",
    "part_by",
    "scope",
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

/// An envelope that contains another, with what cuts it into such parts.
type Way = (String, String);

/// Every envelope that contains one, however far up, and what cuts it: each row that states the same as another is a cut of its own.
fn ways(envelopes: &BTreeMap<String, &Json>, slug: &str, seen: &mut BTreeSet<Way>) {
    let envelope = envelopes[slug];
    for (container, cut) in [("part_of", "part_by"), ("also_part_of", "also_part_by")] {
        let Some(whole) = envelope[container].as_str() else {
            continue;
        };
        let cut = match envelope[cut].as_str() {
            Some("decision") => format!("decision {slug}"),
            cut => cut.unwrap_or_default().to_owned(),
        };
        if seen.insert((whole.to_owned(), cut)) {
            ways(envelopes, whole, seen);
        }
    }
}

/// The sum of a group, worked out by walking from each envelope to those that contain it: nothing inside where parts of several cuts overlap.
fn sum_by_hand(all: &BTreeMap<String, &Json>, members: &[&Json]) -> Option<Option<i64>> {
    let valued: Vec<&str> = members
        .iter()
        .filter(|envelope| cents(&envelope["amount"]).is_some())
        .map(|envelope| envelope["slug"].as_str().unwrap())
        .collect();
    let ways_of = |slug: &str| {
        let mut seen = BTreeSet::new();
        ways(all, slug, &mut seen);
        seen
    };
    let is_added = |slug: &&str| {
        let is_contained = ways_of(slug).iter().any(|(whole, _)| valued.contains(&whole.as_str()));
        let is_apart = all[*slug]["scope"] == "apart" && valued.len() > 1;
        !is_contained && !is_apart
    };
    let added: Vec<&str> = valued.iter().copied().filter(is_added).collect();
    let mut cuts: BTreeMap<String, BTreeMap<String, BTreeSet<&str>>> = BTreeMap::new();
    for slug in &added {
        for (whole, cut) in ways_of(slug) {
            cuts.entry(whole).or_default().entry(cut).or_default().insert(slug);
        }
    }
    let is_mixed = cuts.values().any(|cuts| {
        let all: BTreeSet<&&str> = cuts.values().flatten().collect();
        cuts.values().all(|of_cut| of_cut.len() < all.len())
    });
    let cents = added.iter().filter_map(|slug| cents(&all[*slug]["amount"]));
    let cents: Vec<i64> = cents.collect();
    (!is_mixed).then(|| (!cents.is_empty()).then(|| cents.iter().sum()))
}

/// The sums of a grouping; none where one of its groups mixes parts that overlap.
fn by_hand(envelopes: &[Json], by: &[&str], filter: &str) -> Option<BTreeMap<Vec<String>, Option<i64>>> {
    let all: BTreeMap<String, &Json> = envelopes
        .iter()
        .map(|envelope| (envelope["slug"].as_str().unwrap().to_owned(), envelope))
        .collect();
    let mut groups: BTreeMap<Vec<String>, Vec<&Json>> = BTreeMap::new();
    for envelope in envelopes.iter().filter(|envelope| is_kept(envelope, filter)) {
        let key = by.iter().map(|name| envelope[*name].to_string()).collect();
        groups.entry(key).or_default().push(envelope);
    }
    let groups = groups.into_iter();
    groups
        .map(|(key, members)| Some((key, sum_by_hand(&all, &members)?)))
        .collect()
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
    let mut refused = 0;
    for _ in 0..120 {
        let mut by: Vec<&str> = BY.iter().copied().filter(|_| random.below(3) == 0).take(4).collect();
        if by.is_empty() {
            by.push("programme");
        }
        let filter = FILTERS[random.below(FILTERS.len())];
        let address = format!(
            "/v1/regional-envelopes/groups?limit=1000&measure=amount&by={}{filter}",
            by.join(",")
        );
        let expected = by_hand(&envelopes, &by, filter);
        let answer = server.get(&address).await;
        let Some(expected) = expected else {
            assert_eq!(answer.status, 400, "{address}: {}", answer.text);
            assert!(answer.text.contains("part_of,part_by"), "{}", answer.text);
            refused += 1;
            continue;
        };
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        let body = answer.json();
        let found: BTreeMap<Vec<String>, Option<i64>> = body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| {
                let key = by.iter().map(|name| group["key"][name].to_string()).collect();
                (key, cents(&group["sum"]))
            })
            .collect();
        assert_eq!(found, expected, "{address}");
    }
    assert!(refused > 0 && refused < 100, "{refused} of 120 are refused");
}

async fn a_difference_adds_a_euro_once(server: &Server) {
    let diff = server.json("/v1/diff?from=0").await;
    let all = diff["datasets"].as_array().unwrap();
    let envelopes = all.iter().find(|one| one["dataset"] == "regional-envelopes").unwrap();
    let amounts = envelopes["amounts"].as_array().unwrap();
    let amount = amounts.iter().find(|one| one["field"] == "amount").unwrap();
    let whole = server.records("/v1/regional-envelopes?limit=1000").await;
    let alone: i64 = by_hand(&whole, &[], "").unwrap().values().flatten().sum();
    assert_eq!(cents(&amount["after"]), Some(alone));
    assert_eq!(
        amount["after"], "1771400000.00",
        "630 of ESMS, 210 of SUN-ES, 420 of HOP'EN, 400 of Hôpital numérique, 111.4 of CaRE"
    );
}

async fn the_sums_that_people_ask_for_are_answered(server: &Server) {
    for by in ["region", "programme", "programme,region", "phase", "part", "decision"] {
        let address = format!("/v1/regional-envelopes/groups?by={by}");
        assert_eq!(server.get(&address).await.status, 200, "{address}");
    }
    let phases = server.json("/v1/regional-envelopes/groups?by=phase").await;
    let sum = |phase: &str| {
        let groups = phases["data"].as_array().unwrap();
        groups.iter().find(|group| group["key"]["phase"] == phase).unwrap()["sum"].clone()
    };
    assert_eq!(sum("amorcage"), "130000000.00", "and not its two steps besides");
    assert_eq!(sum("generalisation"), "430000000.00", "and not its years besides");
}

async fn what_does_not_add_is_refused_with_what_to_ask_instead(server: &Server) {
    let mixed = "/v1/regional-envelopes/groups?by=scope&amount.lt=100000000";
    let refused = server.get(mixed).await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.text.contains("scope=part") && refused.text.contains("measure=none"),
        "{}",
        refused.text
    );
    let french = server.get(&format!("{mixed}&lang=fr")).await;
    assert!(french.text.contains("ajoutez part_of,part_by"), "{}", french.text);
    let counted = server.json(&format!("{mixed}&measure=none")).await;
    assert_eq!(counted["data"][0]["sum"], Json::Null);
    assert!(counted["total"].as_u64().unwrap() > 1);
    let counted = server
        .graphql("{ regionalEnvelopeGroups(by: [SCOPE], filter: { amount: { lt: \"100000000\" } }) { count } }")
        .await;
    assert!(
        counted["data"]["regionalEnvelopeGroups"].as_array().unwrap().len() > 1,
        "no figure is asked"
    );
    for (asked, told) in [
        ("by=region", "different indicators"),
        (
            "by=indicator&indicator=profils-mon-espace-sante-actives",
            "nature to by",
        ),
        ("by=indicator&indicator=acteurs-alimentant-le-dmp", "France and regions"),
        (
            "by=indicator&indicator=acteurs-alimentant-le-dmp&region=ile-de-france&category=CDS",
            "counted at several dates",
        ),
        (
            "by=indicator&indicator=esms-numerique-projets-retenus&category=amor%C3%A7age%20temps%201",
            "document to by",
        ),
    ] {
        let refused = server.get(&format!("/v1/observations/groups?{asked}")).await;
        assert_eq!(refused.status, 400, "{asked}: {}", refused.text);
        assert!(refused.text.contains(told), "{asked}: {}", refused.text);
    }
}

async fn observations_add_what_may_be_added(server: &Server) {
    let flow = server
        .json("/v1/observations/groups?by=period_year&indicator=documents-alimentant-le-dmp&region=ile-de-france&category=CDS")
        .await;
    assert_eq!(flow["data"][0]["sum"], "7", "{flow}");
    let both = server
        .json("/v1/observations/groups?by=period&indicator=documents-alimentant-le-dmp&region=ile-de-france")
        .await;
    let last = both["data"].as_array().unwrap().last().unwrap();
    assert!(
        last["provisional"].as_u64().unwrap() > 0,
        "the quarter was not over: {last}"
    );
    let share = server
        .json(
            "/v1/observations/groups?by=indicator&indicator=part-des-profils-mon-espace-sante-actives&nature=measured",
        )
        .await;
    assert!(
        share["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|group| group["sum"].is_null()),
        "{share}"
    );
    let ranks = server
        .json("/v1/funding-windows/groups?by=programme&measure=number")
        .await;
    let sun_es = ranks["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["key"]["programme"] == "sun-es");
    assert_eq!(sun_es.unwrap()["sum"], Json::Null, "ranks are no quantities");
}
