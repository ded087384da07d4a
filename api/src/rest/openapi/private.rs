//! Credentials, and imports of files.

use serde_json::{Value as Json, json};

use super::{
    described,
    document::{Document, in_json, parameter, refusals, schema},
    schemas::object,
    shared::in_path,
};
use crate::{
    datasets::registry,
    domain::Result,
    rest::import::{ImportedBody, ImportedDraftBody, MOST_ROWS, accepted},
};

/// The name of the security scheme.
const BEARER: &str = "bearer";

/// Describes them.
pub(super) fn describe(document: &mut Document) -> Result<()> {
    let scheme = json!({
        "type": "http",
        "scheme": "bearer",
        "description": "A key (`sgo_…`), or a token of an OpenID Connect provider, of an institution. Reading public data needs none.",
    });
    document.components.security_schemes.add(BEARER, &scheme)?;
    described::add::<ImportedBody<'_>>(&mut document.components)?;
    described::add::<ImportedDraftBody<'_>>(&mut document.components)?;
    document.components.parameters.add("Idempotency-Key", &json!({
        "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
        "description": "Your own key for this request (a UUID does): sent again with the same request, it is answered the same and done once.",
    }))?;
    document.components.schemas.add("ImportOptions", &import_options())?;
    document.components.parameters.add(
        "import_options",
        &json!({
            "name": "options", "in": "query", "style": "form", "explode": true, "schema": schema("ImportOptions"),
            "description": "Each member is a parameter of its own: `?mode=replace&dry_run=true`.",
        }),
    )?;
    document
        .paths
        .add("/v1/datasets/{dataset}/import", &json!({ "post": import() }))
}

fn import() -> Json {
    let mut responses = json!({
        "200": { "description": "What was published, or would be.", "content": in_json(&schema("ImportReceipt")) },
        "201": { "description": "Kept as a draft, with what it would change.", "content": in_json(&schema("ImportedDraft")) },
    });
    for (status, refusal) in refusals() {
        responses[status] = refusal;
    }
    let content: serde_json::Map<String, Json> = accepted()
        .map(|kind| {
            (
                kind.to_owned(),
                json!({ "schema": { "type": "string", "format": "binary" } }),
            )
        })
        .collect();
    let names = registry().datasets().filter(|dataset| !dataset.derived);
    let names: Vec<&str> = names.map(|dataset| dataset.name).collect();
    let dataset = in_path("dataset", "The dataset.", &json!({ "type": "string", "enum": names }));
    let options = ["import_options", "Idempotency-Key"].map(parameter);
    let parameters: Vec<Json> = std::iter::once(dataset).chain(options).collect();
    json!({
        "operationId": "import_file",
        "summary": "Publish a file in a dataset, whole or not at all; also at `/v1/<dataset>/import`",
        "tags": ["institution"],
        "security": [{ BEARER: [] }],
        "parameters": parameters,
        "requestBody": { "required": true, "content": content },
        "responses": responses,
    })
}

fn import_options() -> Json {
    let text = || json!({ "type": "string", "minLength": 1 });
    let flag = || json!({ "type": "boolean" });
    let members = [
        ("mode", format!(
                "Whether what you published and the file lacks stays (`upsert`) or is withdrawn (`replace`). The columns of the file are those of exported files, by name or title; what it lacks stays as it is. A `revision` column refuses what has changed since. At most {MOST_ROWS} rows."
            ), json!({ "type": "string", "enum": ["upsert", "replace"], "default": "upsert" })),
        ("dry_run", "Whether to tell what would change, and publish nothing.".to_owned(), flag()),
        ("draft", "Whether to keep it as a draft.".to_owned(), flag()),
        ("publish_at", "When it is to be published by itself: 2027-01-15T08:00 (Paris time), or with an offset.".to_owned(), text()),
        ("message", "What the publication says of itself; everyone reads it.".to_owned(), text()),
        ("reason", "Why, for a correction; everyone reads it.".to_owned(), text()),
        ("delimiter", "What separates the cells of CSV; found from the header unless said.".to_owned(), json!({ "type": "string", "enum": [",", ";", "\t"] })),
        ("decimal", "The decimal mark of CSV; a comma may be one where cells are not separated by commas, unless said.".to_owned(), json!({ "type": "string", "enum": [".", ","] })),
        ("dialect", "Whether texts have the marks that `dialect=fr` puts before them; unless said, in workbooks and where cells are separated by semicolons.".to_owned(), json!({ "type": "string", "enum": ["fr", "rfc4180"] })),
        (
            "strict",
            "Whether what is most often a mistake is refused, rather than told in `warnings`.".to_owned(),
            flag(),
        ),
        ("sheet", "The sheet of a workbook; the first unless said.".to_owned(), text()),
    ];
    let mut options = object(json!({}), &[]);
    for (name, description, mut schema) in members {
        schema["description"] = json!(description);
        options["properties"][name] = schema;
    }
    options["additionalProperties"] = json!(false);
    options
}
