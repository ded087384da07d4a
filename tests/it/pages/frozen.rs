//! Permanent links from a form, and what is frozen as pages.

use reqwest::Method;
use segur_tests::{Answer, Server, on_both_engines};

use super::open;

on_both_engines! {
    a_form_makes_a_permanent_link_whose_page_has_its_rows_and_its_citation,
    a_form_of_another_site_or_of_no_address_is_refused_in_words,
}

const ROWS: &str = "/v1/regional-envelopes.csv?region=occitanie&dialect=fr&lang=fr";

/// Sends the form of a page as a browser does, and follows it.
async fn send(server: &Server, address: &str, site: &str) -> Answer {
    let address = address.replace('?', "%3F").replace('=', "%3D").replace('&', "%26");
    let form = format!("address={address}&lang=fr");
    let request = server
        .request(Method::POST, "/q")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html,*/*;q=0.8")
        .header("accept-language", "fr")
        .header("sec-fetch-site", site)
        .body(form);
    server.send(request).await
}

async fn a_form_makes_a_permanent_link_whose_page_has_its_rows_and_its_citation(server: &Server) {
    let table = open(server, "/datasets/regional-envelopes?region=occitanie", "fr").await;
    assert!(
        table
            .text
            .contains(&format!("name=\"address\" value=\"{}\"", ROWS.replace('&', "&#38;"))),
        "{}",
        table.text
    );
    let page = send(server, ROWS, "same-origin").await;
    assert_eq!(page.status, 200, "{}", page.text);
    for part in [
        "Enveloppes régionales (fichier CSV), Région\u{a0}: Occitanie",
        "D&#39;après\u{a0}: «\u{a0}Le programme SUN-ES\u{a0}»",
        "/datasets/regional-envelopes?region=occitanie",
        "<th scope=\"col\">Montant (€)</th>",
        "19000000,00",
        "SHA-256",
        "Licence Ouverte 2.0",
        "citation.bib",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let id = page
        .text
        .split("/q/")
        .nth(1)
        .and_then(|rest| rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next())
        .unwrap();
    let again = send(server, ROWS, "same-origin").await;
    assert!(
        again.text.contains(id),
        "the same query at the same revision is one link"
    );
    // Programs get the bytes, and browsers at their own address.
    let rows = server.get(ROWS).await.text;
    let bytes = server.get(&format!("/q/{id}")).await;
    assert_eq!(bytes.text, rows);
    assert_eq!(bytes.header("vary"), "accept");
    let file = open(server, &format!("/q/{id}/file"), "fr").await;
    assert_eq!(file.text, rows);
    let looked = open(server, &format!("/q/{id}"), "en").await;
    assert!(looked.text.contains("The same query now"), "{}", looked.text);
    assert!(looked.header("vary").contains("accept-language"));
}

async fn a_form_of_another_site_or_of_no_address_is_refused_in_words(server: &Server) {
    let refused = send(server, ROWS, "cross-site").await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert!(
        refused.text.contains("<html lang=\"fr\">") && refused.text.contains("autre site"),
        "{}",
        refused.text
    );
    let nothing = send(server, "", "same-origin").await;
    assert_eq!(nothing.status, 400, "{}", nothing.text);
    assert!(nothing.text.contains("une adresse de ce site"), "{}", nothing.text);
}
