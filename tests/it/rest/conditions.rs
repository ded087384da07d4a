use segur_tests::{Server, on_both_engines};
use serde_json::{Value as Json, json};

on_both_engines! {
    a_list_may_hold_any_text,
    a_condition_given_twice_means_or,
    a_name_that_no_record_has_offers_the_nearest,
    what_trackers_add_to_a_link_is_ignored_and_not_cached_apart,
}

fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

async fn slugs(server: &Server, path: &str) -> Vec<String> {
    let page = server.json(path).await;
    let rows = page["data"]
        .as_array()
        .unwrap_or_else(|| unreachable!("{path}: {page}"))
        .iter();
    rows.map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
}

async fn a_list_may_hold_any_text(server: &Server) {
    let all = server.json("/v1/documents?fields=slug,title&limit=1000").await;
    let titled: Vec<(&str, &str)> = all["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["slug"].as_str().unwrap(), row["title"].as_str().unwrap()))
        .collect();
    let with_comma: Vec<_> = titled.iter().filter(|(_, title)| title.contains(',')).collect();
    assert!(with_comma.len() > 5, "{}", with_comma.len());
    for (slug, title) in with_comma {
        let escaped = encode(&title.replace('\\', "\\\\").replace(',', "\\,"));
        assert_eq!(
            slugs(server, &format!("/v1/documents?title={}", encode(title))).await,
            [*slug]
        );
        assert_eq!(
            slugs(server, &format!("/v1/documents?title.in={escaped}")).await,
            [*slug],
            "{title}"
        );
        let others = slugs(server, &format!("/v1/documents?title.not_in={escaped}&limit=1000")).await;
        assert_eq!(others.len(), titled.len() - 1, "{title}");
        let twice = format!("/v1/documents?title={}&title=nowhere", encode(title));
        assert_eq!(slugs(server, &twice).await, [*slug]);
    }
}

async fn a_condition_given_twice_means_or(server: &Server) {
    let count = async |path: &str| server.json(path).await["total"].as_u64().unwrap();
    let kinds = "/v1/institutions?count=1&limit=1";
    let one = count(&format!("{kinds}&kind=ars")).await;
    let other = count(&format!("{kinds}&kind=grades")).await;
    assert!(one > 0 && other > 0);
    assert_eq!(count(&format!("{kinds}&kind=ars&kind=grades")).await, one + other);
    assert_eq!(count(&format!("{kinds}&kind.in=ars&kind.in=grades")).await, one + other);
    let all = count(kinds).await;
    assert_eq!(
        count(&format!("{kinds}&kind.ne=ars&kind.ne=grades")).await,
        all - one - other
    );
    let groups = server
        .json("/v1/institutions/groups?by=kind&kind=ars&kind=grades")
        .await;
    assert_eq!(groups["data"].as_array().unwrap().len(), 2, "{groups}");
    let refused = server.get("/v1/observations?value.gte=1&value.gte=2").await;
    assert!(
        refused.status == 400 && refused.text.contains("value.gte is given twice"),
        "{}",
        refused.text
    );
}

async fn a_name_that_no_record_has_offers_the_nearest(server: &Server) {
    for path in [
        "/v1/observations?region=bretange",
        "/v1/observations.csv?region=bretange",
        "/v1/observations.ndjson?region.in=bretagne,bretange",
        "/v1/observations?region.ne=bretange",
        "/v1/observations/groups?by=indicator&measure=none&region=bretange",
        "/v1/funding-windows?region=bretange",
        "/v1/regions?slug=bretange",
        "/v1/regions/bretange",
    ] {
        let refused = server.get(path).await;
        let status = if path.ends_with("/bretange") { 404 } else { 400 };
        assert_eq!(refused.status, status, "{path}: {}", refused.text);
        assert!(
            refused.text.contains("did you mean \\\"bretagne\\\""),
            "{path}: {}",
            refused.text
        );
    }
    for query in [
        "{ observations(filter: {region: {slug: {eq: \"bretange\"}}}) { totalCount } }",
        "{ observations(filter: {not: {region: {slug: {in: [\"bretagne\", \"bretange\"]}}}}) { nodes { id } } }",
        "{ regions(filter: {observations: {some: {region: {slug: {eq: \"bretange\"}}}}}) { nodes { id } } }",
        "{ observationGroups(by: [INDICATOR], filter: {region: {slug: {eq: \"bretange\"}}}) { count } }",
    ] {
        let answer = server.graphql_answer(query, json!({})).await.json();
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains("did you mean \"bretagne\""), "{query}: {answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    }
    // A record that was withdrawn had its name.
    let french = server.get("/v1/observations?region=bretange&lang=fr").await.json();
    assert!(
        french["detail"]
            .as_str()
            .unwrap()
            .contains("vouliez-vous dire « bretagne »"),
        "{french}"
    );
}

async fn what_trackers_add_to_a_link_is_ignored_and_not_cached_apart(server: &Server) {
    let path = "/v1/regions?kind=overseas&fields=slug";
    let plain = server.get(path).await;
    assert_eq!(plain.status, 200);
    for added in [
        "fbclid=IwAR0",
        "utm_source=x&utm_medium=y",
        "gclid=1",
        "mtm_campaign=a",
        "pk_kwd=b",
        "mc_cid=c",
        "at_medium=d",
        "xtor=EPR-1",
    ] {
        for path in [
            format!("{path}&{added}"),
            format!("/v1/regions?{added}&kind=overseas&fields=slug"),
        ] {
            let shared = server.get(&path).await;
            assert_eq!((shared.status, &shared.text), (plain.status, &plain.text), "{path}");
            assert!(
                shared.header("cache-status").contains("hit"),
                "{path}: {}",
                shared.header("cache-status")
            );
            assert!(!shared.header("link").contains(added), "{}", shared.header("link"));
        }
    }
    for path in [
        "/v1/regions/bretagne",
        "/v1/search?q=bretagne",
        "/editions",
        "/docs",
        "/v1/changes",
        "/datapackage.json",
        "/v1/regions.csv?kind=overseas",
        "/graphql?query=%7Bregions%7BtotalCount%7D%7D",
    ] {
        let mark = if path.contains('?') { '&' } else { '?' };
        let shared: Json = json!(server.get(&format!("{path}{mark}fbclid=x")).await.text);
        assert_eq!(shared, json!(server.get(path).await.text), "{path}");
    }
}
