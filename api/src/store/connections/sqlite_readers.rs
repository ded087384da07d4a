use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    places::{Places, number},
    worker_watch,
};
use crate::domain::Result;

/// How many steps of its machine SQLite makes between two looks at the time: about a millisecond's worth.
const STEPS: i32 = 20_000;

/// When a statement that nobody waits for any more is to end.
const AT_ONCE: u64 = 0;

/// The connections that read an SQLite database, each with a limit on how long its statement may take: SQLite knows none by itself, and would go
/// on with a statement that nobody waits for.
#[derive(Clone, Debug)]
pub(in crate::store) struct SqliteReaders(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    connections: Vec<Reader>,
    free: Mutex<Vec<usize>>,
    places: Places,
    limit: Duration,
    started: Instant,
}

#[derive(Debug)]
struct Reader {
    connection: DatabaseConnection,
    /// When its statement is to end, in milliseconds from the start.
    deadline: Arc<AtomicU64>,
}

impl SqliteReaders {
    /// Opens so many connections.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(in crate::store) async fn open(
        options: ConnectOptions,
        most: u32,
        patience: Duration,
        limit: Duration,
    ) -> Result<Self> {
        let started = Instant::now();
        let mut connections = Vec::new();
        for _ in 0..most.max(1) {
            let deadline = Arc::new(AtomicU64::new(u64::MAX));
            let mut options = options.clone();
            limited(&mut options, started, &deadline);
            connections.push(Reader {
                connection: Database::connect(options).await?,
                deadline,
            });
        }
        Ok(Self(Arc::new(Shared {
            free: Mutex::new((0..connections.len()).collect()),
            places: Places::new(connections.len(), patience),
            connections,
            limit,
            started,
        })))
    }

    /// One of the connections, which says which database this is.
    pub(in crate::store) fn any(&self) -> &DatabaseConnection {
        &self.0.connections[0].connection
    }

    /// How many connections there are, and how many of those are idle.
    pub(in crate::store) fn counted(&self) -> (u32, u32) {
        (number(self.0.connections.len()), number(self.0.places.free()))
    }

    /// What one statement reads on a connection, while no thread of the driver panics.
    ///
    /// # Errors
    /// When no connection is free in time, or when the statement fails.
    pub(in crate::store) async fn read<'a, T, Answer>(
        &'a self,
        read: impl FnOnce(&'a DatabaseConnection) -> Answer,
    ) -> Result<T, DbErr>
    where
        Answer: Future<Output = Result<T, DbErr>>,
    {
        let taken = self.take().await?;
        let answered = worker_watch::watched(read(taken.connection())).await;
        taken.done();
        answered
    }

    /// A connection for one statement.
    ///
    /// # Errors
    /// When none is free in time.
    async fn take(&self) -> Result<Taken<'_>, DbErr> {
        let place = self.0.places.take().await?;
        let at = self.free().pop().unwrap_or_default();
        let deadline = self.0.started.elapsed() + self.0.limit;
        let deadline = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
        self.0.connections[at].deadline.store(deadline, Ordering::Relaxed);
        Ok(Taken {
            readers: self,
            at,
            place: Some(place),
            is_done: false,
        })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<usize>> {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes every connection.
    pub(in crate::store) async fn close(self) -> Result<(), DbErr> {
        for reader in &self.0.connections {
            reader.connection.clone().close().await?;
        }
        Ok(())
    }
}

/// Has SQLite look at the deadline while it works.
fn limited(options: &mut ConnectOptions, started: Instant, deadline: &Arc<AtomicU64>) {
    let deadline = deadline.clone();
    options.max_connections(1).map_sqlx_sqlite_pool_opts(move |pool| {
        let deadline = deadline.clone();
        worker_watch::replaced(pool).after_connect(move |connection, _| {
            let deadline = deadline.clone();
            Box::pin(async move {
                let goes_on = move || {
                    let now = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    now < deadline.load(Ordering::Relaxed)
                };
                connection.lock_handle().await?.set_progress_handler(STEPS, goes_on);
                Ok(())
            })
        })
    });
}

/// A connection in use.
struct Taken<'a> {
    readers: &'a SqliteReaders,
    at: usize,
    place: Option<OwnedSemaphorePermit>,
    is_done: bool,
}

impl<'a> Taken<'a> {
    fn connection(&self) -> &'a DatabaseConnection {
        &self.readers.0.connections[self.at].connection
    }

    /// Gives the connection back: its statement has ended.
    fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let (readers, at, place) = (self.readers.clone(), self.at, self.place.take());
        if self.is_done {
            readers.free().push(at);
            return;
        }
        // Nobody waits for its statement: it is ended, and the connection is free once it is.
        readers.0.connections[at].deadline.store(AT_ONCE, Ordering::Relaxed);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                // Comes after what is being ended; short, so that it is not ended too.
                let _ = readers.0.connections[at]
                    .connection
                    .execute_unprepared("SELECT 1")
                    .await;
                readers.free().push(at);
                drop(place);
            });
        }
    }
}
