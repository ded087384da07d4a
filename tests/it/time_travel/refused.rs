use segur_tests::{FOUNDED, Server, on_both_engines};
use serde_json::json;

on_both_engines! {
    a_moment_is_a_revision_or_an_instant_and_is_told_when_it_cannot_be,
    what_can_change_no_more_may_be_kept_for_ever,
    the_pages_of_a_past_list_stay_in_the_past,
    one_query_compares_two_moments,
}

async fn a_moment_is_a_revision_or_an_instant_and_is_told_when_it_cannot_be(server: &Server) {
    let first = server.json("/v1/funding-windows/sons-lgo-vague-1?as_of=1").await;
    assert_eq!(first["revision"], 1);
    // The founding data was published at once, at the beginning of 2026.
    let at = server.json("/v1/datasets?as_of=2026-01-01T01:00:00%2B01:00").await;
    assert_eq!(at["revision"], FOUNDED);
    let told = server.json("/v1/couloirs/biologie").await["published_at"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        server.json(&format!("/v1/couloirs/biologie?as_of={told}")).await["slug"],
        "biologie",
        "what is told of a publication names it"
    );
    let before = server.json("/v1/datasets?as_of=2025-12-31T23:59:59Z").await;
    assert_eq!(
        (&before["revision"], &before["data"][0]["count"]),
        (&json!(0), &json!(0))
    );
    // A day without an edition is read as it stood when it ended.
    assert_eq!(server.json("/v1/datasets?as_of=2026-01-01").await["revision"], FOUNDED);
    assert_eq!(server.json("/v1/datasets?as_of=2025-12-31").await["revision"], 0);
    for (moment, tells) in [
        ("99", "is not published yet: the last one is 4"),
        ("2999-01-01T00:00:00Z", "still to come"),
        ("yesterday", "write the number of a revision"),
        ("2999-01-01", "is not over, and has no edition"),
        ("-1", "is no moment"),
    ] {
        let answer = server.get(&format!("/v1/couloirs?as_of={moment}")).await;
        assert!(
            answer.status == 400 && answer.text.contains(tells),
            "{moment}: {}",
            answer.text
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        let (code, message) = server
            .graphql_error(&format!("{{ couloirs(asOf: \"{moment}\") {{ totalCount }} }}"))
            .await;
        assert!(
            code == "BAD_USER_INPUT" && message.contains(tells),
            "{moment}: {message}"
        );
    }
    assert_eq!(server.get("/v1/couloirs?as_of=1&as_of=2").await.status, 400);
    for path in [
        "/segur-ouvert.sqlite",
        "/datapackage.json",
        "/catalog.ttl",
        "/v1/datasets",
        "/editions",
        "/v1/couloirs.csv-metadata.json",
    ] {
        let answer = server.get(&format!("{path}?asOf=1")).await;
        assert!(
            answer.status == 400 && answer.text.contains("as_of"),
            "{path}: {}",
            answer.text
        );
    }
    let told = server.get("/v1/couloirs?asof=1").await;
    assert!(told.status == 400 && told.text.contains("as_of"), "{}", told.text);
}

async fn what_can_change_no_more_may_be_kept_for_ever(server: &Server) {
    let past = server.get("/v1/couloirs?as_of=2").await;
    assert_eq!(past.header("cache-control"), "public, max-age=31536000, immutable");
    let present = server.get("/v1/couloirs").await;
    assert!(
        present.header("cache-control").contains("max-age=10"),
        "{}",
        present.header("cache-control")
    );
    let tag = past.header("etag").to_owned();
    let request = server
        .request(reqwest::Method::GET, "/v1/couloirs?as_of=2")
        .header("if-none-match", tag);
    assert_eq!(server.send(request).await.status, 304);
}

async fn the_pages_of_a_past_list_stay_in_the_past(server: &Server) {
    let page = server.json("/v1/funding-windows?as_of=1&limit=3").await;
    let next = page["links"]["next"].as_str().unwrap();
    assert!(next.contains("as_of=1"), "{next}");
    assert_eq!(server.json(next).await["revision"], 1);
}

async fn one_query_compares_two_moments(server: &Server) {
    let body = server
        .graphql(
            r#"{
            then: fundingWindow(slug: "sons-lgo-vague-1", asOf: 1) { revision }
            later: fundingWindow(slug: "sons-lgo-vague-1", asOf: "3") { revision }
            now: fundingWindow(slug: "sons-lgo-vague-1") { revision }
            meta(asOf: 2) { revision }
        }"#,
        )
        .await;
    assert_eq!(
        body["data"],
        json!({
            "then": { "revision": 1 },
            "later": { "revision": 3 },
            "now": { "revision": FOUNDED },
            "meta": { "revision": 2 },
        })
    );
}
