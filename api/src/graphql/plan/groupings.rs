use async_graphql_value::ConstValue;

use super::{
    collect::Collected,
    document::Document,
    root::RootField,
    values::{as_text, items},
};
use crate::{
    datasets::{
        Dataset,
        aggregate::groups::{
            DEFAULT_GROUPS, GREATEST_GROUPS, Grouping, Ordered, dimension, measure, measures, ordered_by, shape,
        },
        read::filter::Filter,
    },
    domain::{Error, Result, wording},
    graphql::names::type_of,
    store::Direction,
};

/// The price of a grouping besides its groups: every row of the filter is read.
const COST: u64 = 500;

/// The fields of a group that are figures of the measure.
const FIGURES: [&str; 7] = ["measured", "covered", "sum", "min", "max", "average", "provisional"];

/// How far into the groups an answer may begin.
const GREATEST_OFFSET: usize = 10_000;

/// Plans the groups of a dataset.
pub(super) fn plan(
    document: &Document<'_>,
    collected: &Collected<'_>,
    dataset: &'static Dataset,
) -> Result<(RootField, u64)> {
    let named = document.texts(collected, "by")?;
    let by = named
        .iter()
        .map(|name| dimension(dataset, &name.to_lowercase()))
        .collect::<Result<_>>()?;
    let asked = document.projection(&shape(dataset, &type_of(dataset)), collected, &[])?;
    let order = order(document, collected)?;
    let measure = match document.text(collected, "measure")? {
        // Nothing is summed for who asks for no figure.
        _ if !order.iter().any(|(by, _)| *by != Ordered::Count) && !FIGURES.iter().any(|name| asked.wants(name)) => {
            None
        }
        Some(name) => Some(measure(dataset, &name.to_lowercase())?),
        None => measures(dataset).first().copied(),
    };
    let filter = document
        .argument(collected, "filter")
        .map(|value| super::filters::filter(dataset, &value))
        .transpose()?;
    let grouping = Grouping {
        by,
        measure,
        filter,
        order,
        limit: document
            .number(collected, "first", 1, GREATEST_GROUPS)?
            .unwrap_or(DEFAULT_GROUPS),
        offset: document.number(collected, "offset", 0, GREATEST_OFFSET)?.unwrap_or(0),
    };
    let filtered = grouping.filter.as_ref().map_or(0, Filter::price);
    let cost = COST + grouping.limit as u64 + filtered;
    Ok((RootField::Groups(dataset, grouping, asked), cost))
}

fn order(document: &Document<'_>, collected: &Collected<'_>) -> Result<Vec<(Ordered, Direction)>> {
    let Some(value) = document.argument(collected, "orderBy") else {
        return Ok(Vec::new());
    };
    let terms = items(&value).into_iter().map(|item| {
        let ConstValue::Object(fields) = &item else {
            return Err(Error::bad_input(wording!(
                "orderBy : un champ et un sens sont attendus",
                "orderBy: a field and a direction are wanted"
            )));
        };
        let text = |name: &str| fields.get(name).and_then(as_text).unwrap_or_default();
        let direction = match text("direction").as_str() {
            "DESC" => Direction::Descending,
            _ => Direction::Ascending,
        };
        Ok((ordered_by(&text("field").to_lowercase())?, direction))
    });
    terms.collect()
}
