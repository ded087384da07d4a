//! The addresses of the feed, of differences, of editions and permalinks, and of catalogues.

use serde_json::{Value as Json, json};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, Required, ResponseBuilder,
    path::{Operation, ParameterIn, PathItem},
};

use super::{
    parameters,
    parts::{Texts, get, operation, problem, schema},
    schemas,
};
use crate::{
    datasets::changes::{
        differences::{self, DEFAULT_RECORDS, GREATEST_RECORDS},
        feed::{self, DEFAULT_CHANGES, GREATEST_CHANGES},
    },
    domain::Result,
};

/// Adds them.
pub(super) fn describe(paths: &mut Texts) -> Result<()> {
    describe_feed(paths)?;
    paths.add("/v1/diff", &get(diff()?))?;
    for (address, id, summary, media_type) in [
        (
            "/editions",
            "list_editions",
            "The editions: dated, frozen states of all data",
            "application/json",
        ),
        (
            "/catalog.jsonld",
            "get_catalogue_json_ld",
            "The catalogue (DCAT-AP 3), as JSON-LD",
            "application/ld+json",
        ),
        (
            "/catalog.ttl",
            "get_catalogue_turtle",
            "The catalogue (DCAT-AP 3), as Turtle",
            "text/turtle",
        ),
        (
            "/datapackage.json",
            "get_data_package",
            "The Frictionless data package of all CSV files",
            "application/json",
        ),
        (
            "/segur-ouvert.sqlite",
            "download_everything",
            "Everything, as one SQLite file",
            "application/vnd.sqlite3",
        ),
    ] {
        paths.add(address, &get(plain(id, summary, media_type)?.build()))?;
    }
    let text = || json!({ "type": "string" });
    let in_path = |name: &str, tells: &str| parameters::parameter(name, ParameterIn::Path, tells, text());
    let edition = plain(
        "get_edition",
        "An edition: its revision, its files with their rows, sizes and digests, and how to cite it",
        "application/json",
    )?
    .parameter(in_path("date", "Its date: 2026-12-01.")?)
    .response("404", problem("There is no edition of that date."));
    paths.add("/editions/{date}", &get(edition.build()))?;
    let file = plain(
        "download_edition_file",
        "A file of an edition, which never changes; it is read in ranges",
        "application/octet-stream",
    )?
    .parameter(in_path("date", "The date of the edition.")?)
    .parameter(in_path("file", "The name of the file, as the edition lists it.")?)
    .response("404", problem("There is no such file."));
    paths.add("/editions/{date}/{file}", &get(file.build()))?;
    describe_permalinks(paths)
}

/// An operation whose answer has a media type, and is described by its own specification.
fn plain(id: &str, summary: &str, media_type: &str) -> Result<utoipa::openapi::path::OperationBuilder> {
    let content = ContentBuilder::new()
        .schema(Some(schema(json!({ "type": "string" }))?))
        .build();
    let answer = ResponseBuilder::new().description(summary).content(media_type, content);
    Ok(operation(id.to_owned(), summary.to_owned(), answer)?.tag("open-data"))
}

fn answer(body: Json, description: &str, media_type: &str) -> Result<ResponseBuilder> {
    let content = ContentBuilder::new().schema(Some(schema(body)?)).build();
    Ok(ResponseBuilder::new()
        .description(description)
        .content(media_type, content))
}

fn describe_feed(paths: &mut Texts) -> Result<()> {
    let query = |name: &str, tells: &str, kind| parameters::parameter(name, ParameterIn::Query, tells, kind);
    let change = schemas::of_shape(&feed::shape());
    let mut page = schemas::of_shape(&feed::page_shape());
    page["properties"]["links"] = json!({ "type": "object", "properties": { "next": { "type": "string" } } });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": GREATEST_CHANGES, "default": DEFAULT_CHANGES });
    for (address, id, summary, body, media_type, limit) in [
        (
            "/v1/changes",
            "list_changes",
            "The feed of changes, oldest first: a page",
            page,
            "application/json",
            limit,
        ),
        (
            "/v1/changes.ndjson",
            "download_changes",
            "The feed of changes up to now, a change a line",
            change,
            "application/x-ndjson",
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            "/v1/changes.atom",
            "get_atom_feed",
            "The last publications, as Atom, the newest first",
            json!({ "type": "string" }),
            "application/atom+xml",
            json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 50 }),
        ),
    ] {
        let told = operation(id.to_owned(), summary.to_owned(), answer(body, summary, media_type)?)?
            .tag("open-data")
            .parameter(query(
                "after",
                "A revision (`12`), or the place that an answer gave (`12.345`); the beginning unless said.",
                json!({ "type": "string" }),
            )?)
            .parameter(query("limit", "The most of them.", limit)?)
            .parameter(query(
                "dataset",
                "Only of these datasets, separated by commas.",
                json!({ "type": "string" }),
            )?)
            .parameter(query(
                "region",
                "Only of records of this region, before or after the change.",
                json!({ "type": "string" }),
            )?)
            .parameter(query(
                "publisher",
                "Only those that this institution published.",
                json!({ "type": "string" }),
            )?)
            .response("400", problem("A parameter is unknown or cannot be meant."));
        paths.add(address, &get(told.build()))?;
    }
    Ok(())
}

fn diff() -> Result<Operation> {
    let query = |name: &str, tells: &str, kind| parameters::parameter(name, ParameterIn::Query, tells, kind);
    let moment = || json!({ "type": "string", "examples": ["12", "2026-12-01", "2026-11-24T09:00:00Z"] });
    let body = answer(
        schemas::of_shape(&differences::shape()),
        "The differences.",
        "application/json",
    )?;
    let mut from = query("from", "The earlier moment.", moment())?;
    from.required = Required::True;
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": GREATEST_RECORDS, "default": DEFAULT_RECORDS });
    Ok(
        operation("diff".to_owned(), "What changed between two moments".to_owned(), body)?
            .tag("open-data")
            .parameter(from)
            .parameter(query("to", "The later moment; now unless said.", moment())?)
            .parameter(query(
                "dataset",
                "The dataset whose records are told one by one.",
                json!({ "type": "string" }),
            )?)
            .parameter(query(
                "after",
                "The `next` of an answer, for more records.",
                json!({ "type": "string" }),
            )?)
            .parameter(query("limit", "The most records.", limit)?)
            .response(
                "400",
                problem("A parameter is unknown, missing or cannot be meant; or the moments are not in their order."),
            )
            .build(),
    )
}

fn describe_permalinks(paths: &mut Texts) -> Result<()> {
    let asked = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "address": { "type": "string", "description": "An address that answers reads, without the site: `/v1/observations.csv?region=bretagne`." },
            "query": { "type": "string", "description": "Instead of an address, a query in GraphQL." },
            "variables": { "type": "object" },
            "operationName": { "type": "string" },
        },
    });
    let text = || json!({ "type": "string" });
    let told = json!({
        "type": "object",
        "properties": {
            "id": text(), "address": text(), "asked": text(), "now": text(),
            "revision": { "type": "integer" }, "published_at": text(), "created_at": text(),
            "media_type": text(), "rows": { "type": ["integer", "null"] }, "bytes": { "type": "integer" }, "sha256": text(),
            "citation": { "type": "object", "properties": { "fr": text(), "en": text(), "bibtex": text(), "csl": { "type": "array", "items": { "type": "object" } } } },
        },
    });
    let keep = json!({
        "operationId": "keep_query",
        "summary": "Keep a public query with the answer that it has now, under an address that says the same for ever",
        "tags": ["open-data"],
        "requestBody": { "required": true, "content": { "application/json": { "schema": asked } } },
        "responses": {
            "201": { "description": "It is kept.", "content": { "application/json": { "schema": told } } },
            "200": { "description": "It was kept already.", "content": { "application/json": { "schema": told } } },
            "400": { "$ref": "#/components/responses/Problem" },
            "404": { "$ref": "#/components/responses/Problem" },
        },
    });
    paths.add("/q", &json!({ "post": keep }))?;
    describe_kept(paths)
}

fn describe_kept(paths: &mut Texts) -> Result<()> {
    let text = || json!({ "type": "string" });
    for (address, id, summary, media_type) in [
        (
            "/q/{id}",
            "get_permalink",
            "The answer that was kept, byte for byte",
            "application/octet-stream",
        ),
        (
            "/q/{id}/about",
            "get_permalink_metadata",
            "What was asked, of which revision, with rows, size, digest and citation",
            "application/json",
        ),
        (
            "/q/{id}/citation.txt",
            "get_citation",
            "How to cite it, in the language asked",
            "text/plain",
        ),
        (
            "/q/{id}/citation.bib",
            "get_citation_bibtex",
            "How to cite it, as BibTeX",
            "application/x-bibtex",
        ),
        (
            "/q/{id}/citation.json",
            "get_citation_csl",
            "How to cite it, as CSL-JSON",
            "application/vnd.citationstyles.csl+json",
        ),
    ] {
        let told = plain(id, summary, media_type)?
            .parameter(parameters::parameter("id", ParameterIn::Path, "Its name.", text())?)
            .response("404", problem("There is no permalink of that name."));
        paths.add(address, &PathItem::new(HttpMethod::Get, told.build()))?;
    }
    Ok(())
}
