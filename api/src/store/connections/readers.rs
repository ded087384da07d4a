use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
};

use entity::revision;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr,
    sea_query::{Expr, Func, Query},
};

use super::{failure, sqlite_readers::SqliteReaders, worker_watch::watched};
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
    Pool(DatabaseConnection),
    /// SQLite's.
    Sqlite(SqliteReaders),
}

/// A copy that follows the primary.
#[derive(Debug)]
pub(in crate::store) struct Replica {
    /// What it is called in the log: its place among the addresses given.
    pub(in crate::store) name: String,
    pub(in crate::store) connection: DatabaseConnection,
    /// The last revision that it is known to have; 0 while that is not known.
    revision: AtomicI64,
    told_lost: AtomicBool,
}

impl Replica {
    pub(in crate::store) fn new(name: String, connection: DatabaseConnection) -> Self {
        Self {
            name,
            connection,
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
            let row = self.connection.query_one(&last).await?;
            let number: Option<i64> = row.map_or(Ok(None), |row| row.try_get_by_index(0))?;
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
            Primary::Pool(pool) => pool,
            Primary::Sqlite(readers) => readers.any(),
        }
    }

    /// The connections of an SQLite database.
    pub(in crate::store) fn sqlite(&self) -> Option<&SqliteReaders> {
        match &self.0.primary {
            Primary::Pool(_) => None,
            Primary::Sqlite(readers) => Some(readers),
        }
    }

    pub(in crate::store) fn replicas(&self) -> &[Replica] {
        &self.0.replicas
    }

    /// Closes every connection.
    pub(in crate::store) async fn close(self) -> Result<(), DbErr> {
        for replica in self.0.replicas.iter() {
            replica.connection.clone().close().await?;
        }
        match self.0.primary.clone() {
            Primary::Pool(pool) => pool.close().await,
            Primary::Sqlite(readers) => readers.close().await,
        }
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
    pub(in crate::store) fn places(&self, revision: Revision) -> impl Iterator<Item = Place<'_>> {
        let on_primary = |excuses_loss| Place {
            connection: self.primary(),
            replica: None,
            excuses_loss,
        };
        let on_replica = self.with(revision).map(|replica| Place {
            connection: &replica.connection,
            replica: Some(replica),
            excuses_loss: true,
        });
        let again = (1..=MOST_LOST).map(move |tries| on_primary(tries < MOST_LOST));
        on_replica.into_iter().chain(again)
    }

    /// Reads what a revision holds.
    pub(in crate::store) async fn read<'a, T, F, Answer>(&'a self, revision: Revision, read: F) -> Result<T, DbErr>
    where
        F: Fn(&'a DatabaseConnection) -> Answer,
        Answer: Future<Output = Result<T, DbErr>>,
    {
        if let Some(readers) = self.sqlite() {
            let taken = readers.take().await?;
            let answered = watched(read(taken.connection())).await;
            taken.done();
            return answered;
        }
        for place in self.places(revision) {
            match read(place.connection).await {
                Err(failure) if place.excuses(&failure) => {}
                answered => return answered,
            }
        }
        Err(DbErr::Custom("nowhere to read".to_owned()))
    }
}

/// Where to read.
pub(in crate::store) struct Place<'a> {
    pub(in crate::store) connection: &'a DatabaseConnection,
    replica: Option<&'a Replica>,
    excuses_loss: bool,
}

impl Place<'_> {
    /// Whether the next place may do better after this failure.
    pub(in crate::store) fn excuses(&self, failure: &DbErr) -> bool {
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
