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
        let public = match self.readers.sqlite() {
            Some(readers) => {
                let (open, idle) = readers.counted();
                ("public".to_owned(), open, idle)
            }
            None => counted("public", self.readers.primary()),
        };
        let mut connections = vec![counted("private", &self.reader.0), public];
        let (open, idle) = self.writers.counted();
        connections.push(("write".to_owned(), open, idle));
        let replicas = self.readers.replicas().iter();
        connections.extend(
            replicas
                .clone()
                .map(|replica| counted(&replica.name, &replica.connection)),
        );
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

fn counted(name: &str, pool: &DatabaseConnection) -> (String, u32, u32) {
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
    (name.to_owned(), open, u32::try_from(idle).unwrap_or(open))
}
