use std::{sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{edition, revision, version};
use futures::FutureExt;
use sea_orm::{
    DbBackend, ExprTrait, QueryResult, Statement,
    sea_query::{DynIden, Expr, Order, Query, SelectStatement},
};

use super::{
    Engine,
    connections::readers::Readers,
    rows::{immutable_cache::ImmutableCache, query_stats::QueryStats},
};
use crate::domain::{Error, Moment, Result, Revision, civil_day, wording};

// Versions say by the same number that nothing has replaced them.
const _: () = assert!(Revision::OPEN == entity::OPEN);

/// A view of the public data at one revision: whatever is published meanwhile, every read through it sees the same state.
#[derive(Clone, Debug)]
pub struct Snapshot {
    readers: Readers,
    revision: Revision,
    published_at: DateTime<Utc>,
    today: NaiveDate,
    asked: Arc<QueryStats>,
    memory: ImmutableCache,
    every_version: bool,
    is_past: bool,
    from_memory: bool,
}

impl Snapshot {
    pub(super) fn new(
        readers: Readers,
        memory: ImmutableCache,
        revision: Revision,
        published_at: DateTime<Utc>,
    ) -> Self {
        Self {
            readers,
            revision,
            published_at,
            today: civil_day(published_at),
            asked: Arc::default(),
            memory,
            every_version: false,
            is_past: false,
            from_memory: false,
        }
    }

    /// The same view, which may show small datasets as they are held in memory; others read the database each time.
    pub fn from_memory(self) -> Self {
        Self {
            from_memory: true,
            ..self
        }
    }

    /// The same view, which reads the database each time.
    pub fn from_database(self) -> Self {
        Self {
            from_memory: false,
            ..self
        }
    }

    /// Whether it may show what is held in memory: the present, each record once.
    pub(super) fn shows_memory(&self) -> bool {
        self.from_memory && !self.is_past && !self.every_version
    }

    /// The revision it shows.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Which database answers.
    pub fn engine(&self) -> Engine {
        match self.backend() {
            DbBackend::Sqlite => Engine::Sqlite,
            _ => Engine::Postgres,
        }
    }

    /// When that revision was published, in UTC; none before the first.
    pub fn published_at(&self) -> Option<DateTime<Utc>> {
        (self.revision.0 > 0).then_some(self.published_at)
    }

    /// The day that counts as today in this view: that of the revision, unless another was said.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The same view, on another day.
    pub fn on_day(self, today: NaiveDate) -> Self {
        Self { today, ..self }
    }

    /// The same view, whose statements are none of this one's.
    pub fn apart(&self) -> Self {
        Self {
            asked: Arc::default(),
            ..self.clone()
        }
    }

    /// How many SQL statements were sent through this view and its clones.
    pub fn statements(&self) -> u64 {
        self.asked.statements()
    }

    /// How long they took.
    pub fn sql_time(&self) -> Duration {
        self.asked.time()
    }

    /// The tables that they read, by name: what was answered from them stays true until one of them changes.
    pub fn tables(&self) -> Vec<Arc<str>> {
        self.asked.tables()
    }

    /// Notes that an answer follows from a table that no statement named.
    pub fn depends_on(&self, table: &str) {
        self.asked.depends_on(table);
    }

    /// Notes that any publication changes an answer.
    pub fn depends_on_everything(&self) {
        self.asked.depends_on_everything();
    }

    fn backend(&self) -> DbBackend {
        self.readers.primary().get_database_backend()
    }

    pub(super) fn readers(&self) -> &Readers {
        &self.readers
    }

    pub(super) fn memory(&self) -> &ImmutableCache {
        &self.memory
    }

    /// Whether every version holds in this view, so that a record is more than one.
    pub(super) fn shows_every_version(&self) -> bool {
        self.every_version
    }

    /// A statement as the engine reads it, noted as sent.
    pub(super) fn statement(&self, select: &SelectStatement) -> Statement {
        let statement = self.backend().build(select);
        let tables = self.memory.0.tables.of(select, &statement.sql);
        self.asked.note(tables.as_deref());
        tracing::trace!(%statement, "asks");
        statement
    }

    /// Runs a statement, and notes its time.
    pub(super) async fn timed<T>(&self, answer: impl Future<Output = T>) -> T {
        self.asked.timed(answer).await
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn all(&self, select: &SelectStatement) -> Result<Vec<QueryResult>> {
        let statement = self.statement(select);
        Ok(self.timed(self.readers.all(self.revision, statement).boxed()).await?)
    }

    /// The row of a statement that has one at most, if any.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn one(&self, select: &SelectStatement) -> Result<Option<QueryResult>> {
        Ok(self.all(select).await?.into_iter().next())
    }

    /// The same data as an earlier revision left it, or the one that stood at an instant; 0, before the first publication, is empty.
    ///
    /// # Errors
    /// `BadInput` for a revision that is not published yet.
    pub async fn as_of(&self, moment: &Moment) -> Result<Self> {
        match moment {
            Moment::Revision(revision) => self.as_of_revision(*revision).await,
            Moment::Day(date, end) => self.as_of_day(*date, *end).await,
            Moment::Instant(instant) => self.as_of_instant(*instant).await,
        }
    }

    /// As the edition of a day froze it, or else as it stood when the day ended.
    async fn as_of_day(&self, date: NaiveDate, end: Option<DateTime<Utc>>) -> Result<Self> {
        let frozen = Query::select()
            .column(edition::Column::Revision)
            .from(edition::Entity)
            .and_where(Expr::col(edition::Column::Name).eq(date.to_string()))
            .to_owned();
        let found = self
            .last_of(Expr::col(revision::Column::Number).in_subquery(frozen))
            .await?;
        match (found, end) {
            (Some(view), _) => Ok(view.on_day(date)),
            (None, Some(end)) => self.as_of_instant(end).await,
            (None, None) => Err(Error::bad_input(wording!(
                "le {date} n'est pas terminé, et n'a pas d'édition : écrivez un jour passé, ou un instant avec son décalage ({date}T09:00:00Z)",
                "{date} is not over, and has no edition: write a past day, or an instant with its offset ({date}T09:00:00Z)"
            ))),
        }
    }

    async fn as_of_instant(&self, instant: DateTime<Utc>) -> Result<Self> {
        let found = self
            .last_of(Expr::col(revision::Column::PublishedAt).lte(instant))
            .await?;
        Ok(found.unwrap_or_else(|| self.of_nothing()).on_day(civil_day(instant)))
    }

    /// The data as the last of some revisions left it.
    async fn last_of(&self, chosen: Expr) -> Result<Option<Self>> {
        let select = Query::select()
            .columns([revision::Column::Number, revision::Column::PublishedAt])
            .from(revision::Entity)
            // What this view does not know of is not published yet: the same view answers the same for ever.
            .and_where(Expr::col(revision::Column::Number).lte(self.revision.0))
            .and_where(chosen)
            .order_by(revision::Column::Number, Order::Desc)
            .limit(1)
            .to_owned();
        // An edition is of no revision: a replica that has the revision may lack it.
        let of_primary = Self {
            readers: self.readers.primary_alone(),
            ..self.clone()
        };
        let found = of_primary.one(&select).await?;
        found
            .map(|row| Ok(self.at_revision(Revision(row.try_get_by_index(0)?), row.try_get_by_index(1)?)))
            .transpose()
    }

    async fn as_of_revision(&self, revision: Revision) -> Result<Self> {
        if revision.0 <= 0 {
            return Ok(self.of_nothing());
        }
        let mut published = None;
        if revision <= self.revision {
            published = self.publications(vec![revision.0]).await?.remove(&revision.0);
        }
        match published {
            Some(publication) => Ok(self.at_revision(revision, publication.at)),
            None => Err(Error::bad_input(wording!(
                "la révision {revision} n'est pas encore publiée : la dernière est {}",
                "revision {revision} is not published yet: the last one is {}",
                self.revision
            ))),
        }
    }

    /// The view before the first publication.
    fn of_nothing(&self) -> Self {
        self.at_revision(Revision(0), DateTime::UNIX_EPOCH)
    }

    fn at_revision(&self, revision: Revision, published_at: DateTime<Utc>) -> Self {
        Self {
            revision,
            published_at,
            today: civil_day(published_at),
            is_past: true,
            ..self.clone()
        }
    }

    /// The revision that it shows, when a past moment was asked for: what it names must be of that moment too.
    pub fn past(&self) -> Option<Revision> {
        self.is_past.then_some(self.revision)
    }

    /// When the first revision was published, in UTC; none before it.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn first_published_at(&self) -> Result<Option<DateTime<Utc>>> {
        let select = Query::select()
            .column(revision::Column::PublishedAt)
            .from(revision::Entity)
            .and_where(Expr::col(revision::Column::Number).lte(self.revision.0))
            .order_by(revision::Column::Number, Order::Asc)
            .limit(1)
            .to_owned();
        match self.one(&select).await? {
            Some(row) => Ok(Some(row.try_get_by_index(0)?)),
            None => Ok(None),
        }
    }

    /// The condition that a version, in the table called `alias`, is the one of this revision.
    pub fn visible_at(&self, alias: &DynIden) -> Expr {
        let begun = Expr::col((alias.clone(), version::Column::Since)).lte(self.revision.0);
        if self.every_version {
            return begun;
        }
        begun.and(Expr::col((alias.clone(), version::Column::Until)).gt(self.revision.0))
    }

    /// The same view, in which every version up to this revision holds, not the last alone.
    pub fn of_every_version(&self) -> Self {
        Self {
            every_version: true,
            ..self.clone()
        }
    }

    /// The same view, in which only the last version holds.
    pub fn of_last_version(&self) -> Self {
        Self {
            every_version: false,
            ..self.clone()
        }
    }
}
