//! In a browser an error is a page; for a program it stays a problem.

use segur_tests::{Server, on_both_engines};

use super::open;

on_both_engines! {
    errors_are_pages_in_a_browser_and_problems_for_programs,
}

async fn errors_are_pages_in_a_browser_and_problems_for_programs(server: &Server) {
    for (address, status, french, english) in [
        (
            "/nothing",
            404,
            "Il n&#39;y a rien à cette adresse",
            "There is nothing at this address",
        ),
        ("/datasets/regons", 404, "regions", "did you mean"),
        ("/datasets/regions/bretange", 404, "vouliez-vous dire", "did you mean"),
        (
            "/datasets/regions?kind=overseass",
            400,
            "vouliez-vous dire",
            "did you mean",
        ),
        ("/datasets/observations?region=bretange", 400, "bretagne", "bretagne"),
        ("/datasets/regions?after=x", 400, "curseur", "cursor"),
        ("/calculators/sun-ess", 404, "sun-es", "did you mean"),
        (
            "/calculators/esms-numerique?essms=abc&equipped=true",
            400,
            "« abc »",
            "abc",
        ),
        ("/changes/99", 404, "la dernière est", "the last one is"),
        ("/changes?since=hier", 400, "moment", "moment"),
        ("/v1/regons", 404, "regions", "regions"),
        ("/datasets/regions?as_of=99999", 400, "99999", "99999"),
    ] {
        for (language, text) in [("fr", french), ("en", english)] {
            let page = open(server, address, language).await;
            assert_eq!(page.status.as_u16(), status, "{address}: {}", page.text);
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{address}");
            assert_eq!(page.header("cache-control"), "no-store", "{address}");
            assert!(page.text.contains(&format!("<html lang=\"{language}\">")), "{address}");
            assert!(page.text.contains(text), "{address}: {text} is not in {}", page.text);
            assert!(page.text.contains("href=\"/datasets\""), "{address} has a way on");
        }
        let problem = server.get(address).await;
        assert_eq!(problem.status.as_u16(), status, "{address}");
        assert_eq!(problem.header("content-type"), "application/problem+json", "{address}");
    }
    // What is written in an address stays a text.
    let page = open(server, "/datasets/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "fr").await;
    assert!(page.status == 404 && !page.text.contains("<script"), "{}", page.text);
    let page = open(server, "/search?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "fr").await;
    assert!(!page.text.contains("<script"), "{}", page.text);
}
