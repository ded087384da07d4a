use reqwest::Method;
use segur_tests::{Server, on_both_engines};

on_both_engines! {
    a_slip_is_refused_with_the_nearest_known_name,
    a_cursor_from_another_order_is_refused,
    a_method_that_an_address_does_not_take_is_told,
    a_url_full_of_conditions_is_refused,
    a_request_id_that_is_not_plain_is_replaced,
    a_request_id_comes_back,
}

async fn a_slip_is_refused_with_the_nearest_known_name(server: &Server) {
    for (path, status, says) in [
        ("/v1/couloir", 404, "did you mean \"couloirs\"?"),
        ("/v1/couloirs?nmae=x", 400, "did you mean \"name\"?"),
        ("/v1/couloirs?name.conains=x", 400, "did you mean \"contains\"?"),
        ("/v1/couloirs?sort=nom", 400, "did you mean \"name\"?"),
        ("/v1/couloirs?fields=slug,naem", 400, "did you mean \"name\"?"),
        ("/v1/regions?kind=oversea", 400, "did you mean \"overseas\"?"),
        ("/v1/regions/bretagn", 404, "there is no \"bretagn\" in regions"),
        (
            "/v1/regions/bretagne?limit=1",
            400,
            "a record has no parameter \"limit\"",
        ),
        ("/v1/observations?period.gte=2022-02-30", 400, "is not a date"),
        ("/v1/observations?value.gt=abc", 400, "is not a number"),
        ("/v1/regional-envelopes?amount.gt=1.234", 400, "is not an amount"),
        ("/v1/regions?limit=0", 400, "between 1 and 1000"),
        ("/v1/regions?limit=1001", 400, "between 1 and 1000"),
        ("/v1/regions?after=nonsense", 400, "damaged"),
        ("/v1/regions?name=%FF", 400, "not plain UTF-8"),
        ("/v1/couloirs?structures=x", 400, "cannot be filtered"),
        ("/v1/couloirs?hospital_related.gt=true", 400, "it takes eq, ne, is_null"),
        ("/v1/regions?limit=1&limit=2", 400, "limit is given twice"),
        ("/v1/regions?fields=name,name", 400, "each field is named once"),
        ("/v1/regions?sort=name,-name", 400, "names the same column twice"),
        ("/v1/regions?bom=1", 400, "bom is for the .csv form"),
        (
            "/v1/regions?insee_code.contains=x",
            400,
            "it takes eq, ne, in, not_in, is_null",
        ),
        ("/nothing/here", 404, "there is nothing at this address"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        let problem = answer.json();
        assert!(problem["detail"].as_str().unwrap().contains(says), "{path}: {problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], answer.header("x-request-id"));
        let about = server.get(problem["type"].as_str().unwrap()).await;
        assert_eq!(about.status, 200, "{problem}");
    }
}

async fn a_cursor_from_another_order_is_refused(server: &Server) {
    let next = server.json("/v1/regions?limit=2&sort=name").await["links"]["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let foreign = next.replace("sort=name", "sort=-name");
    let answer = server.get(&foreign).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["code"].as_str()),
        (400, Some("BAD_CURSOR"))
    );
}

async fn a_method_that_an_address_does_not_take_is_told(server: &Server) {
    let answer = server.send(server.request(Method::DELETE, "/v1/regions")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET,HEAD"));
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

async fn a_url_full_of_conditions_is_refused(server: &Server) {
    let conditions: String = (0..200).map(|at| format!("&name.contains=x{at}")).collect();
    let operands = vec!["2022"; 1_000].join(",");
    for path in [
        format!("/v1/regions?limit=1{conditions}"),
        format!("/v1/observations?period.in={operands}"),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (400, Some("TOO_COMPLEX"))
        );
    }
}

async fn a_request_id_that_is_not_plain_is_replaced(server: &Server) {
    let answer = server
        .send(
            server
                .request(Method::GET, "/version")
                .header("x-request-id", "a b\"<script>"),
        )
        .await;
    assert!(
        answer.header("x-request-id").len() == 36,
        "{}",
        answer.header("x-request-id")
    );
}

async fn a_request_id_comes_back(server: &Server) {
    let answer = server
        .send(
            server
                .request(Method::GET, "/v1/regions?x=1")
                .header("x-request-id", "mine-1"),
        )
        .await;
    assert_eq!(answer.header("x-request-id"), "mine-1");
    assert_eq!(answer.json()["request_id"], "mine-1");
}
