//! Pages are whole, small, in both languages, and say what the API says.

use std::collections::{BTreeMap, VecDeque};

use reqwest::Method;
use segur_tests::{Server, on_both_engines, server::Answer};

use super::{PAGES, open};

on_both_engines! {
    every_page_is_in_both_languages_small_and_kept,
    values_are_written_as_people_write_them,
    what_a_form_leaves_empty_leaves_the_address,
    a_page_reads_few_statements_however_many_rows_it_has,
    no_link_of_the_site_is_dead,
    files_are_of_the_moment_of_the_page,
}

async fn every_page_is_in_both_languages_small_and_kept(server: &Server) {
    for address in PAGES {
        for language in ["fr", "en"] {
            let page = open(server, address, language).await;
            assert_eq!(page.status, 200, "{address}: {}", page.text);
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{address}");
            assert_eq!(page.header("content-language"), language, "{address}");
            assert!(page.text.contains(&format!("<html lang=\"{language}\">")), "{address}");
            let policy = page.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            let has_rows = ["/datasets/", "/documents/"]
                .iter()
                .any(|start| address.starts_with(start));
            let most = if has_rows { 200_000 } else { 100_000 };
            assert!(page.text.len() <= most, "{address}: {} bytes", page.text.len());
            let scripts = page.text.replace("<script type=\"application/ld+json\">", "");
            assert!(!scripts.contains("<script"), "{address} needs no script");
            let again = server
                .request(Method::GET, address)
                .header("accept", "text/html")
                .header("accept-language", language)
                .header("if-none-match", page.header("etag"));
            let again = server.send(again).await;
            assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{address}");
        }
        let unasked = server.request(Method::GET, address).header("accept", "text/html");
        let unasked = server.send(unasked).await;
        assert_eq!(unasked.header("content-language"), "fr", "{address}: French first");
    }
}

async fn values_are_written_as_people_write_them(server: &Server) {
    for (address, language, texts) in [
        (
            "/datasets/regional-envelopes?amount.gte=1210399&amount.lte=1210399",
            "fr",
            &["1\u{202f}210\u{202f}399\u{a0}€"][..],
        ),
        (
            "/datasets/regional-envelopes?amount.gte=1210399&amount.lte=1210399",
            "en",
            &["€1,210,399"],
        ),
        (
            "/datasets/observations?indicator=documents-alimentant-le-dmp&period=2022-33",
            "fr",
            &[
                "891\u{202f}253\u{a0}documents",
                "T1 2022",
                "Provisoire",
                "Île-de-France",
            ],
        ),
        (
            "/datasets/funding-windows/sun-es-volet-1-fenetre-1",
            "fr",
            &["1er septembre 2021", "30 septembre 2022", "ligne 354", "Sans valeur"],
        ),
        (
            "/datasets/funding-windows/esms-numerique-2022-mayotte",
            "fr",
            &["15 mars 2022 (date déduite)"],
        ),
    ] {
        let page = open(server, address, language).await;
        for text in texts {
            assert!(page.text.contains(text), "{address}: {text} is not in {}", page.text);
        }
    }
}

async fn what_a_form_leaves_empty_leaves_the_address(server: &Server) {
    let sent = "/datasets/observations?q=&region=bretagne&couloir=&sort=-period&lang=en";
    let answer = server.get(sent).await;
    assert_eq!(answer.status, 200, "the client follows: {}", answer.text);
    assert!(answer.text.contains("<html lang=\"en\">"), "{}", answer.text);
    let kept = "/datasets/observations?region=bretagne&amp;sort=-period";
    assert!(answer.text.contains(&kept.replace("&amp;", "&#38;")), "{}", answer.text);
    let all = server.get("/datasets/observations?q=&region=").await;
    assert_eq!(all.status, 200, "{}", all.text);
}

/// How many statements a page took, as it says to those who ask.
fn statements(page: &Answer) -> u64 {
    let number = page.statements();
    assert!(number.is_some(), "{}", page.header("server-timing"));
    number.unwrap_or_default()
}

async fn a_page_reads_few_statements_however_many_rows_it_has(server: &Server) {
    for (address, most) in [
        ("/?lang=fr", 20),
        ("/datasets?lang=fr", 1),
        ("/datasets/regions/bretagne?lang=fr", 10),
        ("/search?q=ars&lang=fr", 2),
        ("/regions/ile-de-france?lang=fr", 60),
        ("/documents/webinaire-idf-2022?lang=fr", 80),
        ("/conflicts?lang=fr", 6),
    ] {
        // The names of records are known after the first reader, whichever page that one opened.
        open(server, &address.replace("lang=fr", "lang=en"), "en").await;
        let page = open(server, address, "fr").await;
        let told = page.header("server-timing").to_owned();
        if !told.starts_with("kept") {
            assert!(statements(&page) <= most, "{address}: {told}");
        }
    }
    let counted = async |limit: usize| {
        let page = open(server, &format!("/datasets/referencings?limit={limit}"), "fr").await;
        statements(&page)
    };
    // What names are known after them is no matter of how many rows are asked for.
    counted(100).await;
    let (one, many) = (counted(1).await, counted(99).await);
    // What is held in memory meanwhile takes none.
    assert!(many <= one, "{many} statements for 99 rows, {one} for one");
}

/// The addresses that a page links to, within the site.
fn links(page: &str) -> Vec<String> {
    tags(page).map(|(link, _)| link).collect()
}

/// The same, and whether crawlers are asked not to follow each: orders of a table and conditions without one, of which there are as many as
/// there are sets of them.
fn tags(page: &str) -> impl Iterator<Item = (String, bool)> {
    page.split('<').filter_map(|tag| {
        let tag = tag.split('>').next()?;
        let link = tag.split("href=\"").nth(1)?.split('"').next()?;
        let is_own = link.starts_with('/') && !link.starts_with("//");
        let link = link.replace("&#38;", "&");
        let link = link.split('#').next().unwrap_or_default().to_owned();
        is_own.then_some((link, tag.contains("nofollow")))
    })
}

/// Addresses of the same kind: the first ones of each are followed.
fn kind(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').collect();
    if parts.len() == 4 && parts[1] == "datasets" {
        parts[3] = "*";
    }
    let asked = if address.contains('?') { "?" } else { "" };
    format!("{}{asked}", parts.join("/"))
}

/// How many links that crawlers are asked not to follow are followed of each kind.
const OF_MANY: usize = 20;

async fn no_link_of_the_site_is_dead(server: &Server) {
    // `SEGUR_EVERY_LINK=1` follows every one of them; of those that crawlers are asked not to follow, the first of each kind.
    let most = if std::env::var_os("SEGUR_EVERY_LINK").is_some() {
        usize::MAX
    } else {
        2
    };
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut followed: BTreeMap<(String, bool), usize> = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    while let Some(address) = waiting.pop_front() {
        let page = open(server, &address, "fr").await;
        assert_eq!(
            page.status,
            200,
            "{address}: {}",
            page.text.chars().take(300).collect::<String>()
        );
        if !page.header("content-type").starts_with("text/html") || page.text.contains("<script") {
            continue;
        }
        for (link, is_of_many) in tags(&page.text) {
            let times = followed.entry((kind(&link), is_of_many)).or_default();
            let most = if is_of_many { most.min(OF_MANY) } else { most };
            // Files are followed by their own tests.
            let is_file = link.starts_with("/v1/") && !link.contains("changes");
            if !is_file && *times < most && seen.insert(link.clone()) {
                *times += 1;
                waiting.push_back(link);
            }
        }
    }
    assert!(seen.len() > 80, "{} links", seen.len());
}

async fn files_are_of_the_moment_of_the_page(server: &Server) {
    let page = open(server, "/datasets?as_of=2", "fr").await.text;
    let files: Vec<String> = links(&page)
        .into_iter()
        .filter(|link| link.starts_with("/v1/couloirs."))
        .collect();
    assert!(
        files.len() > 1 && files.iter().all(|file| file.contains("as_of=2")),
        "{files:?}"
    );
    let nothing = open(server, "/?as_of=0", "fr").await.text;
    assert!(!nothing.contains("1970"), "{nothing}");
}
