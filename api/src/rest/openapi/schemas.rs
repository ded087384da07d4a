use serde_json::{Map, Value as Json, json};

use super::document::{Components, schema};
use crate::{
    datasets::registry,
    datasets::{
        Column, Dataset, Kind, Part,
        model::{
            fields::{Field, Shows, Source, fields, fields_of_day},
            titles::wording,
        },
        read::{
            filter::time::{self, Question},
            warning,
        },
    },
    domain::{Presence, Result, Shape, ShapeKind, Vocabulary},
};

/// The name of a dataset's record as a type: `FundingWindow`.
pub(super) fn type_name(dataset: &Dataset) -> String {
    let words = dataset.singular.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

/// Adds a vocabulary; a reference to it.
fn vocabulary(components: &mut Components, vocabulary: &Vocabulary) -> Result<Json> {
    let terms = vocabulary.terms.iter();
    let told: Vec<String> = terms
        .clone()
        .map(|term| format!("`{}`: {}", term.code, term.label.english))
        .collect();
    let codes: Vec<&str> = terms.map(|term| term.code).collect();
    let body = json!({
        "type": "string",
        "enum": codes,
        "description": format!("{} {}", vocabulary.description.english, told.join("; ")),
    });
    components.schemas.add(vocabulary.name, &body)?;
    Ok(schema(vocabulary.name))
}

/// The same schema, or null.
pub(super) fn or_null(mut one: Json) -> Json {
    match one["type"].as_str() {
        Some(kind) => {
            one["type"] = json!([kind, "null"]);
            one
        }
        None => json!({ "anyOf": [one, { "type": "null" }] }),
    }
}

fn told(mut schema: Json, description: &str) -> Json {
    schema["description"] = json!(description);
    schema
}

/// Adds the schema of a dataset's record.
pub(super) fn add_record(dataset: &Dataset, components: &mut Components) -> Result<()> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields(dataset) {
        properties.insert(field.name.clone(), property(dataset, &field, components)?);
        required.push(field.name);
    }
    if time::questions(dataset).any(|question| question == Question::OpenOn) {
        for field in fields_of_day(chrono::NaiveDate::default()) {
            let mut body = property(dataset, &field, components)?;
            let (_, description) = wording(dataset, field.shows);
            body["description"] = json!(format!("{} Where the list is asked of a day.", description.english));
            properties.insert(field.name, body);
        }
    }
    if warning::has_warnings(dataset) {
        let items = schema(&warning::shape().name);
        let description = "What a reader should know, unless fields are chosen; files do not have it.";
        properties.insert(
            warning::WARNINGS.to_owned(),
            json!({ "type": "array", "items": items, "description": description }),
        );
    }
    let body = json!({
        "type": "object",
        "description": dataset.description.english,
        "properties": properties,
        "required": required,
        "patternProperties": { "_label$": { "type": ["string", "null"] } },
    });
    components.schemas.add(type_name(dataset), &body)
}

fn property(dataset: &Dataset, field: &Field, components: &mut Components) -> Result<Json> {
    let (_, description) = wording(dataset, field.shows);
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let body = match field.shows {
        Shows::Column(place) => value(&dataset.columns[place], components)?,
        // What they are is said once.
        Shows::Earliest(_) => return Ok(schema("EarliestDay")),
        Shows::Latest(_) => return Ok(schema("LatestDay")),
        Shows::Label(..) => json!({ "type": ["string", "null"] }),
        Shows::Part(place, _) => json!({ "type": "array", "items": item(&dataset.parts[place], components)? }),
        Shows::Revision => return Ok(schema("Revision")),
        Shows::PublishedAt => return Ok(schema("PublishedAt")),
        Shows::Slug => return Ok(schema("Slug")),
        Shows::Publisher => return Ok(schema("Publisher")),
        Shows::PhasesOn(..) => texts(),
        Shows::Source(source) => return Ok(schema(source_name(source))),
    };
    Ok(told(body, description.english))
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Document => "SourceDocuments",
        Source::Title => "SourceTitles",
        Source::Address => "SourceAddresses",
        Source::Locator => "SourceLocators",
        Source::Field => "SourceFields",
    }
}

/// Adds the schemas of the fields that every record has.
pub(super) fn add_common(components: &mut Components) -> Result<()> {
    // What they are called does not depend on the dataset.
    let Some(dataset) = registry().datasets().next() else {
        return Ok(());
    };
    let day = || json!({ "type": ["string", "null"], "format": "date" });
    let texts = || json!({ "type": "array", "items": { "type": ["string", "null"] } });
    let mut all = vec![
        ("Slug", Shows::Slug, json!({ "type": "string" })),
        ("EarliestDay", Shows::Earliest(0), day()),
        ("LatestDay", Shows::Latest(0), day()),
        (
            "Revision",
            Shows::Revision,
            json!({ "type": "integer", "format": "int64" }),
        ),
        (
            "PublishedAt",
            Shows::PublishedAt,
            json!({ "type": "string", "format": "date-time" }),
        ),
        ("Publisher", Shows::Publisher, json!({ "type": "string" })),
    ];
    let sources = [
        Source::Document,
        Source::Title,
        Source::Address,
        Source::Locator,
        Source::Field,
    ];
    all.extend(sources.map(|source| (source_name(source), Shows::Source(source), texts())));
    for (name, shows, body) in all {
        let (_, description) = wording(dataset, shows);
        components.schemas.add(name, &told(body, description.english))?;
    }
    let content = json!({
        "type": "object",
        "description": "The content of a record: the columns and lists of its dataset, without the publication that made it.",
        "required": ["slug"],
        "properties": { "slug": schema("Slug") },
    });
    components.schemas.add("RecordContent", &content)?;
    let records = registry().datasets().map(|dataset| schema(&type_name(dataset)));
    let any = json!({ "description": "A record of some dataset, as its lists have it.", "anyOf": records.collect::<Vec<_>>() });
    components.schemas.add("AnyRecord", &any)
}

/// Adds the schema of an item of a part; a reference to it.
fn item(part: &Part, components: &mut Components) -> Result<Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for column in &part.columns {
        let body = value(column, components)?;
        properties.insert(column.name.to_owned(), told(body, column.description.english));
        required.push(column.name.to_owned());
        if matches!(column.kind, Kind::Date) {
            for end in ["earliest", "latest"] {
                let name = format!("{}_{end}", column.name);
                let day = if end == "earliest" { "EarliestDay" } else { "LatestDay" };
                properties.insert(name.clone(), schema(day));
                required.push(name);
            }
        }
    }
    let body = json!({
        "type": "object",
        "description": part.description.english,
        "properties": properties,
        "required": required,
        "patternProperties": { "_label$": { "type": ["string", "null"] } },
    });
    components.schemas.add(part.type_name, &body)?;
    Ok(schema(part.type_name))
}

/// A value of a column, null where there may be none.
fn value(column: &Column, components: &mut Components) -> Result<Json> {
    let body = match column.kind {
        Kind::Text | Kind::Reference(_) => json!({ "type": "string" }),
        Kind::Date => json!({ "type": "string", "examples": ["2022-03-14"] }),
        Kind::Euros => json!({ "type": "string", "pattern": EUROS }),
        Kind::Integer => json!({ "type": "integer", "format": "int64" }),
        Kind::Decimal => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List => return Ok(json!({ "type": "array", "items": { "type": "string" } })),
        Kind::Term(terms) => vocabulary(components, terms)?,
    };
    Ok(if column.required { body } else { or_null(body) })
}

/// An amount of money, as text.
const EUROS: &str = "^-?[0-9]+\\.[0-9]{2}$";

/// Adds a shape, and those that it has inside; a reference to it.
pub(super) fn add_shape(components: &mut Components, shape: &Shape) -> Result<Json> {
    let body = of_shape(components, shape)?;
    components.schemas.add(&shape.name, &body)?;
    Ok(schema(&shape.name))
}

/// A shape.
pub(super) fn of_shape(components: &mut Components, shape: &Shape) -> Result<Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in &shape.fields {
        let body = of_kind(components, &field.kind, field.presence != Presence::OrNull)?;
        properties.insert(field.name.clone(), told(body, &field.description));
        if field.presence != Presence::Sometimes {
            required.push(field.name.clone());
        }
    }
    Ok(json!({ "type": "object", "description": shape.description, "properties": properties, "required": required }))
}

fn of_kind(components: &mut Components, kind: &ShapeKind, required: bool) -> Result<Json> {
    let body = match kind {
        ShapeKind::Text => json!({ "type": "string" }),
        ShapeKind::Texts => return Ok(json!({ "type": "array", "items": { "type": "string" } })),
        ShapeKind::OptionalTexts => return Ok(json!({ "type": "array", "items": { "type": ["string", "null"] } })),
        ShapeKind::Integer => json!({ "type": "integer", "format": "int64" }),
        ShapeKind::Decimal => json!({ "type": "number" }),
        ShapeKind::Euros => json!({ "type": "string", "pattern": EUROS }),
        ShapeKind::Boolean => json!({ "type": "boolean" }),
        ShapeKind::Json => json!({ "type": "object" }),
        ShapeKind::Record => schema("RecordContent"),
        ShapeKind::Key => json!({ "type": "object", "additionalProperties": { "type": ["string", "null"] } }),
        ShapeKind::Instant => json!({ "type": "string", "format": "date-time" }),
        ShapeKind::Term(terms) => vocabulary(components, terms)?,
        ShapeKind::Object(shape) => add_shape(components, shape)?,
        ShapeKind::Objects(shape) => return Ok(json!({ "type": "array", "items": add_shape(components, shape)? })),
    };
    Ok(if required { body } else { or_null(body) })
}

pub(super) fn object(properties: Json, required: &[&str]) -> Json {
    let mut body = json!({ "type": "object", "required": required });
    body["properties"] = properties;
    body
}

pub(super) fn revision() -> Json {
    json!({ "type": "integer", "format": "int64", "description": "The revision that the answer shows." })
}
