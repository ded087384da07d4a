use std::time::Duration;

/// Which database is behind the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The production one.
    Postgres,
}

/// Where the store is and how it may be used.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// `sqlite:segur.db` or `postgres://user@host/database`.
    pub url: String,
    /// The addresses of PostgreSQL replicas, which answer public reads as far as they have come.
    pub replicas: Vec<String>,
    /// How many connections may read at once.
    pub readers: u32,
    /// How long to wait for a connection, or for a lock.
    pub patience: Duration,
    /// How long one statement may take.
    pub statement_timeout: Duration,
}
