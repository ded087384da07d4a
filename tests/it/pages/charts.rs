//! Charts and maps say what their rows say, at addresses that stay.

use segur::access::Role;
use segur_tests::{Database, Server, audits, institutions::key_on, on_both_engines, on_own_database};
use serde_json::Value as Json;

const CHARTS: [&str; 6] = [
    "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=ile-de-france&sort=period",
    "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=ile-de-france&chart=bar&width=340",
    "/v1/observations.svg?value.is_null=true&chart=bar&indicator=documents-alimentant-le-dmp",
    "/v1/regional-envelopes.svg?programme=sun-es&theme=dark",
    "/v1/regional-envelopes.svg?programme=sun-es&part.is_null=true&decision.is_null=true&region.ne=france&chart=map",
    "/v1/tariffs.svg?programme=esms-numerique&per=essms",
];

on_both_engines! {
    every_value_of_the_rows_is_in_the_chart,
    a_chart_that_would_mean_nothing_says_what_would,
}

on_own_database! {
    a_chart_of_a_moment_is_the_same_bytes_after_a_later_publication,
}

/// A number as English writes it: `1,210,399.5`.
fn in_english(number: &str) -> String {
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        text
    } else {
        format!("{text}.{rest}")
    }
}

async fn every_value_of_the_rows_is_in_the_chart(server: &Server) {
    for chart in CHARTS {
        let answer = server.get(&format!("{chart}&lang=en")).await;
        assert_eq!(answer.status, 200, "{chart}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "image/svg+xml", "{chart}");
        let svg = answer.text;
        assert!(
            svg.contains("role=\"img\"") && svg.contains("<title id=\"t\">") && svg.contains("<desc id=\"d\">"),
            "{svg}"
        );
        assert!(
            svg.contains("Source:") && svg.contains("revision 4") && svg.contains("Licence Ouverte"),
            "{svg}"
        );
        let parsed = format!(
            "import xml.dom.minidom, urllib.request; print(xml.dom.minidom.parse(urllib.request.urlopen({:?})).documentElement.tagName)",
            format!("{}{chart}", server.address)
        );
        let tag = tokio::task::spawn_blocking(move || audits::python_text(&parsed))
            .await
            .unwrap();
        assert_eq!(tag.trim(), "svg", "{chart}");
        let list = chart.replace(".svg", "");
        let kept = list
            .split('&')
            .filter(|part| !["chart", "width", "theme"].iter().any(|name| part.starts_with(name)));
        let rows = server.records(&kept.collect::<Vec<_>>().join("&")).await;
        assert!(rows.len() > 3, "{chart}: {} rows", rows.len());
        for row in rows {
            let value = if chart.contains("/observations") {
                &row["value"]
            } else {
                &row["amount"]
            };
            let text = match value {
                Json::Null => continue,
                Json::String(text) => text.clone(),
                number => number.to_string(),
            };
            assert!(
                svg.contains(&in_english(&text)),
                "{chart}: {text} of {} is not in {svg}",
                row["slug"]
            );
        }
    }
    let missing = server
        .get("/v1/observations.svg?value.is_null=true&chart=bar&lang=en&indicator=documents-alimentant-le-dmp")
        .await;
    assert!(
        missing.text.contains('×'),
        "a value that is missing has its mark: {}",
        missing.text
    );
    let provisional = server
        .get("/v1/observations.svg?indicator=documents-alimentant-le-dmp&period=2022-33&lang=fr")
        .await;
    assert!(
        provisional.text.contains("url(#h0)") && provisional.text.contains("provisoire"),
        "{}",
        provisional.text
    );
}

async fn a_chart_that_would_mean_nothing_says_what_would(server: &Server) {
    for (address, told) in [
        ("/v1/couloirs.svg", "has no number to draw"),
        ("/v1/observations.svg", "keep one, by indicator"),
        ("/v1/regional-envelopes.svg?chart=line", "try bar"),
        ("/v1/regional-envelopes.svg?chart=mpa", r#"did you mean \"map\""#),
        ("/v1/regional-envelopes.svg?chart=map", "add a filter"),
        (
            "/v1/regional-envelopes.svg?programme=sun-es&chart=map",
            "a map compares like values",
        ),
        ("/v1/tariffs.svg?programme=sons", "have several units"),
        ("/v1/prerequisites.svg", "has no number to draw"),
        (
            "/v1/tariffs.svg?programme=esms-numerique&per=essms&chart=map",
            "has no region",
        ),
        ("/v1/tariffs.svg?y=amont", r#"did you mean \"amount\""#),
        ("/v1/tariffs.svg?width=10", "width"),
        ("/v1/tariffs.svg?theme=pink", "light or dark"),
        ("/v1/tariffs.svg?chart=bar&chart=bar", "given twice"),
        ("/v1/tariffs.svg?programe=sons", r#"did you mean \"programme\""#),
    ] {
        let refused = server
            .get(&format!(
                "{address}{}lang=en",
                if address.contains('?') { '&' } else { '?' }
            ))
            .await;
        assert!(
            refused.status == 400 && refused.text.contains(told),
            "{address}: {} {}",
            refused.status,
            refused.text
        );
    }
    let none = server
        .get("/v1/tariffs.svg?programme=sun-es&amount.gte=99999999&lang=en")
        .await;
    assert!(
        none.status == 200 && none.text.contains("No value is given"),
        "{}",
        none.text
    );
}

async fn a_chart_of_a_moment_is_the_same_bytes_after_a_later_publication(database: &Database) {
    let (server, running) = Server::start(database).await;
    let address =
        "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=bretagne&chart=bar&as_of=5&lang=fr";
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let row = |value: u32| {
        format!(
            "indicator,region,category,period,value,status,qualifier,document\ndocuments-alimentant-le-dmp,bretagne,Essai,2026-01,{value},final,exact,webinaire-idf-2022\n"
        )
    };
    assert_eq!(
        server.import_csv(&key, "observations", "", row(1_234)).await.status,
        200
    );
    let first = server.get(address).await;
    assert!(
        first.status == 200 && first.text.contains("1\u{202f}234"),
        "{}",
        first.text
    );
    assert_eq!(
        server.import_csv(&key, "observations", "", row(4_321)).await.status,
        200
    );
    let again = server.get(address).await;
    assert_eq!(first.text, again.text);
    assert!(
        again.header("cache-control").contains("immutable"),
        "{}",
        again.header("cache-control")
    );
    let now = server.get(&address.replace("as_of=5&", "")).await;
    assert!(now.text.contains("4\u{202f}321"), "{}", now.text);
    running.stop().await.unwrap();
}
