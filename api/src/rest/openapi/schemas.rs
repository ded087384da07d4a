use serde_json::{Map, Value as Json, json};

use crate::{
    datasets::{
        Column, Dataset, Kind, Part,
        aggregate::not_covered,
        model::{
            fields::{Field, Shows, fields},
            titles::wording,
        },
        read::warning,
    },
    domain::{Bilingual, Shape, ShapeKind},
};

/// The name of a dataset's record as a type: `FundingWindow`.
pub(super) fn type_name(dataset: &Dataset) -> String {
    let words = dataset.singular.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

/// A record.
pub(super) fn record(dataset: &Dataset) -> Json {
    let fields = fields(dataset);
    let mut properties: Map<String, Json> = fields
        .iter()
        .map(|field| (field.name.clone(), property(dataset, field)))
        .collect();
    if warning::has_warnings(dataset) {
        let told = json!({
            "type": "array",
            "items": of_shape(&warning::shape()),
            "description": "What a reader should know, unless fields are chosen; files do not have it."
        });
        properties.insert(warning::WARNINGS.to_owned(), told);
    }
    json!({
        "type": "object",
        "title": dataset.title.english,
        "description": dataset.description.english,
        "properties": properties,
        "patternProperties": {
            "_label$": {
                "type": ["string", "null"],
                "description": "What the value of the field named before `_label` is called; where `labels` asks for it."
            }
        },
    })
}

fn property(dataset: &Dataset, field: &Field) -> Json {
    let (_, description) = wording(dataset, field.shows);
    let schema = match field.shows {
        Shows::Column(place) => {
            let column = &dataset.columns[place];
            value(column, !column.required)
        }
        Shows::Earliest(_) | Shows::Latest(_) => json!({ "type": ["string", "null"], "format": "date" }),
        Shows::Label(..) => json!({ "type": ["string", "null"] }),
        Shows::Part(place, _) => json!({ "type": "array", "items": item(&dataset.parts[place]) }),
        Shows::Revision => json!({ "type": "integer", "format": "int64" }),
        Shows::PublishedAt => json!({ "type": "string", "format": "date-time" }),
        Shows::Slug | Shows::Publisher => json!({ "type": "string" }),
        Shows::PhasesOn(..) => json!({ "type": "array", "items": { "type": "string" } }),
        Shows::Source(_) => json!({ "type": "array", "items": { "type": ["string", "null"] } }),
    };
    with_description(schema, description)
}

fn item(part: &Part) -> Json {
    let mut properties = Map::new();
    for column in &part.columns {
        let schema = value(column, !column.required);
        properties.insert(column.name.to_owned(), with_description(schema, column.description));
        if matches!(column.kind, Kind::Date) {
            for end in ["earliest", "latest"] {
                let day = json!({ "type": ["string", "null"], "format": "date" });
                properties.insert(format!("{}_{end}", column.name), day);
            }
        }
    }
    json!({ "type": "object", "description": part.description.english, "properties": properties })
}

fn with_description(mut schema: Json, description: Bilingual) -> Json {
    schema["description"] = json!(description.english);
    schema
}

/// A value of a column.
pub(super) fn value(column: &Column, nullable: bool) -> Json {
    let kind = |name: &str| {
        if nullable { json!([name, "null"]) } else { json!(name) }
    };
    match column.kind {
        Kind::Text | Kind::Reference(_) => json!({ "type": kind("string") }),
        Kind::Date => json!({ "type": kind("string"), "examples": ["2022-03-14"] }),
        Kind::Euros => json!({ "type": kind("string"), "pattern": "^-?[0-9]+\\.[0-9]{2}$" }),
        Kind::Integer => json!({ "type": kind("integer"), "format": "int64" }),
        Kind::Decimal => json!({ "type": kind("number") }),
        Kind::Boolean => json!({ "type": kind("boolean") }),
        Kind::List => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Term(vocabulary) => {
            let mut codes: Vec<Json> = vocabulary.terms.iter().map(|term| json!(term.code)).collect();
            if nullable {
                codes.push(Json::Null);
            }
            json!({ "type": kind("string"), "enum": codes })
        }
    }
}

/// An answer that is no record.
pub(super) fn of_shape(shape: &Shape) -> Json {
    let mut properties = Map::new();
    for field in &shape.fields {
        let mut schema = of_kind(&field.kind, field.required);
        schema["description"] = json!(field.description);
        properties.insert(field.name.clone(), schema);
    }
    json!({ "type": "object", "description": shape.description, "properties": properties })
}

fn of_kind(kind: &ShapeKind, required: bool) -> Json {
    let named = |name: &str| if required { json!(name) } else { json!([name, "null"]) };
    match kind {
        ShapeKind::Text => json!({ "type": named("string") }),
        ShapeKind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        ShapeKind::OptionalTexts => json!({ "type": "array", "items": { "type": ["string", "null"] } }),
        ShapeKind::Integer => json!({ "type": named("integer"), "format": "int64" }),
        ShapeKind::Decimal => json!({ "type": named("number") }),
        ShapeKind::Euros => json!({ "type": named("string"), "pattern": "^-?[0-9]+\\.[0-9]{2}$" }),
        ShapeKind::Boolean => json!({ "type": named("boolean") }),
        ShapeKind::Json => json!({ "type": named("object") }),
        ShapeKind::Instant => json!({ "type": named("string"), "format": "date-time" }),
        ShapeKind::Term(vocabulary) => {
            let codes = vocabulary.terms.iter().map(|term| json!(term.code));
            let codes: Vec<Json> = codes.chain((!required).then_some(Json::Null)).collect();
            json!({ "type": named("string"), "enum": codes })
        }
        ShapeKind::Object(shape) => of_shape(shape),
        ShapeKind::Objects(shape) => json!({ "type": "array", "items": of_shape(shape) }),
    }
}

/// A page of records.
pub(super) fn page(dataset: &Dataset) -> Json {
    let record = format!("#/components/schemas/{}", type_name(dataset));
    json!({
        "type": "object",
        "required": ["dataset", "revision", "data", "links"],
        "properties": {
            "dataset": { "type": "string" },
            "revision": { "type": "integer", "format": "int64", "description": "The revision that the page shows." },
            "total": { "type": "integer", "description": "How many records the whole list has; counted with count=true." },
            "not_covered": {
                "type": "array",
                "items": of_shape(&not_covered::shape()),
                "description": "Where the list is empty: for each term and reference that the query asks for, the values that rows have which satisfy the rest of it. Datasets of more than 50,000 rows do not have it."
            },
            "data": { "type": "array", "items": { "$ref": record } },
            "links": {
                "type": "object",
                "properties": {
                    "first": { "type": "string" },
                    "prev": { "type": "string" },
                    "next": { "type": "string" }
                }
            }
        }
    })
}

/// A problem document (RFC 9457).
pub(super) fn problem() -> Json {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string", "description": "The address of the page about this kind of problem." },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What is wrong and how to mend it." },
            "code": { "type": "string", "description": "The kind of problem, as GraphQL's extensions.code." },
            "request_id": { "type": "string", "description": "What the log knows the request by." },
            "error_count": { "type": "integer", "description": "How many rows cannot be accepted." },
            "errors": {
                "type": "array",
                "description": "The rows that cannot be accepted; the first thousand.",
                "items": {
                    "type": "object",
                    "required": ["line", "column", "code", "message"],
                    "properties": {
                        "line": { "type": "integer", "description": "Where the row starts in the file, from 1." },
                        "column": { "type": "string" },
                        "code": { "type": "string" },
                        "message": { "type": "string", "description": "What is wrong and how to mend it." }
                    }
                }
            }
        }
    })
}

/// The metadata of a dataset.
pub(super) fn metadata() -> Json {
    let words = json!({ "type": "object", "properties": { "fr": { "type": "string" }, "en": { "type": "string" } } });
    json!({
        "type": "object",
        "required": ["name", "title", "description", "count", "address", "schema", "files"],
        "properties": {
            "name": { "type": "string" },
            "title": words,
            "description": words,
            "count": { "type": "integer" },
            "address": { "type": "string" },
            "schema": { "type": "string" },
            "files": { "type": "array", "items": { "type": "object", "properties": { "address": { "type": "string" }, "media_type": { "type": "string" } } } },
            "revision": { "type": "integer" },
            "licence": { "type": "string" },
            "columns": { "type": "array", "items": { "type": "object" } },
            "relations": { "type": "array", "items": { "type": "object" } }
        }
    })
}

/// The list of datasets.
pub(super) fn catalogue() -> Json {
    json!({
        "type": "object",
        "required": ["revision", "published_at", "licence", "data"],
        "properties": {
            "revision": { "type": "integer", "format": "int64" },
            "published_at": { "type": "string", "format": "date-time" },
            "licence": { "type": "string" },
            "data": { "type": "array", "items": { "$ref": "#/components/schemas/DatasetMetadata" } }
        }
    })
}
