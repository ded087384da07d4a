use entity::{observation, version};
use sea_orm::{
    Value as Stored,
    sea_query::{DynIden, Expr, IntoIden},
};

use super::scope::Scope;
use crate::{
    datasets::{
        Dataset, Identity, Kind, Row,
        model::{stored, suggestion::did_you_mean},
        read::order_term::{OrderBy, OrderTerm},
    },
    domain::{Error, Result, Revision, Value, wording},
    store::{Direction, Keyset, OrderColumn},
};

/// The names that rows of a dataset can be ordered by.
pub fn orderable(dataset: &Dataset) -> Vec<&'static str> {
    let columns = dataset
        .columns
        .iter()
        .filter(|column| !matches!(column.kind, Kind::List | Kind::Reference(_)))
        .map(|column| column.name);
    let slug = (dataset.identity == Identity::Record).then_some("slug");
    slug.into_iter().chain(["revision"]).chain(columns).collect()
}

/// Parses the name of an order.
///
/// # Errors
/// `BadInput`, with the nearest known name.
pub fn order_by(dataset: &Dataset, name: &str) -> Result<OrderBy> {
    let known = orderable(dataset);
    if !known.contains(&name) {
        let hint = did_you_mean(name, known);
        return Err(Error::bad_input(wording!(
            "{} ne peut pas être trié par « {} »{hint}",
            "{} cannot be ordered by \"{}\"{hint}",
            [hint],
            dataset.name,
            crate::datasets::model::parse::brief(name)
        )));
    }
    Ok(match name {
        "slug" => OrderBy::Slug,
        "revision" => OrderBy::Revision,
        _ => dataset
            .column(name)
            .map(OrderBy::Column)
            .ok_or_else(|| Error::internal(format!("{name} is no column")))?,
    })
}

/// How many terms an order may have.
const MOST_TERMS: usize = 8;

/// The same order, if it is of a size that the engines take and names nothing twice.
///
/// # Errors
/// `BadInput`, with the limit.
pub fn bounded(terms: Vec<OrderTerm>) -> Result<Vec<OrderTerm>> {
    if terms.len() > MOST_TERMS {
        return Err(Error::bad_input(wording!(
            "le tri a {} termes, et peut en avoir {MOST_TERMS}",
            "the order has {} terms, and may have {MOST_TERMS}",
            terms.len()
        )));
    }
    let twice = terms
        .iter()
        .enumerate()
        .any(|(at, term)| terms[..at].iter().any(|known| known.by == term.by));
    if twice {
        return Err(Error::bad_input(wording!(
            "le tri nomme deux fois la même colonne",
            "the order names the same column twice"
        )));
    }
    Ok(terms)
}

/// The total order that these terms begin: it ends in the key, so that no two rows are equal in it.
pub(in crate::datasets) fn keyset(scope: &Scope<'_>, dataset: &Dataset, terms: &[OrderTerm]) -> Keyset {
    let mut components = Vec::new();
    for term in terms {
        let direction = term.direction;
        let mut push = |expression, nullable| {
            components.push(OrderColumn {
                expression,
                direction,
                nullable,
            });
        };
        match term.by {
            OrderBy::Slug => push(Expr::col((scope.table(), version::Column::Slug)), false),
            OrderBy::Revision => push(Expr::col((scope.table(), version::Column::Since)), false),
            OrderBy::Column(place) => {
                let column = &dataset.columns[place];
                if matches!(column.kind, Kind::Date) {
                    for day in column.days.clone() {
                        push(scope.column(column, day), true);
                    }
                } else {
                    let stored = column.folded.clone().unwrap_or_else(|| column.stored.clone());
                    push(scope.column(column, stored), !column.required);
                }
            }
        }
    }
    // The key follows the last term's way, so that a single comparison of whole rows can serve.
    let direction = terms.last().map_or(Direction::Ascending, |term| term.direction);
    for key in key_columns(dataset) {
        components.push(OrderColumn {
            expression: Expr::col((scope.table(), key)),
            direction,
            nullable: false,
        });
    }
    Keyset { columns: components }
}

/// The columns that tell rows apart.
pub(in crate::datasets) fn key_columns(dataset: &Dataset) -> Vec<DynIden> {
    match dataset.identity {
        Identity::Record => vec![version::Column::RecordId.into_iden()],
        Identity::Series => [observation::Column::SeriesId, observation::Column::Period]
            .map(IntoIden::into_iden)
            .into(),
    }
}

/// The values of a row in that order: what a cursor to it holds.
pub(in crate::datasets) fn position(dataset: &Dataset, terms: &[OrderTerm], row: &Row) -> Vec<Stored> {
    let mut values = Vec::new();
    for term in terms {
        match term.by {
            OrderBy::Slug => values.push(Stored::from(row.slug.clone())),
            OrderBy::Revision => values.push(Stored::from(row.since.0)),
            OrderBy::Column(place) => {
                let column = &dataset.columns[place];
                let encoded = stored::encode(column, &row.values[place]);
                match (column.kind, column.folded.is_some()) {
                    (Kind::Date, _) | (_, true) => values.extend(encoded.into_iter().skip(1)),
                    _ => values.extend(encoded),
                }
            }
        }
    }
    values.push(Stored::from(row.key));
    values.extend(row.period.clone().map(Stored::from));
    values
}

/// The kinds of a position's values, to decode a cursor: the position of a row without values.
pub(in crate::datasets) fn shape(dataset: &Dataset, terms: &[OrderTerm]) -> Vec<Stored> {
    let nothing = Row {
        key: 0,
        period: (dataset.identity == Identity::Series).then(String::new),
        slug: String::new(),
        since: Revision(0),
        publication: None,
        values: vec![Value::Null; dataset.columns.len()],
        parts: Vec::new(),
    };
    position(dataset, terms, &nothing)
}
