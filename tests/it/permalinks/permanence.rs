use reqwest::Method;
use segur::store::Store;
use segur_tests::{Answer, Database, Server, on_both_engines, on_own_database, random, server, sha256};
use serde_json::{Value as Json, json};

async fn keep(server: &Server, asked: &Json) -> Answer {
    server.send(server.request(Method::POST, "/q").json(asked)).await
}

on_both_engines! {
    permalinks_of_pages_and_groups_count_their_rows,
}

on_own_database! {
    a_permalink_says_the_same_after_publications_and_restarts,
    a_permalink_whose_bytes_are_lost_is_answered_again_the_same,
    a_permalink_is_cited_in_the_forms_that_people_use,
    what_cannot_be_kept_is_told,
}

async fn a_permalink_says_the_same_after_publications_and_restarts(database: &Database) {
    let settings = server::settings(&database.url);
    let (server, running) = Server::start_with(&settings).await;
    let store = Store::open(&settings.store).await.unwrap();
    store.refresh().await.unwrap();
    random::publish(&store, &[random::Step::Editor(1, 1)]).await.unwrap();
    server.wait_for(5).await;
    let asked = [
        json!({ "address": "/v1/editors.csv?name.contains=e&sort=-name" }),
        json!({ "address": "/v1/editors.parquet" }),
        json!({ "address": "/v1/editors?limit=3" }),
        json!({ "address": "/v1/regional-envelopes/groups?by=region&sort=-sum" }),
        json!({ "address": "/v1/funding-windows?as_of=2&sort=name" }),
        json!({ "query": "query($name: String) { editors(filter: { name: { contains: $name } }) { totalCount nodes { name revision } } }", "variables": { "name": "e" } }),
    ];
    let mut kept = Vec::new();
    for asked in &asked {
        let made = keep(&server, asked).await;
        assert_eq!(made.status, 201, "{asked}: {}", made.text);
        let told = made.json();
        let path = made.header("location").to_owned();
        let bytes = server.bytes(&path).await.unwrap();
        assert_eq!(
            (told["sha256"].as_str().unwrap(), told["bytes"].as_u64()),
            (sha256(&bytes).as_str(), Some(bytes.len() as u64))
        );
        let again = keep(&server, asked).await;
        assert_eq!(
            (again.status.as_u16(), &again.json()["id"]),
            (200, &told["id"]),
            "asked twice, it is kept once"
        );
        kept.push((path, bytes, told));
    }
    assert_eq!(kept[0].2["revision"], 5);
    assert_eq!(
        kept[0].2["rows"],
        kept[0].1.iter().filter(|byte| **byte == b'\n').count() as u64 - 1
    );
    assert_eq!(
        (&kept[1].2["rows"], &kept[4].2["revision"]),
        (&server.json("/v1/datasets/editors").await["count"], &json!(2))
    );
    random::publish(&store, &[random::Step::Editor(1, 2), random::Step::Editor(2, 3)])
        .await
        .unwrap();
    store.close().await.unwrap();
    running.stop().await.unwrap();
    let (server, running) = Server::start_with(&settings).await;
    server.wait_for(6).await;
    for (path, bytes, told) in &kept {
        assert_eq!(server.bytes(path).await.unwrap(), *bytes, "{path}");
        let head = server.send(server.request(Method::HEAD, path)).await;
        assert!(
            head.header("cache-control").contains("immutable") && head.header("repr-digest") == told["repr_digest"],
            "{path}"
        );
        assert!(head.header("link").contains("rel=\"cite-as\"") && head.header("link").contains("latest-version"));
    }
    let now = server
        .bytes("/v1/editors.csv?name.contains=e&sort=-name")
        .await
        .unwrap();
    assert!(now != kept[0].1, "the same query now says something else");
    running.stop().await.unwrap();
}

async fn a_permalink_whose_bytes_are_lost_is_answered_again_the_same(database: &Database) {
    let (server, running) = Server::start(database).await;
    let made = keep(&server, &json!({ "address": "/v1/couloirs.csv?sort=name" })).await;
    let path = made.header("location").to_owned();
    let first = server.bytes(&path).await.unwrap();
    std::fs::remove_dir_all(format!("{}/permalinks", segur_tests::database::files_of(&database.url))).unwrap();
    assert_eq!(server.bytes(&path).await.unwrap(), first);
    running.stop().await.unwrap();
}

async fn permalinks_of_pages_and_groups_count_their_rows(server: &Server) {
    for (address, rows) in [
        ("/v1/regions?limit=3", 3),
        ("/v1/regions/groups?by=kind&measure=none&limit=1", 1),
        ("/v1/regions/groups.csv?by=kind&measure=none&limit=2", 2),
        ("/v1/regions.csv?limit=1", 1),
        ("/v1/changes?limit=3", 3),
    ] {
        let made = keep(server, &json!({ "address": address })).await.json();
        assert_eq!(made["rows"], rows, "{address}: {made}");
        let french = made["citation"]["fr"].as_str().unwrap();
        let english = made["citation"]["en"].as_str().unwrap();
        let words = if rows == 1 {
            [", 1 ligne,", ", 1 row,"]
        } else {
            [" lignes,", " rows,"]
        };
        assert!(
            french.contains(words[0]) && english.contains(words[1]),
            "{french} {english}"
        );
        let of_regions = french.contains("« Régions (") && english.contains("“Regions (");
        assert!(of_regions || address.contains("changes"), "{french} {english}");
    }
    // A table has as many rows as it has lines after the header.
    for address in [
        "/v1/changes.csv?dataset=regions&limit=2",
        "/v1/diff.csv?from=1&dataset=funding-windows",
        "/v1/diff.csv?from=1",
    ] {
        let made = keep(server, &json!({ "address": address })).await.json();
        let file = server.get(&format!("/q/{}", made["id"].as_str().unwrap())).await.text;
        let rows = csv::Reader::from_reader(file.as_bytes()).records().count();
        assert_eq!(made["rows"], rows, "{address}: {made}");
    }
    let empty = keep(server, &json!({ "address": "/v1/regions?as_of=2020-10-28" })).await;
    assert!(
        empty.status == 400 && empty.text.contains("nothing to cite"),
        "{}",
        empty.text
    );
}

async fn a_permalink_is_cited_in_the_forms_that_people_use(database: &Database) {
    let (server, running) = Server::start(database).await;
    special_signs_and_shared_links(&server).await;
    let made = keep(
        &server,
        &json!({ "address": "/v1/observations.csv?region=ile-de-france" }),
    )
    .await
    .json();
    let id = made["id"].as_str().unwrap();
    let french = server.get(&format!("/q/{id}/citation.txt?lang=fr")).await.text;
    let digest = &made["sha256"].as_str().unwrap()[..16];
    assert!(
        french.contains("« Observations (fichier CSV), Région\u{a0}: Île-de-France », révision 4 du 2026-01-01")
            && french.contains(digest)
            && french.contains("lignes"),
        "{french}"
    );
    assert!(
        server
            .get(&format!("/q/{id}/citation.txt?lang=en"))
            .await
            .text
            .contains("revision 4 of 2026-01-01")
    );
    let bibtex = server.get(&format!("/q/{id}/citation.bib")).await;
    assert!(
        bibtex.header("content-type").starts_with("application/x-bibtex")
            && bibtex.text.starts_with(&format!("@misc{{segur-ouvert-{id},")),
        "{}",
        bibtex.text
    );
    let csl = server.json(&format!("/q/{id}/citation.json")).await;
    assert_eq!(
        (&csl[0]["type"], &csl[0]["issued"]["date-parts"][0][0]),
        (&json!("dataset"), &json!(2026))
    );
    let about = server.json(&format!("/q/{id}/about")).await;
    assert_eq!(
        (&about["asked"], &about["sha256"]),
        (&json!("/v1/observations.csv?region=ile-de-france"), &made["sha256"])
    );
    running.stop().await.unwrap();
}

async fn what_cannot_be_kept_is_told(database: &Database) {
    let (server, running) = Server::start(database).await;
    for (asked, status, tells) in [
        (json!({}), 400, "give address, or query"),
        (json!({ "address": "/v1/couloirs?x=1" }), 400, "has no parameter"),
        (json!({ "address": "/v1/nothing" }), 404, "no dataset"),
        (json!({ "address": "https://example.org/" }), 400, "of this site"),
        (json!({ "address": "//example.org/v1/couloirs" }), 400, "of this site"),
        (json!({ "address": "/v1/institution/keys" }), 400, "of this site"),
        (json!({ "address": "/v1/%69nstitution/keys" }), 400, "of this site"),
        (json!({ "address": "/v1/../v1/audit" }), 400, "of this site"),
        (json!({ "address": "/v1/audit" }), 400, "of this site"),
        (json!({ "query": "mutation { __typename }" }), 405, "POST"),
        (json!({ "query": "{ nothing }" }), 400, "nothing"),
        (
            json!({ "query": "{ couloirs(asOf: 99) { totalCount } }" }),
            409,
            "not published yet",
        ),
        (json!({ "adress": "/v1/couloirs" }), 400, "adress"),
    ] {
        let answer = keep(&server, &asked).await;
        assert!(
            answer.status == status && answer.text.contains(tells),
            "{asked}: {} {}",
            answer.status,
            answer.text
        );
    }
    assert_eq!(server.get("/q/abcdef").await.status, 404);
    let pasted = keep(
        &server,
        &json!({ "address": format!("{}/v1/observations.csv?category=Médecin (hors radiologie)", server.address) }),
    )
    .await;
    assert_eq!(pasted.status, 201, "what people paste is taken: {}", pasted.text);
    let atom = keep(&server, &json!({ "address": "/v1/changes.atom?lang=fr" })).await;
    assert!(
        server.get(atom.header("location")).await.text.contains("ce qui change"),
        "the language of the address is kept"
    );
    assert_eq!(
        keep(&server, &json!({ "address": "/v1/institutions.csv" }))
            .await
            .status,
        201,
        "institutions are public"
    );
    let page = keep(&server, &json!({ "address": "/v1/observations?limit=2" })).await;
    let kept = server.json(page.header("location")).await;
    assert!(
        kept["links"]["next"].as_str().unwrap().contains("as_of=4"),
        "its links lead to the same moment"
    );
    running.stop().await.unwrap();
}

/// Signs that BibTeX reads as commands are escaped; what trackers add to a link is no part of it.
async fn special_signs_and_shared_links(server: &Server) {
    let asked = "/v1/documents?issuer=A%20%26%20B_C";
    let made = keep(server, &json!({ "address": asked })).await.json();
    let id = made["id"].as_str().unwrap();
    let entry = server.get(&format!("/q/{id}/citation.bib")).await.text;
    assert!(entry.contains(r"A \& B\_C") && !entry.contains(" & "), "{entry}");
    let shared = keep(server, &json!({ "address": format!("{asked}&fbclid=x") }))
        .await
        .json();
    assert_eq!(shared["id"], made["id"], "the same link");
    let answer = server.get(&format!("/q/{id}?utm_source=x")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["data"].clone()),
        (200, json!([]))
    );
}
