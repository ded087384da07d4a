use entity::{couloir, indicator, record, region, series};
use sea_orm::{
    ExprTrait, QueryResult, RelationTrait,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    domain::Result,
    publishing::{plan::ledger::Ledger, series::category_slug},
};

/// The parameters that name the dimensions of a series which are records.
const NAMED: [&str; 3] = ["indicator", "region", "couloir"];

/// Selects the slugs and the names of the records that the dimensions of a series (`one`) are, and its category.
pub(in crate::publishing) fn select_group(select: &mut SelectStatement) {
    let is = |dimension: series::Relation| dimension.def().from_alias("one");
    select
        .columns([
            (indicator::Entity, indicator::Column::Slug),
            (indicator::Entity, indicator::Column::Name),
        ])
        .columns([
            (region::Entity, region::Column::Slug),
            (region::Entity, region::Column::Name),
        ])
        .columns([
            (couloir::Entity, couloir::Column::Slug),
            (couloir::Entity, couloir::Column::Name),
        ])
        .column(("one", series::Column::Category))
        .left_join(indicator::Entity, is(series::Relation::IndicatorId))
        .left_join(region::Entity, is(series::Relation::RegionId))
        .left_join(couloir::Entity, is(series::Relation::CouloirId));
}

/// A series with its name, and the address of its values.
pub(in crate::publishing) struct NamedSeries {
    pub(in crate::publishing) key: i64,
    pub(in crate::publishing) slug: String,
    pub(in crate::publishing) name: String,
    pub(in crate::publishing) address: String,
}

/// The names of series, by key.
pub(in crate::publishing) async fn named_series(ledger: &Ledger, keys: &[i64]) -> Result<Vec<NamedSeries>> {
    let mut select = Query::select();
    select
        .from_as(series::Entity, "one")
        .inner_join(
            record::Entity,
            series::Relation::Record(series::Column::DocumentId)
                .def()
                .from_alias("one"),
        )
        .and_where(Expr::col(("one", series::Column::RecordId)).is_in(keys.iter().copied()))
        .order_by(("one", series::Column::RecordId), sea_orm::Order::Asc);
    select_group(&mut select);
    select
        .columns([("one", series::Column::RecordId), ("one", series::Column::Slug)])
        .column((record::Entity, record::Column::Slug));
    let rows = ledger.all(&select).await?;
    rows.iter().map(named).collect()
}

/// The parameters of a list of observations that name the dimensions of a series.
pub(in crate::publishing) fn dimensions(row: &QueryResult) -> Result<form_urlencoded::Serializer<'static, String>> {
    let mut address = form_urlencoded::Serializer::new(String::new());
    for (place, name) in NAMED.into_iter().enumerate() {
        if let Some(slug) = row.try_get_by_index::<Option<String>>(place * 2)? {
            address.append_pair(name, &slug);
        }
    }
    if let Some(category) = row.try_get_by_index::<Option<String>>(6)? {
        address.append_pair("category", &category);
    }
    Ok(address)
}

pub(in crate::publishing) fn named(row: &QueryResult) -> Result<NamedSeries> {
    let mut address = dimensions(row)?;
    address.append_pair("document", &row.try_get_by_index::<String>(9)?);
    Ok(NamedSeries {
        key: row.try_get_by_index(7)?,
        slug: row.try_get_by_index(8)?,
        name: group_of(row)?.1,
        address: format!("/v1/observations?{}", address.finish()),
    })
}

/// The slug of what the series have in common, and its name.
pub(in crate::publishing) fn group_of(row: &QueryResult) -> Result<(String, String)> {
    let mut slugs = Vec::new();
    let mut names = Vec::new();
    for place in 0..3 {
        slugs.extend(row.try_get_by_index::<Option<String>>(place * 2)?);
        names.extend(row.try_get_by_index::<Option<String>>(place * 2 + 1)?);
    }
    if let Some(category) = row.try_get_by_index::<Option<String>>(6)? {
        slugs.push(category_slug(&category));
        names.push(category);
    }
    Ok((slugs.join("-"), names.join(", ")))
}
