use reqwest::Method;
use segur_tests::{Server, on_both_engines};
use serde_json::Value as Json;

/// Requests that are refused, each for another reason.
const REFUSED: [&str; 34] = [
    "/v1/couloir",
    "/v1/couloirs/nowhere",
    "/v1/couloirs?nmae=x",
    "/v1/couloirs?sort=nmae",
    "/v1/couloirs?fields=nmae",
    "/v1/couloirs?limit=0",
    "/v1/couloirs?after=x",
    "/v1/couloirs?name.like=x",
    "/v1/couloirs?hospital_related=maybe",
    "/v1/couloirs?count=maybe",
    "/v1/couloirs?bom=1",
    "/v1/couloirs.csv?delimiter=x",
    "/v1/couloirs.pdf",
    "/v1/couloirs?q=",
    "/v1/couloirs?structures=x",
    "/v1/couloirs?name.is_null=x",
    "/v1/couloirs?slug.gt=x",
    "/v1/couloirs?sort=name,name",
    "/v1/observations?period=hier",
    "/v1/observations?value=x",
    "/v1/observations?status=fianl",
    "/v1/regional-envelopes?amount=1,5",
    "/v1/funding-windows?number=x",
    "/v1/couloirs/hopital?limit=1",
    "/v1/couloirs/nowhere/history",
    "/v1/couloirs/hopital/history?first=1",
    "/v1/observations/groups",
    "/v1/observations/groups?by=regoin",
    "/v1/search",
    "/v1/search?q=a&words=b",
    "/v1/calculators/sun",
    "/v1/calculators/sun-es",
    "/v1/calculators/esms-numerique?essms=x&equipped=true",
    "/nowhere",
];

async fn detail(server: &Server, path: &str, language: &str) -> Json {
    let request = server.request(Method::GET, path).header("accept-language", language);
    let answer = server.send(request).await;
    assert!(answer.status.as_u16() >= 400, "{path}");
    assert_eq!(answer.header("content-language"), language, "{path}");
    answer.json()
}

on_both_engines! {
    every_refusal_speaks_french_and_english,
    graphql_refuses_in_the_language_asked,
    the_address_chooses_before_the_browser_and_the_answer_says_so,
}

async fn every_refusal_speaks_french_and_english(server: &Server) {
    for path in REFUSED {
        let (french, english) = (detail(server, path, "fr").await, detail(server, path, "en").await);
        assert_ne!(french["detail"], english["detail"], "{path}");
        assert_ne!(french["title"], english["title"], "{path}");
        assert_eq!(
            (&french["code"], &french["status"], &french["type"]),
            (&english["code"], &english["status"], &english["type"]),
            "{path}"
        );
        let told = french["detail"].as_str().unwrap();
        for word in ["there is", "is not", "did you mean", " and ", "needed", "known:"] {
            assert!(!told.contains(word), "{path}: {told}");
        }
    }
}

async fn graphql_refuses_in_the_language_asked(server: &Server) {
    for (query, french, english) in [
        (
            "{ couloirs(first: 0) { totalCount } }",
            "first : 0 n'est pas compris entre 1 et 500",
            "first: 0 is not between 1 and 500",
        ),
        (
            "{ couloirs(after: \"x\") { totalCount } }",
            "ce curseur est abîmé",
            "this cursor is damaged",
        ),
        ("{ nothing }", "la requête GraphQL n'est pas valable", "Unknown field"),
    ] {
        for (language, expected) in [("fr", french), ("en", english)] {
            let request = server
                .request(Method::POST, "/graphql")
                .header("content-type", "application/json")
                .header("accept-language", language)
                .body(serde_json::json!({ "query": query }).to_string());
            let body = server.send(request).await.json();
            assert!(
                body["errors"][0]["message"].as_str().unwrap().contains(expected),
                "{body}"
            );
        }
    }
}

async fn the_address_chooses_before_the_browser_and_the_answer_says_so(server: &Server) {
    let request = server
        .request(Method::GET, "/v1/couloir?lang=fr")
        .header("accept-language", "en");
    assert!(
        server
            .send(request)
            .await
            .text
            .contains("il n'y a pas de jeu de données")
    );
    assert_eq!(server.get("/v1/couloirs?lang=de").await.status, 400);
    let page = server.json("/v1/couloirs?limit=2&lang=fr").await;
    assert!(page["links"]["next"].as_str().unwrap().contains("lang=fr"), "{page}");
    let plain = server.get("/v1/couloirs").await;
    assert_eq!(
        (plain.header("content-language"), plain.header("vary")),
        ("", "accept, accept-encoding"),
        "facts are in no language"
    );
    let refused = server.get("/v1/couloirs?limit=0").await;
    assert_eq!(refused.header("content-language"), "en");
    let french = server
        .send(
            server
                .request(Method::GET, "/v1/couloirs")
                .header("accept-language", "fr-FR,fr;q=0.9"),
        )
        .await;
    assert_eq!(french.header("etag"), plain.header("etag"));
    assert_eq!(french.json(), plain.json(), "facts are the same in every language");
}
