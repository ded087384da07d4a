use crate::{
    datasets::vocabularies::CHANGE_OPERATION,
    domain::{Shape, ShapeKind},
};

/// What a page of the feed tells.
pub fn page_shape() -> Shape {
    Shape::new("Changes", "Changes, oldest first.")
        .with("revision", ShapeKind::Integer, "The revision that the answer shows.")
        .with(
            "after",
            ShapeKind::Text,
            "Where to ask on: now if there are more, later if not.",
        )
        .with("more", ShapeKind::Boolean, "Whether there are more now.")
        .with("data", ShapeKind::Objects(shape()), "The changes.")
}

/// What a change tells.
pub fn shape() -> Shape {
    let record = "references by public name, dates as EDTF text with their days; without the titles and addresses of its sources, which are those of the documents named";
    Shape::new("RecordChange", "A change that a publication made to a record.")
        .with("place", ShapeKind::Text, "Its place in the feed: ask on with it, as `after`.")
        .with("revision", ShapeKind::Integer, "The number of the publication.")
        .with("published_at", ShapeKind::Instant, "When it was made.")
        .with("publisher", ShapeKind::Text, "The institution that made it.")
        .with("message", ShapeKind::Text, "What the publication says of itself.")
        .with_optional("reason", ShapeKind::Text, "Why, for a correction or a withdrawal that gives a reason.")
        .with(
            "ends_revision",
            ShapeKind::Boolean,
            "Whether it is the last change of its publication that this feed tells: what came since the one before it belongs together.",
        )
        .with("dataset", ShapeKind::Text, "The dataset of the record, by its REST name.")
        .with("slug", ShapeKind::Text, "The record's public name.")
        .with("operation", ShapeKind::Term(&CHANGE_OPERATION), "What was done.")
        .with_optional("before", ShapeKind::Record, format!("The record before it: {record}. Null for one that was created."))
        .with_optional("after", ShapeKind::Record, "The record after it, in the same form. Null for one that was withdrawn.")
}
