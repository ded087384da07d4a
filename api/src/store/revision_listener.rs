//! How a node learns of revisions that others publish.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;

use super::{Engine, Store};
use crate::error_log;

/// The channel on which PostgreSQL notifies nodes of publications.
pub(super) const CHANNEL: &str = "segur_revision";

/// How often a node polls for revisions: without notifications, and with them.
const UNTOLD: Duration = Duration::from_millis(250);
const TOLD: Duration = Duration::from_secs(2);

/// How often a replica's revision is polled: while it is behind, and otherwise.
const BEHIND: Duration = Duration::from_millis(20);
const LEVEL: Duration = Duration::from_millis(500);

/// How long after a failure the node listens again: twice as long after each, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Store {
    /// Follows the revisions that others publish, for ever: by PostgreSQL's notifications, and by polling in case they fail.
    pub async fn follow(&self) {
        let told = async {
            if self.engine() == Engine::Postgres {
                self.listen().await;
            }
        };
        let asked = async {
            loop {
                let interval = if self.is_told() { TOLD } else { UNTOLD };
                tokio::time::sleep(interval).await;
                self.learn().await;
            }
        };
        tokio::join!(told, asked, self.follow_replicas());
    }

    async fn learn(&self) {
        self.readers.rest();
        match self.refresh().await {
            Ok(_) => {
                self.set_reached(true);
            }
            Err(error) => {
                if self.set_reached(false) {
                    error_log::warn(&error, "cannot ask for new revisions");
                }
            }
        }
    }

    async fn listen(&self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let listening = async {
                let mut listener = PgListener::connect_with(self.reader.0.get_postgres_connection_pool()).await?;
                listener.listen(CHANNEL).await?;
                self.set_told(true);
                // What was published before this is asked for.
                self.learn().await;
                loop {
                    // None when the connection was lost: what was told meanwhile is asked for.
                    let heard = listener.try_recv().await?;
                    self.set_told(heard.is_some());
                    self.learn().await;
                    if heard.is_none() {
                        return Ok::<(), sea_orm::sqlx::Error>(());
                    }
                }
            };
            let started = tokio::time::Instant::now();
            if let Err(error) = listening.await {
                tracing::debug!(%error, "PostgreSQL does not tell of revisions");
            }
            self.set_told(false);
            if started.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn follow_replicas(&self) {
        let replicas = self.readers.replicas().iter();
        futures::future::join_all(replicas.map(|replica| async {
            let mut published = self.published.subscribe();
            loop {
                replica.ask().await;
                let last = published.borrow_and_update().revision;
                if replica.revision() < last && replica.revision().0 > 0 {
                    tokio::time::sleep(BEHIND).await;
                } else {
                    // Another publication, or its time.
                    let _ = tokio::time::timeout(LEVEL, published.changed()).await;
                }
            }
        }))
        .await;
    }
}
