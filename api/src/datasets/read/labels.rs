//! What values are called: terms by their vocabulary, dates in words, references by the names of their records.

use super::{
    node::Node,
    selection::{Columns, Selection},
};
use crate::{
    datasets::{
        Dataset, Identity, Kind,
        model::{
            codes::{code_in_words, is_code},
            description,
        },
        registry,
    },
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

/// What a column of a file of labels says of a row: what its value is called; of the value of an observation, its unit.
pub fn in_files(dataset: &Dataset, node: &Node, place: usize, language: Language) -> Option<String> {
    match &node.row.values[place] {
        _ if is_measured(dataset, place) => unit(dataset, node, language),
        Value::Text(code) if is_code(&dataset.columns[place]) => Some(code_in_words(code, language)),
        _ => label(dataset, node, place, language),
    }
}

/// Whether a column has values of the unit of the row's indicator.
pub fn is_measured(dataset: &Dataset, place: usize) -> bool {
    matches!(dataset.columns[place].kind, Kind::Decimal) && indicator(dataset).is_some()
}

/// The column of observations that says what is measured.
pub fn indicator(dataset: &Dataset) -> Option<usize> {
    let place = dataset.column("indicator");
    place.filter(|_| dataset.identity == Identity::Series)
}

/// The unit of a row's value, of a row read with names and units: that of its indicator, or what an amount is for (`per` of a tariff).
pub fn unit(dataset: &Dataset, node: &Node, language: Language) -> Option<String> {
    if let Some(place) = dataset.column("per") {
        return label(dataset, node, place, language);
    }
    let measured = referred(dataset, node, indicator(dataset)?)?;
    match &measured.row.values[registry().find("indicators")?.column("unit")?] {
        Value::Text(unit) => Some(unit.clone()),
        _ => None,
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
    let asked = targets.map(|(place, target)| {
        let mut asked = names(target);
        // Its unit too.
        if Some(place) == indicator(dataset) {
            asked.columns = Columns::All;
        }
        (place, asked)
    });
    asked.collect()
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
