use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use sea_orm::{
    ConnAcquireErr, ConnectOptions, Database, DatabaseConnection, DbErr, QueryResult, RuntimeErr, SqlxError, Statement,
    sea_query::Values,
    sqlx::{AssertSqlSafe, Connection, Postgres, pool::PoolConnection, query::Query},
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    connect_options::IDLE,
    places::{Places, number},
};

/// How long a connection is kept here before its pool looks whether it is old, or one too many.
const KEPT: Duration = Duration::from_secs(60);

/// The connections that read a PostgreSQL database. They are those of a pool, which asks a connection whether it is still there each time that it
/// is given back: a round trip after each statement. Here they are taken and given back without, and go to the pool once in a while, and whenever
/// a statement failed or was not waited for.
#[derive(Clone, Debug)]
pub(in crate::store) struct PostgresReaders(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pool: DatabaseConnection,
    patience: Duration,
    places: Places,
    free: Mutex<Free>,
}

#[derive(Debug, Default)]
struct Free {
    /// The last one used is the next one taken.
    connections: Vec<Kept>,
    is_closed: bool,
}

/// A connection, and since when it is out of its pool, and not in use.
#[derive(Debug)]
struct Kept {
    connection: PoolConnection<Postgres>,
    taken: Instant,
    used: Instant,
}

impl PostgresReaders {
    /// Opens a pool of connections.
    ///
    /// # Errors
    /// When the database cannot be reached, unless the options are those of a pool that connects later.
    pub(in crate::store) async fn open(options: ConnectOptions, patience: Duration) -> Result<Self, DbErr> {
        let most = options.get_max_connections().unwrap_or(1);
        Ok(Self(Arc::new(Shared {
            pool: Database::connect(options).await?,
            patience,
            places: Places::new(most as usize, patience),
            free: Mutex::default(),
        })))
    }

    /// The pool, which says which database this is.
    pub(in crate::store) fn pool(&self) -> &DatabaseConnection {
        &self.0.pool
    }

    /// How many connections there are, and how many of those are idle.
    pub(in crate::store) fn counted(&self) -> (u32, u32) {
        let pool = self.0.pool.get_postgres_connection_pool();
        let open = pool.size();
        let idle = number(pool.num_idle() + self.free().connections.len());
        (open, idle.min(open))
    }

    /// The rows of a statement.
    pub(in crate::store) async fn all(&self, statement: &Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut taken = self.take().await?;
        let rows = query(statement).fetch_all(&mut *taken.kept.connection).await;
        let rows = rows.map_err(failed)?;
        taken.give_back();
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    /// Gives each row of a statement to a function, as it comes.
    pub(in crate::store) async fn each(
        &self,
        statement: &Statement,
        mut read: impl FnMut(QueryResult) -> Result<(), DbErr> + Send,
    ) -> Result<(), DbErr> {
        let mut taken = self.take().await?;
        let mut rows = query(statement).fetch(&mut *taken.kept.connection);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            read(row.into())?;
        }
        drop(rows);
        taken.give_back();
        Ok(())
    }

    async fn take(&self) -> Result<Taken<'_>, DbErr> {
        let place = self.0.places.take().await?;
        let kept = self.free().connections.pop();
        let kept = match kept {
            Some(kept) => kept.tested(self.0.patience).await,
            None => None,
        };
        let kept = match kept {
            Some(kept) => kept,
            None => Kept::new(
                self.0
                    .pool
                    .get_postgres_connection_pool()
                    .acquire()
                    .await
                    .map_err(not_acquired)?,
            ),
        };
        Ok(Taken {
            readers: self,
            kept,
            _place: place,
        })
    }

    fn free(&self) -> MutexGuard<'_, Free> {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives to the pool the connections that nobody has used for a while.
    pub(in crate::store) fn rest(&self) {
        let mut free = self.free();
        let (unused, used) = mem::take(&mut free.connections)
            .into_iter()
            .partition(|kept| kept.used.elapsed() > KEPT);
        free.connections = used;
        drop(free);
        let _: Vec<Kept> = unused;
    }

    /// Closes every connection.
    pub(in crate::store) async fn close(self) -> Result<(), DbErr> {
        let kept = {
            let mut free = self.free();
            free.is_closed = true;
            mem::take(&mut free.connections)
        };
        drop(kept);
        self.0.pool.clone().close().await
    }
}

impl Kept {
    fn new(connection: PoolConnection<Postgres>) -> Self {
        let now = Instant::now();
        Self {
            connection,
            taken: now,
            used: now,
        }
    }

    /// This connection, unless it was not used for a while and does not answer in time.
    async fn tested(mut self, patience: Duration) -> Option<Self> {
        if self.used.elapsed() < IDLE {
            return Some(self);
        }
        let answered = tokio::time::timeout(patience, self.connection.ping()).await;
        matches!(answered, Ok(Ok(()))).then_some(self)
    }
}

/// A connection in use. Its pool looks after it when it is not given back.
struct Taken<'a> {
    readers: &'a PostgresReaders,
    kept: Kept,
    _place: OwnedSemaphorePermit,
}

impl Taken<'_> {
    /// Gives the connection back: its statement was answered.
    fn give_back(mut self) {
        self.kept.used = Instant::now();
        let mut free = self.readers.free();
        if !free.is_closed && self.kept.taken.elapsed() < KEPT {
            free.connections.push(self.kept);
        }
    }
}

fn query(statement: &Statement) -> Query<'_, Postgres, SqlxValues> {
    let values = statement.values.clone().unwrap_or(Values(Vec::new()));
    sea_orm::sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn failed(failure: SqlxError) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(failure.into()))
}

fn not_acquired(failure: SqlxError) -> DbErr {
    match failure {
        SqlxError::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        SqlxError::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        failure => DbErr::Conn(RuntimeErr::SqlxError(failure.into())),
    }
}
