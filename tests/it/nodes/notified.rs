use std::time::{Duration, Instant};

use segur::access::Role;
use segur_tests::{Database, Engine, Server, institutions::key_on, program, until};

use super::{VALUES, publish, value};

/// PostgreSQL tells nodes at once; they ask only every two seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publication_on_one_node_is_told_to_the_other() {
    let database = Database::new(Engine::Postgresql);
    let nodes = [0, 1].map(|_| program::serve(&["--database-url", &database.url, "--log", "off"]));
    let [one, two] = [0, 1].map(|at: usize| Server::at(&nodes[at].address));
    let key = key_on(&database, "ars-bretagne", Role::Publisher).await;
    until("both nodes listen", async || {
        let listening =
            "SELECT count(*)::bigint FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        database.number(listening) == 2
    })
    .await;
    let mut soon = 0;
    for at in 1..=10 {
        two.get(VALUES).await;
        let told = publish(&one, &key, at).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let published = Instant::now();
        until("the other node serves it", async || {
            value(&two.get(VALUES).await) == Some(at)
        })
        .await;
        soon += u32::from(published.elapsed() < Duration::from_secs(1));
    }
    // A node that only asked would know half of them within a second; a machine that stops for a moment delays one or two.
    assert!(soon >= 8, "{soon} of 10 within a second");
}

/// The connection on which PostgreSQL tells is cut: the nodes ask by themselves meanwhile, and are told again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_not_told_asks() {
    let database = Database::new(Engine::Postgresql);
    let nodes = [0, 1].map(|_| program::serve(&["--database-url", &database.url, "--log", "off"]));
    let [one, two] = [0, 1].map(|at: usize| Server::at(&nodes[at].address));
    let key = key_on(&database, "ars-bretagne", Role::Publisher).await;
    for at in 1..=3 {
        database.execute("DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database(); END $$");
        publish(&one, &key, at).await;
        until("the node asks by itself", async || {
            value(&two.get(VALUES).await) == Some(at)
        })
        .await;
    }
}
