use serde_json::{Value as Json, json};

use crate::{
    datasets::{Column, Dataset, Kind},
    domain::{Language, Shape, ShapeKind, Value, Vocabulary},
};

/// The licence of the data: Licence Ouverte 2.0.
pub const LICENCE: &str = "https://spdx.org/licenses/etalab-2.0";

/// What a dataset is, in a language; `rows` is how many it has.
pub fn to_json(dataset: &Dataset, rows: u64, language: Language) -> Json {
    json!({
        "slug": dataset.name,
        "title": language.choose(dataset.title),
        "description": language.choose(dataset.description),
        "count": rows,
        "columns": dataset.columns.iter().map(|column| column_told(column, language)).collect::<Json>(),
        "parts": dataset.parts.iter().map(|part| json!({
            "name": part.name,
            "title": language.choose(part.title),
            "description": language.choose(part.description),
            "columns": part.columns.iter().map(|column| column_told(column, language)).collect::<Json>(),
        })).collect::<Json>(),
    })
}

fn column_told(column: &Column, language: Language) -> Json {
    let terms = match column.kind {
        Kind::Term(vocabulary) => vocabulary.terms,
        _ => &[],
    };
    json!({
        "name": column.name,
        "title": language.choose(column.title),
        "description": language.choose(column.description),
        "required": column.required,
        "terms": terms.iter().map(|term| json!({ "code": term.code, "label": language.choose(term.label) })).collect::<Json>(),
    })
}

/// What the terms and the dates of a row are called, in a language.
pub fn labels(columns: &[Column], values: &[Value], language: Language) -> Json {
    let coded = columns.iter().zip(values).filter_map(|(column, value)| {
        let label = label(column, value, language)?;
        let code = match value {
            Value::Date(date) => date.edtf(),
            Value::Term(code) => code,
            _ => return None,
        };
        Some(labelled(column.name, column, code, &label, None, language))
    });
    coded.collect()
}

/// What a value of a column is called, of the shape that `label_shape` says; `field` is the column, or a dimension that follows from it.
pub fn labelled(
    field: &str,
    column: &Column,
    code: &str,
    label: &str,
    insee_code: Option<&str>,
    language: Language,
) -> Json {
    let term = matches!(column.kind, Kind::Term(_)).then(|| code.to_uppercase());
    json!({
        "field": field,
        "title": language.choose(column.title),
        "code": code,
        "term": term,
        "label": label,
        "insee_code": insee_code,
    })
}

/// What a term or a date is called; none for another value.
pub fn label(column: &Column, value: &Value, language: Language) -> Option<String> {
    match (column.kind, value) {
        (Kind::Term(vocabulary), Value::Term(code)) => term_label(vocabulary, code, language),
        (_, Value::Date(date)) => Some(date.in_words().text(language).to_owned()),
        _ => None,
    }
}

/// What a code of a vocabulary is called.
pub fn term_label(vocabulary: &Vocabulary, code: &str, language: Language) -> Option<String> {
    vocabulary.term(code).map(|term| language.choose(term.label).to_owned())
}

/// The codes of a column's terms, each with what it is called; none of another column.
pub fn terms(column: &Column, language: Language) -> Vec<(String, String)> {
    let Kind::Term(vocabulary) = column.kind else {
        return Vec::new();
    };
    let named = vocabulary
        .terms
        .iter()
        .map(|term| (term.code.to_owned(), language.choose(term.label).to_owned()));
    named.collect()
}

/// Whether the values of a column are terms or dates, which `label` names.
pub fn has_labels(column: &Column) -> bool {
    matches!(column.kind, Kind::Term(_) | Kind::Date)
}

/// What `labels` tells of each coded value.
pub fn label_shape() -> Shape {
    Shape::new(
        "Label",
        "What a term or a date of a record, or a part of the key of a group, is called; what a record refers to has a name of its own.",
    )
    .with("field", ShapeKind::Text, "The field, by its REST name.")
    .with("title", ShapeKind::Text, "What the field is called.")
    .with(
        "code",
        ShapeKind::Text,
        "The value, as REST and files have it: a code, a date, the slug of a record.",
    )
    .with_optional("term", ShapeKind::Text, "The same as GraphQL has it, of a term: `REFERENCING`.")
    .with("label", ShapeKind::Text, "What it is called.")
    .with_optional(
        "insee_code",
        ShapeKind::Text,
        "The INSEE code of a region that groups are keyed by.",
    )
}

/// What `told` tells of a dataset.
pub fn shape() -> Shape {
    let term = Shape::new("TermMeta", "A term of a closed list.")
        .with("code", ShapeKind::Text, "Its code, as REST and files have it.")
        .with("label", ShapeKind::Text, "What it is called.");
    let column = Shape::new("ColumnMeta", "A column of a dataset.")
        .with("name", ShapeKind::Text, "Its name in REST and files.")
        .with("title", ShapeKind::Text, "Its title.")
        .with("description", ShapeKind::Text, "What it says.")
        .with("required", ShapeKind::Boolean, "Whether every row has a value.")
        .with(
            "terms",
            ShapeKind::Objects(term),
            "The values that it may have, when it is coded.",
        );
    let part = Shape::new("PartMeta", "A list that a record holds.")
        .with("name", ShapeKind::Text, "Its name in REST and files.")
        .with("title", ShapeKind::Text, "Its title.")
        .with("description", ShapeKind::Text, "What one item is.")
        .with("columns", ShapeKind::Objects(column.clone()), "The columns of an item.");
    Shape::new("DatasetMeta", "A dataset, in the language asked.")
        .with("slug", ShapeKind::Text, "Its name in REST and files.")
        .with("title", ShapeKind::Text, "Its title.")
        .with("description", ShapeKind::Text, "What one row is.")
        .with("count", ShapeKind::Integer, "How many rows it has.")
        .with("columns", ShapeKind::Objects(column), "Its columns.")
        .with("parts", ShapeKind::Objects(part), "The lists that a record holds.")
}
