//! Pages, groups, histories, problems and metadata.

use serde_json::{Value as Json, json};

use super::{
    document::schema,
    schemas::{object, or_null, revision, type_name},
};
use crate::{
    datasets::{Dataset, aggregate::groups, read::history as histories},
    domain::Shape,
};

/// What every page has beside its records.
pub(super) fn any_page() -> Json {
    object(
        json!({
            "dataset": schema("DatasetName"),
            "revision": revision(),
            "total": { "type": "integer", "description": "How many records the whole list has; counted with count=true." },
            "not_covered": {
                "type": "array",
                "items": schema("NotCovered"),
                "description": "Where the list is empty: for each term and reference that the query asks for, the values that rows have which satisfy the rest of it."
            },
            "links": schema("PageLinks"),
        }),
        &["dataset", "revision", "links"],
    )
}

/// A page of records.
pub(super) fn page(dataset: &Dataset) -> Json {
    let data = json!({ "type": "array", "items": schema(&type_name(dataset)) });
    json!({ "allOf": [schema("Page"), object(json!({ "data": data }), &["data"])] })
}

/// The links of a page.
pub(super) fn page_links() -> Json {
    let link = || json!({ "type": "string" });
    object(json!({ "first": link(), "prev": link(), "next": link() }), &["first"])
}

/// A group of any dataset.
pub(super) fn group() -> Shape {
    let mut shape = groups::shape_of_any();
    shape.name = "Group".to_owned();
    shape
}

/// The groups of a dataset.
pub(super) fn groups(group: &Json) -> Json {
    object(
        json!({
            "dataset": schema("DatasetName"),
            "revision": revision(),
            "by": { "type": "array", "items": { "type": "string" } },
            "measure": { "type": ["string", "null"] },
            "total": { "type": "integer", "description": "How many groups there are in all." },
            "data": { "type": "array", "items": group },
        }),
        &["dataset", "revision", "by", "measure", "total", "data"],
    )
}

/// The history of a record.
pub(super) fn history() -> Json {
    let record = object(json!({ "record": schema("AnyRecord") }), &["record"]);
    let version = json!({ "allOf": [schema("Version"), record] });
    object(
        json!({
            "dataset": schema("DatasetName"),
            "slug": { "type": "string" },
            "revision": revision(),
            "data": { "type": "array", "items": version },
        }),
        &["dataset", "slug", "revision", "data"],
    )
}

/// The publication that made a version.
pub(super) fn version() -> Shape {
    histories::shape_of_publication("Version")
}

/// A problem document (RFC 9457).
pub(super) fn problem() -> Json {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let row = object(
        json!({
            "line": { "type": ["integer", "null"], "description": "Where the row starts in the file, from 1; null of a record that is named alone." },
            "record": { "type": "string", "description": "That record, with its dataset: `solutions/visiopharm`." },
            "column": text("Its column."),
            "code": text("The kind of problem."),
            "message": text("What is wrong and how to mend it."),
        }),
        &["line", "column", "code", "message"],
    );
    object(
        json!({
            "type": text("The address of the page about this kind of problem."),
            "title": text("The kind of problem, in words."),
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": text("What is wrong and how to mend it."),
            "code": text("The kind of problem, as GraphQL's extensions.code."),
            "request_id": text("What the log knows the request by."),
            "error_count": { "type": "integer", "description": "How many rows cannot be accepted." },
            "errors": { "type": "array", "description": "The rows that cannot be accepted; the first thousand.", "items": row },
        }),
        &["type", "title", "status", "detail", "code"],
    )
}

/// A Table Schema, as far as its own specification does not say it.
pub(super) fn table_schema() -> Json {
    object(
        json!({
            "fields": { "type": "array", "items": object(json!({ "name": { "type": "string" }, "type": { "type": "string" } }), &["name", "type"]) },
            "primaryKey": { "type": "string" },
        }),
        &["fields", "primaryKey"],
    )
}

/// The metadata of datasets, by name.
pub(super) fn of_metadata() -> Vec<(&'static str, Json)> {
    let text = || json!({ "type": "string" });
    let file = object(
        json!({ "address": text(), "media_type": text(), "rows": { "type": "integer" }, "bytes": { "type": "integer" }, "sha256": text() }),
        &["address", "media_type"],
    );
    let relation = object(
        json!({ "name": text(), "dataset": text(), "by": text(), "description": schema("Words") }),
        &["name", "dataset", "by", "description"],
    );
    let column = object(json!({ "name": text(), "type": text() }), &["name", "type"]);
    let instant = || json!({ "type": "string", "format": "date-time" });
    let metadata = object(
        json!({
            "name": schema("DatasetName"), "title": schema("Words"), "description": schema("Words"), "count": { "type": "integer", "minimum": 0 },
            "changed_by": revision(), "changed_at": or_null(instant()), "address": text(), "schema": text(),
            "files": { "type": "array", "items": file },
            "revision": revision(), "licence": text(),
            "columns": { "type": "array", "items": column, "description": "Its columns, as Table Schema describes them." },
            "relations": { "type": "array", "items": relation },
        }),
        &[
            "name",
            "title",
            "description",
            "count",
            "changed_by",
            "changed_at",
            "address",
            "schema",
            "files",
        ],
    );
    let catalogue = object(
        json!({
            "revision": revision(), "published_at": or_null(instant()), "licence": text(), "everything": text(), "editions": text(),
            "data": { "type": "array", "items": schema("DatasetMetadata") },
        }),
        &["revision", "published_at", "licence", "everything", "editions", "data"],
    );
    vec![("DatasetMetadata", metadata), ("Catalogue", catalogue)]
}
