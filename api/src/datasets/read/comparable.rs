use super::labels;
use crate::{
    datasets::{
        Column, Dataset, Identity, Kind, Node, Selection,
        model::fields::{fields, selection},
        registry,
    },
    domain::Value,
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
    Selection {
        to_one: labels::references(dataset),
        ..selection(dataset, &fields(dataset))
    }
}

/// What is read of rows that are drawn: their values, the names of what they refer to, and the documents that they were read in.
pub fn for_charts(dataset: &Dataset) -> Selection {
    let shown = with_names_and_units(dataset);
    Selection {
        publication: false,
        parts: false,
        // An observation names its document itself: it is read once, however many rows it has.
        provenance: shown.provenance.filter(|_| dataset.identity == Identity::Record),
        ..shown
    }
}

/// The titles of the documents that rows were read in, each once, of rows read for charts.
pub fn documents(dataset: &Dataset, nodes: &[Node]) -> Vec<String> {
    let Some(documents) = registry().find("documents") else {
        return Vec::new();
    };
    let own = dataset
        .column("document")
        .filter(|_| dataset.identity == Identity::Series);
    let mut known: Vec<&Node> = Vec::new();
    for node in nodes {
        let cited = node.provenance.iter().filter_map(|cited| cited.document.as_deref());
        let named = own.and_then(|place| labels::referred(dataset, node, place));
        for document in cited.chain(named) {
            if !known.iter().any(|other| other.row.key == document.row.key) {
                known.push(document);
            }
        }
    }
    let mut titles: Vec<String> = Vec::new();
    for title in known
        .into_iter()
        .filter_map(|document| labels::name(documents, document))
    {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
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
