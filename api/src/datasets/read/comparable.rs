use super::{labels, selection::Columns};
use crate::{
    datasets::{
        Column, Dataset, Identity, Kind, Node, Selection,
        model::fields::{fields, selection},
        registry,
    },
    domain::{Language, Value},
};

/// The columns in which rows are of different things (a part of a programme, a category, a phase), by their names: values of rows that differ in one
/// are not the same figure of several regions. Where rows were read, how sure they are and what they are part of is no such difference.
pub fn unlike(dataset: &Dataset, nodes: &[(&str, &Node)]) -> Vec<&'static str> {
    let Some(((_, first), others)) = nodes.split_first() else {
        return Vec::new();
    };
    let differs = |place: usize| {
        others
            .iter()
            .any(|(_, node)| first.row.values[place] != node.row.values[place])
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

/// What is read of rows that are shown to people: all that files have of them, the names of what they refer to, and the units of their values.
pub fn with_names_and_units(dataset: &Dataset) -> Selection {
    let mut references = labels::references(dataset);
    let of_indicator = references
        .iter_mut()
        .filter(|(place, _)| Some(*place) == indicator(dataset));
    of_indicator.for_each(|(_, selection)| selection.columns = Columns::All);
    Selection {
        to_one: references,
        ..selection(dataset, &fields(dataset))
    }
}

/// The column of observations that says what is measured.
fn indicator(dataset: &Dataset) -> Option<usize> {
    let place = dataset.column("indicator");
    place.filter(|_| dataset.identity == Identity::Series)
}

/// The unit of a row's value, of a row read with names and units: that of its indicator, or what an amount is for (`per` of a tariff).
pub fn unit(dataset: &Dataset, node: &Node, language: Language) -> Option<String> {
    if let Some(place) = dataset.column("per") {
        return labels::label(dataset, node, place, language);
    }
    let measured = labels::referred(dataset, node, indicator(dataset)?)?;
    match &measured.row.values[registry().find("indicators")?.column("unit")?] {
        Value::Text(unit) => Some(unit.clone()),
        _ => None,
    }
}

/// The rows of regions of which something holds, such as that a map draws them, each with the slug of its region.
pub fn of_regions<'a>(dataset: &Dataset, nodes: &'a [Node], holds: fn(&str) -> bool) -> Vec<(&'a str, &'a Node)> {
    let Some(place) = dataset.column("region") else {
        return Vec::new();
    };
    let rows = nodes.iter().filter_map(|node| match &node.row.values[place] {
        Value::Reference(region) if holds(&region.slug) => Some((region.slug.as_str(), node)),
        _ => None,
    });
    rows.collect()
}
