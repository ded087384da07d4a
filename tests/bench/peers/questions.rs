use serde_json::{Value as Json, json};

use super::facts::Facts;

/// How many variants of a question are asked in turn.
pub(super) const VARIANTS: usize = 101;

/// A server that is compared, and how it takes questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Ours,
    Mercurius,
    Postgraphile,
    ByHand,
}

/// A question, in the words of each server.
pub(super) struct Question {
    pub(super) name: &'static str,
    /// Documents of GraphQL: ours, Mercurius's, PostGraphile's.
    documents: [&'static str; 3],
    /// The address of the server by hand.
    path: &'static str,
    variables: fn(&Facts, Peer, usize) -> Json,
}

impl Question {
    /// The path and the body of a variant.
    pub(super) fn request(&self, facts: &Facts, peer: Peer, variant: usize) -> (&'static str, String) {
        let variables = (self.variables)(facts, peer, variant);
        let document = match peer {
            Peer::Ours => self.documents[0],
            Peer::Mercurius => self.documents[1],
            Peer::Postgraphile => self.documents[2],
            Peer::ByHand => return (self.path, variables.to_string()),
        };
        (
            "/graphql",
            json!({ "query": document, "variables": variables }).to_string(),
        )
    }
}

fn couloirs(facts: &Facts, _: Peer, variant: usize) -> Json {
    let mut slugs = facts.couloirs.clone();
    let length = slugs.len();
    slugs.rotate_left(variant % length);
    slugs.swap(0, variant / length % length);
    json!({ "first": 6, "slugs": slugs })
}

fn solutions(facts: &Facts, peer: Peer, variant: usize) -> Json {
    let (cursor, id) = &facts.solutions[variant];
    match peer {
        Peer::Ours => json!({ "first": 50, "after": cursor }),
        _ => json!({ "first": 50, "after": id }),
    }
}

fn between(facts: &Facts, variant: usize, by_day: bool) -> Json {
    let (indicator, region) = &facts.pairs[variant];
    let year = 1_000 + variant % 2;
    json!({
        "first": 100, "indicator": indicator, "region": region,
        "from": format!("{year}-02-01"), "to": format!("{year}-11-30"), "byDay": by_day,
    })
}

fn by_key(facts: &Facts, peer: Peer, variant: usize) -> Json {
    known_to(peer, between(facts, variant, false))
}

fn by_day(facts: &Facts, peer: Peer, variant: usize) -> Json {
    known_to(peer, between(facts, variant, true))
}

/// The order is in our documents and in PostGraphile's.
fn known_to(peer: Peer, mut variables: Json) -> Json {
    if let (Peer::Ours | Peer::Postgraphile, Some(all)) = (peer, variables.as_object_mut()) {
        all.remove("byDay");
    }
    variables
}

fn deep(facts: &Facts, peer: Peer, variant: usize) -> Json {
    let (indicator, region) = &facts.pairs[variant];
    let (cursor, id) = &facts.deep[variant];
    let after = match peer {
        Peer::Ours => json!(cursor),
        _ => json!(id),
    };
    json!({ "first": 100, "indicator": indicator, "region": region, "after": after })
}

fn sums(facts: &Facts, _: Peer, variant: usize) -> Json {
    let indicator = &facts.flows[variant % facts.flows.len()];
    let year = 1_000 + variant / facts.flows.len() % 2;
    json!({ "indicator": indicator, "from": format!("{year}-01-01"), "to": format!("{year}-12-31") })
}

fn sums_between(facts: &Facts, _: Peer, variant: usize) -> Json {
    let indicator = &facts.flows[variant % facts.flows.len()];
    let month = 1 + variant % 12;
    json!({ "indicator": indicator, "from": format!("1000-{month:02}-02"), "to": format!("1001-{month:02}-01") })
}

fn windows(_: &Facts, _: Peer, variant: usize) -> Json {
    let day = format!("20{}-{:02}-{:02}", 22 + variant % 4, 1 + variant % 12, 1 + variant % 28);
    json!({ "first": 100, "day": day })
}

fn named(_: &Facts, _: Peer, variant: usize) -> Json {
    json!({ "first": 20, "contains": format!("ynthétique {}", 10 + variant % 90) })
}

/// Sums by region, in the words of each server.
const SUMS: [&str; 3] = [
    "query($indicator: String, $from: String, $to: String) { observationGroups(by: [REGION], filter: { indicator: { slug: { eq: $indicator } }, period: { gte: $from, lte: $to } }) { key { region } count sum } }",
    "query($indicator: String!, $from: String!, $to: String!) { sums(indicator: $indicator, from: $from, to: $to) { region count sum } }",
    "query($indicator: String, $from: Date, $to: Date) { sums(ofIndicator: $indicator, firstDay: $from, finalDay: $to) { nodes { region count sum } } }",
];

pub(super) const QUESTIONS: [Question; 9] = [
    Question {
        name: "six couloirs",
        documents: [
            "query($first: Int, $slugs: [String!]) { couloirs(first: $first, filter: { slug: { in: $slugs } }) { nodes { slug name } } }",
            "query($first: Int!, $slugs: [String!]!) { couloirs(first: $first, slugs: $slugs) { slug name } }",
            "query($first: Int, $slugs: [String!]) { allCouloirs(first: $first, filter: { slug: { in: $slugs } }) { nodes { slug name } } }",
        ],
        path: "/couloirs",
        variables: couloirs,
    },
    Question {
        name: "50 solutions with editor and referencings",
        documents: [
            "query($first: Int, $after: String) { solutions(first: $first, after: $after) { nodes { name editor { name } referencings { nodes { status statusOn { edtf } } } } } }",
            "query($first: Int!, $after: Int) { solutions(first: $first, after: $after) { name editor { name } referencings { status statusOn } } }",
            "query($first: Int, $after: BigInt) { allSolutions(first: $first, filter: { rowId: { greaterThan: $after } }) { nodes { name editorByEditorId { name } referencingsBySolutionId { nodes { status statusOn } } } } }",
        ],
        path: "/solutions",
        variables: solutions,
    },
    Question {
        name: "100 observations of an indicator and a region between two dates, in key order",
        documents: [
            "query($first: Int, $indicator: String, $region: String, $from: String, $to: String) { observations(first: $first, filter: { indicator: { slug: { eq: $indicator } }, region: { slug: { eq: $region } }, period: { gte: $from, lte: $to } }) { nodes { slug period { edtf } value status } } }",
            "query($first: Int!, $indicator: String!, $region: String!, $from: String, $to: String, $byDay: Boolean) { observations(first: $first, indicator: $indicator, region: $region, from: $from, to: $to, byDay: $byDay) { slug period value status } }",
            "query($first: Int, $indicator: String, $region: String, $from: Date, $to: Date) { allObservations(first: $first, filter: { indicatorByIndicatorId: { slug: { equalTo: $indicator } }, regionByRegionId: { slug: { equalTo: $region } }, day: { greaterThanOrEqualTo: $from }, lastDay: { lessThanOrEqualTo: $to } }) { nodes { slug period value status } } }",
        ],
        path: "/observations",
        variables: by_key,
    },
    Question {
        name: "the same, in order of time",
        documents: [
            "query($first: Int, $indicator: String, $region: String, $from: String, $to: String) { observations(first: $first, orderBy: { field: PERIOD }, filter: { indicator: { slug: { eq: $indicator } }, region: { slug: { eq: $region } }, period: { gte: $from, lte: $to } }) { nodes { slug period { edtf } value status } } }",
            "query($first: Int!, $indicator: String!, $region: String!, $from: String, $to: String, $byDay: Boolean) { observations(first: $first, indicator: $indicator, region: $region, from: $from, to: $to, byDay: $byDay) { slug period value status } }",
            "query($first: Int, $indicator: String, $region: String, $from: Date, $to: Date) { allObservations(first: $first, orderBy: [DAY_ASC, ROW_ID_ASC], filter: { indicatorByIndicatorId: { slug: { equalTo: $indicator } }, regionByRegionId: { slug: { equalTo: $region } }, day: { greaterThanOrEqualTo: $from }, lastDay: { lessThanOrEqualTo: $to } }) { nodes { slug period value status } } }",
        ],
        path: "/observations",
        variables: by_day,
    },
    Question {
        name: "a page behind 1,900 rows of an indicator and a region",
        documents: [
            "query($first: Int, $indicator: String, $region: String, $after: String) { observations(first: $first, after: $after, filter: { indicator: { slug: { eq: $indicator } }, region: { slug: { eq: $region } } }) { nodes { slug period { edtf } value status } } }",
            "query($first: Int!, $indicator: String!, $region: String!, $after: Int) { observations(first: $first, indicator: $indicator, region: $region, after: $after) { slug period value status } }",
            "query($first: Int, $indicator: String, $region: String, $after: BigInt) { allObservations(first: $first, filter: { indicatorByIndicatorId: { slug: { equalTo: $indicator } }, regionByRegionId: { slug: { equalTo: $region } }, rowId: { greaterThan: $after } }) { nodes { slug period value status } } }",
        ],
        path: "/after",
        variables: deep,
    },
    Question {
        name: "sums by region of an indicator in a year",
        documents: SUMS,
        path: "/sums",
        variables: sums,
    },
    Question {
        name: "the same, in twelve months that begin on a second",
        documents: SUMS,
        path: "/sums",
        variables: sums_between,
    },
    Question {
        name: "windows open on a day",
        documents: [
            "query($first: Int, $day: Date) { fundingWindows(first: $first, filter: { openOn: { date: $day } }) { nodes { slug name } } }",
            "query($first: Int!, $day: String!) { windows(first: $first, day: $day) { slug name } }",
            "query($first: Int, $day: Date) { windowsOpen(first: $first, onDay: $day) { nodes { slug name } } }",
        ],
        path: "/windows",
        variables: windows,
    },
    Question {
        name: "20 solutions by part of a name",
        documents: [
            "query($first: Int, $contains: String) { solutions(first: $first, filter: { name: { contains: $contains } }) { nodes { name } } }",
            "query($first: Int!, $contains: String) { solutions(first: $first, contains: $contains) { name } }",
            "query($first: Int, $contains: String) { allSolutions(first: $first, filter: { name: { includesInsensitive: $contains } }) { nodes { name } } }",
        ],
        path: "/named",
        variables: named,
    },
];
