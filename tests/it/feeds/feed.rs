use atom_syndication::Feed;
use segur::{
    access::Viewer,
    domain::{Clock, Slug},
    publishing::{self, Publication, Withdrawal},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, on_both_engines, on_own_database, random, server};
use serde_json::{Value as Json, json};

async fn all(server: &Server, query: &str) -> Vec<Json> {
    let mut changes = Vec::new();
    let mut next = format!("/v1/changes?{query}");
    loop {
        let page = server.json(&next).await;
        changes.extend(page["data"].as_array().unwrap().iter().cloned());
        next = page["links"]["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return changes;
        }
    }
}

on_both_engines! {
    the_feed_tells_every_change_in_order,
    lines_are_the_pages_without_pages,
    the_feed_is_filtered_by_dataset_region_and_publisher,
    graphql_tells_the_same_feed,
    what_is_no_place_in_the_feed_is_told,
    readers_of_atom_see_the_last_publications,
}

async fn the_feed_tells_every_change_in_order(server: &Server) {
    let changes = all(server, "limit=500").await;
    let counts = server.json("/v1/datasets").await;
    let rows: u64 = counts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dataset| dataset["count"].as_u64().unwrap())
        .sum();
    let created = changes.iter().filter(|change| change["operation"] == "created").count() as u64;
    assert_eq!(created, rows, "nothing was withdrawn from the founding data");
    let revisions: Vec<i64> = changes
        .iter()
        .map(|change| change["revision"].as_i64().unwrap())
        .collect();
    assert!(revisions.is_sorted());
    let ends: Vec<i64> = changes
        .iter()
        .filter(|change| change["ends_revision"] == true)
        .map(|change| change["revision"].as_i64().unwrap())
        .collect();
    assert_eq!(ends, (1..=FOUNDED).collect::<Vec<_>>(), "each revision ends once");
    let window = changes
        .iter()
        .find(|change| change["slug"] == "sons-lgo-vague-1" && change["operation"] == "revised")
        .unwrap();
    assert!(window["before"]["phases"] != window["after"]["phases"] && window["message"].is_string());
}

async fn lines_are_the_pages_without_pages(server: &Server) {
    let lines: Vec<Json> = server
        .get("/v1/changes.ndjson?after=1")
        .await
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, all(server, "after=1&limit=33").await);
}

async fn the_feed_is_filtered_by_dataset_region_and_publisher(server: &Server) {
    let windows = all(server, "dataset=funding-windows,editors&limit=1000").await;
    assert!(
        windows
            .iter()
            .all(|change| ["funding-windows", "editors"].contains(&change["dataset"].as_str().unwrap()))
    );
    let everything = all(server, "limit=1000").await;
    let region = |change: &Json| {
        change["before"]["region"] == "corse"
            || change["after"]["region"] == "corse"
            || (change["dataset"] == "regions" && change["slug"] == "corse")
    };
    let expected: Vec<&Json> = everything
        .iter()
        .filter(|change| region(change))
        .map(|change| &change["place"])
        .collect();
    let corsica = all(server, "region=corse&limit=5").await;
    assert!(expected.len() > 2, "{expected:?}");
    assert_eq!(
        corsica.iter().map(|change| &change["place"]).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(all(server, "publisher=seed&limit=1000").await.len(), everything.len());
    assert_eq!(all(server, "publisher=ans").await.len(), 0);
}

async fn graphql_tells_the_same_feed(server: &Server) {
    let body = server.graphql(r#"{ changes(after: "2", first: 3, datasets: ["funding-windows"]) { revision after more data { place operation slug before after } } }"#).await;
    let page = server.json("/v1/changes?after=2&limit=3&dataset=funding-windows").await;
    let told = &body["data"]["changes"];
    assert_eq!(
        (&told["after"], &told["more"], &told["revision"]),
        (&page["after"], &page["more"], &page["revision"])
    );
    let first = (&told["data"][0], &page["data"][0]);
    for name in ["place", "slug", "before", "after"] {
        assert_eq!(first.0[name], first.1[name]);
    }
    assert_eq!(first.0["operation"], "REVISED");
}

async fn what_is_no_place_in_the_feed_is_told(server: &Server) {
    for (query, code, tells) in [
        ("after=demain", "BAD_CURSOR", "the number of a revision"),
        ("after=-1", "BAD_CURSOR", "the number of a revision"),
        ("after=1.x", "BAD_CURSOR", "12.345"),
        ("after=999", "BAD_CURSOR", "the last one is 4"),
        ("region=bretange", "NOT_FOUND", "/v1/regions"),
        ("publisher=personne", "NOT_FOUND", "/v1/institutions"),
        ("sinse=1", "BAD_USER_INPUT", "there is no parameter"),
        ("dataset=editeurs", "NOT_FOUND", "editors"),
        ("limit=0", "BAD_USER_INPUT", "between 1 and 1000"),
    ] {
        let answer = server.get(&format!("/v1/changes?{query}")).await;
        assert!(
            answer.text.contains(code) && answer.text.contains(tells),
            "{query}: {}",
            answer.text
        );
    }
    let last = server.json("/v1/changes?after=4").await;
    assert_eq!(
        (&last["data"], &last["after"], &last["more"]),
        (&json!([]), &json!("4"), &json!(false))
    );
}

async fn readers_of_atom_see_the_last_publications(server: &Server) {
    let answer = server.get("/v1/changes.atom?lang=fr").await;
    assert_eq!(answer.header("content-type"), "application/atom+xml");
    let feed = Feed::read_from(answer.text.as_bytes()).unwrap();
    assert_eq!(
        (feed.title.as_str(), feed.entries.len() as i64),
        ("Ségur Ouvert : ce qui change", FOUNDED)
    );
    let last = &feed.entries[0];
    assert!(
        last.title
            .as_str()
            .contains("Calendriers tels que les derniers documents"),
        "{}",
        last.title.as_str()
    );
    let summary = last.summary.as_ref().unwrap().as_str();
    assert!(summary.contains("Fenêtres de financement : "), "{summary}");
    let one = Feed::read_from(
        server
            .get("/v1/changes.atom?dataset=editors&limit=1")
            .await
            .text
            .as_bytes(),
    )
    .unwrap();
    assert!(
        one.entries.len() == 1
            && one.entries[0]
                .categories
                .iter()
                .all(|category| category.term == "editors")
    );
}

on_own_database! {
    corrections_and_withdrawals_are_events_with_their_reasons,
    a_regions_feed_tells_where_each_revision_ends_for_it,
}

async fn corrections_and_withdrawals_are_events_with_their_reasons(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let editor = |name: &str| {
        random::entry(
            "editors",
            &["slug", "name", "source_document"],
            &["essai", name, "webinaire-idf-2022"],
        )
    };
    for (reason, entries, withdrawals) in [
        (None, vec![editor("Essai")], vec![]),
        (Some("une faute de frappe"), vec![editor("Essais")], vec![]),
        (
            Some("n'existe plus"),
            vec![],
            vec![Withdrawal::new("editors", Slug::parse("essai").unwrap().as_str())],
        ),
    ] {
        let publication = Publication {
            message: "essai".to_owned(),
            reason: reason.map(str::to_owned),
            entries,
            withdrawals,
            ..Default::default()
        };
        publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
            .await
            .unwrap();
    }
    server.wait_for(FOUNDED + 3).await;
    let changes = all(&server, &format!("after={FOUNDED}")).await;
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (
                change["operation"].as_str().unwrap(),
                &change["reason"],
                &change["before"]["name"],
                &change["after"]["name"],
            )
        })
        .collect();
    let null = &Json::Null;
    assert_eq!(
        told,
        [
            ("created", null, null, &json!("Essai")),
            (
                "revised",
                &json!("une faute de frappe"),
                &json!("Essai"),
                &json!("Essais")
            ),
            ("withdrawn", &json!("n'existe plus"), &json!("Essais"), null),
        ]
    );
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn a_regions_feed_tells_where_each_revision_ends_for_it(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let contact = |slug: &str, name: &str, region: &str| {
        random::entry(
            "institutions",
            &["slug", "name", "kind", "region", "source_document"],
            &[slug, name, "grades", region, "webinaire-idf-2022"],
        )
    };
    for entries in [
        vec![contact("essai-a", "A", "bretagne"), contact("essai-b", "B", "bretagne")],
        vec![contact("essai-b", "B", "normandie")],
        vec![
            contact("essai-a", "AA", "bretagne"),
            contact("essai-b", "BB", "normandie"),
        ],
    ] {
        let publication = Publication {
            message: "essai".to_owned(),
            entries,
            ..Default::default()
        };
        publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
            .await
            .unwrap();
    }
    server.wait_for(FOUNDED + 3).await;
    let changes = all(&server, &format!("after={FOUNDED}&region=bretagne")).await;
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (
                change["revision"].as_i64().unwrap() - FOUNDED,
                change["slug"].as_str().unwrap(),
                change["ends_revision"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "essai-a", false),
            (1, "essai-b", true),
            (2, "essai-b", true),
            (3, "essai-a", true)
        ]
    );
    // What XML cannot hold is left out of Atom: messages that were published before such letters were refused.
    database.execute("UPDATE revision SET message = 'un\u{1}deux\u{b}'");
    let (server, again) = Server::start(database).await;
    let feed = Feed::read_from(server.get("/v1/changes.atom?limit=1").await.text.as_bytes()).unwrap();
    assert_eq!(feed.entries[0].title.as_str(), "undeux");
    store.close().await.unwrap();
    again.stop().await.unwrap();
    running.stop().await.unwrap();
}
