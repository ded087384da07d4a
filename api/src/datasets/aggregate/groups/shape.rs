use super::dimension::dimensions;
use crate::{
    datasets::{Dataset, Identity, Kind, model::description},
    domain::{Shape, ShapeKind},
};

/// What a group of a dataset is.
pub fn shape(dataset: &Dataset, type_name: &str) -> Shape {
    let mut key = Shape::new(
        format!("{type_name}GroupKey"),
        "What the rows of a group have in common; null for a dimension that was not asked, or that the rows lack.",
    );
    for dimension in dimensions(dataset) {
        let column = &dataset.columns[dimension.column];
        let description = match dimension.bucket {
            None => column.description.english.to_owned(),
            Some(_) => format!(
                "{} Only dates that fall whole into one such span; the others are grouped under null.",
                column.description.english
            ),
        };
        let kind = match column.kind {
            Kind::Term(vocabulary) => ShapeKind::Term(vocabulary),
            _ => ShapeKind::Text,
        };
        key = key.with_optional(dimension.name, kind, description);
    }
    let group = Shape::new(format!("{type_name}Group"), "Rows that have something in common, counted and summed. Sums are exact, as text: to the cent for money.")
        .with("key", ShapeKind::Object(key), "What they have in common.")
        .with("count", ShapeKind::Integer, "How many rows.")
        .with("measured", ShapeKind::Integer, "How many of them have a value that is added.")
        .with("covered", ShapeKind::Integer, "How many of them have a value that is not added, because it is part of the value of another row of the group, or overlaps with others: an envelope and its parts count once.")
        .with_optional("sum", ShapeKind::Text, "The sum of the values; null where there is none, and where values do not add: shares, averages, ranks, amounts for one of each.")
        .with_optional("min", ShapeKind::Text, "The smallest value.")
        .with_optional("max", ShapeKind::Text, "The largest value.")
        .with_optional("average", ShapeKind::Text, "The average, to the cent for money and to the thousandth for the rest, halves away from zero.");
    let labels = ShapeKind::Objects(description::label_shape());
    let group = group.with_optional("labels", labels, "What the values of the key are called, for those that have a name: terms, dates, references. REST has it where `labels` is asked for.");
    match dataset.identity {
        Identity::Record => group,
        Identity::Series => group.with(
            "provisional",
            ShapeKind::Integer,
            "How many of the values that are added may still change.",
        ),
    }
}
