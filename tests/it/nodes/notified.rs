use std::time::Duration;

use segur::access::Role;
use segur_tests::{Database, Engine, Server, institutions::key_on, program, until};

use super::{VALUES, publish, value};

/// PostgreSQL tells nodes at once; they ask only every two seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publication_on_one_node_is_served_by_the_other_within_a_second() {
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
    for at in 1..=10 {
        two.get(VALUES).await;
        let told = publish(&one, &key, at).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let seen = async {
            while value(&two.get(VALUES).await) != Some(at) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(1), seen)
            .await
            .expect("within a second");
    }
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
        let seen = async {
            while value(&two.get(VALUES).await) != Some(at) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(3), seen)
            .await
            .expect("asked for");
    }
}
