use reqwest::Method;
use segur_tests::{Server, on_both_engines};

on_both_engines! {
    every_public_read_has_a_strong_etag_and_answers_304,
    another_form_or_filter_has_another_etag,
    a_refusal_is_not_kept,
    reads_are_open_to_pages_of_other_sites,
}

async fn every_public_read_has_a_strong_etag_and_answers_304(server: &Server) {
    for path in [
        "/v1/couloirs",
        "/v1/couloirs.csv?limit=3",
        "/v1/changes",
        "/v1/changes.atom",
        "/v1/diff?from=1",
        "/v1/couloirs/biologie",
        "/v1/couloirs/biologie/history",
        "/v1/couloirs/schema.json",
        "/openapi.json",
        "/docs",
        "/schema.graphql",
    ] {
        let answer = server.get(path).await;
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with("\"r4-"), "{path}: {tag}");
        assert_eq!(answer.header("last-modified"), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert!(answer.header("cache-control").starts_with("public, max-age="));
        assert!(answer.header("vary").contains("accept"));
        let again = server
            .send(
                server
                    .request(Method::GET, path)
                    .header("if-none-match", format!("\"other\", {tag}")),
            )
            .await;
        assert_eq!(
            (again.status.as_u16(), again.text.as_str(), again.header("etag")),
            (304, "", tag.as_str()),
            "{path}"
        );
        let head = server.send(server.request(Method::HEAD, path)).await;
        assert_eq!(
            (head.status.as_u16(), head.text.as_str(), head.header("etag")),
            (200, "", tag.as_str()),
            "{path}"
        );
    }
}

async fn another_form_or_filter_has_another_etag(server: &Server) {
    let plain = server.get("/v1/couloirs").await.header("etag").to_owned();
    let filtered = server.get("/v1/couloirs?limit=2").await.header("etag").to_owned();
    let csv = server
        .send(server.request(Method::GET, "/v1/couloirs").header("accept", "text/csv"))
        .await
        .header("etag")
        .to_owned();
    assert!(plain != filtered && plain != csv && filtered != csv);
}

async fn a_refusal_is_not_kept(server: &Server) {
    let answer = server.get("/v1/couloirs?x=1").await;
    assert_eq!(
        (answer.header("etag"), answer.header("cache-control")),
        ("", "no-store")
    );
}

async fn reads_are_open_to_pages_of_other_sites(server: &Server) {
    let answer = server
        .send(
            server
                .request(Method::GET, "/v1/couloirs")
                .header("origin", "https://example.org"),
        )
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}
