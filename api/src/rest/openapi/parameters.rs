use serde_json::{Value as Json, json};
use utoipa::openapi::{
    Required,
    path::{Parameter, ParameterBuilder, ParameterIn},
};

use super::{
    parts::{AT_LEAST, schema},
    schemas,
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        model::{declaration::REVISION, fields::fields as fields_of},
        read::{
            filter::{
                operators,
                questions::{self, Question},
            },
            order::orderable,
        },
    },
    domain::Result,
    files::Form,
    rest::{
        labels::LABELS,
        query::{DEFAULT_LIMIT, GREATEST_LIMIT, SOURCE},
    },
    web::query::{AS_OF, LANGUAGE},
};

pub(super) fn parameter(name: &str, place: ParameterIn, description: &str, kind: Json) -> Result<Parameter> {
    let required = if place == ParameterIn::Path {
        Required::True
    } else {
        Required::False
    };
    Ok(ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(description))
        .schema(Some(schema(kind)?))
        .build())
}

fn query(name: &str, description: &str, kind: Json) -> Result<Parameter> {
    parameter(name, ParameterIn::Query, description, kind)
}

pub(super) fn dataset<'a>(names: impl Iterator<Item = &'a str>) -> Result<Parameter> {
    let names: Vec<&str> = names.collect();
    let kind = json!({ "type": "string", "enum": names });
    parameter("dataset", ParameterIn::Path, "The dataset's name.", kind)
}

/// The parameters of every address of data.
pub(super) fn everywhere() -> Result<[Parameter; 3]> {
    let kind = json!({ "type": "string", "enum": ["fr", "en"] });
    let language = query(
        LANGUAGE,
        "The language of the words; that of Accept-Language unless said, or else English.",
        kind,
    )?;
    let tells = "The moment of which the data is read, instead of now: the number of a revision, the date of an edition, or an instant (RFC 3339). What a revision answers never changes.";
    let kind = json!({ "type": "string", "examples": ["12", "2026-11-24T09:00:00Z"] });
    let as_of = query(AS_OF, tells, kind)?;
    let tells = "A revision that the client knows of: a node that has not heard of it yet waits, for 2 s at most, so that nothing seen is taken back.";
    let kind = json!({ "type": "integer", "minimum": 0 });
    Ok([language, as_of, parameter(AT_LEAST, ParameterIn::Header, tells, kind)?])
}

pub(super) fn slug() -> Result<Parameter> {
    parameter(
        "slug",
        ParameterIn::Path,
        "The record's public name.",
        json!({ "type": "string" }),
    )
}

pub(super) fn fields(dataset: &Dataset) -> Result<Parameter> {
    let names: Vec<String> = fields_of(dataset).into_iter().map(|field| field.name).collect();
    let description = format!("Only these fields, separated by commas, of: {}.", names.join(", "));
    query("fields", &description, json!({ "type": "string" }))
}

/// What `labels` adds to records.
pub(super) const LABELS_OF_RECORDS: &str = "Besides each code, date and reference, as `<field>_label`, what it is called in this language: the label of a code, a date in words, the name of a record.";

/// The language of labels.
pub(super) fn labels(description: &str) -> Result<Parameter> {
    query(LABELS, description, json!({ "type": "string", "enum": ["fr", "en"] }))
}

/// The parameters of a list or a file of a dataset, beside its filters.
pub(super) fn of_list(dataset: &Dataset, file: Option<Form>) -> Result<Vec<Parameter>> {
    let text = || json!({ "type": "string" });
    let sort = format!(
        "The order: names separated by commas, - before one for descending, of: {}.",
        orderable(dataset).join(", ")
    );
    let search =
        "Words to be found in the record, in French, whatever their accents, case, plural or simple inflection.";
    let mut all = vec![
        query("q", search, text())?,
        query("sort", &sort, text())?,
        fields(dataset)?,
        labels(LABELS_OF_RECORDS)?,
        query("after", "A cursor, from a next link.", text())?,
    ];
    let mut limit = json!({ "type": "integer", "minimum": 1 });
    if file.is_none() {
        limit["maximum"] = json!(GREATEST_LIMIT);
        limit["default"] = json!(DEFAULT_LIMIT);
        all.push(query("before", "A cursor, from a prev link.", text())?);
        let count = "Whether to count the whole list, as `total`.";
        all.push(query("count", count, json!({ "type": "boolean" }))?);
    }
    all.push(query("limit", "The most records.", limit)?);
    if file == Some(Form::Csv) {
        let dialect = json!({ "type": "string", "enum": ["rfc4180", "fr"], "default": "rfc4180" });
        let tells = "`fr`: as French spreadsheets open it, with semicolons, decimal commas, a byte-order mark, and codes kept as texts (`=\"01\"`).";
        all.push(query("dialect", tells, dialect)?);
        let delimiter = json!({ "type": "string", "enum": [",", ";", "\t"] });
        let decimal = json!({ "type": "string", "enum": [".", ","] });
        all.push(query("delimiter", "What separates cells.", delimiter)?);
        all.push(query("decimal", "The decimal mark.", decimal)?);
        let mark = "Whether to start with a byte-order mark, for spreadsheets.";
        all.push(query("bom", mark, json!({ "type": "boolean" }))?);
    }
    Ok(all)
}

/// The filters of a dataset, the same for its pages and its files: each with the name that references know it by.
pub(super) fn filters(dataset: &Dataset) -> Result<Vec<(String, Parameter)>> {
    let mut all = Vec::new();
    let mut add = |name: String, description: &str, kind| -> Result<()> {
        all.push((format!("{}.{name}", dataset.name), query(&name, description, kind)?));
        Ok(())
    };
    for operator in ["eq", "ne", "in", "not_in"] {
        for (name, tells) in [
            ("slug", "The record's public name."),
            (SOURCE, "The public name of a document that the record cites."),
        ] {
            let (name, description) = of_operator(name, tells, operator);
            add(name, &description, json!({ "type": "string" }))?;
        }
    }
    for question in questions::questions(dataset) {
        let tells = question.description().english;
        let kind = match question {
            Question::OpenOn => json!({ "type": "string", "format": "date", "examples": ["2022-10-01"] }),
            Question::Current | Question::Latest => json!({ "type": "boolean" }),
            Question::Since => json!({ "type": "string", "examples": ["2026-11-24"] }),
        };
        add(question.name().to_owned(), tells, kind.clone())?;
        let phases = questions::phase_kinds(dataset).filter(|_| question.takes_phase());
        for term in phases.map_or(&[][..], |vocabulary| vocabulary.terms) {
            let tells = format!("{tells} Of these phases alone: {}.", term.label.english);
            add(format!("{}.{}", question.name(), term.code), &tells, kind.clone())?;
        }
    }
    for column in dataset.columns.iter().chain([&*REVISION]) {
        for operator in operators(column) {
            let (name, description) = of_operator(column.name, column.description.english, operator);
            add(name, &description, operand(column, operator))?;
        }
    }
    Ok(all)
}

fn of_operator(column: &str, description: &str, operator: &str) -> (String, String) {
    let tells = match operator {
        "eq" => return (column.to_owned(), description.to_owned()),
        "ne" => "differs from this, or is missing",
        "in" => "is one of these, separated by commas",
        "not_in" => "is none of these, separated by commas, or is missing",
        "lt" => "is before or less than this",
        "lte" => "is not after or more than this",
        "gt" => "is after or more than this",
        "gte" => "is not before or less than this",
        "contains" => "contains this, whatever its case and accents",
        "starts_with" => "starts with this, whatever its case and accents",
        _ => "is missing (true) or not (false)",
    };
    (format!("{column}.{operator}"), format!("{description} It {tells}."))
}

fn operand(column: &Column, operator: &str) -> Json {
    match (operator, column.kind) {
        ("is_null", _) => json!({ "type": "boolean" }),
        ("in" | "not_in", _) | (_, Kind::Decimal | Kind::Euros) => json!({ "type": "string" }),
        _ => schemas::value(column, false),
    }
}
