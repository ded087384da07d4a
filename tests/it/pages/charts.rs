//! Charts and maps say what their rows say, at addresses that stay.

use segur::access::Role;
use segur_tests::{Database, Server, audits, institutions::key_on, on_both_engines, on_own_database};
use serde_json::Value as Json;

const CHARTS: [&str; 8] = [
    "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=ile-de-france&sort=period",
    "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=ile-de-france&chart=bar&width=340",
    "/v1/observations.svg?value.is_null=true&chart=bar&indicator=documents-alimentant-le-dmp",
    "/v1/regional-envelopes.svg?programme=sun-es&theme=dark",
    "/v1/regional-envelopes.svg?programme=sun-es&part.is_null=true&decision.is_null=true&region.ne=france&chart=map",
    "/v1/regional-envelopes.svg?programme=sun-es&part.is_null=true&decision.is_null=true&region.ne=france&chart=tiles",
    "/v1/regional-envelopes.svg?programme=sun-es&chart=dots",
    "/v1/tariffs.svg?programme=esms-numerique&per=essms",
];

on_both_engines! {
    every_value_of_the_rows_is_in_the_chart,
    a_map_of_regions_is_not_named_after_what_holds_them,
    a_chart_that_would_mean_nothing_says_what_would,
    every_figure_of_groups_is_in_their_chart,
    a_chart_of_groups_says_its_sources_and_what_it_leaves_out,
    a_png_has_the_size_that_was_asked,
}

on_own_database! {
    the_axes_of_a_list_are_chosen,
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
        let kept = list.split('&').filter(|part| {
            !["chart", "width", "theme", "scale"]
                .iter()
                .any(|name| part.starts_with(name))
        });
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

async fn a_map_of_regions_is_not_named_after_what_holds_them(server: &Server) {
    let regions = server.get(&format!("{}&lang=en", CHARTS[4])).await.text;
    let title = regions
        .split("<title id=\"t\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    assert!(
        title.is_some_and(|title| !title.contains("France")),
        "a map of regions is not named after what holds them: {title:?}"
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
        ("/v1/regional-envelopes.svg?chart=map&x=region", "leave them out"),
        (
            "/v1/observations.svg?indicator=documents-alimentant-le-dmp&chart=line&x=region",
            "a line follows time",
        ),
        (
            "/v1/observations.svg?indicator=documents-alimentant-le-dmp&by=regoin",
            r#"did you mean \"region\""#,
        ),
        (
            "/v1/regional-envelopes.svg?programme=sun-es&x=region",
            "several rows stand at one place",
        ),
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

async fn the_axes_of_a_list_are_chosen(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let mut file = String::from("indicator,region,category,period,value,status,qualifier,document\n");
    for (category, period, value) in [
        ("Un", "2026-01", 11),
        ("Un", "2026-02", 12),
        ("Deux", "2026-01", 21),
        ("Deux", "2026-02", 22),
    ] {
        file.push_str(&format!(
            "documents-alimentant-le-dmp,bretagne,{category},{period},{value},final,exact,webinaire-idf-2022\n"
        ));
    }
    assert_eq!(server.import_csv(&key, "observations", "", file).await.status, 200);
    let rows = "/v1/observations.svg?indicator=documents-alimentant-le-dmp&region=bretagne&period.gte=2026-01&lang=fr";
    let bars = server.get(&format!("{rows}&chart=bar&x=period&by=category")).await.text;
    let places = [
        "janvier 2026, Deux",
        "janvier 2026, Un",
        "février 2026, Deux",
        "février 2026, Un",
    ]
    .map(|label| bars.find(&format!(">{label}<")).expect(label));
    assert!(
        places[0].max(places[1]) < places[2].min(places[3]),
        "series stand side by side: {places:?} {bars}"
    );
    let colours = ["#0072b2", "#c04a00"].map(|colour| bars.matches(&format!("fill=\"{colour}\"")).count());
    assert_eq!(colours, [2, 2], "{bars}");
    let lines = server.get(&format!("{rows}&chart=line&by=category")).await.text;
    assert!(lines.contains(">Un<") && lines.contains(">Deux<"), "{lines}");
    let mixed = server.get(&format!("{rows}&chart=line&by=region")).await;
    assert!(
        mixed.status == 400 && mixed.text.contains("category"),
        "series that mix categories are refused: {}",
        mixed.text
    );
    running.stop().await.unwrap();
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

async fn every_figure_of_groups_is_in_their_chart(server: &Server) {
    for (groups, figure) in [
        (
            "regional-envelopes/groups?by=region&programme=sun-es&part.is_null=true&decision.is_null=true",
            "sum",
        ),
        ("funding-windows/groups?by=programme", "count"),
        ("observations/groups?by=period_year,region&measure=none", "count"),
    ] {
        let rows = server.get(&format!("/v1/{groups}")).await.json();
        let rows = rows["data"].as_array().unwrap().clone();
        assert!(rows.len() > 2, "{groups}");
        let svg = server
            .get(&format!("/v1/{}&lang=en", groups.replace("/groups?", "/groups.svg?")))
            .await;
        assert_eq!(svg.status, 200, "{}", svg.text);
        // A line chart draws the greatest series alone, and says so.
        let is_whole = !svg.text.contains("are not drawn");
        for row in rows {
            let text = match &row[figure] {
                Json::Null => continue,
                Json::String(text) => text.clone(),
                number => number.to_string(),
            };
            assert!(
                !is_whole || svg.text.contains(&in_english(&text)),
                "{groups}: {text} is not in {}",
                svg.text
            );
        }
    }
    for (address, told) in [
        ("/v1/regional-envelopes/groups.svg?by=programme&chart=map", "by=region"),
        (
            "/v1/regional-envelopes/groups.svg?by=region&chart=line",
            "by=period_year",
        ),
        ("/v1/regional-envelopes/groups.svg?by=region&y=som", "sum"),
        // Programmes of different regions are no map of how much there is.
        (
            "/v1/regional-envelopes/groups.svg?by=region&chart=map",
            "a map compares like values",
        ),
        (
            "/v1/observations/groups.svg?by=nature&y=sum&indicator=documents-echanges-par-an&region=france",
            "do not add up",
        ),
        ("/v1/regional-envelopes/groups.png", "by is needed"),
    ] {
        let refused = server
            .get(&format!("{address}&lang=en").replace(".png&", ".png?"))
            .await;
        assert_eq!(refused.status, 400, "{address}: {}", refused.text);
        assert!(refused.text.contains(told), "{address}: {}", refused.text);
    }
}

async fn a_chart_of_groups_says_its_sources_and_what_it_leaves_out(server: &Server) {
    let noted = server
        .get("/v1/observations/groups.svg?by=period&indicator=documents-alimentant-le-dmp&region=ile-de-france&chart=line&lang=fr")
        .await
        .text;
    assert!(noted.contains("SIDEPA") && noted.contains("Source : "), "{noted}");
    let covered = server
        .get("/v1/regional-envelopes/groups.svg?by=programme&lang=fr")
        .await
        .text;
    assert!(covered.contains("ligne(s) non additionnée(s)"), "{covered}");
    let sided = server
        .get("/v1/regional-envelopes/groups.svg?by=name&programme=sun-es&lang=fr")
        .await
        .text;
    assert!(sided.contains("ne les additionnez pas"), "{sided}");
    let parts = server
        .get("/v1/regional-envelopes.svg?programme=esms-numerique&phase=amorcage-temps-1&decision=revised&region.ne=france&lang=fr")
        .await
        .text;
    assert!(!parts.contains("ne les additionnez pas"), "parts alone: {parts}");
    let counted = server
        .get("/v1/institutions/groups.svg?by=region&chart=map&limit=1&lang=fr")
        .await;
    assert_eq!(counted.status, 200, "{}", counted.text);
    assert!(
        counted.text.contains("aucune ligne") && !counted.text.contains("pas de valeur"),
        "{}",
        counted.text
    );
}

/// The width and the height of a PNG, from its header (RFC 2083).
fn size(png: &[u8]) -> [u32; 2] {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()))
}

async fn a_png_has_the_size_that_was_asked(server: &Server) {
    let address = "/v1/observations.png?indicator=documents-alimentant-le-dmp&region=ile-de-france&width=400";
    let once = server.get(address).await;
    assert_eq!((once.status.as_u16(), once.header("content-type")), (200, "image/png"));
    let once = server.bytes(address).await.unwrap();
    let [width, height] = size(&once);
    assert_eq!(width, 400);
    let twice = server.bytes(&format!("{address}&scale=2")).await.unwrap();
    let [wide, high] = size(&twice);
    assert!(wide == 800 && high.abs_diff(2 * height) <= 1, "{wide} × {high}");
    let again = server.bytes(address).await.unwrap();
    assert!(once == again, "the same address, the same bytes");
    let huge = server
        .get("/v1/observations.png?indicator=documents-alimentant-le-dmp&chart=bar&width=1600&scale=2&lang=en")
        .await;
    assert!(
        huge.status == 200 || huge.text.contains("add a filter, or read it as svg"),
        "{}",
        huge.text
    );
}
