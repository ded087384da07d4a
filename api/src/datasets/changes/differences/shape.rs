use crate::{
    datasets::vocabularies::CHANGE_OPERATION,
    domain::{Shape, ShapeKind},
};

/// What is told of the differences between two states.
pub fn shape() -> Shape {
    let state = |name: &str| {
        Shape::new(name, "A state of the data.")
            .with("revision", ShapeKind::Integer, "The number of its last revision.")
            .with_optional(
                "published_at",
                ShapeKind::Instant,
                "When that was published; null before the first.",
            )
    };
    let amount = Shape::new(
        "AmountDifference",
        "The sum of an amount over the records that changed. The amount of a record that is part of another which changed too is not added. Null where the records that changed are parts of one whole that is cut in several ways: they overlap.",
    )
    .with("field", ShapeKind::Text, "The amount, by its REST name.")
    .with_optional("before", ShapeKind::Euros, "Its sum in the earlier state.")
    .with_optional("after", ShapeKind::Euros, "Its sum in the later state.")
    .with_optional("difference", ShapeKind::Euros, "What was added.");
    let summary = Shape::new("DatasetDifference", "What an institution changed in a dataset.")
        .with("dataset", ShapeKind::Text, "The dataset, by its REST name.")
        .with("publisher", ShapeKind::Text, "The institution.")
        .with(
            "created",
            ShapeKind::Integer,
            "How many records the later state has and the earlier one has not.",
        )
        .with(
            "revised",
            ShapeKind::Integer,
            "How many were published anew, be it as they were.",
        )
        .with(
            "withdrawn",
            ShapeKind::Integer,
            "How many the earlier state has and the later one has not.",
        )
        .with(
            "amounts",
            ShapeKind::Objects(amount),
            "The amounts of money of these records, summed.",
        );
    Shape::new("Diff", "What changed between two moments.")
        .with("from", ShapeKind::Object(state("DiffFrom")), "The earlier state.")
        .with("to", ShapeKind::Object(state("DiffTo")), "The later state.")
        .with(
            "datasets",
            ShapeKind::Objects(summary),
            "What changed, by dataset and institution.",
        )
        .with(
            "records",
            ShapeKind::Objects(record_shape()),
            "The records that differ, when a dataset is named.",
        )
        .with_optional("next", ShapeKind::Text, "Where to ask on for more records, as `after`.")
}

fn record_shape() -> Shape {
    Shape::new("RecordDifference", "A record that differs.")
        .with("slug", ShapeKind::Text, "The record's public name.")
        .with(
            "operation",
            ShapeKind::Term(&CHANGE_OPERATION),
            "What was done, all in all.",
        )
        .with(
            "changed",
            ShapeKind::Texts,
            "The fields that differ, by their REST names; none for a record that is as it was.",
        )
        .with(
            "differences",
            ShapeKind::Json,
            "What was added to each number, by the REST names of the fields.",
        )
        .with_optional("before", ShapeKind::Record, "The record in the earlier state.")
        .with_optional("after", ShapeKind::Record, "The record in the later state.")
}
