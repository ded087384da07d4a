use segur::{access::Viewer, domain::Clock, publishing, store::Store};
use segur_tests::{Database, FOUNDED, Server, on_own_database, server, synthetic};
use serde_json::Value;

on_own_database! {
    the_latest_of_many_series_come_first_though_few_of_them_have_most,
}

/// Sixty series of three days, and two of three hundred, whose days are the latest: what is read of each series at first is not enough of those.
async fn the_latest_of_many_series_come_first_though_few_of_them_have_most(database: &Database) {
    let (server, running) = Server::start(database).await;
    let store = Store::open(&server::settings(&database.url).store).await.unwrap();
    store.refresh().await.unwrap();
    for (series, rows) in [(0..60, 180), (0..2, 600)] {
        let publication = synthetic::of_series(series, rows, 0);
        publishing::publish(&store, Clock::System, &Viewer::seed(), publication)
            .await
            .unwrap();
    }
    store.close().await.unwrap();
    server.wait_for(FOUNDED + 2).await;
    let list = "/v1/observations?category.starts_with=synthetique&fields=slug,period_earliest";
    let mut known = server.records(&format!("{list}&limit=1000")).await;
    assert_eq!(known.len(), 774);
    let day = |row: &Value| row["period_earliest"].as_str().unwrap_or_default().to_owned();
    let latest_first = server.records(&format!("{list}&sort=-period&limit=100")).await;
    assert!(latest_first.windows(2).all(|pair| day(&pair[0]) >= day(&pair[1])));
    let mut oldest_first = server.records(&format!("{list}&sort=period&limit=100")).await;
    assert!(oldest_first.windows(2).all(|pair| day(&pair[0]) <= day(&pair[1])));
    oldest_first.reverse();
    assert_eq!(latest_first, oldest_first);
    let by_slug = |row: &Value| row["slug"].to_string();
    known.sort_by_key(by_slug);
    oldest_first.sort_by_key(by_slug);
    assert_eq!(known, oldest_first);
    // Whatever the size of pages.
    let page = server.records(&format!("{list}&sort=-period&limit=1000")).await;
    assert_eq!(page, latest_first);
    running.stop().await.unwrap();
}
