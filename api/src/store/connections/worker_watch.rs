use std::sync::{
    Once,
    atomic::{AtomicBool, AtomicU64, Ordering},
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
pub(in crate::store) fn watch() {
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

/// Whether the thread of a connection that writes has panicked: its lock on the database may never be given back.
static WRITER_LOST: AtomicBool = AtomicBool::new(false);

/// The status with which the process ends when it cannot write any more (EX_SOFTWARE of sysexits.h).
const CANNOT_GO_ON: i32 = 70;

/// Notes that a statement of a connection that writes failed: whether its thread is gone.
pub(in crate::store) fn note_writer(failure: &DbErr) {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = failure else {
        return;
    };
    if matches!(runtime, RuntimeErr::SqlxError(cause) if matches!(**cause, SqlxError::WorkerCrashed)) {
        WRITER_LOST.store(true, Ordering::SeqCst);
    }
}

/// Ends the process when the database is locked by a connection whose thread is gone: only the end of the process gives its lock back, and who
/// starts the service starts it again. What was acknowledged is there.
pub(in crate::store) fn end_if_locked_for_good() {
    if WRITER_LOST.load(Ordering::SeqCst) {
        tracing::error!(
            "a thread of the SQLite driver panicked and left the database locked: the process ends, to be started again"
        );
        eprintln!(
            "segur: a thread of the SQLite driver panicked and left the database locked; start the service again"
        );
        std::process::exit(CANNOT_GO_ON);
    }
}

/// Has a pool replace connections whose thread is gone. They are asked only once a thread has panicked: until then it would be a round trip for
/// nothing.
pub(in crate::store) fn replaced(pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    pool.before_acquire(|connection, _| {
        Box::pin(async move { Ok(PANICS.load(Ordering::Relaxed) == 0 || connection.ping().await.is_ok()) })
    })
}

/// What is read while no thread of the driver panics; an error otherwise.
pub(in crate::store) async fn watched<T>(
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
pub struct WatchedConnection(pub(in crate::store) DatabaseConnection);

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
