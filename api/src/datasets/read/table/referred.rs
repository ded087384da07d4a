use std::{collections::HashMap, sync::Arc};

use entity::document;
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Query},
};

use crate::{
    datasets::{
        Column, Dataset, Kind,
        read::series::facts::{SeriesFacts, facts},
        registry,
    },
    domain::{Result, Value},
    store::{PublicationFacts, Snapshot, chunks},
};

/// How many things of a kind are remembered from one batch to the next: enough for most files, and little memory.
const MOST_REMEMBERED: usize = 20_000;

/// What the rows of a file refer to, each looked up once: a statement for all that a batch brings that is new.
#[derive(Default)]
pub(super) struct Referred {
    documents: HashMap<i64, Document>,
    /// Of the batch alone, as what follows: the store remembers them.
    series: HashMap<i64, Arc<SeriesFacts>>,
    publications: HashMap<i64, PublicationFacts>,
    slugs: HashMap<i64, Arc<str>>,
}

/// A document, as it stands at the snapshot's revision.
pub(super) struct Document {
    pub(super) title: Option<String>,
    pub(super) address: Option<String>,
}

impl Referred {
    /// Learns of series, and of the records that they refer to.
    pub(super) async fn know_series(
        &mut self,
        snapshot: &Snapshot,
        dataset: &'static Dataset,
        keys: &[i64],
    ) -> Result<()> {
        self.series = facts(snapshot, dataset, keys.to_vec()).await?;
        let referred = self.series.values().flat_map(|series| &series.values);
        let referred = referred.filter_map(|(_, value)| match value {
            Value::Reference(reference) => Some(reference.id),
            _ => None,
        });
        self.slugs = snapshot.names(referred.collect()).await?;
        Ok(())
    }

    /// Learns of the publications of a batch, by the numbers of their revisions.
    pub(super) async fn know_publications(&mut self, snapshot: &Snapshot, numbers: Vec<i64>) -> Result<()> {
        self.publications = snapshot.publications(numbers).await?;
        Ok(())
    }

    /// Learns of documents.
    pub(super) async fn know_documents(&mut self, snapshot: &Snapshot, keys: &[i64]) -> Result<()> {
        let documents = registry().target("documents")?;
        let table = DynIden::from("t0");
        for keys in chunks(&unknown(&mut self.documents, keys)) {
            let select = Query::select()
                .columns(
                    [
                        document::Column::RecordId,
                        document::Column::Title,
                        document::Column::Address,
                    ]
                    .map(|name| (table.clone(), name)),
                )
                .from_as(documents.table.clone(), table.clone())
                .and_where(snapshot.visible_at(&table))
                .and_where(Expr::col((table.clone(), document::Column::RecordId)).is_in(keys.iter().copied()))
                .to_owned();
            for row in snapshot.all(&select).await? {
                let document = Document {
                    title: row.try_get_by_index(1)?,
                    address: row.try_get_by_index(2)?,
                };
                self.documents.insert(row.try_get_by_index(0)?, document);
            }
        }
        Ok(())
    }

    pub(super) fn series(&self, key: i64) -> Option<&SeriesFacts> {
        self.series.get(&key).map(AsRef::as_ref)
    }

    pub(super) fn publication(&self, number: i64) -> Option<&PublicationFacts> {
        self.publications.get(&number)
    }

    pub(super) fn document(&self, key: i64) -> Option<&Document> {
        self.documents.get(&key)
    }

    /// The text of a value of a series.
    pub(super) fn text<'a>(&'a self, column: &Column, value: &'a Value) -> Option<&'a str> {
        match (column.kind, value) {
            (Kind::Reference(_), Value::Reference(reference)) => self.slugs.get(&reference.id).map(AsRef::as_ref),
            (_, Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The keys that are not known yet; what is known is forgotten when it is too much.
fn unknown<T>(known: &mut HashMap<i64, T>, keys: &[i64]) -> Vec<i64> {
    if known.len() + keys.len() > MOST_REMEMBERED {
        known.clear();
    }
    keys.iter().copied().filter(|key| !known.contains_key(key)).collect()
}
