//! Totals held against the sums of their parts.

use std::collections::HashMap;

use super::{
    node::Node,
    row,
    scope::Scope,
    warning::{BELOW, EXCEED, Warning},
};
use crate::{
    datasets::{
        Column, Dataset, Kind, aggregate::containment::amounts, model::containment_columns::ContainmentColumns,
    },
    domain::{Euros, Result, Value, Wording},
    store::{Snapshot, chunks},
};
use sea_orm::{
    ExprTrait, QueryResult,
    sea_query::{Expr, Func, Query, SelectStatement, UnionType},
};

/// The sum of the parts of a row by one cut.
struct Parts {
    cut: Option<String>,
    count: i64,
    sum: i64,
}

/// Warns of each total among rows that differs from the sum of its parts: one statement.
pub(super) async fn read(snapshot: &Snapshot, dataset: &Dataset, nodes: &mut [Node]) -> Result<()> {
    let Some(columns) = dataset.containment() else {
        return Ok(());
    };
    let amount = amounts(dataset).next();
    let Some((amount, place)) = amount.and_then(|amount| Some((amount, dataset.column(amount.name)?))) else {
        return Ok(());
    };
    let keys: Vec<i64> = nodes.iter().map(|node| node.row.key).collect();
    let mut parts: HashMap<i64, Vec<Parts>> = HashMap::new();
    for keys in chunks(&keys) {
        for row in snapshot
            .all(&of_rows(snapshot, dataset, &columns, amount, keys))
            .await?
        {
            parts.entry(row.try_get_by_index(0)?).or_default().push(decode(&row)?);
        }
    }
    let [[_, cut], _] = columns.containers;
    for node in nodes {
        let Value::Euros(total) = node.row.values[place] else {
            continue;
        };
        let mut of_node = parts.remove(&node.row.key).unwrap_or_default();
        of_node.sort_by(|one, other| one.cut.cmp(&other.cut));
        let differ = of_node.iter().filter(|parts| parts.sum != total.cents());
        node.warnings = differ.map(|parts| warning(amount, cut, total, parts)).collect();
    }
    Ok(())
}

/// The parts of rows, summed by what cuts them. What states the same money as its container is no part of it.
fn of_rows(
    snapshot: &Snapshot,
    dataset: &Dataset,
    columns: &ContainmentColumns<'_>,
    amount: &Column,
    keys: &[i64],
) -> SelectStatement {
    let [mut both, second] = columns.containers.map(|[container, cut]| {
        let scope = Scope::new(snapshot, dataset, 0);
        let [container, cut, amount] =
            [container, cut, amount].map(|column| scope.column(column, column.stored.clone()));
        let mut select = Query::select();
        row::from(&mut select, &scope, dataset);
        select
            .expr(container.clone())
            .expr(cut.clone())
            .expr(Func::count(amount.clone()))
            .expr(Expr::from(Func::sum(amount.clone())).cast_as("bigint"))
            .and_where(container.clone().is_in(keys.iter().copied()))
            .and_where(amount.is_not_null())
            .and_where(cut.clone().ne(columns.same))
            .add_group_by([container, cut]);
        select
    });
    both.union(UnionType::All, second);
    both
}

fn decode(row: &QueryResult) -> Result<Parts> {
    Ok(Parts {
        cut: row.try_get_by_index(1)?,
        count: row.try_get_by_index(2)?,
        sum: row.try_get_by_index(3)?,
    })
}

fn warning(amount: &Column, cut: &Column, total: Euros, parts: &Parts) -> Warning {
    let by = match (cut.kind, &parts.cut) {
        (Kind::Term(vocabulary), Some(code)) => vocabulary.term(code),
        _ => None,
    };
    let (by_french, by_english) = by.map_or_else(Default::default, |term| {
        let lower = |label: &str| format!(" {}", label.to_lowercase());
        (lower(term.label.french), lower(term.label.english))
    });
    let (sum, whole) = (Euros::from_cents(parts.sum).in_words(), total.in_words());
    let count = parts.count;
    let (code, french, english) = if parts.sum < total.cents() {
        (
            BELOW,
            format!("de {} : le reste n'est dans aucune source lue", whole.french),
            format!("of {}: the rest is in no source read", whole.english),
        )
    } else {
        (
            EXCEED,
            format!("pour un total de {}", whole.french),
            format!("for a total of {}", whole.english),
        )
    };
    Warning {
        code,
        field: amount.name,
        message: Wording::new(
            format!("Parties publiées{by_french} ({count}) : {}, {french}.", sum.french),
            format!("Parts published{by_english} ({count}): {}, {english}.", sum.english),
        ),
    }
}
