use crate::{
    datasets::{
        aggregate::groups::{Grouping, Ordered, dimension},
        registry,
    },
    domain::{Result, Value, numeral},
    pages::{
        cell::cell,
        context::Layout,
        rows::{Rows, read_known},
    },
    store::{Direction, Snapshot},
};

/// A bar of a small chart, which says its value in words too.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: String,
    /// How long it is, of the longest's 100.
    pub(super) length: i64,
}

/// How many bars a small chart has.
const BARS: usize = 4;

/// The values of a column, of the first rows of a query; none of a moment that does not know what the query names.
pub(super) async fn of_rows(
    page: &Layout,
    snapshot: &Snapshot,
    name: &str,
    query: &str,
    [label, value]: [&str; 2],
) -> Result<Vec<Bar>> {
    let rows = read_known(snapshot, name, query).await?;
    Ok(rows.map_or_else(Vec::new, |rows| {
        bars(page, &rows, 0..rows.page.nodes.len(), [label, value])
    }))
}

/// The values of a column, of some rows, those that have one.
pub(super) fn bars(
    page: &Layout,
    rows: &Rows,
    places: impl IntoIterator<Item = usize>,
    [label, value]: [&str; 2],
) -> Vec<Bar> {
    let (Some(label), Some(value)) = (rows.dataset.column(label), rows.dataset.column(value)) else {
        return Vec::new();
    };
    let said = |at: usize| {
        let node = &rows.page.nodes[at];
        let size = match &node.row.values[value] {
            Value::Decimal(decimal) => decimal.thousandths(),
            Value::Euros(amount) => amount.cents(),
            Value::Integer(number) => *number,
            _ => return None,
        };
        let words = |place| cell(page, rows.dataset, node, place).text;
        Some((words(label), words(value), size))
    };
    drawn(places.into_iter().filter_map(said).take(BARS).collect())
}

/// How many rows the greatest groups have.
pub(super) async fn of_groups(page: &Layout, snapshot: &Snapshot, name: &str, by: &str) -> Result<Vec<Bar>> {
    let dataset = registry().dataset(name)?;
    let grouping = Grouping {
        by: vec![dimension(dataset, by)?],
        order: vec![(Ordered::Count, Direction::Descending)],
        limit: BARS,
        ..Grouping::default()
    };
    let (_, groups) = grouping.run(snapshot, dataset, Some(page.language)).await?;
    let said = groups.iter().filter_map(|group| {
        let count = group["count"].as_i64()?;
        let label = group["labels"][0]["label"].as_str()?;
        Some((label.to_owned(), numeral(&count.to_string(), page.language), count))
    });
    Ok(drawn(said.collect()))
}

fn drawn(values: Vec<(String, String, i64)>) -> Vec<Bar> {
    let greatest = values.iter().map(|(.., size)| *size).max().unwrap_or_default().max(1);
    let bar = |(label, value, size): (String, String, i64)| Bar {
        label,
        value,
        length: i64::try_from(i128::from(size.max(0)) * 100 / i128::from(greatest)).unwrap_or_default(),
    };
    values.into_iter().map(bar).collect()
}
