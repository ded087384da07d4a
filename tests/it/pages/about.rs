//! What crawlers, models, browsers and readers look for about the service itself.

use segur::web::{Operator, OperatorNames, contact};
use segur_tests::{Database, Server, audits, on_both_engines, on_own_database, settings};
use serde_json::Value as Json;

use super::open;

on_both_engines! {
    the_map_of_the_site_leads_to_pages_that_are_there,
    models_and_browsers_find_what_they_look_for,
    an_error_is_reported_with_the_address_as_it_was,
    who_runs_it_is_said_even_when_nobody_is_named,
}

on_own_database! {
    the_operator_that_the_settings_name_is_in_the_notices,
}

async fn the_map_of_the_site_leads_to_pages_that_are_there(server: &Server) {
    let robots = server.get("/robots.txt").await.text;
    assert!(robots.contains("/sitemap.xml"), "{robots}");
    let read = format!(
        "import xml.dom.minidom, urllib.request; print('\\n'.join(node.firstChild.data for node in xml.dom.minidom.parse(urllib.request.urlopen({:?})).getElementsByTagName('loc')))",
        format!("{}/sitemap.xml", server.address)
    );
    let listed = tokio::task::spawn_blocking(move || audits::python_text(&read))
        .await
        .unwrap();
    let pages: Vec<&str> = listed
        .lines()
        .filter_map(|page| page.strip_prefix(&server.address))
        .collect();
    for wanted in [
        "/",
        "/datasets/observations",
        "/regions/bretagne",
        "/programmes/sun-es",
        "/legal",
    ] {
        assert!(pages.contains(&wanted), "{wanted} is not in {listed}");
    }
    for page in pages {
        let found = open(server, page, "fr").await;
        assert_eq!(found.status, 200, "{page}: {}", found.text);
    }
}

async fn models_and_browsers_find_what_they_look_for(server: &Server) {
    let told = server.get("/llms.txt").await;
    assert!(told.text.starts_with("# Ségur Ouvert\n\n> "), "{}", told.text);
    let links = told.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let links: Vec<&str> = links.filter_map(|link| link.strip_prefix(&server.address)).collect();
    assert!(links.len() > 30, "{links:?}");
    for link in links {
        let found = server.get(link).await;
        assert_eq!(found.status, 200, "{link}: {}", found.text);
    }
    let home = open(server, "/", "fr").await.text;
    let manifest = home
        .split("rel=\"manifest\" href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let manifest: Json = server.get(manifest.unwrap()).await.json();
    for icon in manifest["icons"].as_array().unwrap() {
        let found = server.get(icon["src"].as_str().unwrap()).await;
        assert_eq!(found.header("content-type"), icon["type"].as_str().unwrap());
    }
    // Links to pages show a picture: of the page's chart, or of the site.
    for address in [
        "/",
        "/datasets/observations?indicator=documents-alimentant-le-dmp&region=ile-de-france",
    ] {
        let page = open(server, address, "fr").await.text;
        let picture = page
            .split("og:image\" content=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let picture = picture.unwrap().replace("&#38;", "&");
        let picture = server.get(picture.strip_prefix(&server.address).unwrap()).await;
        assert_eq!(
            picture.header("content-type"),
            "image/png",
            "{address}: {}",
            picture.text
        );
    }
}

async fn an_error_is_reported_with_the_address_as_it_was(server: &Server) {
    let record = open(server, "/datasets/funding-windows/sun-es-volet-1-fenetre-1", "fr")
        .await
        .text;
    let report = record
        .split("href=\"/report?")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let report = open(server, &format!("/report?{}", report.replace("&#38;", "&")), "fr").await;
    let kept = format!(
        "{}/datasets/funding-windows/sun-es-volet-1-fenetre-1?as_of=4",
        server.address
    );
    assert!(report.text.contains(&kept), "{kept}: {}", report.text);
    let as_it_was = open(server, kept.strip_prefix(&server.address).unwrap(), "fr").await;
    assert_eq!(as_it_was.status, 200);
    for foreign in ["https://evil.example/", "//evil.example/", "javascript:alert(1)"] {
        let page = open(server, &format!("/report?about={foreign}"), "fr").await;
        assert_eq!(page.status, 200);
        assert!(
            !page.text.contains("href=\"//evil") && !page.text.contains("href=\"javascript"),
            "{}",
            page.text
        );
        let foot = page
            .text
            .split("<main")
            .nth(1)
            .and_then(|rest| rest.split("</main>").next())
            .unwrap();
        assert!(!foot.contains("evil") && !foot.contains("alert"), "{foot}");
    }
}

async fn who_runs_it_is_said_even_when_nobody_is_named(server: &Server) {
    for (address, told) in [
        ("/legal", "Licence Ouverte 2.0"),
        ("/accessibility", "Défenseur des droits"),
        ("/privacy", "Aucun cookie"),
    ] {
        let page = open(server, address, "fr").await;
        assert!(page.text.contains(told), "{address}: {}", page.text);
        assert!(!page.headers.contains_key("set-cookie"));
    }
    let security = server.get("/.well-known/security.txt").await;
    assert_eq!(security.status, 404, "{}", security.text);
    assert!(security.text.contains("--contact"), "{}", security.text);
}

async fn the_operator_that_the_settings_name_is_in_the_notices(database: &Database) {
    let mut settings = settings(&database.url);
    settings.http.operator = Operator::new(OperatorNames {
        name: Some("Exemple & associés, 1 rue de l'Exemple, Paris".to_owned()),
        director: Some("Camille Exemple".to_owned()),
        host: Some("Hébergeur exemple".to_owned()),
        contact: contact("bonjour@exemple.fr"),
    });
    let (server, running) = Server::start_with(&settings).await;
    let legal = open(&server, "/legal", "fr").await.text;
    for told in [
        "Exemple &#38; associés",
        "Camille Exemple",
        "Hébergeur exemple",
        "mailto:bonjour@exemple.fr",
    ] {
        assert!(legal.contains(told), "{told}: {legal}");
    }
    let report = open(&server, "/report?about=/datasets/regions", "fr").await.text;
    assert!(
        report.contains("mailto:bonjour@exemple.fr?subject=") && report.contains("%2Fdatasets%2Fregions"),
        "{report}"
    );
    let security = server.get("/.well-known/security.txt").await.text;
    assert!(
        security.starts_with("Contact: mailto:bonjour@exemple.fr\nExpires: 20") && security.contains("Canonical: "),
        "{security}"
    );
    running.stop().await.unwrap();
}
