//! Filters: one object of query parameters for each dataset, whose members are described once for each kind of column.

use serde_json::{Map, Value as Json, json};

use super::{
    document::{Components, schema},
    schemas,
};
use crate::{
    datasets::{
        Column, Dataset, Kind,
        model::declaration::REVISION,
        read::filter::{
            operators,
            published::{self, PUBLISHED_AT, PUBLISHER},
            time::{self, Question},
        },
    },
    domain::Result,
    web::list_query::conditions::SOURCE,
};

/// The schemas that filters refer to, but for vocabularies.
pub(super) fn describe(components: &mut Components) -> Result<()> {
    let list = |of: &str| {
        format!(
            "{of}, separated by commas; `\\,` is a comma of a text, `\\\\` a backslash. Given twice, the lists are joined."
        )
    };
    for (name, schema) in [
        (
            "SlugFilter",
            json!({ "type": "string", "pattern": "^[a-z0-9]+([-.][a-z0-9]+)*$", "maxLength": 240, "description": "The public name of a record. One that no record ever had is refused, with the nearest. Given twice, one of them." }),
        ),
        ("ListFilter", json!({ "type": "string", "description": list("Values") })),
        (
            "TextFilter",
            json!({ "type": "string", "minLength": 1, "description": "The whole text. Given twice, one of them." }),
        ),
        (
            "TextPartFilter",
            json!({ "type": "string", "minLength": 1, "maxLength": 1000, "description": "A text, whatever its case and accents." }),
        ),
        (
            "DateFilter",
            json!({ "type": "string", "minLength": 1, "description": "A date as EDTF: 2022, 2022-04, 2022-03-14, 2022-Q1, 2022-S1. lt, lte, gt and gte compare days that dates certainly mean.", "examples": ["2022-03-14"] }),
        ),
        (
            "DayFilter",
            json!({ "type": "string", "format": "date", "description": "A day.", "examples": ["2022-10-01"] }),
        ),
        ("IntegerFilter", json!({ "type": "integer", "format": "int64" })),
        (
            "NumberFilter",
            json!({ "type": "number", "description": "A number with at most three decimals.", "multipleOf": 0.001 }),
        ),
        (
            "AmountFilter",
            json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,2})?$", "description": "An amount in euros.", "examples": ["1000.00"] }),
        ),
        ("BooleanFilter", json!({ "type": "boolean" })),
        (
            "MissingFilter",
            json!({ "type": "boolean", "description": "Whether there is no value." }),
        ),
        (
            "InstantFilter",
            json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$", "description": "A whole day in Paris, or an instant with its offset.", "examples": ["2026-01-01"] }),
        ),
        (
            "MomentFilter",
            json!({ "type": "string", "minLength": 1, "description": "A revision, the date of an edition, a day or an instant.", "examples": ["1"] }),
        ),
    ] {
        components.schemas.add(name, &schema)?;
    }
    describe_those_of_records(components)
}

/// The parameter that has the filters of a dataset, and its schema.
pub(super) fn of_dataset(dataset: &Dataset, components: &mut Components) -> Result<String> {
    let name = format!("{}Filters", schemas::type_name(dataset));
    let mut members = Map::new();
    for question in time::questions(dataset).filter(|question| *question != Question::Since) {
        let filter = match question {
            Question::OpenOn => "DayFilter",
            Question::Current | Question::Latest => "BooleanFilter",
            Question::Since => "MomentFilter",
        };
        members.insert(question.name().to_owned(), schema(filter));
        let phases = time::phase_kinds(dataset).filter(|_| question.takes_phase());
        for term in phases.map_or(&[][..], |vocabulary| vocabulary.terms) {
            members.insert(format!("{}.{}", question.name(), term.code), schema(filter));
        }
    }
    for column in &dataset.columns {
        add_column(&mut members, column);
    }
    let description = "Conditions, all of which hold: a column, or a column and an operator. `ne` and `not_in` hold for missing values too.";
    add(components, &name, ("filters", description), &members)?;
    Ok(name)
}

/// The parameter of the filters that every dataset has.
pub(super) const OF_RECORDS: &str = "RecordFilters";

/// The filters that every dataset has: of the record, its sources and its publication.
fn describe_those_of_records(components: &mut Components) -> Result<()> {
    let mut members = Map::new();
    for column in ["slug", SOURCE, PUBLISHER] {
        for (operator, filter) in [
            ("", "SlugFilter"),
            (".ne", "SlugFilter"),
            (".in", "ListFilter"),
            (".not_in", "ListFilter"),
        ] {
            members.insert(format!("{column}{operator}"), schema(filter));
        }
    }
    add_column(&mut members, &REVISION);
    for operator in published::OPERATORS {
        members.insert(format!("{PUBLISHED_AT}.{operator}"), schema("InstantFilter"));
    }
    members.insert(Question::Since.name().to_owned(), schema("MomentFilter"));
    let description = "Conditions on the record, its sources (`source_document`) and the publication that gave it its content (`publisher`, `published_at`, `revision`, `since`).";
    add(components, OF_RECORDS, ("record_filters", description), &members)
}

fn add_column(members: &mut Map<String, Json>, column: &Column) {
    for operator in operators(column) {
        let member = match *operator {
            "eq" => column.name.to_owned(),
            other => format!("{}.{other}", column.name),
        };
        members.insert(member, of_operator(column, operator));
    }
}

/// Adds a parameter whose members are parameters of their own, and its schema.
fn add(
    components: &mut Components,
    name: &str,
    (parameter, description): (&str, &str),
    members: &Map<String, Json>,
) -> Result<()> {
    components.schemas.add(
        name,
        &json!({
            "type": "object",
            "description": description,
            "properties": members,
            "additionalProperties": false,
            "maxProperties": 100,
        }),
    )?;
    components.parameters.add(
        name,
        &json!({
            "name": parameter, "in": "query", "style": "form", "explode": true,
            "description": "Each member is a parameter of its own: `?region=bretagne&value.gte=3`.",
            "schema": schema(name),
        }),
    )
}

fn of_operator(column: &Column, operator: &str) -> Json {
    let name = match (operator, column.kind) {
        ("is_null", _) => "MissingFilter",
        ("in" | "not_in", _) => "ListFilter",
        ("contains" | "starts_with", _) => "TextPartFilter",
        (_, Kind::Term(vocabulary)) => return schema(vocabulary.name),
        (_, Kind::Reference(_)) => "SlugFilter",
        (_, Kind::Integer) => "IntegerFilter",
        (_, Kind::Decimal) => "NumberFilter",
        (_, Kind::Euros) => "AmountFilter",
        (_, Kind::Boolean) => "BooleanFilter",
        (_, Kind::Date) => "DateFilter",
        (_, Kind::Text | Kind::List) => "TextFilter",
    };
    schema(name)
}
