use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbBackend};

use super::Store;
use crate::domain::Revision;

/// How a store stands, for operators.
#[derive(Clone, Debug)]
pub struct StoreStatus {
    /// The last revision known, and when it was published, in UTC.
    pub last: (Revision, DateTime<Utc>),
    /// Whether the database could be asked for revisions, the last time.
    pub reached: bool,
    /// Each pool of connections: what it is for, how many are open, and how many of those are idle.
    pub connections: Vec<(String, u32, u32)>,
    /// Each replica, with the last revision that it is known to have; 0 when it does not answer.
    pub replicas: Vec<(String, Revision)>,
}

impl Store {
    /// How it stands now; nothing is asked of the database.
    pub fn status(&self) -> StoreStatus {
        let published = *self.published.borrow();
        let pools = [
            ("private", private(&self.reader.0)),
            ("public", self.readers.counted()),
            ("write", self.writers.counted()),
        ];
        let replicas = self.readers.replicas().iter();
        let of_replicas = replicas
            .clone()
            .map(|replica| (replica.name.as_str(), replica.readers.counted()));
        let connections = pools
            .into_iter()
            .chain(of_replicas)
            .map(|(name, (open, idle))| (name.to_owned(), open, idle))
            .collect();
        StoreStatus {
            last: (published.revision, published.at),
            reached: self.is_reached(),
            connections,
            replicas: replicas
                .map(|replica| (replica.name.clone(), replica.revision()))
                .collect(),
        }
    }
}

fn private(pool: &DatabaseConnection) -> (u32, u32) {
    let (open, idle) = match pool.get_database_backend() {
        DbBackend::Postgres => {
            let pool = pool.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        }
        _ => {
            let pool = pool.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        }
    };
    (open, u32::try_from(idle).unwrap_or(open))
}
