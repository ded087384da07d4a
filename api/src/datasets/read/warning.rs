use serde_json::{Value as Json, json};

use crate::{
    datasets::Dataset,
    domain::{Shape, ShapeKind, Wording},
};

/// The parts that are published come to less than their total.
pub(super) const BELOW: &str = "parts_below_total";
/// They come to more.
pub(super) const EXCEED: &str = "parts_exceed_total";

/// The name of the warnings of a record, in JSON.
pub const WARNINGS: &str = "warnings";

/// Something that a reader of a record should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable code.
    pub code: &'static str,
    /// The field that it is about.
    pub field: &'static str,
    /// What it says.
    pub message: Wording,
}

impl Warning {
    /// It as JSON, with its message in both languages.
    pub fn to_json(&self) -> Json {
        let Wording { french, english } = &self.message;
        json!({ "code": self.code, "field": self.field, "message": { "fr": french, "en": english } })
    }
}

/// What is told of a warning.
pub fn shape() -> Shape {
    let message = Shape::new("WarningMessage", "What a warning says, in both languages.")
        .with("fr", ShapeKind::Text, "In French.")
        .with("en", ShapeKind::Text, "In English.");
    Shape::new("Warning", "Something that a reader of a record should know.")
        .with(
            "code",
            ShapeKind::Text,
            "A stable code: `parts_below_total`, `parts_exceed_total`.",
        )
        .with(
            "field",
            ShapeKind::Text,
            "The field that it is about, by its REST name.",
        )
        .with("message", ShapeKind::Object(message), "What it says.")
}

/// Whether rows of a dataset may have warnings: those that contain others.
pub fn has_warnings(dataset: &Dataset) -> bool {
    dataset.containment().is_some()
}
