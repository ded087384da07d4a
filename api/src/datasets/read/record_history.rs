use entity::record;
use sea_orm::{
    ExprTrait,
    sea_query::{Expr, Query},
};

use crate::{
    datasets::{
        Dataset, Identity,
        read::{history::versions, node::Version, relations, row},
    },
    domain::{Result, Slug},
    store::Snapshot,
};

/// The versions of a record by its public name, the newest first; none when it never existed. A record withdrawn has its history still.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn of_record(
    snapshot: &Snapshot,
    dataset: &Dataset,
    slug: &Slug,
    limit: usize,
) -> Result<Option<Vec<Version>>> {
    let (name, period) = match dataset.identity {
        Identity::Record => (slug.to_string(), None),
        Identity::Series => match row::series_and_period(slug.as_str()) {
            Some((series, period)) => (series, Some(period)),
            None => return Ok(None),
        },
    };
    let select = Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(Expr::col(record::Column::Dataset).eq(dataset.recorded_as()))
        .and_where(Expr::col(record::Column::Slug).eq(name))
        .to_owned();
    let Some(found) = snapshot.one(&select).await? else {
        return Ok(None);
    };
    let key = (found.try_get_by_index(0)?, period);
    let versions = versions(snapshot, dataset, vec![key.clone()], limit, relations::nodes).await?;
    Ok(versions.into_values().next())
}
