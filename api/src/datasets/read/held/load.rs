use std::sync::Arc;

use entity::{dataset_revision, version};
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Order, Query},
};

use super::rows::{Held, MOST_ORDERS};
use crate::{
    background,
    datasets::{
        Dataset, Identity, Node, Row, Selection,
        read::{parts, row, scope::Scope, select::read},
        registry,
    },
    domain::{Result, Revision, Value},
    store::Snapshot,
};

/// The most rows of a dataset that is held.
const MOST_ROWS: i64 = 10_000;

/// The most bytes that it takes.
const MOST_BYTES: usize = 4 << 20;

/// How many times a dataset is asked for at a revision before it is worth reading whole.
const WORTH: u32 = 4;

/// The rows of a dataset in this view, if they are in memory. Those of a dataset that is asked for often are read meanwhile.
pub(super) fn held(snapshot: &Snapshot, dataset: &Dataset) -> Option<Arc<Held>> {
    if dataset.identity == Identity::Series {
        return None;
    }
    let known = snapshot.held::<Held>(dataset.name);
    if known.is_none() && snapshot.times_asked(dataset.name) == WORTH {
        let dataset = registry().find(dataset.name)?;
        let view = snapshot.apart();
        let reading = background::spawn(async move {
            if let Err(error) = load(&view, dataset).await {
                tracing::warn!(%error, dataset = dataset.name, "a dataset is not held in memory");
            }
        });
        // Where there is no thread for it, the database goes on answering.
        drop(reading);
    }
    known
}

/// Reads the rows of a dataset, unless no revision changed them since they were read.
async fn load(snapshot: &Snapshot, dataset: &'static Dataset) -> Result<()> {
    let Some((changed, total)) = last_change(snapshot, dataset).await? else {
        return Ok(());
    };
    if total > MOST_ROWS || snapshot.reuse_held(dataset.name, changed) {
        return Ok(());
    }
    let scope = Scope::new(snapshot, dataset, 0);
    let whole = Selection::default();
    let mut select = Query::select();
    row::select(&mut select, &scope, dataset, &whole);
    select.order_by((scope.table(), version::Column::RecordId), Order::Asc);
    let rows = read(snapshot, dataset, &select, &whole).await?;
    let mut nodes: Vec<Node> = rows.into_iter().map(Node::bare).collect();
    parts::read(snapshot, dataset, &mut nodes).await?;
    let rows: Vec<Row> = nodes.into_iter().map(|node| node.row).collect();
    let bytes = rows.iter().map(weight).sum();
    if bytes <= MOST_BYTES {
        snapshot.hold(dataset.name, changed, Arc::new(Held::new(dataset, rows)), bytes);
    }
    Ok(())
}

/// The last revision that changed a dataset, and how many rows it had then.
async fn last_change(snapshot: &Snapshot, dataset: &Dataset) -> Result<Option<(Revision, i64)>> {
    let select = Query::select()
        .columns([dataset_revision::Column::Revision, dataset_revision::Column::Total])
        .from(dataset_revision::Entity)
        .and_where(Expr::col(dataset_revision::Column::Dataset).eq(dataset.name))
        .and_where(Expr::col(dataset_revision::Column::Revision).lte(snapshot.revision().0))
        .order_by(dataset_revision::Column::Revision, Order::Desc)
        .limit(1)
        .to_owned();
    match snapshot.one(&select).await? {
        Some(row) => Ok(Some((Revision(row.try_get_by_index(0)?), row.try_get_by_index(1)?))),
        None => Ok(None),
    }
}

/// About how many bytes a row takes, with what is made of it.
fn weight(row: &Row) -> usize {
    let of_value = |value: &Value| {
        let text = match value {
            // Kept twice: as it is, and without case and accents.
            Value::Text(text) => 2 * text.len() + size_of::<String>(),
            Value::Date(date) => date.edtf().len(),
            Value::List(items) => items.iter().map(|item| item.len() + size_of::<String>()).sum(),
            _ => 0,
        };
        size_of::<Value>() + text
    };
    let own: usize = row.values.iter().map(of_value).sum();
    let parts: usize = row.parts.iter().flatten().flatten().map(of_value).sum();
    // Places in orders, by name, and by what is referred to.
    let places = (2 * MOST_ORDERS + 4) * size_of::<usize>();
    size_of::<Row>() + row.slug.len() + own + parts + places
}
