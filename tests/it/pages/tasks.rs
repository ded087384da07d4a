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
    a_form_that_is_refused_keeps_what_was_written_and_says_what_to_mend,
    files_for_spreadsheets_name_records_and_units,
}

/// A page holds texts, in this order.
async fn shows(server: &Server, address: &str, texts: &[&str]) -> String {
    let page = open(server, address, "fr").await;
    assert_eq!(page.status, 200, "{address}: {}", page.text);
    holds_in_order(address, &page.text, texts);
    page.text
}

/// Texts follow each other in a page.
fn holds_in_order(address: &str, page: &str, texts: &[&str]) {
    let mut rest = page;
    for text in texts {
        let found = rest.find(text);
        assert!(found.is_some(), "{address}: no {text} in {rest}");
        let at = found.unwrap_or_default();
        rest = &rest[at + text.len()..];
    }
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

async fn a_form_that_is_refused_keeps_what_was_written_and_says_what_to_mend(server: &Server) {
    for (address, texts) in [
        (
            "/calculators/esms-numerique?essms=beaucoup&small_operator_essms=5",
            &[
                "corrigez ce qui est signalé",
                "value=\"beaucoup\"",
                "aria-invalid=\"true\"",
                "« beaucoup » n&#39;est pas un nombre entier entre",
                "value=\"5\"",
            ][..],
        ),
        (
            "/calculators/esms-numerique?essms=20&equipped=true&small_operator_essms=50",
            &[
                "class=\"note\" role=\"alert\">« Nombre",
                " » : 50 dépasse les 20 ESSMS du projet",
                "value=\"20\"",
                "value=\"50\"",
            ],
        ),
        (
            "/calculators/sons?software_function=lgc&ordered_on=hier",
            &["« hier » n&#39;est pas un jour : écrivez-le comme 15/03/2024."],
        ),
        (
            "/changes?since=2999-01-01",
            &["« Depuis le jour »", "value=\"2999-01-01\""],
        ),
        (
            "/datasets/funding-windows?open_on.application=31/02/2022",
            &["« Candidatures ouvertes le » :", "value=\"31/02/2022\""],
        ),
        ("/calculators/sons?wave=1", &["corrigez", "À remplir."]),
        (
            "/datasets/regional-envelopes?amount.gte=beaucoup&region=corse",
            &[
                "« Montant, au moins » : « beaucoup » n&#39;est pas un montant en euros",
                "Région\u{a0}: Corse",
                "<details class=\"filters\" open>",
                "value=\"beaucoup\"",
            ],
        ),
    ] {
        let page = open(server, address, "fr").await;
        assert_eq!(page.status, 400, "{address}: {}", page.text);
        holds_in_order(address, &page.text, texts);
        let problem = server.get(address).await;
        assert_eq!(problem.header("content-type"), "application/problem+json", "{address}");
        assert_eq!(problem.json()["code"], "BAD_USER_INPUT", "{address}");
    }
    // What is chosen among many is sent name by name.
    let chosen = "/calculators/sons?software_function=lgc&ordered_on=2022-03-01&exclusions=sons-exclusion-1&exclusions=sons-exclusion-3";
    let request = server
        .request(reqwest::Method::GET, chosen)
        .header("accept", "text/html");
    let page = server.send(request).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for text in [
        "Coût non financé",
        "value=\"sons-exclusion-1\" checked",
        "value=\"sons-exclusion-3\" checked",
    ] {
        assert!(page.text.contains(text), "no {text} in {}", page.text);
    }
}

async fn files_for_spreadsheets_name_records_and_units(server: &Server) {
    let file = server
        .get("/v1/observations.csv?dialect=fr&lang=fr&indicator=documents-alimentant-le-dmp&region=ile-de-france")
        .await
        .text;
    let header = file.lines().next().unwrap_or_default();
    for title in ["Région;Région (libellé)", "Valeur;Valeur (unité)"] {
        assert!(header.contains(title), "{header}");
    }
    let file = server
        .get("/v1/regional-envelopes.csv?dialect=fr&lang=fr&region=occitanie")
        .await
        .text;
    for text in ["Montant (€)", ";occitanie;Occitanie;"] {
        assert!(file.contains(text), "{text}: {file}");
    }
    for (text, file) in [
        (
            "Décision (libellé)",
            "/v1/regional-envelopes.csv?dialect=fr&lang=fr&decision=revised&limit=1",
        ),
        (
            ";revised;décision révisée;",
            "/v1/regional-envelopes.csv?dialect=fr&lang=fr&decision=revised&limit=1",
        ),
    ] {
        let file = server.get(file).await.text;
        assert!(file.contains(text), "{text}: {file}");
    }
    let table = open(
        server,
        "/datasets/observations?indicator=documents-alimentant-le-dmp&region=ile-de-france&sort=period",
        "fr",
    )
    .await;
    let totals = table
        .text
        .split("href=\"")
        .find(|link| link.starts_with("/v1/observations/groups.csv"));
    let totals = totals
        .and_then(|link| link.split('"').next())
        .unwrap_or_default()
        .replace("&#38;", "&");
    let file = server.get(&totals).await;
    assert!(
        file.status == 200 && file.text.contains("23571"),
        "{totals}: {}",
        file.text
    );
    let row = server.json("/v1/observations?labels=fr&limit=1").await;
    assert!(row["data"][0]["unit_label"].is_string(), "{row}");
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
    shows(
        server,
        "/",
        &[
            "Fenêtres en cours aujourd&#39;hui",
            "peut-être :",
            "fenêtres de programmes finis, dont les sources ne disent pas la fin",
        ],
    )
    .await;
    shows(
        server,
        "/datasets/funding-windows?current=true",
        &[
            "à coup sûr ;",
            "sont d&#39;un programme que ses sources disent fini ce jour-là, ou pas commencé",
        ],
    )
    .await;
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
        &["ce que disent les documents", "retenue", "/documents/", "(Valeur)"],
    )
    .await;
    // A document that explains why the others differ is heard.
    shows(
        server,
        "/conflicts/observations-documents-echanges-par-an-france-target-2023-value",
        &[
            "retenue",
            "Ce qu&#39;en dit l&#39;enregistrement",
            "explique l&#39;écart 250/500",
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
    // A word that names a dataset is no word of its rows.
    shows(
        server,
        "/search?q=enveloppe+Occitanie",
        &[
            "href=\"/datasets/regional-envelopes?q=Occitanie\"",
            "Enveloppes régionales\u{a0}: Occitanie",
        ],
    )
    .await;
    shows(
        server,
        "/search?q=combien+SUN-ES+en+Occitanie",
        &["Vouliez-vous dire", "/search?q=SUN-ES+Occitanie"],
    )
    .await;
    let nothing = shows(server, "/search?q=zzzzzzzz", &["Rien n&#39;a ces mots"]).await;
    assert!(!nothing.contains("Vouliez-vous dire"), "{nothing}");
}
