use super::dimension::dimensions;
use crate::{
    datasets::{Dataset, Identity, Kind, model::description},
    domain::{Shape, ShapeKind},
};

/// What a group of any dataset is.
pub fn shape_of_any() -> Shape {
    let key = "What the rows have in common, by the names of the dimensions: null where they lack it.";
    figures("Group", ShapeKind::Key, key).with_in_some(
        "provisional",
        ShapeKind::Integer,
        "Of observations: how many of the values that are added may still change.",
    )
}

/// What a group of a dataset is.
pub fn shape(dataset: &Dataset, type_name: &str) -> Shape {
    let mut key = Shape::new(
        format!("{type_name}GroupKey"),
        "What the rows have in common, where asked.",
    );
    for dimension in dimensions(dataset) {
        let column = &dataset.columns[dimension.column];
        let description = match dimension.bucket {
            None => format!("As in `{type_name}`."),
            Some(_) => "Null where it spans several.".to_owned(),
        };
        let kind = match column.kind {
            Kind::Term(vocabulary) => ShapeKind::Term(vocabulary),
            _ => ShapeKind::Text,
        };
        key = key.with_optional(dimension.name, kind, description);
    }
    let group = figures(
        &format!("{type_name}Group"),
        ShapeKind::Object(key),
        "What they have in common.",
    );
    match dataset.identity {
        Identity::Record => group,
        Identity::Series => group.with(
            "provisional",
            ShapeKind::Integer,
            "How many of those that are added may still change.",
        ),
    }
}

fn figures(name: &str, key: ShapeKind, description: &str) -> Shape {
    Shape::new(name, "Rows that have something in common.")
        .with("key", key, description)
        .with("count", ShapeKind::Integer, "How many rows.")
        .with("measured", ShapeKind::Integer, "How many have a value that is added.")
        .with(
            "covered",
            ShapeKind::Integer,
            "How many have one that is not: part of another, or overlapping.",
        )
        .with_optional(
            "sum",
            ShapeKind::Text,
            "Null where values do not add: shares, averages, ranks.",
        )
        .with_optional("min", ShapeKind::Text, "The smallest value.")
        .with_optional("max", ShapeKind::Text, "The largest value.")
        .with_optional("average", ShapeKind::Text, "To the cent or the thousandth.")
        .with_in_some(
            "labels",
            ShapeKind::Objects(description::label_shape()),
            "What the parts of the key are called.",
        )
}
