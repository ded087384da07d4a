//! What is shown in the pages of others: pinned to its revision, and honest about what was corrected since.

use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_both_engines, on_own_database};

use super::open;

on_both_engines! {
    an_embedded_table_or_chart_is_small_and_may_stand_in_a_frame,
    oembed_tells_the_frame_of_a_table,
}

on_own_database! {
    an_embedded_figure_says_that_it_was_corrected_since,
}

async fn an_embedded_table_or_chart_is_small_and_may_stand_in_a_frame(server: &Server) {
    for address in [
        "/embed/regional-envelopes?programme=sun-es&as_of=4&lang=fr",
        "/embed/observations?indicator=documents-alimentant-le-dmp&region=ile-de-france&chart=line&as_of=4&lang=fr",
        "/embed/regions?kind=overseas&lang=fr",
    ] {
        let page = open(server, address, "fr").await;
        assert_eq!(page.status, 200, "{address}: {}", page.text);
        assert!(page.text.len() < 60_000, "{address}: {} bytes", page.text.len());
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors *") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(
            page.text.contains("révision 4") && page.text.contains("Licence Ouverte"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("changé depuis"), "{}", page.text);
        for picture in page
            .text
            .split("<img src=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let drawn = server.get(&picture.replace("&#38;", "&")).await;
            assert_eq!(drawn.header("content-type"), "image/svg+xml", "{}", drawn.text);
            assert!(page.text.len() + drawn.text.len() < 60_000, "{address}");
        }
    }
    let wrong = open(server, "/embed/regons", "fr").await;
    assert_eq!(wrong.status, 404);
    assert!(wrong.text.contains("regions"), "{}", wrong.text);
}

async fn oembed_tells_the_frame_of_a_table(server: &Server) {
    let table = open(server, "/datasets/regional-envelopes?programme=sun-es", "fr")
        .await
        .text;
    let told = table
        .split("application/json+oembed\"")
        .nth(1)
        .and_then(|rest| rest.split("href=\"").nth(1));
    let told = told.and_then(|rest| rest.split('"').next()).unwrap();
    let told = server.get(told.strip_prefix(&server.address).unwrap()).await.json();
    assert_eq!((&told["version"], &told["type"]), (&"1.0".into(), &"rich".into()));
    let frame = told["html"].as_str().unwrap();
    let source = frame
        .split("src=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let source = source.replace("&amp;", "&");
    assert!(
        source.contains("as_of=4") && source.contains("programme=sun-es"),
        "{source}"
    );
    let shown = open(server, source.strip_prefix(&server.address).unwrap(), "fr").await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let narrow = server
        .json("/oembed?url=/datasets/regions&maxwidth=300&maxheight=200")
        .await;
    assert_eq!(
        (narrow["width"].as_u64(), narrow["height"].as_u64()),
        (Some(300), Some(200))
    );
    for (address, status, told) in [
        ("/oembed", 400, "url"),
        (
            "/oembed?url=https://evil.example/datasets/regions",
            404,
            "/datasets/regions",
        ),
        ("/oembed?url=/datasets/regons", 404, "/datasets/regions"),
        ("/oembed?url=/datasets/regions&format=xml", 400, "json"),
        ("/oembed?url=/datasets/regions%3Fkidn%3Doverseas", 400, "kind"),
    ] {
        let refused = server.get(address).await;
        assert_eq!(refused.status, status, "{address}: {}", refused.text);
        assert!(refused.text.contains(told), "{address}: {}", refused.text);
    }
}

async fn an_embedded_figure_says_that_it_was_corrected_since(database: &Database) {
    let (server, running) = Server::start(database).await;
    let pinned = "/embed/observations?indicator=documents-alimentant-le-dmp&region=bretagne&as_of=5&lang=fr";
    let key = key_on(database, "ars-bretagne", Role::Publisher).await;
    let row = |value: u32| {
        format!(
            "indicator,region,category,period,value,status,qualifier,document\ndocuments-alimentant-le-dmp,bretagne,Essai,2026-01,{value},final,exact,webinaire-idf-2022\n"
        )
    };
    let publish = async |value| {
        let answer = server.import_csv(&key, "observations", "", row(value)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    publish(1_234).await;
    let before = open(&server, pinned, "fr").await.text;
    assert!(
        before.contains("1\u{202f}234") && !before.contains("a changé depuis"),
        "{before}"
    );
    publish(4_321).await;
    let after = open(&server, pinned, "fr").await.text;
    assert!(after.contains("Une ligne montrée ici a changé depuis"), "{after}");
    assert!(after.contains("1\u{202f}234"), "the figure stays as it was: {after}");
    running.stop().await.unwrap();
}
