//! What people come for, done as they do it: from page to page, by links and forms.

use segur_tests::{Server, on_both_engines};

use super::open;

on_both_engines! {
    a_journalist_finds_the_figure_and_its_source,
    windows_of_a_day_are_found_with_what_their_dates_leave_open,
    a_case_is_worked_out_with_the_rules_that_were_used,
    what_changed_since_a_day_is_seen_before_and_after,
    where_documents_disagree_is_seen_with_each_value,
    conditions_without_a_field_stay_when_the_form_is_sent,
    before_the_first_publication_there_is_a_page_too,
    a_search_shows_the_words_found_and_what_was_perhaps_meant,
    numbers_have_units_records_are_chosen_and_outcomes_are_said,
}

/// A page holds texts, in this order.
async fn shows(server: &Server, address: &str, texts: &[&str]) -> String {
    let page = open(server, address, "fr").await;
    assert_eq!(page.status, 200, "{address}: {}", page.text);
    let mut rest = page.text.as_str();
    for text in texts {
        let found = rest.find(text);
        assert!(found.is_some(), "{address}: no {text} in {rest}");
        let at = found.unwrap_or_default();
        rest = &rest[at + text.len()..];
    }
    page.text
}

async fn numbers_have_units_records_are_chosen_and_outcomes_are_said(server: &Server) {
    shows(server, "/datasets/funding-windows?programme=sun-es", &["90\u{a0}%"]).await;
    shows(
        server,
        "/datasets/usage-targets",
        &["<td class=\"number\">", "\u{a0}%</td>"],
    )
    .await;
    shows(
        server,
        "/datasets/observations?indicator=documents-alimentant-le-dmp&region=ile-de-france&value=1",
        &["1\u{a0}document</td>"],
    )
    .await;
    let sons = "/calculators/sons";
    shows(
        server,
        sons,
        &["<select id=\"f-software_function\"", "<option value=\"lgc\""],
    )
    .await;
    let refused = format!("{sons}?software_function=lgc&ordered_on=2030-01-01");
    shows(
        server,
        &refused,
        &["Non, d&#39;après les règles publiées", "class=\"note\""],
    )
    .await;
    shows(
        server,
        "/datasets/funding-windows?open_on.application=2022-03-15",
        &[
            "à coup sûr ;",
            "peut-être",
            "En cours ce jour-là",
            "SUN-ES, volet 1, fenêtre 2",
        ],
    )
    .await;
}

async fn a_journalist_finds_the_figure_and_its_source(server: &Server) {
    shows(server, "/", &["/datasets/regional-envelopes", "Combien pour ma région"]).await;
    let table = shows(
        server,
        "/datasets/regional-envelopes?region=occitanie&programme=sun-es",
        &["Région\u{a0}: Occitanie", "retirer", "Source", "€", "/documents/"],
    )
    .await;
    let record = table.split("<th scope=\"row\"><a href=\"").nth(1).unwrap();
    let record = record.split('"').next().unwrap().to_owned();
    shows(server, &record, &["Montant", "€", "Source", "/documents/", "Histoire"]).await;
}

async fn windows_of_a_day_are_found_with_what_their_dates_leave_open(server: &Server) {
    shows(
        server,
        "/datasets/funding-windows?open_on.application=2022-03-15",
        &[
            "Candidatures ouvertes le",
            "Peut-être, faute de dates",
            "SUN-ES, volet 1, fenêtre 2",
            "Candidature, début 1er mars 2022",
        ],
    )
    .await;
    shows(server, "/", &["Fenêtres en cours aujourd&#39;hui", "peut-être :"]).await;
}

async fn conditions_without_a_field_stay_when_the_form_is_sent(server: &Server) {
    let page = open(
        server,
        "/datasets/funding-windows?current=true&rate.lte=90&programme=sons&programme=sun-es&sort=-rate",
        "fr",
    )
    .await;
    for hidden in [
        "name=\"current\" value=\"true\"",
        "name=\"rate.lte\" value=\"90\"",
        "name=\"programme\" value=\"sun-es\"",
        "name=\"sort\" value=\"-rate\"",
    ] {
        assert!(
            page.text.contains(&format!("<input type=\"hidden\" {hidden}>")),
            "{hidden}: {}",
            page.text
        );
    }
    assert!(page.text.contains("En cours aujourd&#39;hui"), "{}", page.text);
}

async fn before_the_first_publication_there_is_a_page_too(server: &Server) {
    for address in [
        "/?as_of=0",
        "/datasets?as_of=0",
        "/datasets/regions?as_of=0",
        "/changes?as_of=0",
    ] {
        let page = open(server, address, "fr").await;
        assert_eq!(page.status, 200, "{address}: {}", page.text);
    }
}

async fn a_case_is_worked_out_with_the_rules_that_were_used(server: &Server) {
    shows(
        server,
        "/calculators/esms-numerique?essms=50&equipped=true",
        &[
            "100\u{202f}000\u{a0}€",
            "Au début du projet",
            "Règles et barèmes utilisés",
            "/datasets/tariffs/",
            "Votre cas",
        ],
    )
    .await;
}

async fn what_changed_since_a_day_is_seen_before_and_after(server: &Server) {
    shows(
        server,
        "/changes?since=2026-01-01",
        &["Révision 4", "Révision 2", "Reports de 2022"],
    )
    .await;
    shows(server, "/changes?since=2026-01-02", &["Rien n&#39;a été publié depuis"]).await;
    shows(
        server,
        "/changes/2",
        &[
            "SONS, LGC, vague 1",
            "Phases",
            "<del>",
            "15 juillet 2022",
            "<ins>",
            "30 novembre 2022",
        ],
    )
    .await;
}

async fn where_documents_disagree_is_seen_with_each_value(server: &Server) {
    shows(server, "/", &["/conflicts", "Où les documents se contredisent-ils"]).await;
    let list = shows(
        server,
        "/conflicts?q=documents%20%C3%A9chang%C3%A9s",
        &[
            "Documents échangés par an",
            "retenue",
            "/documents/",
            "Document le plus récent",
        ],
    )
    .await;
    let conflict = list.split("<h2><a href=\"").nth(1).unwrap();
    let conflict = conflict.split('"').next().unwrap().to_owned();
    shows(
        server,
        &conflict,
        &[
            "ce que disent les documents",
            "retenue",
            "/documents/",
            "Valeur retenue",
        ],
    )
    .await;
}

async fn a_search_shows_the_words_found_and_what_was_perhaps_meant(server: &Server) {
    // The field says cible for objectif.
    shows(server, "/search?q=objectifs", &["résultats", "<mark>", "</mark>"]).await;
    shows(
        server,
        "/search?q=bretange",
        &[
            "Rien n&#39;a ces mots",
            "Vouliez-vous dire",
            "/search?q=bretagne",
            "bretagne",
        ],
    )
    .await;
    let nothing = shows(server, "/search?q=zzzzzzzz", &["Rien n&#39;a ces mots"]).await;
    assert!(!nothing.contains("Vouliez-vous dire"), "{nothing}");
}
