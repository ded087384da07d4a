use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
};

use entity::revision;
use futures::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement, StreamTrait,
    sea_query::{Expr, Func, Query},
};

use super::{failure, postgres_readers::PostgresReaders, sqlite_readers::SqliteReaders};
use crate::domain::Revision;

/// How many connections in a row may turn out to be lost before the database itself is said to be: a pool's worth of them are when it was restarted.
const MOST_LOST: usize = 32;

/// Where public reads run: on a replica that has their revision, or else on the primary. Cheap to clone: each view of the data does.
#[derive(Clone, Debug)]
pub(in crate::store) struct Readers(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    primary: Primary,
    replicas: Vec<Replica>,
    turn: AtomicUsize,
}

/// The connections to the database itself.
#[derive(Clone, Debug)]
pub(in crate::store) enum Primary {
    /// PostgreSQL's, which limits statements by itself.
    Postgres(PostgresReaders),
    /// SQLite's.
    Sqlite(SqliteReaders),
}

/// A copy that follows the primary.
#[derive(Debug)]
pub(in crate::store) struct Replica {
    /// What it is called in the log: its place among the addresses given.
    pub(in crate::store) name: String,
    pub(in crate::store) readers: PostgresReaders,
    /// The last revision that it is known to have; 0 while that is not known.
    revision: AtomicI64,
    told_lost: AtomicBool,
}

impl Replica {
    pub(in crate::store) fn new(name: String, readers: PostgresReaders) -> Self {
        Self {
            name,
            readers,
            revision: AtomicI64::new(0),
            told_lost: AtomicBool::new(false),
        }
    }

    /// The last revision that it is known to have.
    pub(in crate::store) fn revision(&self) -> Revision {
        Revision(self.revision.load(Ordering::Acquire))
    }

    /// Asks it for its last revision: it is read from only as far as it has come.
    pub(in crate::store) async fn ask(&self) {
        let last = Query::select()
            .expr(Func::max(Expr::col(revision::Column::Number)))
            .from(revision::Entity)
            .to_owned();
        let found = async {
            let rows = self.readers.all(&DbBackend::Postgres.build(&last)).await?;
            let number: Option<i64> = rows.first().map_or(Ok(None), |row| row.try_get_by_index(0))?;
            Ok::<_, DbErr>(number.unwrap_or(0))
        };
        match found.await {
            Ok(revision) => {
                self.revision.store(revision, Ordering::Release);
                if self.told_lost.swap(false, Ordering::Relaxed) {
                    tracing::info!(replica = self.name, revision, "a replica is back");
                }
            }
            Err(error) => self.forget(&error),
        }
    }

    /// Another server may answer at its address when it comes back: nothing is known of it until it is asked.
    fn forget(&self, error: &DbErr) {
        self.revision.store(0, Ordering::Release);
        if !self.told_lost.swap(true, Ordering::Relaxed) {
            tracing::warn!(replica = self.name, %error, "a replica does not answer: reads go elsewhere");
        }
    }
}

impl Readers {
    pub(in crate::store) fn new(primary: Primary, replicas: Vec<Replica>) -> Self {
        Self(Arc::new(Connections {
            primary,
            replicas,
            turn: AtomicUsize::default(),
        }))
    }

    /// The same, without replicas.
    pub(in crate::store) fn primary_alone(&self) -> Self {
        Self::new(self.0.primary.clone(), Vec::new())
    }

    /// A connection that says which database this is.
    pub(in crate::store) fn primary(&self) -> &DatabaseConnection {
        match &self.0.primary {
            Primary::Postgres(readers) => readers.pool(),
            Primary::Sqlite(readers) => readers.any(),
        }
    }

    /// How many connections to the database there are, and how many of those are idle.
    pub(in crate::store) fn counted(&self) -> (u32, u32) {
        match &self.0.primary {
            Primary::Postgres(readers) => readers.counted(),
            Primary::Sqlite(readers) => readers.counted(),
        }
    }

    pub(in crate::store) fn replicas(&self) -> &[Replica] {
        &self.0.replicas
    }

    /// Closes every connection.
    pub(in crate::store) async fn close(self) -> Result<(), DbErr> {
        for replica in self.0.replicas.iter() {
            replica.readers.clone().close().await?;
        }
        match self.0.primary.clone() {
            Primary::Postgres(readers) => readers.close().await,
            Primary::Sqlite(readers) => readers.close().await,
        }
    }

    /// Lets connections that nobody has used for a while be closed.
    pub(in crate::store) fn rest(&self) {
        let replicas = self.0.replicas.iter().map(|replica| &replica.readers);
        let primary = match &self.0.primary {
            Primary::Postgres(readers) => Some(readers),
            Primary::Sqlite(_) => None,
        };
        replicas.chain(primary).for_each(PostgresReaders::rest);
    }

    /// A replica that has a revision; each in its turn.
    fn with(&self, revision: Revision) -> Option<&Replica> {
        if self.0.replicas.is_empty() {
            return None;
        }
        let first = self.0.turn.fetch_add(1, Ordering::Relaxed);
        let places = (0..self.0.replicas.len()).map(|at| (first.wrapping_add(at)) % self.0.replicas.len());
        let mut turns = places.map(|place| &self.0.replicas[place]);
        turns.find(|replica| replica.revision() >= revision)
    }

    /// Where to read what a revision holds, one place after the other: what a replica cannot answer, the primary does, and a connection that
    /// turns out to be lost is replaced. The last place excuses nothing.
    fn places<'a>(&'a self, primary: &'a PostgresReaders, revision: Revision) -> impl Iterator<Item = Place<'a>> {
        let on_primary = |excuses_loss| Place {
            readers: primary,
            replica: None,
            excuses_loss,
        };
        let on_replica = self.with(revision).map(|replica| Place {
            readers: &replica.readers,
            replica: Some(replica),
            excuses_loss: true,
        });
        let again = (1..=MOST_LOST).map(move |tries| on_primary(tries < MOST_LOST));
        on_replica.into_iter().chain(again)
    }

    /// The rows of a statement about what a revision holds.
    pub(in crate::store) async fn all(
        &self,
        revision: Revision,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0.primary {
            Primary::Sqlite(readers) => readers.read(|connection| connection.query_all_raw(statement)).await,
            Primary::Postgres(primary) => {
                self.first_answer(primary, revision, |readers| readers.all(&statement))
                    .await
            }
        }
    }

    /// Gives each row of a statement about what a revision holds to a function, as it comes.
    pub(in crate::store) async fn each(
        &self,
        revision: Revision,
        statement: Statement,
        mut read: impl FnMut(QueryResult) -> Result<(), DbErr> + Send,
    ) -> Result<(), DbErr> {
        let primary = match &self.0.primary {
            Primary::Sqlite(readers) => {
                return readers.read(|connection| stream(connection, statement, read)).await;
            }
            Primary::Postgres(primary) => primary,
        };
        for place in self.places(primary, revision) {
            let mut is_begun = false;
            let reading = place.readers.each(&statement, |row| {
                is_begun = true;
                read(row)
            });
            match reading.await {
                // Rows that came are not read again.
                Err(failure) if !is_begun && place.excuses(&failure) => {}
                ended => return ended,
            }
        }
        Err(nowhere())
    }

    async fn first_answer<'a, T, F, Answer>(
        &'a self,
        primary: &'a PostgresReaders,
        revision: Revision,
        read: F,
    ) -> Result<T, DbErr>
    where
        F: Fn(&'a PostgresReaders) -> Answer,
        Answer: Future<Output = Result<T, DbErr>>,
    {
        for place in self.places(primary, revision) {
            match read(place.readers).await {
                Err(failure) if place.excuses(&failure) => {}
                answered => return answered,
            }
        }
        Err(nowhere())
    }
}

async fn stream(
    connection: &DatabaseConnection,
    statement: Statement,
    mut read: impl FnMut(QueryResult) -> Result<(), DbErr>,
) -> Result<(), DbErr> {
    let mut rows = connection.stream_raw(statement).await?;
    while let Some(row) = rows.try_next().await? {
        read(row)?;
    }
    Ok(())
}

fn nowhere() -> DbErr {
    DbErr::Custom("nowhere to read".to_owned())
}

/// Where to read.
struct Place<'a> {
    readers: &'a PostgresReaders,
    replica: Option<&'a Replica>,
    excuses_loss: bool,
}

impl Place<'_> {
    /// Whether the next place may do better after this failure.
    fn excuses(&self, failure: &DbErr) -> bool {
        match self.replica {
            Some(replica) if failure::may_be_its_own(failure) => {
                replica.forget(failure);
                true
            }
            Some(_) => false,
            None => self.excuses_loss && failure::is_lost_connection(failure),
        }
    }
}
