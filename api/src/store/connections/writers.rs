use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    places::{Places, number},
    worker_watch::{self, watched},
};
use crate::domain::{Error, Result};

/// The connections that write: each holds one transaction at a time, and is closed after any failure.
///
/// A connection whose statement, COMMIT or ROLLBACK failed may be in a transaction that its driver knows nothing of, or out of one that its
/// driver believes in: what it commits later would be lost. Only another connection can be trusted.
#[derive(Clone, Debug)]
pub(in crate::store) struct Writers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: ConnectOptions,
    places: Places,
    patience: Duration,
    idle: Mutex<Vec<DatabaseConnection>>,
    file: Option<DatabaseFile>,
}

impl Writers {
    /// So many connections, opened when they are first used. `file` is the file of an SQLite database.
    pub(in crate::store) fn new(
        options: ConnectOptions,
        most: usize,
        patience: Duration,
        file: Option<PathBuf>,
    ) -> Self {
        Self(Arc::new(Shared {
            options,
            places: Places::new(most, patience),
            patience,
            idle: Mutex::default(),
            file: file.map(DatabaseFile::new),
        }))
    }

    /// A connection that no one else uses, within the patience of the settings.
    ///
    /// # Errors
    /// `Unavailable` when none is free in time, or the database cannot be reached.
    pub(in crate::store) async fn lease(&self) -> Result<Lease> {
        let place = self.0.places.take().await?;
        // Before a connection is opened, which would make a file that is missing.
        self.check_file()?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => Database::connect(self.0.options.clone()).await?,
        };
        if let Some(file) = &self.0.file {
            file.remember()?;
        }
        Ok(Lease {
            connection: Some(connection),
            writers: self.clone(),
            place: Some(place),
        })
    }

    /// Starts a transaction. A connection on which it cannot start is replaced, once.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached, or stays locked for too long.
    pub(in crate::store) async fn begin(&self, options: TransactionOptions) -> Result<Transacting> {
        let started = Instant::now();
        match self.begin_once(options).await {
            // One that was locked for as long as we wait would be locked again.
            Err(_) if started.elapsed() < self.0.patience / 2 => self.begin_once(options).await,
            Err(error) => {
                // It was locked for as long as we wait: by another process, or for good.
                worker_watch::end_if_locked_for_good();
                Err(error)
            }
            begun => begun,
        }
    }

    async fn begin_once(&self, options: TransactionOptions) -> Result<Transacting> {
        let lease = self.lease().await?;
        let inner = lease.connection()?.begin_with_options(options).await?;
        Ok(Transacting {
            inner,
            has_failed: AtomicBool::new(false),
            lease,
        })
    }

    /// Whether the database is still the one that was opened.
    ///
    /// # Errors
    /// `Unavailable` when the file of an SQLite database was removed or replaced.
    pub(in crate::store) fn check_file(&self) -> Result<()> {
        self.0.file.as_ref().map_or(Ok(()), DatabaseFile::check)
    }

    /// The file of an SQLite database.
    pub(in crate::store) fn file(&self) -> Option<&Path> {
        self.0.file.as_ref().map(|file| file.path.as_path())
    }

    /// How many connections are open, and how many of those are idle.
    pub(in crate::store) fn counted(&self) -> (u32, u32) {
        let idle = self.idle().len();
        let leased = self.0.places.used();
        (number(leased + idle), number(idle))
    }

    /// Closes every connection, once those in use are given back or the patience is over.
    pub(in crate::store) async fn close(&self) {
        let returned = self.0.places.take_all().await;
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            close(connection).await;
        }
        drop(returned);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<DatabaseConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use. Dropped without being given back, it is closed.
#[derive(Debug)]
pub(in crate::store) struct Lease {
    connection: Option<DatabaseConnection>,
    writers: Writers,
    place: Option<OwnedSemaphorePermit>,
}

impl Lease {
    pub(in crate::store) fn connection(&self) -> Result<&DatabaseConnection> {
        self.connection
            .as_ref()
            .ok_or_else(|| Error::internal("the connection was given back"))
    }

    /// Has SQLite give back the memory of the pages that it wrote to.
    async fn forget_pages(&self) {
        if let (Some(_), Some(connection)) = (&self.writers.0.file, &self.connection)
            && let Err(error) = connection.execute_unprepared("PRAGMA shrink_memory").await
        {
            tracing::warn!(%error, "a connection that writes keeps the pages in memory");
        }
    }

    /// Gives the connection back for others to use: nothing failed on it.
    pub(in crate::store) fn give_back(mut self) {
        if let Some(connection) = self.connection.take() {
            self.writers.idle().push(connection);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let (Some(connection), place) = (self.connection.take(), self.place.take()) else {
            return;
        };
        // The place is free once the connection is closed: SQLite would otherwise have two that write.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                close(connection).await;
                drop(place);
            });
        }
    }
}

/// How long a connection may take to close before it is left to itself.
const CLOSING: Duration = Duration::from_secs(2);

async fn close(connection: DatabaseConnection) {
    match tokio::time::timeout(CLOSING, connection.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a connection that writes did not close well"),
        Err(_) => tracing::warn!("a connection that writes does not close"),
    }
}

/// A transaction on a connection of its own, which notes whether any of its statements failed.
#[derive(Debug)]
pub struct Transacting {
    // Dropped before the lease: its rollback is then the last thing that the connection does.
    inner: DatabaseTransaction,
    has_failed: AtomicBool,
    lease: Lease,
}

impl Transacting {
    fn noted<T>(&self, done: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(failure) = &done {
            self.has_failed.store(true, Ordering::Relaxed);
            worker_watch::note_writer(failure);
        }
        done
    }

    /// Commits, for as long as `patience`.
    ///
    /// # Errors
    /// `Unavailable` when a statement failed before: nothing was written then; or when the commit does not succeed: nothing is acknowledged,
    /// and what was written is there whole or not at all.
    pub(in crate::store) async fn commit(self, patience: Duration) -> Result<()> {
        let Self {
            inner,
            has_failed,
            lease,
        } = self;
        if has_failed.into_inner() {
            drop(inner);
            return Err(unavailable("a statement of the transaction failed before its commit"));
        }
        match tokio::time::timeout(patience, inner.commit()).await {
            Ok(done) => done.inspect_err(worker_watch::note_writer)?,
            Err(_) => return Err(unavailable("the commit was not answered in time")),
        }
        lease.writers.check_file()?;
        lease.forget_pages().await;
        lease.give_back();
        Ok(())
    }

    /// Rolls back. Where that fails the connection is closed, which rolls back too.
    pub(in crate::store) async fn abandon(self) {
        let Self {
            inner,
            has_failed,
            lease,
        } = self;
        if has_failed.into_inner() {
            drop(inner);
        } else if let Err(error) = inner.rollback().await {
            tracing::warn!(%error, "a transaction was not rolled back: its connection is closed");
        } else {
            lease.give_back();
        }
    }
}

#[async_trait]
impl ConnectionTrait for Transacting {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.noted(watched(self.inner.execute_raw(statement)).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.noted(watched(self.inner.execute_unprepared(sql)).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.noted(watched(self.inner.query_one_raw(statement)).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.noted(watched(self.inner.query_all_raw(statement)).await)
    }
}

/// The file of an SQLite database, as it was when it was first written to.
#[derive(Debug)]
struct DatabaseFile {
    path: PathBuf,
    identity: OnceLock<(u64, u64)>,
}

impl DatabaseFile {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            identity: OnceLock::new(),
        }
    }

    /// Remembers the file that was opened; refuses another one.
    fn remember(&self) -> Result<()> {
        if self.identity.get().is_none() {
            let found = identity(&self.path)?;
            self.identity.get_or_init(|| found);
        }
        self.check()
    }

    /// Whether the file is still the one that was opened: what is written to one that was removed is lost with the process.
    fn check(&self) -> Result<()> {
        match self.identity.get() {
            Some(known) if identity(&self.path)? != *known => Err(unavailable(
                "the file of the database was replaced: start the service again",
            )),
            _ => Ok(()),
        }
    }
}

fn identity(path: &Path) -> Result<(u64, u64)> {
    let found = std::fs::metadata(path);
    let found = found.map_err(|error| unavailable(format!("the file of the database cannot be found: {error}")))?;
    Ok((found.dev(), found.ino()))
}

fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unavailable { cause: cause.into() }
}
