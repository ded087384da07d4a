//! What values are called: terms by their vocabulary, dates in words, references by the names of their records.

use super::{
    node::Node,
    selection::{Columns, Selection},
};
use crate::{
    datasets::{Dataset, Kind, model::description, registry},
    domain::{Language, Value},
};

/// What the value of a column is called, of a row read with `references`; none where there is no value.
pub fn label(dataset: &Dataset, node: &Node, place: usize, language: Language) -> Option<String> {
    match (dataset.columns[place].kind, &node.row.values[place]) {
        (Kind::Reference(target), Value::Reference(_)) => {
            name(registry().find(target)?, referred(dataset, node, place)?)
        }
        (_, value) => description::label(&dataset.columns[place], value, language),
    }
}

/// The record that a column of a row refers to, of a row read with `references`.
pub fn referred<'a>(dataset: &Dataset, node: &'a Node, place: usize) -> Option<&'a Node> {
    let before = dataset.columns[..place].iter();
    let at = before
        .filter(|column| matches!(column.kind, Kind::Reference(_)))
        .count();
    node.to_one.get(at)?.as_deref()
}

/// What a record is called: its name, or its title.
pub fn name(dataset: &Dataset, record: &Node) -> Option<String> {
    match record.row.values.get(name_column(dataset)?) {
        Some(Value::Text(name)) => Some(name.clone()),
        _ => None,
    }
}

/// What must be read of the records that the columns of a dataset refer to, in the order of these columns.
pub fn references(dataset: &Dataset) -> Vec<(usize, Selection)> {
    let columns = dataset.columns.iter().enumerate();
    let targets = columns.filter_map(|(place, column)| match column.kind {
        Kind::Reference(target) => Some((place, registry().find(target)?)),
        _ => None,
    });
    targets.map(|(place, target)| (place, names(target))).collect()
}

/// What must be read of records to name them.
pub fn names(dataset: &Dataset) -> Selection {
    let mut columns = Columns::All;
    columns.narrow();
    name_column(dataset).into_iter().for_each(|place| columns.want(place));
    Selection {
        columns,
        ..Default::default()
    }
}

fn name_column(dataset: &Dataset) -> Option<usize> {
    dataset.column("name").or_else(|| dataset.column("title"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_columns_refer_to_has_a_name() {
        for dataset in registry().datasets() {
            for column in &dataset.columns {
                if let Kind::Reference(target) = column.kind {
                    let target = registry().find(target).unwrap();
                    assert!(name_column(target).is_some(), "{}", target.name);
                }
            }
        }
    }
}
