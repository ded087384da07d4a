/// Keys of records, and what sums are made of.
mod amounts;
/// How much an institution changed in a dataset.
mod counts;
/// The place of a record in a list of differences, as clients give it back.
mod place;
/// What is told of differences.
mod shape;
/// How many versions changed, and the sums of their amounts.
mod summed;

use std::collections::HashMap;

use amounts::Key;
use counts::Counts;
use entity::{change, dataset_revision, version};
use place::{decode, encode};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Order, Query, SimpleExpr},
};
use serde_json::{Map, Value as Json, json};

use super::feed::shown;
use crate::{
    datasets::{
        Dataset, Identity, Node,
        aggregate::containment::amounts,
        model::fields::{Field, Shows, selection},
        read::{
            json,
            order::key_columns,
            relations,
            row::{self, key_column},
            scope::Scope,
        },
        registry,
    },
    domain::{Decimal, Error, Euros, Result, Value, instant, wording},
    store::Snapshot,
};

pub use shape::shape;

/// How many records an answer tells one by one, unless it says otherwise.
pub const DEFAULT_RECORDS: usize = 100;

/// The most records that an answer tells one by one.
pub const GREATEST_RECORDS: usize = 1_000;

/// Two states of the data, the earlier one first.
pub struct Span {
    /// The earlier state.
    pub from: Snapshot,
    /// The later state.
    pub to: Snapshot,
}

/// Which records are told one by one.
pub struct DifferenceRequest {
    /// Of this dataset.
    pub dataset: &'static Dataset,
    /// Beyond the record that an answer ended with.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl Span {
    /// Two states, in their order.
    ///
    /// # Errors
    /// `BadInput` when the first is the later one.
    pub fn new(from: Snapshot, to: Snapshot) -> Result<Self> {
        if from.revision() > to.revision() {
            return Err(Error::bad_input(wording!(
                "from (révision {}) vient après to (révision {}) : échangez-les",
                "from (revision {}) comes after to (revision {}): swap them",
                from.revision(),
                to.revision()
            )));
        }
        Ok(Self { from, to })
    }

    /// Keeps the versions that the later state has and the earlier one has not.
    fn is_new(&self, table: &'static str) -> SimpleExpr {
        let of = |column| Expr::col((table, column));
        let (from, to) = (self.from.revision().0, self.to.revision().0);
        of(version::Column::Since)
            .gt(from)
            .and(of(version::Column::Since).lte(to))
            .and(of(version::Column::Until).gt(to))
    }

    /// Keeps the records that publications between the two changed: few, where the table is large.
    fn is_changed(&self, table: &'static str, dataset: &Dataset) -> SimpleExpr {
        let changed = Query::select()
            .column(change::Column::RecordId)
            .from(change::Entity)
            .and_where(Expr::col(change::Column::Revision).gt(self.from.revision().0))
            .and_where(Expr::col(change::Column::Revision).lte(self.to.revision().0))
            .to_owned();
        Expr::col((table, key_column(dataset))).in_subquery(changed)
    }

    /// Keeps the versions that the earlier state has and the later one has not.
    fn is_old(&self, table: &'static str) -> SimpleExpr {
        let of = |column| Expr::col((table, column));
        let (from, to) = (self.from.revision().0, self.to.revision().0);
        of(version::Column::Since)
            .lte(from)
            .and(of(version::Column::Until).gt(from))
            .and(of(version::Column::Until).lte(to))
    }

    /// What changed between the two, by dataset and institution: two statements for each dataset that did.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot be reached.
    pub async fn summary(&self) -> Result<Vec<Json>> {
        let select = Query::select()
            .distinct()
            .column(dataset_revision::Column::Dataset)
            .from(dataset_revision::Entity)
            .and_where(Expr::col(dataset_revision::Column::Revision).gt(self.from.revision().0))
            .and_where(Expr::col(dataset_revision::Column::Revision).lte(self.to.revision().0))
            .to_owned();
        let mut changed = Vec::new();
        for row in self.to.all(&select).await? {
            changed.push(row.try_get_by_index::<String>(0)?);
        }
        let mut written = Vec::new();
        let changed = |dataset: &&Dataset| changed.iter().any(|name| name == dataset.name);
        for dataset in registry().datasets().filter(changed) {
            let mut by_institution: Vec<(String, Counts)> = Vec::new();
            for withdrawn in [false, true] {
                for row in self.to.all(&self.counts(dataset, withdrawn)).await? {
                    let institution: String = row.try_get_by_index(0)?;
                    let counts = [row.try_get_by_index(1)?, row.try_get_by_index(2)?];
                    let end = 3 + 4 * amounts(dataset).count();
                    let sums = (3..end)
                        .map(|place| row.try_get_by_index(place))
                        .collect::<std::result::Result<Vec<Option<i64>>, _>>()?;
                    let known = by_institution.iter().position(|(known, _)| *known == institution);
                    let place = known.unwrap_or_else(|| {
                        by_institution.push((institution, Counts::default()));
                        by_institution.len() - 1
                    });
                    let counted = &mut by_institution[place].1;
                    counted.add(counts, &sums, withdrawn);
                    counted.mixed += row.try_get_by_index::<i64>(end)?;
                }
            }
            by_institution.sort_by(|(one, _), (other, _)| one.cmp(other));
            written.extend(
                by_institution
                    .into_iter()
                    .map(|(institution, counts)| counts.to_json(dataset, &institution)),
            );
        }
        Ok(written)
    }

    /// The records of a dataset that differ, one by one, and where to ask on if there are more.
    ///
    /// # Errors
    /// `BadCursor` for a place that no answer gave; `Unavailable` when the store cannot be reached.
    pub async fn records(&self, asked: &DifferenceRequest) -> Result<(Vec<Json>, Option<String>)> {
        let dataset = asked.dataset;
        let mut keys = self.keys(asked).await?;
        let more = keys.len() > asked.limit;
        keys.truncate(asked.limit);
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            return Ok((Vec::new(), None));
        };
        let next = more.then(|| encode(last));
        let mut old = self.versions(dataset, self.is_old("t0"), [first, last]).await?;
        let mut new = self.versions(dataset, self.is_new("t0"), [first, last]).await?;
        let shown = shown(dataset);
        let written = keys.iter().filter_map(|key| {
            let (before, after) = (old.remove(key), new.remove(key));
            difference(dataset, &shown, before.as_ref(), after.as_ref())
        });
        Ok((written.collect(), next))
    }

    /// The keys of the records that differ, in their order; one more than asked.
    async fn keys(&self, asked: &DifferenceRequest) -> Result<Vec<Key>> {
        let dataset = asked.dataset;
        let mut select = Query::select();
        select
            .distinct()
            .columns(key_columns(dataset).into_iter().map(|column| ("t0", column)))
            .from_as(dataset.table.clone(), "t0")
            .and_where(self.is_changed("t0", dataset))
            .and_where(self.is_old("t0").or(self.is_new("t0")))
            .limit(asked.limit as u64 + 1);
        for column in key_columns(dataset) {
            select.order_by(("t0", column), Order::Asc);
        }
        if let Some(after) = &asked.after {
            select.and_where(own(dataset).gt(place(&decode(dataset, after)?)));
        }
        let mut keys = Vec::new();
        for row in self.to.all(&select).await? {
            let period = match dataset.identity {
                Identity::Record => None,
                Identity::Series => Some(row.try_get_by_index(1)?),
            };
            keys.push((row.try_get_by_index(0)?, period));
        }
        Ok(keys)
    }

    async fn versions(
        &self,
        dataset: &'static Dataset,
        which: SimpleExpr,
        [first, last]: [&Key; 2],
    ) -> Result<HashMap<Key, Node>> {
        let every = self.to.of_every_version();
        let wanted = selection(dataset, &shown(dataset));
        let scope = Scope::new(&every, dataset, 0);
        let mut select = Query::select();
        row::select(&mut select, &scope, dataset, &wanted);
        select
            .and_where(which)
            .and_where(own(dataset).gte(place(first)))
            .and_where(own(dataset).lte(place(last)));
        let mut nodes = Vec::new();
        for found in every.all(&select).await? {
            nodes.push(Node::bare(row::decode(dataset, &wanted, &found, 0)?));
        }
        relations::nodes(&every, dataset, &mut nodes, &wanted).await?;
        let keyed = nodes
            .into_iter()
            .map(|node| ((node.row.key, node.row.period.clone()), node));
        Ok(keyed.collect())
    }
}

/// The key of a row, in a statement.
fn own(dataset: &Dataset) -> Expr {
    Expr::tuple(key_columns(dataset).into_iter().map(|column| Expr::col(("t0", column))))
}

fn place((key, period): &Key) -> Expr {
    let mut place = vec![Expr::value(*key)];
    place.extend(period.clone().map(Expr::value));
    Expr::tuple(place)
}

/// What differs of a record; nothing of one that is as it was.
fn difference(dataset: &Dataset, shown: &[Field], before: Option<&Node>, after: Option<&Node>) -> Option<Json> {
    let slug = &after.or(before)?.row.slug;
    let record = |node: Option<&Node>| node.map(|node| json::record(dataset, shown, node));
    let (was, is) = (record(before), record(after));
    let mut changed = Vec::new();
    let mut differences = Map::new();
    if let (Some(was), Some(is), Some(before), Some(after)) = (&was, &is, before, after) {
        for field in shown {
            let of_publication = matches!(field.shows, Shows::Revision | Shows::PublishedAt | Shows::Publisher);
            if of_publication || was[&field.name] == is[&field.name] {
                continue;
            }
            changed.push(field.name.as_str());
            if let Shows::Column(place) = field.shows
                && let Some(difference) = between(&before.row.values[place], &after.row.values[place])
            {
                differences.insert(field.name.clone(), difference);
            }
        }
    }
    let operation = match (&was, &is) {
        (None, _) => "created",
        (_, None) => "withdrawn",
        _ => "revised",
    };
    Some(json!({
        "slug": slug,
        "operation": operation,
        "changed": changed,
        "differences": differences,
        "before": was,
        "after": is,
    }))
}

/// What must be added to the one to make the other.
fn between(before: &Value, after: &Value) -> Option<Json> {
    Some(match (before, after) {
        (Value::Euros(before), Value::Euros(after)) => {
            json!(Euros::from_cents(after.cents().checked_sub(before.cents())?).to_string())
        }
        (Value::Decimal(before), Value::Decimal(after)) => {
            json::number(Decimal::from_thousandths(after.thousandths() - before.thousandths())?)
        }
        (Value::Integer(before), Value::Integer(after)) => json!(after.checked_sub(*before)?),
        _ => return None,
    })
}

/// What changed between two states, of the shape that `shape` says.
///
/// # Errors
/// `BadCursor` for a place that no answer gave; `Unavailable` when the store cannot be reached.
pub async fn to_json(span: &Span, asked: Option<&DifferenceRequest>) -> Result<Json> {
    let mut datasets = span.summary().await?;
    let (mut records, mut next) = (Vec::new(), None);
    if let Some(asked) = asked {
        datasets.retain(|written| written["dataset"] == asked.dataset.name);
        (records, next) = span.records(asked).await?;
    }
    let state = |snapshot: &Snapshot| {
        json!({
            "revision": snapshot.revision().0,
            "published_at": snapshot.published_at().map(instant),
        })
    };
    Ok(json!({
        "from": state(&span.from),
        "to": state(&span.to),
        "datasets": datasets,
        "records": records,
        "next": next,
    }))
}
