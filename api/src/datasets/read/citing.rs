use entity::{citation, item, record};
use sea_orm::{
    ExprTrait,
    sea_query::{Alias, DynIden, Expr, IntoIden, Order, Query, SelectStatement},
};

use crate::{
    datasets::{Dataset, registry},
    domain::Result,
    store::Snapshot,
};

/// The datasets that have records which cite a document, in the registry's order; observations, which name it themselves, apart: one statement.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn citing(snapshot: &Snapshot, document: &str) -> Result<Vec<&'static Dataset>> {
    let key = Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(Expr::col(record::Column::Dataset).eq("documents"))
        .and_where(Expr::col(record::Column::Slug).eq(document))
        .to_owned();
    let cited = Alias::new("cited").into_iden();
    let select = Query::select()
        .distinct()
        .column(("named", record::Column::Dataset))
        .from_as(citation::Entity, cited.clone())
        .join_as(
            sea_orm::JoinType::InnerJoin,
            record::Entity,
            "named",
            Expr::col(("named", record::Column::Id)).equals((cited.clone(), citation::Column::RecordId)),
        )
        .and_where(Expr::col((cited.clone(), citation::Column::DocumentId)).in_subquery(key))
        .and_where(snapshot.visible_at(&cited))
        .to_owned();
    let mut names = Vec::new();
    for row in snapshot.all(&select).await? {
        names.push(row.try_get_by_index::<String>(0)?);
    }
    let cites = |dataset: &&Dataset| names.iter().any(|name| name == dataset.name);
    Ok(registry().datasets().filter(cites).collect())
}

/// The citations of records, in the order of their keys: key, revision, field, document, locator.
pub(super) fn citations(snapshot: &Snapshot, keys: Vec<i64>) -> SelectStatement {
    let table = DynIden::from("t0");
    Query::select()
        .columns(
            [
                citation::Column::RecordId,
                citation::Column::Since,
                citation::Column::Field,
                citation::Column::DocumentId,
                citation::Column::Locator,
            ]
            .map(|column| (table.clone(), column)),
        )
        .from_as(citation::Entity, table.clone())
        .and_where(snapshot.visible_at(&table))
        .and_where(Expr::col((table.clone(), item::Column::RecordId)).is_in(keys))
        .order_by((table.clone(), item::Column::RecordId), Order::Asc)
        .order_by((table, item::Column::Position), Order::Asc)
        .to_owned()
}
