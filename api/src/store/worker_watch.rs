use std::sync::{
    Once,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use futures::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxError, Statement,
    StreamTrait,
    sea_query::SelectStatement,
    sqlx::{Connection, Sqlite, pool::PoolOptions},
};

use crate::domain::Result;

/// How many threads of the SQLite driver have panicked. One that lacks memory does, and the rows that it had not sent yet are then missing without
/// an error: an answer is trusted only when none has while it was read.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// How the driver names its threads.
const THREADS: &str = "sqlx-sqlite";

/// Counts the panics of the driver's threads from now on.
pub(super) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // Before the thread ends, and its rows with it.
            if std::thread::current()
                .name()
                .is_some_and(|name| name.starts_with(THREADS))
            {
                PANICS.fetch_add(1, Ordering::SeqCst);
            }
            before(panic);
        }));
    });
}

/// Has a pool replace connections whose thread is gone. They are asked only once a thread has panicked: until then it would be a round trip for
/// nothing.
pub(super) fn replaced(pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    pool.before_acquire(|connection, _| {
        Box::pin(async move { Ok(PANICS.load(Ordering::Relaxed) == 0 || connection.ping().await.is_ok()) })
    })
}

/// What is read while no thread of the driver panics; an error otherwise.
pub(super) async fn watched<T>(
    read: impl Future<Output = std::result::Result<T, DbErr>>,
) -> std::result::Result<T, DbErr> {
    let before = PANICS.load(Ordering::SeqCst);
    let found = read.await?;
    if PANICS.load(Ordering::SeqCst) == before {
        return Ok(found);
    }
    Err(DbErr::Query(RuntimeErr::SqlxError(SqlxError::WorkerCrashed.into())))
}

/// A connection, or several, whose answers are watched.
#[derive(Clone, Debug)]
pub struct WatchedConnection(pub(super) DatabaseConnection);

#[async_trait]
impl ConnectionTrait for WatchedConnection {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        watched(self.0.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        watched(self.0.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        watched(self.0.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        watched(self.0.query_all_raw(statement)).await
    }
}

impl WatchedConnection {
    /// Gives each row of a statement to a function, as it comes.
    ///
    /// # Errors
    /// That of the function; `Unavailable` when the database cannot be reached.
    pub async fn each(&self, select: &SelectStatement, mut take: impl FnMut(&QueryResult) -> Result<()>) -> Result<()> {
        let mut refused = None;
        let reading = watched(async {
            let mut rows = self.0.stream(select).await?;
            while let Some(row) = rows.try_next().await? {
                if let Err(error) = take(&row) {
                    refused = Some(error);
                    break;
                }
            }
            Ok(())
        });
        reading.await?;
        refused.map_or(Ok(()), Err)
    }
}
