//! Parameters, headers, responses and schemas that many operations have.

use serde_json::{Value as Json, json};

use super::{
    bodies,
    document::{Components, Document, schema},
    schemas,
};
use crate::{
    datasets::{aggregate::not_covered, read::warning},
    domain::Result,
    web::list_query::{DEFAULT_LIMIT, GREATEST_LIMIT},
};

/// Adds them.
pub(super) fn describe(document: &mut Document) -> Result<()> {
    let components = &mut document.components;
    for (name, parameter) in parameters() {
        components.parameters.add(name, &parameter)?;
    }
    for (name, description) in [
        (
            "ETag",
            "Strong: it changes with the revision. Send it back in If-None-Match.",
        ),
        ("X-Revision", "The revision that the response shows."),
    ] {
        let header = json!({ "description": description, "schema": { "type": "string" } });
        components.headers.add(name, &header)?;
    }
    problems(components)?;
    components.schemas.add("Problem", &bodies::problem())?;
    schemas::add_shape(components, &not_covered::shape())?;
    schemas::add_shape(components, &warning::shape())?;
    schemas::add_shape(components, &bodies::version())?;
    components.schemas.add("CsvOptions", &csv_options())?;
    components.schemas.add("PageLinks", &bodies::page_links())?;
    components.schemas.add("Page", &bodies::any_page())?;
    schemas::add_common(components)?;
    Ok(())
}

fn problems(components: &mut Components) -> Result<()> {
    for (name, description) in [
        (
            "Refused",
            "The request is refused; the problem says why and how to mend it. 400: a parameter or the body cannot be meant, and the nearest known name is offered. 401: no credential, or a wrong one. 403: a right credential without the right. 404: there is no such thing. 406: none of the media types of Accept is offered. 409: the state has moved on, or the idempotency key served for another request. 412: If-Match or If-Unmodified-Since does not hold. 413: the body is too large. 415: the body is not read; Accept or Accept-Encoding says what is. 416: the file does not have this range. 422: rows cannot be accepted, `errors` names each, nothing was published. 429: more than RateLimit-Policy allows; Retry-After says when to try again.",
        ),
        (
            "Unavailable",
            "503: the store cannot be reached just now, or more is asked at once than can be answered in time; Retry-After says when to try again. 500: a fault of ours; the log has more under the request's id.",
        ),
    ] {
        let problem = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": schema("Problem") } },
        });
        components.responses.add(name, &problem)?;
    }
    let unchanged = json!({ "description": "The client has it: what If-None-Match or If-Modified-Since names." });
    let part = json!({
        "description": "The part of the file that Range asks for.",
        "headers": { "Content-Range": { "description": "Which part, of how many bytes.", "schema": { "type": "string" } } },
        "content": { "*/*": { "schema": { "type": "string", "format": "binary" } } },
    });
    components.responses.add("Part", &part)?;
    components.responses.add("NotModified", &unchanged)?;
    // A query in GraphQL that is refused is answered as GraphQL does.
    let errors = schemas::object(
        json!({ "errors": { "type": "array", "items": { "type": "object" } } }),
        &["errors"],
    );
    let not_kept = json!({
        "description": "The query is refused, or its answer cannot be kept: it failed in part, or will say more later.",
        "content": {
            "application/problem+json": { "schema": schema("Problem") },
            "application/graphql-response+json": { "schema": errors },
        },
    });
    components.responses.add("NotKept", &not_kept)
}

/// A moment: a revision, the date of an edition, or an instant.
pub(super) fn moment() -> Json {
    json!({ "type": "string", "pattern": "^([0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?)$", "examples": ["1"] })
}

pub(super) fn query(name: &str, description: &str, schema: &Json) -> Json {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

pub(super) fn in_path(name: &str, description: &str, schema: &Json) -> Json {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

/// A list in one parameter, separated by commas.
pub(super) fn listed(name: &str, description: &str, items: &Json) -> Json {
    json!({
        "name": name, "in": "query", "description": description, "style": "form", "explode": false,
        "schema": { "type": "array", "items": items, "minItems": 1, "uniqueItems": true },
    })
}

fn parameters() -> Vec<(&'static str, Json)> {
    let text = || json!({ "type": "string", "minLength": 1 });
    let flag = || json!({ "type": "boolean" });
    let language = || json!({ "type": "string", "enum": ["fr", "en"] });
    let most =
        |most: usize, usual: usize| json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual });
    let mut all = vec![
        (
            "lang",
            query(
                "lang",
                "The language of messages, and of titles in files for spreadsheets; Accept-Language unless said, or else English.",
                &language(),
            ),
        ),
        (
            "as_of",
            query(
                "as_of",
                "The moment of which the data is read, instead of now: the number of a revision, a day (its edition, or as it stood when it ended, in Paris), or an instant (RFC 3339).",
                &moment(),
            ),
        ),
        (
            "q",
            query(
                "q",
                "Words to be found, in French, whatever their accents, case, plural or simple inflection.",
                &json!({ "type": "string", "examples": ["biologie"] }),
            ),
        ),
        (
            "limit",
            query(
                "limit",
                "The most records of a page.",
                &most(GREATEST_LIMIT, DEFAULT_LIMIT),
            ),
        ),
        (
            "most",
            query(
                "limit",
                "The most records; all unless said.",
                &json!({ "type": "integer", "minimum": 1 }),
            ),
        ),
        ("after", query("after", "A cursor, from a `next` link.", &text())),
        ("before", query("before", "A cursor, from a `prev` link.", &text())),
        ("count", query("count", "Whether to count the whole list.", &flag())),
        (
            "labels",
            query(
                "labels",
                "Besides each code, date and reference, as `<field>_label`, what it is called in this language.",
                &language(),
            ),
        ),
    ];
    all.push((
        "csv",
        json!({
            "name": "csv", "in": "query", "style": "form", "explode": true, "schema": schema("CsvOptions"),
            "description": "How CSV is written. Each member is a parameter of its own: `?dialect=fr`.",
        }),
    ));
    all
}

/// How CSV is written.
pub(super) fn csv_options() -> Json {
    let members = [
        (
            "dialect",
            "For CSV. `fr`: as French spreadsheets open it, with semicolons, decimal commas, a byte-order mark, and marks before texts that they would change; with `lang=fr`, French titles, labels and dates too.",
            json!({ "type": "string", "enum": ["rfc4180", "fr"], "default": "rfc4180" }),
        ),
        (
            "delimiter",
            "For CSV: what separates cells.",
            json!({ "type": "string", "enum": [",", ";", "\t"] }),
        ),
        (
            "decimal",
            "For CSV: the decimal mark.",
            json!({ "type": "string", "enum": [".", ","] }),
        ),
        (
            "bom",
            "For CSV: whether to start with a byte-order mark.",
            json!({ "type": "boolean" }),
        ),
    ];
    let mut properties = serde_json::Map::new();
    for (name, description, mut schema) in members {
        schema["description"] = json!(description);
        properties.insert(name.to_owned(), schema);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
