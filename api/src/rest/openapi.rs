//! The OpenAPI 3.1 description of the REST door, made from the declarations.

/// Answers that are no pages of records.
mod answers;
/// Open data: files, feed, catalogues.
mod open_data;
/// Parameters of lists and records.
mod parameters;
/// The parts of operations.
mod parts;
/// The addresses of institutions.
mod private;
/// Schemas of rows, pages and problems.
mod schemas;

use serde::Serialize;
use utoipa::openapi::{
    ContentBuilder, Info, InfoBuilder, LicenseBuilder, OpenApiVersion, Ref, ResponseBuilder,
    path::Operation,
    tag::{Tag, TagBuilder},
};

use super::query::GREATEST_LIMIT;
use crate::{
    datasets::{Dataset, registry},
    domain::Result,
    files::Form,
    rest::openapi::parts::{Components, Texts, get, json_content, operation, problem, schema},
};

/// The description of every address of the REST door: parameters, answers and errors. Each part becomes text as soon
/// as it is made: as values, all of them together take more room than the rest of the program.
#[derive(Serialize)]
pub struct Description {
    openapi: OpenApiVersion,
    info: Info,
    paths: Texts,
    components: Components,
    tags: Vec<Tag>,
}

/// Describes the REST door.
///
/// # Errors
/// `Internal` when a declaration makes a schema that OpenAPI does not know.
pub fn openapi() -> Result<Description> {
    let mut paths = Texts::default();
    paths.add("/v1/datasets", &get(datasets_operation()?))?;
    paths.add("/v1/datasets/{dataset}", &get(dataset_operation()?))?;
    answers::describe(&mut paths)?;
    open_data::describe(&mut paths)?;
    let mut components = Components::default();
    components.schemas.add("Problem", &schema(schemas::problem())?)?;
    components
        .schemas
        .add("DatasetMetadata", &schema(schemas::metadata())?)?;
    components.responses.add(
        "Problem",
        &problem("The request cannot be answered; the problem says why and how to mend it."),
    )?;
    for parameter in parameters::everywhere()? {
        components.parameters.add(parameter.name.clone(), &parameter)?;
    }
    let mut tags = Vec::new();
    for dataset in registry().datasets() {
        describe(dataset, &mut paths, &mut components)?;
        let tag = TagBuilder::new().name(dataset.name).description(Some(format!(
            "{} ({})",
            dataset.description.english, dataset.title.french
        )));
        tags.push(tag.build());
    }
    private::describe(&mut paths, &mut components)?;
    let open_data = TagBuilder::new()
        .name("open-data")
        .description(Some("Files, the feed of changes, editions, permalinks and catalogues."));
    tags.push(open_data.build());
    let institution = TagBuilder::new()
        .name("institution")
        .description(Some("What institutions do: drafts, keys, members, the audit."));
    tags.push(institution.build());
    let licence = LicenseBuilder::new()
        .name("Licence Ouverte 2.0 (etalab-2.0)")
        .url(Some("https://spdx.org/licenses/etalab-2.0"))
        .build();
    let info = InfoBuilder::new()
        .title("Ségur Ouvert")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("The open data of the Ségur du numérique en santé: couloirs, solutions, funding windows, regional envelopes, indicators; each fact with its source. Reading needs no key."))
        .license(Some(licence))
        .build();
    Ok(Description {
        openapi: OpenApiVersion::default(),
        info,
        paths,
        components,
        tags,
    })
}

/// The addresses and schemas of a dataset.
fn describe(dataset: &Dataset, paths: &mut Texts, components: &mut Components) -> Result<()> {
    let name = schemas::type_name(dataset);
    components.schemas.add(&name, &schema(schemas::record(dataset))?)?;
    components
        .schemas
        .add(format!("{name}Page"), &schema(schemas::page(dataset))?)?;
    for (name, parameter) in parameters::filters(dataset)? {
        components.parameters.add(name, &parameter)?;
    }
    for (form, ending, _) in Form::FILES {
        let operation = list_operation(dataset, Some(form))?;
        paths.add(format!("/v1/{}.{ending}", dataset.name), &get(operation))?;
    }
    for (ending, operation) in [
        ("", list_operation(dataset, None)?),
        ("/{slug}", record_operation(dataset)?),
        ("/{slug}/history", answers::history_operation(dataset)?),
        ("/groups", answers::groups_operation(dataset, false)?),
        ("/groups.csv", answers::groups_operation(dataset, true)?),
        ("/schema.json", schema_operation(dataset)?),
    ] {
        paths.add(format!("/v1/{}{ending}", dataset.name), &get(operation))?;
    }
    Ok(())
}

fn datasets_operation() -> Result<Operation> {
    let answer = ResponseBuilder::new()
        .description("Every dataset, with its count and files.")
        .content(
            "application/json",
            ContentBuilder::new()
                .schema(Some(schema(schemas::catalogue())?))
                .build(),
        );
    Ok(
        operation("list_datasets".into(), "The list of datasets".into(), answer)?
            .tag("datasets")
            .build(),
    )
}

fn dataset_operation() -> Result<Operation> {
    let answer = ResponseBuilder::new()
        .description("The dataset's columns, relations, count and files.")
        .content("application/json", json_content("DatasetMetadata"));
    let names = registry().datasets().map(|dataset| dataset.name);
    Ok(
        operation("get_dataset".into(), "The metadata of a dataset".into(), answer)?
            .tag("datasets")
            .parameter(parameters::dataset(names)?)
            .response("404", problem("There is no such dataset."))
            .build(),
    )
}

fn list_operation(dataset: &Dataset, file: Option<Form>) -> Result<Operation> {
    let name = schemas::type_name(dataset);
    let (id, summary, answer) = match file {
        None => (
            format!("list_{}", dataset.name.replace('-', "_")),
            format!("{}: a page, at most {GREATEST_LIMIT} records", dataset.title.english),
            ResponseBuilder::new()
                .description("A page; the Link header has the next and the previous one.")
                .content("application/json", json_content(&format!("{name}Page"))),
        ),
        Some(form) => (
            format!("download_{}_{}", dataset.name.replace('-', "_"), form.ending()),
            format!(
                "{}: everything, as {}",
                dataset.title.english,
                form.ending().to_uppercase()
            ),
            ResponseBuilder::new()
                .description("Every record that the filter wants, without limit. A file of a whole dataset tells its rows (`X-Row-Count`) and its digest (`Repr-Digest`) before its bytes, and can be read in ranges; a transfer that fails is cut, never ended as if it were whole.")
                .content(
                    form.bare_media_type(),
                    ContentBuilder::new()
                        .schema(Some(schema(serde_json::json!({ "type": "string" }))?))
                        .build(),
                ),
        ),
    };
    let mut operation = operation(id, summary, answer)?
        .tag(dataset.name)
        .description(Some(dataset.description.english))
        .response(
            "400",
            problem("A parameter is unknown or cannot be meant; the problem names it, and the nearest known one."),
        );
    for parameter in parameters::of_list(dataset, file)? {
        operation = operation.parameter(parameter);
    }
    for (name, _) in parameters::filters(dataset)? {
        operation = operation.parameter_ref(Ref::new(format!("#/components/parameters/{name}")));
    }
    Ok(operation.build())
}

fn record_operation(dataset: &Dataset) -> Result<Operation> {
    let answer = ResponseBuilder::new()
        .description("The record.")
        .content("application/json", json_content(&schemas::type_name(dataset)));
    let id = format!("get_{}", dataset.singular.replace('-', "_"));
    Ok(operation(id, format!("{}: one record", dataset.title.english), answer)?
        .tag(dataset.name)
        .parameter(parameters::slug()?)
        .parameter(parameters::fields(dataset)?)
        .parameter(parameters::labels(parameters::LABELS_OF_RECORDS)?)
        .response("400", problem("A parameter is unknown or cannot be meant."))
        .response("404", problem("There is no such record."))
        .build())
}

fn schema_operation(dataset: &Dataset) -> Result<Operation> {
    let answer = ResponseBuilder::new()
        .description("The Table Schema (Frictionless) of the CSV file.")
        .content(
            "application/json",
            ContentBuilder::new()
                .schema(Some(schema(serde_json::json!({ "type": "object" }))?))
                .build(),
        );
    let id = format!("get_{}_schema", dataset.name.replace('-', "_"));
    Ok(
        operation(id, format!("{}: Table Schema", dataset.title.english), answer)?
            .tag(dataset.name)
            .build(),
    )
}
