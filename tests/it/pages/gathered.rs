//! What the data says around a region, a couloir, a programme and a document, on one page.

use segur_tests::{Server, on_both_engines};

use super::open;

on_both_engines! {
    a_region_has_its_money_and_its_figures,
    a_programme_has_a_calendar_in_order,
    a_document_says_all_that_cites_it_in_its_order,
    an_unknown_one_offers_the_nearest,
}

async fn text(server: &Server, address: &str) -> String {
    let page = open(server, address, "fr").await;
    assert_eq!(page.status, 200, "{address}: {}", page.text);
    page.text
}

async fn a_region_has_its_money_and_its_figures(server: &Server) {
    let page = text(server, "/regions/ile-de-france").await;
    let envelopes = server.records("/v1/regional-envelopes?region=ile-de-france").await;
    assert!(envelopes.len() > 2);
    for envelope in envelopes {
        let name = envelope["name"].as_str().unwrap().replace('\'', "&#39;");
        assert!(page.contains(&name), "{name}: {page}");
    }
    for part in [
        "Dernières valeurs mesurées",
        "891\u{202f}253\u{a0}documents",
        "/v1/observations.svg?region=ile-de-france",
        "Enveloppes de la région",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let chart = page
        .split("<img src=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let chart = server.get(&chart.replace("&#38;", "&")).await;
    assert_eq!(chart.status, 200, "{}", chart.text);
}

async fn a_programme_has_a_calendar_in_order(server: &Server) {
    let page = text(server, "/programmes/sun-es").await;
    let calendar = page.split("id=\"calendrier\"").nth(1).unwrap();
    let first = calendar.find("1er septembre 2021").unwrap();
    let then = calendar.find("1er mars 2022").unwrap();
    assert!(first < then, "{calendar}");
    let couloir = text(server, "/couloirs/hopital").await;
    assert!(couloir.contains("Fenêtres de financement du couloir"), "{couloir}");
}

async fn a_document_says_all_that_cites_it_in_its_order(server: &Server) {
    let slug = "webinaire-idf-2022";
    let page = text(server, &format!("/documents/{slug}")).await;
    let said = page
        .split("id=\"dit\"")
        .nth(1)
        .and_then(|rest| rest.split("</table>").next())
        .unwrap();
    let mut expected = 0;
    let datasets = server.get("/v1/datasets").await.json();
    for dataset in datasets["data"].as_array().unwrap() {
        let name = dataset["name"].as_str().unwrap();
        if name != "observations" {
            let citing = server
                .records(&format!("/v1/{name}?source_document={slug}&limit=200&fields=slug"))
                .await;
            expected += citing.len();
        }
    }
    assert!(expected > 20);
    assert_eq!(said.matches("<th scope=\"row\">").count(), expected, "{said}");
    let lines: Vec<u32> = said
        .split("<td>ligne ")
        .skip(1)
        .filter_map(|rest| rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok())
        .collect();
    assert!(lines.len() > 10 && lines.is_sorted(), "{lines:?}");
}

async fn an_unknown_one_offers_the_nearest(server: &Server) {
    let page = open(server, "/regions/bretange", "fr").await;
    assert_eq!(page.status, 404);
    assert!(
        page.text.contains("vouliez-vous dire") && page.text.contains("bretagne"),
        "{}",
        page.text
    );
}
