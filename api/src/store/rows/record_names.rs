use std::{collections::BTreeMap, sync::Arc};

use entity::{record, version};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{DynIden, Expr, Query, SelectStatement},
};

use super::known_names::RecordNames;
use crate::{domain::Result, store::Snapshot};

/// The most names of a dataset that are kept in memory.
const MOST_NAMES: u64 = 100_000;

impl Snapshot {
    /// The names that the records of a dataset ever had, up to this revision; `table` holds their versions. Of the last revision they are in memory, as
    /// far as this revision at least if one of the `wanted` is not among those known: one statement then, none else. Of a past one, only
    /// the `wanted` are read where they are all known.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn record_names(&self, dataset: &'static str, table: &DynIden, wanted: &[&str]) -> Result<RecordNames> {
        if self.past().is_some() {
            return self.names_at(table, wanted).await;
        }
        let known = &self.memory().0.record_names;
        if let Some(names) = known.get(dataset)
            && (names.up_to >= self.revision() || !wanted.iter().any(|name| names.lacks(name)))
        {
            return Ok(names);
        }
        let select = Query::select()
            .columns([record::Column::Slug, record::Column::Id])
            .from(record::Entity)
            .and_where(Expr::col(record::Column::Dataset).eq(dataset))
            .limit(MOST_NAMES + 1)
            .to_owned();
        let names = self.names_read(&select).await?;
        known.set(dataset, names.clone());
        Ok(names)
    }

    /// The names at a past revision: no later name is known there, and none is offered.
    async fn names_at(&self, table: &DynIden, wanted: &[&str]) -> Result<RecordNames> {
        let version = DynIden::from("v");
        let select = Query::select()
            .distinct()
            .columns([version::Column::Slug, version::Column::RecordId].map(|column| (version.clone(), column)))
            .from_as(table.clone(), version.clone())
            .and_where(self.of_every_version().visible_at(&version))
            .limit(MOST_NAMES + 1)
            .to_owned();
        let mut these = select.clone();
        these.and_where(Expr::col((version, version::Column::Slug)).is_in(wanted.iter().copied()));
        let names = self.names_read(&these).await?;
        if !wanted.iter().any(|name| names.lacks(name)) {
            return Ok(names);
        }
        self.names_read(&select).await
    }

    async fn names_read(&self, select: &SelectStatement) -> Result<RecordNames> {
        let rows = self.all(select).await?;
        let name = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        let names: BTreeMap<String, i64> = rows.iter().map(name).collect::<Result<_>>()?;
        Ok(RecordNames {
            up_to: self.revision(),
            is_whole: rows.len() as u64 <= MOST_NAMES,
            names: Arc::new(names),
        })
    }
}
