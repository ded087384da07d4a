use segur::{
    access::Viewer,
    app,
    domain::Clock,
    publishing::{self, Publication},
    store::Store,
};
use segur_tests::{Database, FOUNDED, Server, on_own_database, server, synthetic};

async fn publish(store: &Store, publication: Publication) -> publishing::Receipt {
    publishing::publish(store, Clock::System, &Viewer::seed(), publication)
        .await
        .unwrap()
}

on_own_database! {
    a_hundred_thousand_observations_are_one_revision,
    publications_at_once_are_numbered_without_gaps,
    a_write_is_seen_by_the_very_next_read_of_its_node,
}

async fn a_hundred_thousand_observations_are_one_revision(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    let receipt = publish(&store, synthetic::observations(100_000, 0)).await;
    assert_eq!((receipt.revision.unwrap().0, receipt.created), (FOUNDED + 1, 100_000));
    let mut corrected = synthetic::observations(100_000, 0);
    corrected.entries[5].values = synthetic::observations(6, 1).entries[5].values.clone();
    let receipt = publish(&store, corrected).await;
    assert_eq!(
        (receipt.revision.unwrap().0, receipt.revised, receipt.unchanged),
        (FOUNDED + 2, 1, 99_999)
    );

    // Published by another process, as far as the server knows: it learns of it within a second.
    for _ in 0..40 {
        if server.json("/version").await["revision"] == FOUNDED + 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let page = server
        .json("/v1/observations?category.starts_with=synthetique&count=true&limit=1")
        .await;
    assert_eq!(
        (&page["revision"], &page["total"]),
        (&(FOUNDED + 2).into(), &100_000.into())
    );
    let csv = server
        .get("/v1/observations.csv?category.starts_with=synthetique&fields=slug,value")
        .await
        .text;
    assert_eq!(csv.lines().count(), 100_001);
    store.close().await.unwrap();
    running.stop().await.unwrap();
}

async fn publications_at_once_are_numbered_without_gaps(database: &Database) {
    let store = app::open_ready(&server::settings(&database.url), Clock::System)
        .await
        .unwrap();
    let publishing = (0..12).map(|at| {
        let store = store.clone();
        tokio::spawn(async move {
            publish(&store, synthetic::observations(20, at * 1000))
                .await
                .revision
                .unwrap()
                .0
        })
    });
    let mut numbers = Vec::new();
    for publishing in publishing.collect::<Vec<_>>() {
        numbers.push(publishing.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (FOUNDED + 1..FOUNDED + 13).collect::<Vec<i64>>());
    assert_eq!(
        store.revision_numbers().await.unwrap(),
        (1..FOUNDED + 13).collect::<Vec<i64>>()
    );
    store.close().await.unwrap();
}

async fn a_write_is_seen_by_the_very_next_read_of_its_node(database: &Database) {
    let settings = server::settings(&database.url);
    let store = app::open_ready(&settings, Clock::System).await.unwrap();
    let running = app::serve(&settings, store.clone(), Clock::System).await.unwrap();
    let server = Server::at(&format!("http://{}", running.address));
    for at in 1..6 {
        let revision = publish(&store, synthetic::observations(10, at * 100))
            .await
            .revision
            .unwrap();
        let page = server
            .json("/v1/observations?region=bretagne&limit=1&sort=value&fields=value")
            .await;
        assert_eq!(
            (&page["revision"], &page["data"][0]["value"]),
            (&revision.0.into(), &(at * 100).into())
        );
    }
    running.stop().await.unwrap();
}
