use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::{change, dataset_revision, observation, record, revision, search_entry, series, version};
use sea_orm::{
    ConnectionTrait, EntityName, EntityTrait, ExprTrait, Iterable, ModelTrait, Value as Stored,
    sea_query::{DynIden, Expr, Func, InsertStatement, IntoIden, Query, UpdateStatement},
};

use super::{nearest::Nearest, references::references, tally::Tally};
use crate::{
    access::Viewer,
    datasets::{Identity, Kind, registry},
    domain::{Error, Result, Revision, RowErrorKind, Value, wording},
    publishing::{
        Publication, Withdrawal,
        input::command::{Change, Operation, dataset_of},
    },
    store::{Fingerprint, Snapshot, Transaction, chunks, rows_per_statement},
};

/// The tables whose rows have no revision of their own.
pub(in crate::publishing) fn is_identity(table: &str) -> bool {
    [record::Entity.table_name(), series::Entity.table_name()].contains(&table)
}

/// The transaction of a publication: the keys of records, and the changes.
pub(in crate::publishing) struct Ledger {
    pub(super) transaction: Transaction,
    pub(super) keys: HashMap<(&'static str, String), i64>,
    /// Records that are, or will be, public.
    pub(super) current: HashMap<(&'static str, String), bool>,
    /// The records that this publication names first.
    pub(super) created: Vec<(i64, &'static str, String)>,
    pub(super) changes: usize,
    /// The rows of this revision, and those of identities that it gives.
    pub(super) content: Fingerprint,
    pub(super) identities: Fingerprint,
    /// What this revision does to each dataset that it changes.
    tallies: BTreeMap<&'static str, Tally>,
}

impl Ledger {
    pub(in crate::publishing) fn new(transaction: Transaction) -> Self {
        Self {
            transaction,
            keys: HashMap::new(),
            current: HashMap::new(),
            created: Vec::new(),
            changes: 0,
            content: Fingerprint::default(),
            identities: Fingerprint::default(),
            tallies: BTreeMap::new(),
        }
    }

    pub(in crate::publishing) fn revision(&self) -> Revision {
        self.transaction.revision()
    }

    /// Loads the keys of every record that the publication names, and refuses references to records that are not public.
    pub(in crate::publishing) async fn load_keys(
        &mut self,
        before: &Snapshot,
        publication: &Publication,
    ) -> Result<()> {
        let mut named: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for entry in &publication.entries {
            let dataset = dataset_of(entry)?;
            if dataset.identity == Identity::Record {
                named.entry(dataset.name).or_default().insert(entry.slug.clone());
                self.current.insert((dataset.name, entry.slug.clone()), true);
            }
            for (_, target, slug) in references(dataset, entry) {
                named.entry(target).or_default().insert(slug.to_owned());
            }
        }
        for withdrawal in &publication.withdrawals {
            named
                .entry(withdrawal.dataset)
                .or_default()
                .insert(withdrawal.slug.clone());
        }
        for (dataset, slugs) in named {
            self.read_keys(before, dataset, slugs.into_iter().collect()).await?;
        }
        let mut problems = Vec::new();
        let mut nearest = Nearest::new(before);
        for withdrawal in &publication.withdrawals {
            let Withdrawal { dataset, slug, .. } = withdrawal;
            if registry().target(dataset)?.identity == Identity::Record
                && self.current.insert((dataset, slug.clone()), false) != Some(true)
            {
                let hint = nearest.to(dataset, slug).await?;
                let message = wording!(
                    "il n'y a pas de « {slug} » à retirer dans {dataset}{hint}",
                    "there is no \"{slug}\" in {dataset} to withdraw{hint}",
                    [hint]
                );
                problems.push(withdrawal.problem(RowErrorKind::NotFound, message));
            }
        }
        self.refuse_unknown(before, publication, problems).await
    }

    /// Forgets which records are, or will be, public, because rows were left out.
    pub(in crate::publishing) fn forget_current(&mut self) {
        self.current.clear();
    }

    /// Reads the keys of records of a dataset, and which of them are public.
    pub(in crate::publishing) async fn read_keys(
        &mut self,
        before: &Snapshot,
        name: &'static str,
        slugs: Vec<String>,
    ) -> Result<()> {
        let dataset = registry().target(name)?;
        if dataset.identity == Identity::Series {
            return Ok(());
        }
        for slugs in chunks(&slugs) {
            let version = DynIden::from("t0");
            let same = Expr::col((version.clone(), version::Column::RecordId))
                .equals((record::Entity, record::Column::Id))
                .and(before.visible_at(&version));
            let select = Query::select()
                .columns([
                    (record::Entity, record::Column::Id),
                    (record::Entity, record::Column::Slug),
                ])
                .column((version.clone(), version::Column::Since))
                .from(record::Entity)
                .join_as(sea_orm::JoinType::LeftJoin, dataset.table.clone(), version, same)
                .and_where(Expr::col((record::Entity, record::Column::Dataset)).eq(name))
                .and_where(Expr::col((record::Entity, record::Column::Slug)).is_in(slugs.iter().cloned()))
                .to_owned();
            for row in self.transaction.all(&select).await? {
                let slug: String = row.try_get_by_index(1)?;
                let since: Option<i64> = row.try_get_by_index(2)?;
                self.current.entry((name, slug.clone())).or_insert(since.is_some());
                self.keys.insert((name, slug), row.try_get_by_index(0)?);
            }
        }
        Ok(())
    }

    /// Whether a record is, or will be, public.
    pub(in crate::publishing) fn is_current(&self, dataset: &'static str, slug: &str) -> bool {
        self.current.get(&(dataset, slug.to_owned())) == Some(&true)
    }

    /// The key of a record, if it ever had one.
    pub(in crate::publishing) fn key(&self, dataset: &'static str, slug: &str) -> Option<i64> {
        self.keys.get(&(dataset, slug.to_owned())).copied()
    }

    /// Gives a key to each record that has none.
    pub(in crate::publishing) fn give_keys(&mut self, dataset: &'static str, slugs: impl IntoIterator<Item = String>) {
        let new: Vec<String> = slugs
            .into_iter()
            .filter(|slug| self.key(dataset, slug).is_none())
            .collect();
        for (number, slug) in self.transaction.new_records(new.len()).zip(new) {
            self.keys.insert((dataset, slug.clone()), number);
            self.created.push((number, dataset, slug));
        }
    }

    /// Writes the identities of the new records.
    pub(in crate::publishing) async fn register(&mut self) -> Result<()> {
        let created = std::mem::take(&mut self.created).into_iter();
        let records = created.map(|(id, dataset, slug)| record::Model {
            id,
            dataset: dataset.to_owned(),
            slug,
        });
        self.write::<record::Entity>(records).await
    }

    /// A value whose references have their keys.
    pub(in crate::publishing) fn resolve(&self, kind: Kind, value: &Value) -> Result<Value> {
        match (kind, value) {
            (Kind::Reference(target), Value::Reference(reference)) => {
                let mut reference = reference.clone();
                reference.id = self
                    .key(target, &reference.slug)
                    .ok_or_else(|| Error::internal(format!("{} has no key", reference.slug)))?;
                Ok(Value::Reference(reference))
            }
            _ => Ok(value.clone()),
        }
    }

    /// Writes the revision itself.
    pub(in crate::publishing) async fn number(
        &mut self,
        viewer: &Viewer,
        publication: &Publication,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let revision = revision::Model {
            number: self.revision().0,
            published_at: at,
            institution: viewer.institution().to_owned(),
            author: viewer.author().to_owned(),
            message: publication.message.clone(),
            reason: publication.reason.clone(),
        };
        self.write::<revision::Entity>([revision]).await
    }

    /// Writes the index of the changes, before they are applied: closing versions follows it.
    pub(in crate::publishing) async fn log(&mut self, dataset: &'static str, changes: &[Change]) -> Result<()> {
        let revision = self.revision().0;
        self.tallies.entry(dataset).or_default().count(changes);
        // As many at a time as a statement takes.
        for some in changes.chunks(rows_per_statement(change::Column::iter().len())) {
            let first = self.changes;
            self.changes += some.len();
            let rows = some.iter().zip(first..).map(|(change, position)| change::Model {
                revision,
                position: i64::try_from(position).unwrap_or(i64::MAX),
                record_id: change.record,
                period: change.period.clone(),
                operation: change.operation.code().to_owned(),
            });
            self.write::<change::Entity>(rows).await?;
        }
        Ok(())
    }

    /// Writes, for each dataset that this revision changes, what it does to it and how many rows there are then.
    pub(in crate::publishing) async fn total(&mut self) -> Result<()> {
        let last = Query::select()
            .column(dataset_revision::Column::Dataset)
            .expr_as(Func::max(Expr::col(dataset_revision::Column::Revision)), "last")
            .from(dataset_revision::Entity)
            .and_where(Expr::col(dataset_revision::Column::Dataset).is_in(self.tallies.keys().copied()))
            .group_by_columns([dataset_revision::Column::Dataset])
            .to_owned();
        let lines = Expr::tuple([dataset_revision::Column::Dataset, dataset_revision::Column::Revision].map(Expr::col));
        let select = Query::select()
            .columns([dataset_revision::Column::Dataset, dataset_revision::Column::Total])
            .from(dataset_revision::Entity)
            .and_where(lines.in_subquery(last))
            .to_owned();
        let mut totals: HashMap<String, i64> = HashMap::new();
        for row in self.all(&select).await? {
            totals.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        let revision = self.revision().0;
        let lines: Vec<dataset_revision::Model> = self
            .tallies
            .iter()
            .map(|(dataset, tally)| dataset_revision::Model {
                dataset: (*dataset).to_owned(),
                revision,
                created: tally.created,
                revised: tally.revised,
                withdrawn: tally.withdrawn,
                total: totals.get(*dataset).copied().unwrap_or_default() + tally.created - tally.withdrawn,
            })
            .collect();
        self.write::<dataset_revision::Entity>(lines).await
    }

    /// Closes the current versions, in a table, of the records that this revision revises or withdraws.
    pub(in crate::publishing) async fn close(&self, table: DynIden) -> Result<()> {
        let replaced = Query::select()
            .column(change::Column::RecordId)
            .from(change::Entity)
            .and_where(Expr::col(change::Column::Revision).eq(self.revision().0))
            .and_where(Expr::col(change::Column::Operation).ne(Operation::Created.code()))
            .to_owned();
        let close = self
            .closing(table)
            .and_where(Expr::col(version::Column::RecordId).in_subquery(replaced))
            .to_owned();
        self.update(&close).await
    }

    /// Closes the current versions of the observations that this revision revises or withdraws.
    pub(in crate::publishing) async fn close_observations(&self, table: DynIden) -> Result<()> {
        let replaced = Query::select()
            .columns([change::Column::RecordId, change::Column::Period])
            .from(change::Entity)
            .and_where(Expr::col(change::Column::Revision).eq(self.revision().0))
            .and_where(Expr::col(change::Column::Period).is_not_null())
            .and_where(Expr::col(change::Column::Operation).ne(Operation::Created.code()))
            .to_owned();
        let key = Expr::tuple([observation::Column::SeriesId, observation::Column::Period].map(Expr::col));
        let close = self.closing(table).and_where(key.in_subquery(replaced)).to_owned();
        self.update(&close).await
    }

    /// An update that closes current rows of a table; the caller adds its condition.
    pub(in crate::publishing) fn closing(&self, table: DynIden) -> UpdateStatement {
        Query::update()
            .table(table)
            .value(version::Column::Until, self.revision().0)
            .and_where(Expr::col(version::Column::Until).eq(Revision::OPEN))
            // Tables that datasets share (citations) may already hold versions of this very revision.
            .and_where(Expr::col(version::Column::Since).lt(self.revision().0))
            .to_owned()
    }

    pub(in crate::publishing) async fn update(&self, update: &UpdateStatement) -> Result<()> {
        self.transaction.update(update).await?;
        Ok(())
    }

    /// Writes whole rows of a table.
    pub(in crate::publishing) async fn write<E: EntityTrait>(
        &mut self,
        rows: impl IntoIterator<Item = E::Model>,
    ) -> Result<()> {
        let columns: Vec<DynIden> = E::Column::iter().map(IntoIden::into_iden).collect();
        let cells = |row: E::Model| E::Column::iter().map(|column| row.get(column)).collect();
        let rows = rows.into_iter().map(cells).collect();
        self.insert(E::default().into_iden(), &columns, rows).await
    }

    /// Writes rows of a table whose columns a dataset declares.
    pub(in crate::publishing) async fn insert(
        &mut self,
        table: DynIden,
        columns: &[DynIden],
        rows: Vec<Vec<Stored>>,
    ) -> Result<()> {
        self.note(&table.to_string(), columns, &rows);
        self.transaction.insert(&table, columns, rows).await
    }

    /// Adds rows to the fingerprints of this revision.
    fn note(&mut self, table: &str, columns: &[DynIden], rows: &[Vec<Stored>]) {
        // Words can be made again.
        if table == search_entry::Entity.table_name() {
            return;
        }
        let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
        let sum = if is_identity(table) {
            &mut self.identities
        } else {
            &mut self.content
        };
        for row in rows {
            let mut cells: Vec<(&str, &Stored)> = names.iter().map(String::as_str).zip(row).collect();
            sum.add(table, &mut cells);
        }
    }

    /// The fingerprints of the rows that this revision wrote, and of the identities that it gave.
    pub(in crate::publishing) fn fingerprints(&self) -> (Fingerprint, Fingerprint) {
        (self.content, self.identities)
    }

    pub(in crate::publishing) async fn all(
        &self,
        select: &sea_orm::sea_query::SelectStatement,
    ) -> Result<Vec<sea_orm::QueryResult>> {
        self.transaction.all(select).await
    }

    /// Writes rows that the database makes of others: they are no facts of this revision.
    pub(in crate::publishing) async fn insert_made(&self, insert: &InsertStatement) -> Result<()> {
        self.transaction.connection().execute(insert).await?;
        Ok(())
    }

    pub(in crate::publishing) async fn index_search(&self) -> Result<()> {
        self.transaction.index_search().await
    }

    pub(in crate::publishing) fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    pub(in crate::publishing) fn into_transaction(self) -> Transaction {
        self.transaction
    }

    pub(in crate::publishing) async fn commit(self, at: DateTime<Utc>) -> Result<Revision> {
        self.transaction.commit(at).await
    }
}
