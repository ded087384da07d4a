use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{Expr, Query, SelectStatement, SimpleExpr},
};

use crate::{
    domain::{Result, Revision},
    publishing::{plan::ledger::Ledger, series::slug_of},
};

/// The names that the dimensions of a series have, current or not, and their slugs.
pub(in crate::publishing) const NAMED: [(&str, &str); 3] = [
    ("indicator", "indicator_id"),
    ("region", "region_id"),
    ("couloir", "couloir_id"),
];

pub(in crate::publishing) fn select_group(select: &mut SelectStatement) {
    for (table, key) in NAMED {
        select
            .column((table, "slug"))
            .column((table, "name"))
            .left_join(table, current(table, "record_id", ("one", key)));
    }
    select.column(("one", "category"));
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
        .from_as("series", "one")
        .inner_join("record", Expr::col(("record", "id")).equals(("one", "document_id")))
        .and_where(Expr::col(("one", "record_id")).is_in(keys.iter().copied()))
        .order_by(("one", "record_id"), sea_orm::Order::Asc);
    select_group(&mut select);
    select
        .columns([("one", "record_id"), ("one", "slug")])
        .column(("record", "slug"));
    let rows = ledger.all(&select).await?;
    rows.iter().map(named).collect()
}

/// The parameters of a list of observations that name the dimensions of a series.
pub(in crate::publishing) fn dimensions(row: &QueryResult) -> Result<form_urlencoded::Serializer<'static, String>> {
    let mut address = form_urlencoded::Serializer::new(String::new());
    for (place, (name, _)) in NAMED.iter().enumerate() {
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
        slugs.push(slug_of(&category));
        names.push(category);
    }
    Ok((slugs.join("-"), names.join(", ")))
}

/// The current row of a table whose key is a column of another.
pub(in crate::publishing) fn current(
    table: &'static str,
    key: &'static str,
    is: (&'static str, &'static str),
) -> SimpleExpr {
    Expr::col((table, key)).equals(is).and(open(table))
}

pub(in crate::publishing) fn open(table: &'static str) -> SimpleExpr {
    Expr::col((table, "until")).eq(Revision::OPEN)
}
