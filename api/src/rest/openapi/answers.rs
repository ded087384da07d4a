use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, ResponseBuilder,
    path::{Operation, ParameterIn},
};

use super::{
    parameters,
    parts::{Texts, get, operation, problem, schema},
    schemas,
};
use crate::{
    calculators::{self, Calculator, calculators},
    datasets::{
        Dataset,
        aggregate::groups,
        read::history,
        search::{self, DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET},
    },
    domain::{Result, Shape},
    rest::calculators::schema as input_schema,
};

/// Adds the addresses whose answers are no pages of records.
pub(super) fn describe(paths: &mut Texts) -> Result<()> {
    let list = operation(
        "list_calculators".into(),
        "The list of calculators".into(),
        answer(json!({ "type": "object" }), "Each calculator, with what it is given.")?,
    )?;
    paths.add("/v1/calculators", &get(list.tag("calculators").build()))?;
    for calculator in calculators() {
        let address = format!("/v1/calculators/{}", calculator.name);
        paths.add(address, &get(of_calculator(calculator)?))?;
    }
    paths.add("/v1/search", &get(search_operation()?))
}

fn answer(body: serde_json::Value, description: &str) -> Result<ResponseBuilder> {
    let content = ContentBuilder::new().schema(Some(schema(body)?)).build();
    Ok(ResponseBuilder::new()
        .description(description)
        .content("application/json", content))
}

/// A shape with the revision that the answer shows.
fn with_revision(shape: &Shape) -> serde_json::Value {
    let mut body = schemas::of_shape(shape);
    body["properties"]["revision"] =
        json!({ "type": "integer", "format": "int64", "description": "The revision that the answer shows." });
    body
}

fn of_calculator(calculator: &Calculator) -> Result<Operation> {
    let body = answer(
        with_revision(&calculators::shape()),
        "The answer, with the records used and their sources.",
    )?;
    let id = format!("calculate_{}", calculator.name.replace('-', "_"));
    let mut told = operation(id, calculator.title.english.to_owned(), body)?
        .tag("calculators")
        .description(Some(calculator.description.english))
        .response(
            "400",
            problem("An input is unknown, missing or out of range; the problem names it."),
        );
    for input in &calculator.inputs {
        let mut parameter = parameters::parameter(
            input.name,
            ParameterIn::Query,
            input.description.english,
            input_schema(input.kind),
        )?;
        if input.required {
            parameter.required = utoipa::openapi::Required::True;
        }
        told = told.parameter(parameter);
    }
    Ok(told.build())
}

/// The groups of a dataset.
pub(super) fn groups_operation(dataset: &Dataset, file: bool) -> Result<Operation> {
    let names =
        |all: Vec<String>| json!({ "type": "string", "examples": [all.first()], "description": all.join(", ") });
    let query = |name: &str, tells: &str, kind| parameters::parameter(name, ParameterIn::Query, tells, kind);
    let dimensions = groups::dimensions(dataset)
        .into_iter()
        .map(|dimension| dimension.name)
        .collect();
    let measures = groups::measures(dataset);
    let measures = measures.iter().map(|place| dataset.columns[*place].name);
    let measures: Vec<&str> = measures.chain([crate::rest::groups::NO_MEASURE]).collect();
    let group = schemas::of_shape(&groups::shape(dataset, &schemas::type_name(dataset)));
    let body = match file {
        false => answer(
            json!({ "type": "object", "properties": { "dataset": { "type": "string" }, "revision": { "type": "integer" }, "by": { "type": "array", "items": { "type": "string" } }, "measure": { "type": ["string", "null"] }, "total": { "type": "integer", "description": "How many groups there are in all." }, "data": { "type": "array", "items": group } } }),
            "The groups.",
        )?,
        true => ResponseBuilder::new().description("The groups, as a table.").content(
            "text/csv",
            ContentBuilder::new()
                .schema(Some(schema(json!({ "type": "string" }))?))
                .build(),
        ),
    };
    let id = format!(
        "{}_{}_groups",
        if file { "download" } else { "list" },
        dataset.name.replace('-', "_")
    );
    let mut by = query("by", "By what, separated by commas.", names(dimensions))?;
    by.required = utoipa::openapi::Required::True;
    let mut told = operation(id, format!("{}: counted and summed", dataset.title.english), body)?
        .tag(dataset.name)
        .parameter(by)
        .parameter(query("sort", "The order: count, sum, min, max, average, separated by commas, - before one for descending.", json!({ "type": "string" }))?)
        .parameter(query("limit", "The most groups.", json!({ "type": "integer", "minimum": 1, "maximum": groups::GREATEST_GROUPS, "default": groups::DEFAULT_GROUPS }))?)
        .parameter(query("offset", "How many groups to skip.", json!({ "type": "integer", "minimum": 0, "maximum": 10_000 }))?)
        .parameter(query("q", "Words to be found in the rows.", json!({ "type": "string" }))?)
        .parameter(parameters::labels("What the values of the key are called, in this language; and the INSEE codes of regions.")?)
        .response("400", problem("A parameter is unknown, missing or cannot be meant; or there are too many groups."));
    if measures.len() > 1 {
        told = told.parameter(query(
            "measure",
            "What is summed; none counts rows alone. A sum over values that do not add is refused, with the dimension to add or the filter to use.",
            json!({ "type": "string", "enum": measures }),
        )?);
    }
    for (name, _) in parameters::filters(dataset)? {
        told = told.parameter_ref(utoipa::openapi::Ref::new(format!("#/components/parameters/{name}")));
    }
    Ok(told.build())
}

fn search_operation() -> Result<Operation> {
    let query = |name: &str, tells: &str, kind| parameters::parameter(name, ParameterIn::Query, tells, kind);
    let mut words = query(
        "q",
        "The words, in French, whatever their accents, case, plural or simple inflection.",
        json!({ "type": "string" }),
    )?;
    words.required = utoipa::openapi::Required::True;
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": GREATEST_HITS, "default": DEFAULT_HITS });
    let offset = json!({ "type": "integer", "minimum": 0, "maximum": GREATEST_OFFSET, "default": 0 });
    let body = answer(
        with_revision(&search::shape()),
        "The hits, the best first, and how many each dataset has.",
    )?;
    Ok(operation("search".into(), "Search over all datasets".into(), body)?
        .tag("datasets")
        .parameter(words)
        .parameter(query(
            "dataset",
            "Only in these datasets, separated by commas.",
            json!({ "type": "string" }),
        )?)
        .parameter(query("limit", "The most hits.", limit)?)
        .parameter(query("offset", "How many hits to skip.", offset)?)
        .response("400", problem("A parameter is unknown, missing or cannot be meant."))
        .response("404", problem("There is no such dataset."))
        .build())
}

/// The history of a record.
pub(super) fn history_operation(dataset: &Dataset) -> Result<Operation> {
    let shape = history::shape(dataset, &schemas::type_name(dataset));
    let body = json!({
        "type": "object",
        "properties": {
            "dataset": { "type": "string" },
            "slug": { "type": "string" },
            "revision": { "type": "integer", "format": "int64", "description": "The revision that the answer shows." },
            "data": { "type": "array", "items": versions(&shape, dataset) }
        }
    });
    let id = format!("get_{}_history", dataset.singular.replace('-', "_"));
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": history::GREATEST_VERSIONS, "default": history::DEFAULT_VERSIONS });
    Ok(operation(
        id,
        format!("{}: every version of one record", dataset.title.english),
        answer(body, "The versions, the newest first.")?,
    )?
    .tag(dataset.name)
    .parameter(parameters::slug()?)
    .parameter(parameters::parameter(
        "limit",
        ParameterIn::Query,
        "The most versions.",
        limit,
    )?)
    .response("400", problem("A parameter is unknown or cannot be meant."))
    .response("404", problem("There never was such a record."))
    .build())
}

/// A version, whose record is the dataset's own.
fn versions(shape: &Shape, dataset: &Dataset) -> serde_json::Value {
    let mut body = schemas::of_shape(shape);
    body["properties"]["record"] = json!({ "$ref": format!("#/components/schemas/{}", schemas::type_name(dataset)) });
    body
}
