use segur_tests::{Engine, kills};

/// A short form of the harness `kills`, which does it a thousand times.
async fn each_is_there_once(engine: Engine) {
    let report = kills::run(engine, 60, 8).await;
    assert!(report.kills > 0 && report.requests >= 60, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_acknowledged_is_there_once_whatever_is_killed_on_sqlite() {
    each_is_there_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_acknowledged_is_there_once_whatever_is_killed_on_postgresql() {
    each_is_there_once(Engine::Postgresql).await;
}
