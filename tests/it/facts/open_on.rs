//! Which windows take something on a day: the sets worked out by hand from the dates that the sources print (`tests/open_on.csv`), in every door.

use std::collections::{BTreeMap, BTreeSet};

use segur::domain::{Clock, civil_day};
use segur_tests::{Server, on_both_engines};
use serde::Deserialize;
use serde_json::Value as Json;

/// The windows that have a phase on a day, certainly or not.
#[derive(Deserialize)]
struct Open {
    day: String,
    phase: String,
    certain: String,
    uncertain: String,
}

impl Open {
    /// Each window, with whether its phase is certain.
    fn windows(&self) -> BTreeMap<String, bool> {
        let named = |text: &str, is_certain: bool| {
            let slugs: Vec<String> = text
                .split(';')
                .filter(|slug| !slug.is_empty())
                .map(str::to_owned)
                .collect();
            slugs.into_iter().map(move |slug| (slug, is_certain))
        };
        named(&self.certain, true)
            .chain(named(&self.uncertain, false))
            .collect()
    }
}

fn by_hand() -> Vec<Open> {
    let text = include_str!("../../open_on.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().unwrap()
}

on_both_engines! {
    the_windows_of_a_day_are_those_worked_out_by_hand,
    orders_of_october_2022,
    a_day_is_asked_with_all_else,
    what_cannot_be_asked_of_a_day_is_refused,
    the_last_measured_value_of_each_series,
    what_was_published_since_a_moment,
}

fn kinds(list: &Json) -> Vec<String> {
    let kinds = list.as_array().unwrap().iter();
    kinds.map(|kind| kind.as_str().unwrap().to_lowercase()).collect()
}

/// Whether each window that is told has a phase of a kind certainly; it has it at least uncertainly.
fn told(windows: &[Json], phase: &str, names: [&str; 2]) -> BTreeMap<String, bool> {
    let each = windows.iter().map(|window| {
        let [certain, uncertain] = names.map(|name| kinds(&window.pointer(name).unwrap().clone()));
        assert!(
            certain.iter().chain(&uncertain).any(|kind| kind == phase),
            "{phase}: {window}"
        );
        let is_certain = certain.iter().any(|kind| kind == phase);
        (window["slug"].as_str().unwrap().to_owned(), is_certain)
    });
    each.collect()
}

async fn the_windows_of_a_day_are_those_worked_out_by_hand(server: &Server) {
    let all = by_hand();
    let days: BTreeSet<&str> = all.iter().map(|open| open.day.as_str()).collect();
    assert_eq!(days.len(), 5);
    for open in &all {
        let (day, phase) = (&open.day, &open.phase);
        let asked = format!("open_on.{phase}={day}&fields=slug,open_phases,uncertain_phases");
        let page = server
            .json(&format!("/v1/funding-windows?{asked}&limit=1000&count=true"))
            .await;
        let rows = page["data"].as_array().unwrap();
        let expected = open.windows();
        let names = ["/open_phases", "/uncertain_phases"];
        assert_eq!(told(rows, phase, names), expected, "{day} {phase}");
        assert_eq!(page["total"], expected.len());
        let csv = server.get(&format!("/v1/funding-windows.csv?{asked}")).await.text;
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("slug,open_phases,uncertain_phases"));
        let by_file: BTreeMap<String, bool> = lines
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                (cells[0].to_owned(), cells[1].split(';').any(|kind| kind == phase))
            })
            .collect();
        assert_eq!(by_file, expected, "{day} {phase} in a file");
        let query = format!(
            r#"{{ fundingWindows(first: 500, filter: {{ openOn: {{ date: "{day}", phase: {} }} }}) {{ nodes {{ slug phasesOn(date: "{day}") {{ certain uncertain }} }} }} }}"#,
            phase.to_uppercase()
        );
        let body = server.graphql(&query).await;
        let nodes = body["data"]["fundingWindows"]["nodes"].as_array().unwrap();
        let names = ["/phasesOn/certain", "/phasesOn/uncertain"];
        assert_eq!(told(nodes, phase, names), expected, "{day} {phase} by GraphQL");
    }
    for day in days {
        let whole: BTreeSet<String> = all
            .iter()
            .filter(|open| open.day == day)
            .flat_map(|open| open.windows().into_keys())
            .collect();
        let found = server
            .records(&format!("/v1/funding-windows?open_on={day}&fields=slug"))
            .await;
        let found: BTreeSet<String> = found
            .iter()
            .map(|window| window["slug"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(found, whole, "any phase on {day}");
        let groups = server
            .json(&format!(
                "/v1/funding-windows/groups?by=programme&measure=none&open_on={day}"
            ))
            .await;
        let counted: u64 = groups["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| group["count"].as_u64().unwrap())
            .sum();
        assert_eq!(counted, whole.len() as u64);
    }
}

/// The question of the first readers: which windows took orders on 1 October 2022?
async fn orders_of_october_2022(server: &Server) {
    let windows = server
        .records("/v1/funding-windows?open_on.order=2022-10-01&fields=slug,open_phases&sort=slug")
        .await;
    let certain: Vec<&str> = windows
        .iter()
        .filter(|window| kinds(&window["open_phases"]).contains(&"order".to_owned()))
        .map(|window| window["slug"].as_str().unwrap())
        .collect();
    assert_eq!(
        certain,
        [
            "sons-dui-ms1-vague-1",
            "sons-dui-ms2-pds-vague-1",
            "sons-dui-ms2-pe-vague-1",
            "sons-dui-vague-1"
        ]
    );
    for uncertain in [
        "sons-lgc-vague-1",
        "sons-lgo-vague-1",
        "sons-dpi-vague-1",
        "sons-sgl-vague-1",
    ] {
        assert!(windows.iter().any(|window| window["slug"] == uncertain), "{uncertain}");
    }
    assert!(
        !windows.iter().any(|window| window["slug"] == "sons-hopital-vague-1"),
        "its phase was superseded"
    );
}

async fn a_day_is_asked_with_all_else(server: &Server) {
    let both = server
        .records("/v1/funding-windows?open_on.order=2022-10-01&couloir=hopital&fields=slug,uncertain_phases&sort=-slug&limit=2")
        .await;
    assert!(both.len() > 2, "pages follow each other: {both:?}");
    let closed = server
        .graphql(r#"{ fundingWindows(filter: { not: { openOn: { date: "2022-10-01" } } }) { totalCount } all: fundingWindows { totalCount } open: fundingWindows(filter: { openOn: { date: "2022-10-01" } }) { totalCount } }"#)
        .await;
    let count = |name: &str| closed["data"][name]["totalCount"].as_u64().unwrap();
    assert_eq!(count("fundingWindows") + count("open"), count("all"));
    let programmes = server
        .graphql(r#"{ programmes(filter: { fundingWindows: { some: { openOn: { date: "2022-03-15", phase: APPLICATION } } } }, orderBy: [{ field: SLUG }]) { nodes { slug } } }"#)
        .await;
    assert_eq!(
        programmes["data"]["programmes"]["nodes"],
        serde_json::json!([{ "slug": "esms-numerique" }, { "slug": "hop-en-2" }, { "slug": "sun-es" }]),
        "the second phase of HOP'EN 2 bears no start: it may have been open"
    );
    let today = server
        .records("/v1/funding-windows?current=true&fields=slug,open_phases,uncertain_phases")
        .await;
    assert!(
        today
            .iter()
            .all(|window| !kinds(&window["open_phases"]).is_empty() || !kinds(&window["uncertain_phases"]).is_empty())
    );
    let by_graphql = server.graphql("{ fundingWindows(filter: { current: true }, first: 500) { totalCount } same: fundingWindows(filter: { openOn: {} }) { totalCount } }").await;
    assert_eq!(by_graphql["data"]["fundingWindows"]["totalCount"], today.len());
    assert_eq!(by_graphql["data"]["same"]["totalCount"], today.len());
}

async fn what_cannot_be_asked_of_a_day_is_refused(server: &Server) {
    for (asked, told) in [
        ("/v1/funding-windows?open_on=2022-13-01", "is not a day"),
        ("/v1/funding-windows?open_on=2022-10", "is not a day"),
        (
            "/v1/funding-windows?open_on.ordr=2022-10-01",
            "did you mean \\\"order\\\"",
        ),
        ("/v1/funding-windows?current=maybe", "true or false"),
        (
            "/v1/funding-windows?open_on.order=2022-10-01&open_on.delivery=2022-10-02",
            "one day at a time",
        ),
        ("/v1/funding-windows?fields=slug,open_phases", "has no field"),
        ("/v1/programmes?open_on=2022-10-01", "has no parameter"),
        ("/v1/programmes?latest=true", "has no parameter"),
        ("/v1/programmes?since=hier", "is no moment"),
    ] {
        let refused = server.get(asked).await;
        assert_eq!(refused.status, 400, "{asked}: {}", refused.text);
        assert!(refused.text.contains(told), "{asked}: {}", refused.text);
    }
    let refused = server
        .graphql_answer(
            r#"{ fundingWindow(slug: "sons-lgc-vague-1") { phasesOn(date: "demain") { certain } } }"#,
            Json::Null,
        )
        .await;
    assert!(refused.text.contains("is not a day"), "{}", refused.text);
}

async fn the_last_measured_value_of_each_series(server: &Server) {
    let all = server.records("/v1/observations?limit=1000").await;
    let today = server.records("/v1/observations?latest=true&limit=1000").await;
    let now = civil_day(Clock::System.now()).to_string();
    let mut expected: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    for observation in &all {
        let text = |name: &str| observation[name].as_str().unwrap_or_default().to_owned();
        let slug = text("slug");
        let series = slug.split_once('.').unwrap().0.to_owned();
        let is_known = !observation["value"].is_null() && observation["nature"] == "measured";
        let last = (text("period_latest"), text("period"), slug);
        if is_known && !last.0.is_empty() && last.0 <= now {
            let known = expected.entry(series).or_default();
            *known = last.max(known.clone());
        }
    }
    let expected: BTreeSet<String> = expected.into_values().map(|(.., slug)| slug).collect();
    let slugs = |rows: &[Json]| -> BTreeSet<String> {
        rows.iter()
            .map(|row| row["slug"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(slugs(&today), expected);
    assert!(today.len() > 300 && today.len() < all.len());
    let region = server
        .records("/v1/observations?latest=true&indicator=acteurs-alimentant-le-dmp&region=ile-de-france&fields=slug,period&limit=3")
        .await;
    // Health centres have no value for the last quarter.
    let is_last = |row: &Json| row["period"] == "2022-33" || row["period"] == "2021-36";
    assert!(region.len() > 5 && region.iter().all(is_last), "{region:?}");
    let csv = server.get("/v1/observations.csv?latest=true&fields=slug").await.text;
    assert_eq!(
        csv.lines().skip(1).map(str::to_owned).collect::<BTreeSet<_>>(),
        expected
    );
    let body = server.graphql("{ observations(filter: { latest: true }) { totalCount } rest: observations(filter: { latest: false }) { totalCount } }").await;
    assert_eq!(body["data"]["observations"]["totalCount"], expected.len());
    assert_eq!(body["data"]["rest"]["totalCount"], all.len() - expected.len());
}

async fn what_was_published_since_a_moment(server: &Server) {
    let count = async |asked: &str| {
        server
            .json(&format!("/v1/funding-windows?{asked}&count=true&limit=1"))
            .await["total"]
            .as_u64()
            .unwrap()
    };
    let all = count("revision.gte=1").await;
    assert_eq!(count("since=0").await, all);
    assert_eq!(count("since=1").await, count("revision.gt=1").await);
    assert!(count("since=1").await < all);
    assert_eq!(count("since=2025-12-31").await, all, "published on 1 January 2026");
    assert_eq!(count("since=2026-01-02").await, 0);
    assert_eq!(count("since=2025-12-31T23:59:58Z").await, all);
    assert_eq!(count("since=2026-01-01T00:00:00Z").await, 0);
    let body = server.graphql(r#"{ fundingWindows(filter: { since: 1 }) { totalCount } none: fundingWindows(filter: { since: "2026-01-02" }) { totalCount } }"#).await;
    assert_eq!(body["data"]["fundingWindows"]["totalCount"], count("since=1").await);
    assert_eq!(body["data"]["none"]["totalCount"], 0);
}
