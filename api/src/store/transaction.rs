use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::counter;
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryResult, SqliteTransactionMode, Statement,
    TransactionOptions, Value,
    sea_query::{DynIden, Expr, InsertStatement, LockType, Query, SelectStatement, UpdateStatement},
};

use super::{
    Engine, Snapshot, Store, connections::writers::Transacting, revision_listener::CHANNEL,
    rows::chunks::rows_per_statement,
};
use crate::domain::{Error, Result, Revision};

/// By how much the clocks of two nodes may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(60);

/// A transaction that writes. Dropped without `commit`, it leaves nothing behind.
pub struct Write {
    inner: Transacting,
    engine: Engine,
    patience: Duration,
}

/// The transaction of a publication: it holds the revision counter, so that revisions are gap-free and commit in order.
pub struct Transaction {
    write: Write,
    store: Store,
    revision: Revision,
    last_record: i64,
    last_published_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Starts a transaction that may write what is not public.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached, or stays locked for too long.
    pub async fn write(&self) -> Result<Write> {
        let options = TransactionOptions {
            // SQLite: only IMMEDIATE waits for the lock; a deferred one that reads first is refused at once.
            sqlite_transaction_mode: (self.engine() == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Write {
            inner: self.writers.begin(options).await?,
            engine: self.engine(),
            patience: self.commit_patience,
        })
    }

    /// Starts the one transaction that may publish; others wait for it to end.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached, or stays locked for too long.
    pub async fn begin(&self) -> Result<Transaction> {
        self.publication(self.write().await?).await
    }

    /// Makes a transaction the one that may publish; others wait for it to end.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached, or stays locked for too long.
    pub async fn publication(&self, write: Write) -> Result<Transaction> {
        let last = write.hold_counter("revision").await?;
        self.refuse_older(Revision(last))?;
        let last_record = write.hold_counter("record").await?;
        let before = entity::revision::Entity::find_by_id(last)
            .one(write.connection())
            .await?;
        Ok(Transaction {
            write,
            store: self.clone(),
            revision: Revision(last).next(),
            last_record,
            last_published_at: before.map(|revision| revision.published_at),
        })
    }
}

impl Write {
    /// The connection for statements of entities.
    pub fn connection(&self) -> &impl ConnectionTrait {
        &self.inner
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn all(&self, select: &SelectStatement) -> Result<Vec<QueryResult>> {
        Ok(self.inner.query_all(select).await?)
    }

    /// Runs an update: how many rows it changed.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn update(&self, update: &UpdateStatement) -> Result<u64> {
        Ok(self.inner.execute(update).await?.rows_affected())
    }

    /// Inserts rows, as many in a statement as the engines take.
    ///
    /// # Errors
    /// `Internal` when a row does not fit the table.
    pub async fn insert(&self, table: &DynIden, columns: &[DynIden], rows: Vec<Vec<Value>>) -> Result<()> {
        let per_statement = rows_per_statement(columns.len());
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert: InsertStatement = Query::insert();
            insert.into_table(table.clone()).columns(columns.iter().cloned());
            for row in rows.by_ref().take(per_statement) {
                insert
                    .values(row.into_iter().map(Expr::value))
                    .map_err(Error::internal)?;
            }
            self.inner.execute(&insert).await?;
        }
        Ok(())
    }

    /// The value of a counter, which no one else may read for writing until this transaction ends.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn hold_counter(&self, name: &str) -> Result<i64> {
        let mut select = Query::select();
        select
            .column(counter::Column::Value)
            .from(counter::Entity)
            .and_where(Expr::col(counter::Column::Name).eq(name));
        if self.engine == Engine::Postgres {
            select.lock(LockType::Update);
        }
        let held = self
            .inner
            .query_one(&select)
            .await
            .map_err(|failure| match failure.into() {
                // It was waited for, for as long as a statement may take.
                Error::SlowStatement => Error::Unavailable {
                    cause: format!("the counter {name} is held by others").into(),
                },
                error => error,
            });
        match held? {
            Some(row) => Ok(row.try_get_by_index(0)?),
            None => Err(Error::internal(format!("the counter {name} is missing"))),
        }
    }

    /// Sets a counter.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn set_counter(&self, name: &str, value: i64) -> Result<()> {
        let update = Query::update()
            .table(counter::Entity)
            .value(counter::Column::Value, value)
            .and_where(Expr::col(counter::Column::Name).eq(name))
            .to_owned();
        self.inner.execute(&update).await?;
        Ok(())
    }

    /// Claims a name until this transaction ends, on every node that shares the database: whether no other transaction holds it.
    ///
    /// On SQLite, transactions that write come one after the other, so the claim is always given.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn claim(&self, number: i64) -> Result<bool> {
        if self.engine == Engine::Sqlite {
            return Ok(true);
        }
        let claim = Statement::from_string(
            DbBackend::Postgres,
            format!("SELECT pg_try_advisory_xact_lock({number})"),
        );
        match self.inner.query_one_raw(claim).await? {
            Some(row) => Ok(row.try_get_by_index(0)?),
            None => Ok(false),
        }
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Commits: what was written is durable.
    ///
    /// # Errors
    /// `Unavailable` when the database does not say that it is: then it is there whole, or not at all.
    pub async fn commit(self) -> Result<()> {
        if self.engine == Engine::Postgres {
            // A time limit would end the wait for a synchronous replica, and PostgreSQL would say that it has committed.
            self.inner.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        }
        self.inner.commit(self.patience).await
    }

    /// Leaves nothing behind.
    pub async fn abandon(self) {
        self.inner.abandon().await;
    }
}

impl std::ops::Deref for Transaction {
    type Target = Write;

    fn deref(&self) -> &Write {
        &self.write
    }
}

impl Transaction {
    /// The revision that this transaction publishes.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// When this revision is published: now, or, where the clocks of nodes differ by a little, when the one before it was. Instants name states, so
    /// they never go back.
    ///
    /// # Errors
    /// `ClockBehind` when the clock is further behind.
    pub fn date(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        match self.last_published_at {
            Some(last) if now < last => {
                let behind = last - now;
                if behind > CLOCKS_DIFFER {
                    return Err(Error::ClockBehind {
                        seconds: behind.num_seconds(),
                    });
                }
                Ok(last)
            }
            _ => Ok(now),
        }
    }

    /// The public data as it stands before this revision: no one else can change it meanwhile.
    pub fn before(&self) -> Snapshot {
        let before = Revision(self.revision.0 - 1);
        Snapshot::new(
            self.store.publication_readers.clone(),
            self.store.memory.clone(),
            before,
            DateTime::UNIX_EPOCH,
        )
    }

    /// Numbers for `count` new records.
    pub fn new_records(&mut self, count: usize) -> std::ops::RangeInclusive<i64> {
        let first = self.last_record + 1;
        self.last_record += i64::try_from(count).unwrap_or(0);
        first..=self.last_record
    }

    /// Numbers the revision, commits, and tells readers once another connection reads it.
    ///
    /// # Errors
    /// `Unavailable` when the database does not say that it is published: then it is whole, or not at all.
    pub async fn commit(self, at: DateTime<Utc>) -> Result<Revision> {
        self.set_counter("revision", self.revision.0).await?;
        self.set_counter("record", self.last_record).await?;
        if self.engine() == Engine::Postgres {
            // Other nodes hear of it as it is committed.
            let told = format!("SELECT pg_notify('{CHANNEL}', '{}')", self.revision);
            self.write.inner.execute_unprepared(&told).await?;
        }
        let Self {
            write, store, revision, ..
        } = self;
        write.commit().await?;
        if !store.reads(revision).await? {
            let cause = format!("revision {revision} was committed, and another connection does not read it");
            return Err(Error::Unavailable { cause: cause.into() });
        }
        store.announce(revision, at);
        Ok(revision)
    }

    /// Commits what is no publication: nothing public changed.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn commit_unnumbered(self) -> Result<()> {
        self.write.commit().await
    }

    /// Leaves nothing behind.
    pub async fn abandon(self) {
        self.write.abandon().await;
    }
}
