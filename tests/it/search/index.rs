use segur::{
    access::Viewer,
    app,
    datasets::registry,
    domain::Clock,
    publishing::{self, Publication, TextRow, Withdrawal},
    store::Store,
};
use segur_tests::{Database, Server, database::migrations_from, on_own_database, server};

async fn name_editor(store: &Store, slug: &str, name: &str) {
    let header = ["slug", "name", "source_document"].map(str::to_owned);
    let row = TextRow {
        line: 2,
        cells: [slug, name, "webinaire-idf-2022"].map(str::to_owned).to_vec(),
        ..Default::default()
    };
    let dataset = registry().find("editors").unwrap();
    let publication = Publication {
        message: "for a test".to_owned(),
        entries: publishing::read_rows(dataset, "a.csv", &header, vec![row]).unwrap(),
        ..Default::default()
    };
    publishing::publish(store, Clock::System, &Viewer::seed(), publication)
        .await
        .unwrap();
}

async fn total(server: &Server, words: &str) -> u64 {
    server.json(&format!("/v1/search?q={words}")).await["total"]
        .as_u64()
        .unwrap()
}

on_own_database! {
    a_record_is_found_by_what_it_says_now,
    a_database_from_before_search_is_indexed_when_it_is_opened,
}

async fn a_record_is_found_by_what_it_says_now(database: &Database) {
    let settings = server::settings(&database.url);
    let store = app::open_ready(&settings, Clock::System).await.unwrap();
    let running = app::serve(&settings, store.clone(), Clock::System).await.unwrap();
    let server = Server::at(&format!("http://{}", running.address));
    name_editor(&store, "nouveau", "Hippocampes numériques").await;
    assert_eq!(total(&server, "hippocampe").await, 1);
    name_editor(&store, "nouveau", "Ornithorynques").await;
    assert_eq!(
        (
            total(&server, "hippocampe").await,
            total(&server, "ornithorynque").await
        ),
        (0, 1)
    );
    let withdrawn = Publication {
        message: "for a test".to_owned(),
        withdrawals: vec![Withdrawal::new("editors", "nouveau")],
        ..Default::default()
    };
    publishing::publish(&store, Clock::System, &Viewer::seed(), withdrawn)
        .await
        .unwrap();
    assert_eq!(total(&server, "ornithorynque").await, 0);
    running.stop().await.unwrap();
}

async fn a_database_from_before_search_is_indexed_when_it_is_opened(database: &Database) {
    let settings = server::settings(&database.url);
    let store = app::open_ready(&settings, Clock::System).await.unwrap();
    name_editor(&store, "nouveau", "Hippocampes numériques").await;
    let then = store.revision();
    name_editor(&store, "nouveau", "Ornithorynques").await;
    let revision = store.revision();
    // The step that made the index, taken back: the database is as an earlier program left it.
    store.migrate_down(migrations_from("create_search")).await.unwrap();
    store.close().await.unwrap();
    let (server, running) = Server::start(database).await;
    let found = server.json("/v1/search?q=etablissement%20de%20sante").await;
    // Of the 86 that the founding data has, three are resources, whose table came later and went with its data.
    assert_eq!(
        (found["total"].as_u64(), &found["revision"]),
        (Some(83), &revision.0.into())
    );
    assert_eq!(
        (
            total(&server, "hippocampe").await,
            total(&server, "ornithorynque").await
        ),
        (0, 1)
    );
    let earlier = format!("&as_of={then}");
    assert_eq!(
        (
            total(&server, &format!("hippocampe{earlier}")).await,
            total(&server, &format!("ornithorynque{earlier}")).await
        ),
        (1, 0)
    );
    assert_eq!(
        total(&server, &format!("bretagne&dataset=observations{earlier}")).await,
        total(&server, "bretagne&dataset=observations").await
    );
    running.stop().await.unwrap();
}
