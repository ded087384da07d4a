use std::time::Duration;

use reqwest::{Client, Method};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{Error, Result, Revision},
    error_log,
    store::Store,
    web::surrogate_key::ANY,
};

/// How long a cache may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long after a publication caches are purged again: a response made just before it may reach them just after.
const AGAIN: Duration = Duration::from_secs(2);

/// How long after a failure a cache is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// The key of all responses.
const EVERYTHING: &str = "*";

/// Purges one shared cache in front after each publication, by a `PURGE` of its root whose `Surrogate-Key` names the datasets.
///
/// Each node purges when it learns of a revision itself: a response that another node made before it learnt leaves the cache when that node does.
pub struct Purger {
    store: Store,
    cache: String,
    client: Client,
}

impl Purger {
    /// A purger of the cache at this address.
    ///
    /// # Errors
    /// `Internal` when no client of it can be made.
    pub fn new(store: Store, cache: String) -> Result<Self> {
        let client = Client::builder().timeout(PATIENCE).build().map_err(Error::internal)?;
        Ok(Self { store, cache, client })
    }

    /// Purges until stopped. It purges everything at the start: another program may have answered before this one.
    pub async fn run(self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.follow_revisions() => {}
        }
    }

    async fn follow_revisions(&self) {
        let mut told = self.store.revision();
        self.persist(EVERYTHING).await;
        loop {
            self.store.newer_than(told).await;
            let known = self.store.revision();
            let keys = loop {
                match self.keys(told).await {
                    Ok(keys) => break keys,
                    Err(error) => self.failed(&error).await,
                }
            };
            self.persist(&keys).await;
            told = known;
            tokio::time::sleep(AGAIN).await;
            self.persist(&keys).await;
        }
    }

    /// The surrogate keys of what changed after a revision.
    async fn keys(&self, since: Revision) -> Result<String> {
        let mut keys = self.store.datasets_changed_since(since).await?;
        keys.push(ANY.to_owned());
        Ok(keys.join(" "))
    }

    async fn persist(&self, keys: &str) {
        while let Err(error) = self.purge(keys).await {
            self.failed(&error).await;
        }
    }

    async fn failed(&self, error: &Error) {
        let cache = &self.cache;
        error_log::warn(
            error,
            &format!("cannot tell the cache {cache} what changed: it may serve the past"),
        );
        tokio::time::sleep(RETRY).await;
    }

    async fn purge(&self, keys: &str) -> Result<()> {
        let unavailable = |error: reqwest::Error| Error::Unavailable { cause: error.into() };
        let method = Method::from_bytes(b"PURGE").map_err(Error::internal)?;
        let request = self.client.request(method, &self.cache).header("surrogate-key", keys);
        let answer = request.send().await.map_err(unavailable)?;
        answer.error_for_status().map_err(unavailable)?;
        Ok(())
    }
}
