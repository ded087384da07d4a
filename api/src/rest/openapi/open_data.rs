//! Datasets, search, calculators, the feed, differences and catalogues.

use serde_json::{Map, Value as Json, json};

use super::{
    bodies,
    document::{Components, Document, Read, bytes, in_json, in_ranges, parameter, read_response, reference, schema},
    schemas::{self, add_shape},
    shared::{in_path, listed, moment, query},
};
use crate::{
    calculators::{self, Calculator, calculators},
    datasets::{
        changes::{
            differences::{self, DEFAULT_RECORDS, GREATEST_RECORDS},
            feed::{self, DEFAULT_CHANGES, GREATEST_CHANGES},
        },
        read::history,
        registry,
        search::{self, DEFAULT_HITS, GREATEST_HITS, GREATEST_OFFSET},
    },
    domain::{Result, Shape},
    rest::calculators::schema as input_schema,
};

/// Adds them.
pub(super) fn describe(document: &mut Document) -> Result<()> {
    describe_datasets(document)?;
    describe_search(document)?;
    describe_calculators(document)?;
    describe_feed(document)?;
    describe_difference(document)?;
    describe_catalogues(document)
}

fn read(id: &str, summary: &str, tag: &'static str, parameters: Vec<Json>, response: Json) -> Read<'static> {
    Read {
        id: id.to_owned(),
        summary: summary.to_owned(),
        description: None,
        tag,
        parameters,
        is_of_data: true,
        response,
    }
}

/// The names of datasets, as a schema.
fn names() -> Json {
    let names: Vec<&str> = registry().datasets().map(|dataset| dataset.name).collect();
    json!({ "type": "string", "enum": names })
}

fn whole(least: usize, most: usize, usual: usize) -> Json {
    json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual })
}

fn describe_datasets(document: &mut Document) -> Result<()> {
    let components = &mut document.components;
    components
        .schemas
        .add("DatasetName", &told(names(), "The name of a dataset."))?;
    for (name, schema) in bodies::of_metadata() {
        components.schemas.add(name, &schema)?;
    }
    let list = read(
        "list_datasets",
        "The list of datasets",
        "datasets",
        Vec::new(),
        read_response(
            "Every dataset, with its count and files.",
            &in_json(&schema("Catalogue")),
        ),
    );
    document.paths.add("/v1/datasets", &list.path_item())?;
    let mut dataset = in_path("dataset", "The dataset's name.", &schema("DatasetName"));
    dataset["example"] = json!("couloirs");
    let one = read(
        "get_dataset",
        "The metadata of a dataset",
        "datasets",
        vec![dataset.clone()],
        read_response(
            "The dataset's columns, relations, count and files.",
            &in_json(&schema("DatasetMetadata")),
        ),
    );
    document.paths.add("/v1/datasets/{dataset}", &one.path_item())?;
    let table_schema = read(
        "get_dataset_schema",
        "The Table Schema (Frictionless) of the dataset's CSV file; also at `/v1/<dataset>/schema.json`",
        "datasets",
        vec![dataset.clone()],
        read_response("The Table Schema.", &in_json(&bodies::table_schema())),
    );
    document
        .paths
        .add("/v1/datasets/{dataset}/schema.json", &table_schema.path_item())?;
    let versions = whole(1, history::GREATEST_VERSIONS, history::DEFAULT_VERSIONS);
    let mut slug = in_path("slug", "The record's public name.", &schema("SlugFilter"));
    slug["example"] = json!("biologie");
    let past = read(
        "get_history",
        "Every version of one record, the newest first; also at `/v1/<dataset>/<slug>/history`",
        "datasets",
        vec![dataset, slug, query("limit", "The most versions.", &versions)],
        reference("responses", "History"),
    );
    document
        .paths
        .add("/v1/datasets/{dataset}/{slug}/history", &past.path_item())
}

fn told(mut schema: Json, description: &str) -> Json {
    schema["description"] = json!(description);
    schema
}

/// A shape with the revision that the answer shows.
fn with_revision(components: &mut Components, shape: &Shape) -> Result<Json> {
    let mut body = schemas::of_shape(components, shape)?;
    body["properties"]["revision"] =
        json!({ "type": "integer", "format": "int64", "description": "The revision that the answer shows." });
    if let Some(required) = body["required"].as_array_mut() {
        required.push(json!("revision"));
    }
    Ok(body)
}

fn describe_search(document: &mut Document) -> Result<()> {
    let body = with_revision(&mut document.components, &search::shape())?;
    let mut words = query(
        "q",
        "The words, in French, whatever their accents, case, plural or simple inflection.",
        &json!({ "type": "string", "minLength": 1 }),
    );
    words["required"] = json!(true);
    words["example"] = json!("biologie");
    let datasets = listed("dataset", "Only in these datasets.", &schema("DatasetName"));
    let found = read(
        "search",
        "Search over all datasets",
        "datasets",
        vec![
            words,
            datasets,
            query("limit", "The most hits.", &whole(1, GREATEST_HITS, DEFAULT_HITS)),
            query("offset", "How many hits to skip.", &whole(0, GREATEST_OFFSET, 0)),
        ],
        read_response(
            "The hits, the best first, and how many each dataset has.",
            &in_json(&body),
        ),
    );
    document.paths.add("/v1/search", &found.path_item())
}

fn describe_calculators(document: &mut Document) -> Result<()> {
    let body = with_revision(&mut document.components, &calculators::shape())?;
    document.components.schemas.add("Calculation", &body)?;
    for calculator in calculators() {
        let address = format!("/v1/calculators/{}", calculator.name);
        document.paths.add(address, &of_calculator(calculator).path_item())?;
    }
    Ok(())
}

fn of_calculator(calculator: &'static Calculator) -> Read<'static> {
    let inputs = calculator.inputs.iter().map(|input| {
        let mut told = query(input.name, input.description.english, &input_schema(input.kind));
        if input.required {
            told["required"] = json!(true);
        }
        told
    });
    Read {
        id: format!("calculate_{}", calculator.name.replace('-', "_")),
        summary: calculator.title.english.to_owned(),
        description: Some(calculator.description.english),
        tag: "calculators",
        parameters: inputs.collect(),
        is_of_data: true,
        response: read_response(
            "The answer, with the records used and their sources.",
            &in_json(&schema("Calculation")),
        ),
    }
}

fn describe_feed(document: &mut Document) -> Result<()> {
    let change = add_shape(&mut document.components, &feed::shape())?;
    let mut page = schemas::of_shape(&mut document.components, &feed::page_shape())?;
    page["properties"]["links"] = schemas::object(json!({ "next": { "type": "string" } }), &["next"]);
    describe_feed_parameters(&mut document.components)?;
    for (address, id, summary, content, limit) in [
        (
            "/v1/changes",
            "list_changes",
            "The feed of changes, oldest first: a page",
            in_json(&page),
            whole(1, GREATEST_CHANGES, DEFAULT_CHANGES),
        ),
        (
            "/v1/changes.ndjson",
            "download_changes",
            "The feed of changes up to now, a change a line",
            json!({ "application/x-ndjson": { "schema": change } }),
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            "/v1/changes.csv",
            "download_table_of_changes",
            "The feed of changes up to now as CSV, a row for each field that differs",
            bytes("text/csv"),
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            "/v1/changes.atom",
            "get_atom_feed",
            "The last publications, as Atom, the newest first",
            bytes("application/atom+xml"),
            whole(1, 500, 50),
        ),
    ] {
        let mut parameters: Vec<Json> = [
            "feed_after",
            "feed_since",
            "feed_datasets",
            "feed_region",
            "feed_publisher",
        ]
        .map(parameter)
        .into();
        if address.ends_with(".csv") {
            parameters.push(parameter("csv"));
        }
        parameters.push(query("limit", "The most of them.", &limit));
        let item = read(id, summary, "open-data", parameters, read_response(summary, &content));
        document.paths.add(address, &item.path_item())?;
    }
    Ok(())
}

/// Describes the parameters that choose changes.
fn describe_feed_parameters(components: &mut Components) -> Result<()> {
    let text = || json!({ "type": "string", "minLength": 1 });
    for (name, parameter) in [
        (
            "feed_after",
            query(
                "after",
                "A revision (`12`), or the place that an answer gave (`12.345`); the beginning unless said.",
                &json!({ "type": "string", "examples": ["0"] }),
            ),
        ),
        (
            "feed_since",
            query(
                "since",
                "Instead of `after`, a moment: a day in Paris, an instant or a revision. Only what was published since.",
                &moment(),
            ),
        ),
        (
            "feed_datasets",
            listed("dataset", "Only of these datasets.", &schema("DatasetName")),
        ),
        (
            "feed_region",
            query(
                "region",
                "Only of records of this region, before or after the change.",
                &schema("SlugFilter"),
            ),
        ),
        (
            "feed_publisher",
            query("publisher", "Only those that this institution published.", &text()),
        ),
    ] {
        components.parameters.add(name, &parameter)?;
    }
    Ok(())
}

fn describe_difference(document: &mut Document) -> Result<()> {
    let body = schemas::of_shape(&mut document.components, &differences::shape())?;
    let mut from = query(
        "from",
        "The earlier moment: a revision, a day (its edition, or as it stood when it ended), or an instant.",
        &moment(),
    );
    from["required"] = json!(true);
    from["example"] = json!("1");
    let shared = [
        from,
        query("to", "The later moment; now unless said.", &moment()),
        query(
            "dataset",
            "The dataset whose records are told one by one.",
            &schema("DatasetName"),
        ),
        query(
            "after",
            "The `next` of an answer, for more records.",
            &json!({ "type": "string" }),
        ),
    ];
    let most = |limit: &Json| query("limit", "The most records.", limit);
    for (address, id, summary, content, more) in [
        (
            "/v1/diff",
            "diff",
            "What changed between two moments",
            in_json(&body),
            vec![most(&whole(1, GREATEST_RECORDS, DEFAULT_RECORDS))],
        ),
        (
            "/v1/diff.csv",
            "download_diff",
            "What changed between two moments as CSV: of a dataset, a row for each field that differs; of all, a row for each dataset, institution and amount",
            bytes("text/csv"),
            vec![
                most(&json!({ "type": "integer", "minimum": 1, "maximum": GREATEST_RECORDS })),
                parameter("csv"),
            ],
        ),
    ] {
        let parameters = shared.iter().cloned().chain(more).collect();
        let item = read(id, summary, "open-data", parameters, read_response(summary, &content));
        document.paths.add(address, &item.path_item())?;
    }
    Ok(())
}

fn describe_catalogues(document: &mut Document) -> Result<()> {
    let anything = json!({ "type": "object" });
    let mut package: Map<String, Json> = Map::new();
    package.insert("application/json".to_owned(), json!({ "schema": anything }));
    for (address, id, summary, content) in [
        (
            "/catalog.jsonld",
            "get_catalogue_json_ld",
            "The catalogue (DCAT-AP 3), as JSON-LD",
            json!({ "application/ld+json": { "schema": anything } }),
        ),
        (
            "/catalog.ttl",
            "get_catalogue_turtle",
            "The catalogue (DCAT-AP 3), as Turtle",
            bytes("text/turtle"),
        ),
        (
            "/datapackage.json",
            "get_data_package",
            "The Frictionless data package of all CSV files",
            Json::Object(package),
        ),
        (
            "/segur-ouvert.sqlite",
            "download_everything",
            "Everything, as one SQLite file",
            bytes("application/vnd.sqlite3"),
        ),
    ] {
        let item = read(id, summary, "open-data", Vec::new(), read_response(summary, &content));
        document.paths.add(address, &in_ranges(item.path_item()))?;
    }
    Ok(())
}
