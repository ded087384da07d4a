use crate::{
    datasets::{Column, Dataset, Kind, Node},
    domain::Value,
};

/// The columns in which rows are of different things (a part of a programme, a category, a phase), by their names: values of rows that differ in one
/// are not the same figure of several regions. Where rows were read, how sure they are and what they are part of is no such difference.
pub fn unlike(dataset: &Dataset, nodes: &[&Node]) -> Vec<&'static str> {
    let Some((first, others)) = nodes.split_first() else {
        return Vec::new();
    };
    let differs = |place: usize| {
        others
            .iter()
            .any(|node| first.row.values[place] != node.row.values[place])
    };
    let columns = dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| says_of_what(column));
    columns
        .filter(|(place, _)| differs(*place))
        .map(|(_, column)| column.name)
        .collect()
}

fn says_of_what(column: &Column) -> bool {
    let is_told = matches!(
        column.name,
        "region" | "document" | "status" | "scope" | "name" | "title" | "note" | "locator"
    );
    let is_beside = ["part_", "also_part_", "missing_"]
        .iter()
        .any(|start| column.name.starts_with(start));
    let is_precision = column.name.ends_with("qualifier");
    let names = matches!(column.kind, Kind::Reference(_) | Kind::Term(_) | Kind::Text);
    names && !is_told && !is_beside && !is_precision
}

/// The unit of a row's value, by the column that says it for each row: `per` of a tariff.
pub fn unit_of_row(dataset: &Dataset, node: &Node) -> Option<(usize, &'static str)> {
    let place = dataset.column("per")?;
    match &node.row.values[place] {
        Value::Term(code) => Some((place, code)),
        _ => None,
    }
}
