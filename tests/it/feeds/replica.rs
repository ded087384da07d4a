use std::collections::BTreeMap;

use segur::{datasets::registry, store::Store};
use segur_tests::{Database, Server, on_own_database, random, server};
use serde_json::Value as Json;

/// A copy of the public data, made of the feed alone.
#[derive(Default)]
struct Replica {
    after: String,
    records: BTreeMap<(String, String), Json>,
}

impl Replica {
    /// Takes in a page of the feed: whether there was more.
    async fn follow(&mut self, server: &Server, limit: usize) -> bool {
        let page = server
            .json(&format!("/v1/changes?after={}&limit={limit}", self.after))
            .await;
        for change in page["data"].as_array().unwrap() {
            let text = |name: &str| change[name].as_str().unwrap().to_owned();
            let key = (text("dataset"), text("slug"));
            let had = self.records.remove(&key).unwrap_or(Json::Null);
            assert_eq!(had, change["before"], "{change}");
            if change["operation"] != "withdrawn" {
                self.records.insert(key, change["after"].clone());
            }
        }
        self.after = page["after"].as_str().unwrap().to_owned();
        page["more"].as_bool().unwrap()
    }
}

/// Everything that is public, as the feed shows it.
async fn public(server: &Server) -> BTreeMap<(String, String), Json> {
    let mut all = BTreeMap::new();
    for dataset in registry().datasets() {
        for line in server.get(&format!("/v1/{}.ndjson", dataset.name)).await.text.lines() {
            let mut record: Json = serde_json::from_str(line).unwrap();
            let object = record.as_object_mut().unwrap();
            object.remove("source_title");
            object.remove("source_address");
            all.insert(
                (dataset.name.to_owned(), record["slug"].as_str().unwrap().to_owned()),
                record,
            );
        }
    }
    all
}

on_own_database! {
    a_replica_built_from_the_feed_alone_equals_the_source,
}

async fn a_replica_built_from_the_feed_alone_equals_the_source(database: &Database) {
    let (server, running) = Server::start(database).await;
    let mut replica = Replica {
        after: "0".to_owned(),
        ..Default::default()
    };
    let publishers = (0..3).map(|_| {
        let settings = server::settings(&database.url);
        tokio::spawn(async move {
            let store = Store::open(&settings.store).await.unwrap();
            store.refresh().await.unwrap();
            let mut published = 0;
            for steps in random::publications(12) {
                published += usize::from(random::publish(&store, &steps).await.is_some());
            }
            store.close().await.unwrap();
            published
        })
    });
    let publishers: Vec<_> = publishers.collect();
    // It follows while others publish, in pages of all sizes.
    for limit in [7, 1, 250, 3, 1_000, 20] {
        replica.follow(&server, limit).await;
    }
    let mut published = 0;
    for publisher in publishers {
        published += publisher.await.unwrap();
    }
    assert!(published > 10, "{published} publications");
    server.wait_for(4 + published as i64).await;
    while replica.follow(&server, 400).await {}
    let source = public(&server).await;
    assert!(source.len() > 1_000);
    for (key, record) in &source {
        assert_eq!(replica.records.get(key), Some(record), "{key:?}");
    }
    assert_eq!(replica.records.len(), source.len(), "what was withdrawn is withdrawn");
    running.stop().await.unwrap();
}
