use super::{
    LocalLocks, Snapshot,
    connections::{
        opened::{FEW, Opened, open_postgres, open_readers, open_sqlite},
        readers::{Readers, Replica},
        worker_watch::{self, WatchedConnection},
        writers::Writers,
    },
    rows::immutable_cache::ImmutableCache,
};
use std::{
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::dataset_revision;
use sea_orm::{
    ConnectionTrait, EntityTrait, ExprTrait, QueryOrder,
    sea_query::{Expr, Query},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::{
    published::Published,
    settings::{Engine, StoreSettings},
};
use crate::domain::{Error, Result, Revision, wording};

/// How this node learns of revisions.
#[derive(Debug, Default)]
struct Listening {
    /// Whether PostgreSQL notifies it of revisions.
    is_told: AtomicBool,
    /// Whether the last poll for revisions failed.
    is_cut: AtomicBool,
}

/// The store: one writer, several readers, and the last revision known. Cheap to clone: each request does so several times.
#[derive(Clone, Debug)]
pub struct Store(Arc<StoreParts>);

/// What a store is made of.
#[derive(Debug)]
pub struct StoreParts {
    pub(super) reader: WatchedConnection,
    pub(super) writers: Writers,
    pub(super) commit_patience: Duration,
    /// Turns of publications: fewer than the connections that write, so that a key can be revoked while others publish.
    publications: Arc<Semaphore>,
    patience: Duration,
    pub(super) published: watch::Sender<Published>,
    pub(super) memory: ImmutableCache,
    /// The connections of public reads.
    pub(super) readers: Readers,
    /// The connections that publications read by, which wait for no public read.
    pub(super) publication_readers: Readers,
    hearing: Arc<Listening>,
    claims: LocalLocks,
    engine: Engine,
}

impl Deref for Store {
    type Target = StoreParts;

    fn deref(&self) -> &StoreParts {
        &self.0
    }
}

impl Store {
    /// Opens the database; an SQLite file is made when there is none.
    ///
    /// # Errors
    /// `BadInput` for an address of neither engine; `Unavailable` when it cannot be reached.
    pub async fn open(settings: &StoreSettings) -> Result<Self> {
        worker_watch::watch();
        let Opened {
            engine,
            reader,
            public,
            of_publications,
            writers,
        } = if settings.url.starts_with("sqlite:") {
            open_sqlite(settings).await?
        } else if settings.url.starts_with("postgres:") || settings.url.starts_with("postgresql:") {
            open_postgres(settings).await?
        } else {
            return Err(Error::bad_input(wording!(
                "l'adresse de la base commence par sqlite: ou postgres:",
                "the database address must start with sqlite: or postgres:"
            )));
        };
        let mut replicas = Vec::new();
        for (at, url) in settings.replicas.iter().enumerate() {
            // One that is not there yet is read from when it comes.
            let readers = open_readers(settings, url, settings.readers, true).await?;
            replicas.push(Replica::new(format!("replica {}", at + 1), readers));
        }
        let (published, _) = watch::channel(Published {
            revision: Revision(0),
            at: DateTime::UNIX_EPOCH,
        });
        Ok(Self(Arc::new(StoreParts {
            readers: Readers::new(public, replicas),
            publication_readers: Readers::new(of_publications, Vec::new()),
            hearing: Arc::default(),
            reader: WatchedConnection(reader),
            writers,
            commit_patience: settings.statement_timeout,
            publications: Arc::new(Semaphore::new(match engine {
                Engine::Sqlite => 1,
                Engine::Postgres => FEW as usize / 2,
            })),
            patience: settings.patience,
            published,
            memory: ImmutableCache::default(),
            claims: LocalLocks::default(),
            engine,
        })))
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The last revision known to this node.
    pub fn revision(&self) -> Revision {
        self.published.borrow().revision
    }

    /// A view of the public data as the last revision left it.
    pub fn snapshot(&self) -> Snapshot {
        let published = *self.published.borrow();
        Snapshot::new(
            self.readers.clone(),
            self.memory.clone(),
            published.revision,
            published.at,
        )
    }

    /// A view of the public data as an earlier revision, or the last, left it.
    pub fn snapshot_at(&self, revision: Revision) -> Snapshot {
        let published = *self.published.borrow();
        Snapshot::new(
            self.readers.clone(),
            self.memory.clone(),
            revision.min(published.revision),
            published.at,
        )
    }

    /// Learns of revisions published elsewhere.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn refresh(&self) -> Result<Revision> {
        self.writers.check_file()?;
        let known = self.revision();
        let last = entity::revision::Entity::find()
            .order_by_desc(entity::revision::Column::Number)
            .one(&self.reader)
            .await?;
        match last {
            Some(last) => {
                self.refuse_older_than(known, Revision(last.number))?;
                self.announce(Revision(last.number), last.published_at);
            }
            None => self.refuse_older_than(known, Revision(0))?,
        }
        Ok(self.revision())
    }

    /// A turn to publish, held until it is dropped.
    ///
    /// # Errors
    /// `Unavailable` when none comes in time.
    pub async fn turn_to_publish(&self) -> Result<OwnedSemaphorePermit> {
        let waiting = tokio::time::timeout(self.patience, self.publications.clone().acquire_owned());
        let turn = waiting.await.map_err(|_| Error::Unavailable {
            cause: "other publications take too long".into(),
        })?;
        turn.map_err(Error::internal)
    }

    /// Whether a revision can be read by a connection other than the one that wrote it.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub(super) async fn reads(&self, revision: Revision) -> Result<bool> {
        let found = entity::revision::Entity::find_by_id(revision.0)
            .one(&self.reader)
            .await?;
        Ok(found.is_some())
    }

    /// Refuses to number a revision after one that is older than those known: the database was replaced by an earlier state of itself.
    pub(super) fn refuse_older(&self, last: Revision) -> Result<()> {
        self.refuse_older_than(self.revision(), last)
    }

    fn refuse_older_than(&self, known: Revision, last: Revision) -> Result<()> {
        if last >= known {
            return Ok(());
        }
        let cause = format!(
            "the database is at revision {last}, and this node has known revision {known}: an earlier state was put in its place; start every node again"
        );
        Err(Error::Unavailable { cause: cause.into() })
    }

    /// Waits until this node knows of a revision, for no longer than `patience`: whether it does.
    pub async fn wait_for(&self, revision: Revision, patience: Duration) -> bool {
        let mut published = self.published.subscribe();
        let known = published.wait_for(|published| published.revision >= revision);
        matches!(tokio::time::timeout(patience, known).await, Ok(Ok(_)))
    }

    /// Waits until this node knows of a later revision.
    pub async fn newer_than(&self, revision: Revision) {
        let mut published = self.published.subscribe();
        // The store holds the sender: it is never closed.
        let _ = published.wait_for(|published| published.revision > revision).await;
    }

    /// The datasets whose rows changed after a revision, up to the last one known, by name.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn datasets_changed_since(&self, since: Revision) -> Result<Vec<String>> {
        let select = Query::select()
            .distinct()
            .column(dataset_revision::Column::Dataset)
            .from(dataset_revision::Entity)
            .and_where(Expr::col(dataset_revision::Column::Revision).gt(since.0))
            .to_owned();
        let rows = self.reader.query_all(&select).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// The numbers of all revisions, in order.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn revision_numbers(&self) -> Result<Vec<i64>> {
        let revisions = entity::revision::Entity::find()
            .order_by_asc(entity::revision::Column::Number)
            .all(&self.reader)
            .await?;
        Ok(revisions.into_iter().map(|revision| revision.number).collect())
    }

    /// The value of a counter; none when there is no such.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn counter_value(&self, name: &str) -> Result<Option<i64>> {
        let found = entity::counter::Entity::find_by_id(name).one(&self.reader).await?;
        Ok(found.map(|counter| counter.value))
    }

    /// The names that this process has locked.
    pub fn locks(&self) -> &LocalLocks {
        &self.claims
    }

    /// The connection for reads of private tables.
    pub fn private_reader(&self) -> &WatchedConnection {
        &self.reader
    }

    /// Whether PostgreSQL notifies this node of revisions.
    pub(super) fn is_told(&self) -> bool {
        self.hearing.is_told.load(Ordering::Relaxed)
    }

    pub(super) fn set_told(&self, is_told: bool) {
        self.hearing.is_told.store(is_told, Ordering::Relaxed);
    }

    /// Notes whether the database could be asked for revisions: whether that is new.
    pub(super) fn set_reached(&self, reached: bool) -> bool {
        self.hearing.is_cut.swap(!reached, Ordering::Relaxed) == reached
    }

    /// Whether the database could be asked for revisions, the last time.
    pub(super) fn is_reached(&self) -> bool {
        !self.hearing.is_cut.load(Ordering::Relaxed)
    }

    /// Tells readers of a revision; an older one than known is ignored.
    pub(super) fn announce(&self, revision: Revision, at: DateTime<Utc>) {
        self.published.send_if_modified(|published| {
            let newer = revision > published.revision;
            if newer {
                *published = Published { revision, at };
            }
            newer
        });
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `Unavailable` when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.reader.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> Option<&Path> {
        self.writers.file()
    }

    /// By how much an instant is before the last publication known, if it is.
    pub fn clock_behind(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let last = self.published.borrow().at;
        (now < last).then(|| last - now)
    }

    /// Whether what PostgreSQL acknowledges is on a replica too: `synchronous`, `asynchronous` where there are replicas that may lack the last
    /// publications, or `none`; nothing of SQLite.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn replication(&self) -> Result<Option<&'static str>> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        let asked = "SELECT current_setting('synchronous_standby_names') <> '' \
            AND current_setting('synchronous_commit') NOT IN ('off', 'local'), (SELECT count(*) FROM pg_stat_replication)";
        let statement = sea_orm::Statement::from_string(self.reader.get_database_backend(), asked);
        let Some(row) = self.reader.query_one_raw(statement).await? else {
            return Ok(None);
        };
        let (is_synchronous, replicas): (bool, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Some(match (is_synchronous, replicas) {
            (true, _) => "synchronous",
            (false, 0) => "none",
            (false, _) => "asynchronous",
        }))
    }

    /// Closes every connection; what was acknowledged is on disk.
    ///
    /// # Errors
    /// `Internal` when the engine fails to close.
    pub async fn close(self) -> Result<()> {
        self.readers.clone().close().await?;
        self.publication_readers.clone().close().await?;
        self.reader.0.clone().close().await?;
        self.writers.close().await;
        Ok(())
    }
}
