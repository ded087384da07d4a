use segur::access::Role;
use segur_tests::{
    Database, Server,
    cluster::Cluster,
    institutions::key_on,
    program::{self, Serving},
    proxies::free_port,
    until,
};

use super::{VALUES, publish, value};

/// A primary, its replica, a node that reads from it, and a key.
async fn set_up() -> (Cluster, Cluster, Reader, String) {
    let primary = Cluster::primary();
    let database = Database::at(&primary.url());
    assert!(
        program::run(&["seed", "--database-url", &primary.url(), "--log", "off"])
            .status
            .success()
    );
    let key = key_on(&database, "ars-bretagne", Role::Publisher).await;
    let replica = Cluster::replica_of(&primary);
    let metrics = format!("127.0.0.1:{}", free_port());
    let node = program::serve(&[
        "--database-url",
        &primary.url(),
        "--replica-url",
        &replica.url(),
        "--build-files",
        "false",
        "--log",
        "off",
        "--metrics-listen",
        &metrics,
    ]);
    let server = Server::at(&node.address);
    let reader = Reader {
        server,
        metrics: Server::at(&format!("http://{metrics}")),
        _node: node,
    };
    reader.knows_of_replica().await;
    (primary, replica, reader, key)
}

/// A node that reads from a replica.
struct Reader {
    server: Server,
    metrics: Server,
    _node: Serving,
}

impl Reader {
    /// Waits until it knows that its replica has its own revision.
    async fn knows_of_replica(&self) {
        until("the node knows what its replica has", async || {
            let text = self.metrics.get("/metrics").await.text;
            let gauge = |name: &str| {
                let line = text.lines().find(|line| line.starts_with(name))?;
                line.rsplit(' ').next()?.parse::<f64>().ok()
            };
            let revision = gauge("segur_revision ");
            revision.is_some() && revision == gauge("segur_replica_revision{")
        })
        .await;
    }
}

/// How often a server has looked into the table of couloirs.
fn looks(cluster: &Cluster) -> i64 {
    let told = cluster.ask(
        "segur",
        "SELECT seq_scan + COALESCE(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'couloir'",
    );
    told.parse().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_reads_go_to_a_replica_as_far_as_it_has_come() {
    let (primary, replica, reader, key) = set_up().await;
    let server = &reader.server;
    let (before, elsewhere) = (looks(&replica), looks(&primary));
    for limit in 1..=20 {
        assert_eq!(
            server.get(&format!("/v1/couloirs?as_of=1&limit={limit}")).await.status,
            200
        );
    }
    // PostgreSQL counts what its connections did once they are idle for ten seconds, on the primary as on the replica.
    until("the replica was looked into", async || looks(&replica) >= before + 20).await;
    assert_eq!(looks(&primary), elsewhere, "the primary was left alone");

    replica.execute("segur", "SELECT pg_wal_replay_pause()");
    for at in 1..=5 {
        assert_eq!(publish(server, &key, at).await.status, 200);
        assert_eq!(
            value(&server.get(VALUES).await),
            Some(at),
            "a replica that is behind is not read from"
        );
    }
    replica.execute("segur", "SELECT pg_wal_replay_resume()");
    reader.knows_of_replica().await;
    assert_eq!(
        value(&server.get("/v1/observations?category=Essai&limit=3").await),
        Some(5)
    );
    let before = looks(&replica);
    for limit in 21..=30 {
        assert_eq!(
            server.get(&format!("/v1/couloirs?as_of=1&limit={limit}")).await.status,
            200
        );
    }
    until("the replica, which has caught up, is read from again", async || {
        looks(&replica) >= before + 10
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_goes_away_is_done_without_and_one_that_comes_back_is_used() {
    let (_primary, replica, reader, key) = set_up().await;
    let server = &reader.server;
    for round in 0..3 {
        replica.kill();
        for limit in 1..=5 {
            let answer = server.get(&format!("/v1/couloirs?limit={}", round * 20 + limit)).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        assert_eq!(publish(server, &key, round).await.status, 200);
        assert_eq!(value(&server.get(VALUES).await), Some(round));
        replica.start();
        reader.knows_of_replica().await;
        assert_eq!(
            server
                .get(&format!("/v1/couloirs?limit={}", round * 20 + 10))
                .await
                .status,
            200
        );
        assert_eq!(server.get("/health/ready").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_primary_is_gone_what_is_kept_and_what_a_replica_has_is_served() {
    let (primary, _replica, reader, key) = set_up().await;
    let server = &reader.server;
    assert_eq!(publish(server, &key, 1).await.status, 200);
    let kept = server.get("/v1/couloirs?limit=77").await;
    assert_eq!(kept.status, 200);
    reader.knows_of_replica().await;
    primary.kill();
    let again = server.get("/v1/couloirs?limit=77").await;
    assert_eq!(
        (again.status.as_u16(), again.header("cache-status")),
        (200, "segur; hit")
    );
    let read = server.get("/v1/couloirs?limit=78").await;
    assert_eq!(read.status, 200, "the replica has this revision: {}", read.text);
    let refused = publish(server, &key, 2).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after").is_empty()),
        (503, false),
        "{}",
        refused.text
    );
    assert_eq!(server.get("/health/ready").await.status, 503);
    assert_eq!(server.get("/health/live").await.status, 200);
    primary.start();
    until("ready again, by itself", async || {
        server.get("/health/ready").await.status == 200
    })
    .await;
    assert_eq!(publish(server, &key, 3).await.status, 200);
    assert_eq!(value(&server.get(VALUES).await), Some(3));
}

/// Without a replica: nothing acknowledged is lost, and no request after the restart meets a connection of before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_killed_is_read_again_at_once() {
    let primary = Cluster::primary();
    let node = program::serve(&[
        "--database-url",
        &primary.url(),
        "--build-files",
        "false",
        "--log",
        "off",
    ]);
    let server = Server::at(&node.address);
    let key = key_on(&Database::at(&primary.url()), "ars-bretagne", Role::Publisher).await;
    for round in 1..=3 {
        assert_eq!(publish(&server, &key, round).await.status, 200);
        let reads = (1..=12).map(|at| format!("/v1/solutions?limit={}", round * 40 + at));
        let all = futures::future::join_all(reads.map(|path| async move { path })).await;
        for answer in futures::future::join_all(all.iter().map(|path| server.get(path))).await {
            assert_eq!(answer.status, 200);
        }
        primary.kill();
        primary.start();
        for at in 1..=12 {
            let answer = server.get(&format!("/v1/couloirs?limit={}", round * 40 + at)).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        assert_eq!(
            value(
                &server
                    .get(&format!("/v1/observations?category=Essai&limit={round}"))
                    .await
            ),
            Some(round)
        );
    }
}
