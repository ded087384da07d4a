use std::collections::HashMap;

use entity::item;
use sea_orm::{
    ExprTrait,
    sea_query::{DynIden, Expr, Order, Query},
};

use super::node::Node;
use crate::{
    datasets::{Dataset, model::stored},
    domain::{Result, Value},
    store::{RowCells, Snapshot},
};

/// Reads the lists that rows hold: a statement for each.
pub(super) async fn read(snapshot: &Snapshot, dataset: &Dataset, nodes: &mut [Node]) -> Result<()> {
    let mut keys: Vec<i64> = nodes.iter().map(|node| node.row.key).collect();
    keys.sort_unstable();
    keys.dedup();
    for part in &dataset.parts {
        let mut items: HashMap<(i64, i64), Vec<Vec<Value>>> = HashMap::new();
        let table = DynIden::from("t0");
        let mut select = Query::select();
        select
            .columns([
                (table.clone(), item::Column::RecordId),
                (table.clone(), item::Column::Since),
            ])
            .from_as(part.table.clone(), table.clone())
            .and_where(snapshot.visible_at(&table))
            .and_where(Expr::col((table.clone(), item::Column::RecordId)).is_in(keys.clone()))
            .order_by((table.clone(), item::Column::RecordId), Order::Asc)
            .order_by((table.clone(), item::Column::Position), Order::Asc);
        for column in &part.columns {
            select.column((table.clone(), column.stored.clone()));
        }
        for found in snapshot.all(&select).await? {
            let cells = RowCells::new(&found)?;
            let mut at = 2;
            let item = part
                .columns
                .iter()
                .map(|column| stored::decode(column, cells, &mut at))
                .collect::<Result<_>>()?;
            let version = (cells.known_integer(0)?, cells.known_integer(1)?);
            items.entry(version).or_default().push(item);
        }
        for node in &mut *nodes {
            node.row
                .parts
                .push(items.remove(&(node.row.key, node.row.since.0)).unwrap_or_default());
        }
    }
    Ok(())
}
