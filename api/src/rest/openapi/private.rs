//! The addresses of institutions: imports, drafts, keys, members, the audit.

use serde_json::{Value as Json, json};

use super::parts::{Components, Texts};
use crate::{
    datasets::{Dataset, registry},
    domain::Result,
    rest::import::MOST_ROWS,
};

/// The name of the security scheme.
const BEARER: &str = "bearer";

/// An operation at an address that is for institutions.
struct Operation {
    address: &'static str,
    method: &'static str,
    id: &'static str,
    summary: &'static str,
    /// The media type and the schema of what is sent.
    body: Option<Json>,
    parameters: Vec<Json>,
    status: &'static str,
}

/// Describes the addresses of institutions.
pub(super) fn describe(paths: &mut Texts, components: &mut Components) -> Result<()> {
    let scheme = json!({
        "type": "http",
        "scheme": "bearer",
        "description": "A key (`sgo_…`), or a token of an OpenID Connect provider, of an institution. Reading public data needs none.",
    });
    components.security_schemes.add(BEARER, &scheme)?;
    components.schemas.add("Receipt", &receipt())?;
    let mut by_address: Vec<(&str, Json)> = Vec::new();
    for operation in operations() {
        let place = by_address.iter().position(|(address, _)| *address == operation.address);
        let place = place.unwrap_or_else(|| {
            by_address.push((operation.address, json!({})));
            by_address.len() - 1
        });
        by_address[place].1[operation.method] = operation.described(true);
    }
    for (address, item) in by_address {
        paths.add(address, &item)?;
    }
    for dataset in registry().datasets().filter(|dataset| !dataset.derived) {
        let item = json!({ "post": import(dataset) });
        paths.add(format!("/v1/{}/import", dataset.name), &item)?;
    }
    let public = Operation {
        parameters: events(),
        ..plain(
            "/v1/audit",
            "get",
            "list_publications",
            "Who published what, and when; the hash of each event chains it to the one before",
        )
    };
    paths.add(public.address, &json!({ "get": public.described(false) }))
}

fn of_drafts() -> Vec<Operation> {
    let instant = json!({ "type": "string", "description": "2027-01-15T08:00 (Paris time), or with an offset." });
    vec![
        plain("/v1/institution", "get", "who", "Whom the credential stands for"),
        plain(
            "/v1/institution/drafts",
            "get",
            "list_drafts",
            "The drafts of the institution; for an ARS, those of its region's GRADeS too",
        ),
        Operation {
            parameters: vec![in_path("draft", "The draft's number.")],
            ..plain(
                "/v1/institution/drafts/{draft}",
                "get",
                "review_draft",
                "A draft, and what publishing it would change now, or why it could not be published now",
            )
        },
        Operation {
            parameters: vec![in_path("draft", "The draft's number.")],
            status: "204",
            ..plain(
                "/v1/institution/drafts/{draft}",
                "delete",
                "discard_draft",
                "Give a draft up; one that was scheduled is not published",
            )
        },
        Operation {
            parameters: vec![in_path("draft", "The draft's number."), idempotency_key()],
            body: Some(object(&json!({ "publish_at": instant }), &[])),
            ..plain(
                "/v1/institution/drafts/{draft}/publish",
                "post",
                "publish_draft",
                "Publish a draft now, or at an instant to come",
            )
        },
        Operation {
            parameters: vec![in_path("revision", "The revision's number."), idempotency_key()],
            body: Some(object(
                &json!({ "reason": { "type": "string" }, "dry_run": { "type": "boolean" } }),
                &["reason"],
            )),
            ..plain(
                "/v1/revisions/{revision}/revert",
                "post",
                "revert_revision",
                "Undo a revision by a new one: each record as it was before, unless it has changed since",
            )
        },
    ]
}

fn of_keys() -> Vec<Operation> {
    let role = json!({ "type": "string", "enum": ["reader", "contributor", "publisher", "administrator"] });
    vec![
        plain(
            "/v1/institution/keys",
            "get",
            "list_keys",
            "The keys of the institution, without their secrets",
        ),
        Operation {
            body: Some(object(
                &json!({
                    "name": { "type": "string" },
                    "role": role,
                    "datasets": { "type": ["array", "null"], "items": { "type": "string" }, "description": "The only datasets that it may write." },
                    "ends_at": { "type": ["string", "null"], "format": "date-time" },
                }),
                &["name", "role"],
            )),
            status: "201",
            ..plain(
                "/v1/institution/keys",
                "post",
                "create_key",
                "Make a key; `key` is shown this once",
            )
        },
        Operation {
            parameters: vec![in_path("key", "The key's number.")],
            status: "204",
            ..plain(
                "/v1/institution/keys/{key}",
                "delete",
                "revoke_key",
                "Revoke a key: its next request is refused, on every node",
            )
        },
    ]
}

fn of_members() -> Vec<Operation> {
    let role = json!({ "type": "string", "enum": ["reader", "contributor", "publisher", "administrator"] });
    vec![
        plain(
            "/v1/institution/members",
            "get",
            "list_members",
            "The persons who act for the institution",
        ),
        Operation {
            body: Some(object(
                &json!({
                    "issuer": { "type": "string", "description": "The OpenID provider: the `iss` of its tokens." },
                    "subject": { "type": "string", "description": "Who the person is to it: the `sub` of its tokens." },
                    "name": { "type": "string" },
                    "role": role,
                }),
                &["issuer", "subject", "name", "role"],
            )),
            status: "201",
            ..plain(
                "/v1/institution/members",
                "post",
                "add_member",
                "Let a person act for the institution",
            )
        },
        Operation {
            parameters: vec![in_path("member", "The membership's number.")],
            status: "204",
            ..plain(
                "/v1/institution/members/{member}",
                "delete",
                "remove_member",
                "Let a person act no more",
            )
        },
        Operation {
            parameters: events(),
            ..plain(
                "/v1/institution/audit",
                "get",
                "list_events",
                "All that the institution's people and programs did, and were refused",
            )
        },
    ]
}

fn operations() -> Vec<Operation> {
    let operations = [of_drafts(), of_keys(), of_members()];
    operations.into_iter().flatten().collect()
}

fn plain(address: &'static str, method: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation {
        address,
        method,
        id,
        summary,
        body: None,
        parameters: Vec::new(),
        status: "200",
    }
}

impl Operation {
    fn described(&self, private: bool) -> Json {
        let mut responses = json!({ self.status: { "description": "Done." } });
        if self.status != "204" {
            responses[self.status]["content"] = json!({ "application/json": { "schema": { "type": "object" } } });
        }
        refusals(&mut responses, private);
        if self.address.contains('{') {
            responses["404"] = problem("There is no such thing, or it is not for this institution.");
        }
        if self.method == "post" && self.address.contains('{') {
            responses["409"] =
                problem("The state has moved on: it is published or given up already, or a record has changed since.");
            responses["422"] = problem("Rows cannot be accepted: `errors` names each.");
        }
        let mut told = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": ["institution"],
            "parameters": self.parameters,
            "responses": responses,
        });
        if private {
            told["security"] = json!([{ BEARER: [] }]);
        }
        if let Some(body) = &self.body {
            told["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
        }
        told
    }
}

fn import(dataset: &Dataset) -> Json {
    let mut responses = json!({
        "200": {
            "description": "What was published, or would be.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Receipt" } } },
        },
        "201": {
            "description": "Kept as a draft, with what it would change.",
            "content": { "application/json": { "schema": { "type": "object" } } },
        },
    });
    refusals(&mut responses, true);
    for (status, tells) in [
        (
            "409",
            "A record has changed since the revision that its row names, or the idempotency key served for another request.",
        ),
        ("413", "The file is too large."),
        ("415", "The file is neither CSV nor NDJSON."),
        (
            "422",
            "Rows cannot be accepted: `errors` names each by line, column, code and message. Nothing was published.",
        ),
    ] {
        responses[status] = problem(tells);
    }
    json!({
        "operationId": format!("import_{}", dataset.name.replace('-', "_")),
        "summary": format!("{}: publish a file, whole or not at all", dataset.title.english),
        "description": format!("The columns are those of exported files; those that the file lacks stay as they are, those that follow from others are left alone. A `revision` column refuses what has changed since. At most {MOST_ROWS} rows."),
        "tags": [dataset.name],
        "security": [{ BEARER: [] }],
        "parameters": import_parameters(),
        "requestBody": { "required": true, "content": { "text/csv": { "schema": { "type": "string" } }, "application/x-ndjson": { "schema": { "type": "string" } } } },
        "responses": responses,
    })
}

fn import_parameters() -> Vec<Json> {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    vec![
        in_query(
            "mode",
            "Whether what you published and the file lacks stays (`upsert`) or is withdrawn (`replace`).",
            json!({ "type": "string", "enum": ["upsert", "replace"], "default": "upsert" }),
        ),
        in_query(
            "dry_run",
            "Whether to tell what would change, and publish nothing.",
            flag.clone(),
        ),
        in_query("draft", "Whether to keep it as a draft.", flag),
        in_query(
            "publish_at",
            "When it is to be published by itself: 2027-01-15T08:00 (Paris time), or with an offset.",
            text.clone(),
        ),
        in_query(
            "message",
            "What the publication says of itself; everyone reads it.",
            text.clone(),
        ),
        in_query("reason", "Why, for a correction; everyone reads it.", text),
        in_query(
            "delimiter",
            "What separates the cells of CSV; seen from the header unless said.",
            json!({ "type": "string", "enum": [",", ";", "\t"] }),
        ),
        in_query(
            "decimal",
            "The decimal mark of CSV; a comma may be one where cells are not separated by commas, unless said.",
            json!({ "type": "string", "enum": [".", ","] }),
        ),
        idempotency_key(),
    ]
}

fn refusals(responses: &mut Json, private: bool) {
    responses["400"] = problem("What is sent cannot be meant; the problem says how to mend it.");
    if private {
        responses["401"] = problem("No credential, or a wrong one.");
        responses["403"] = problem("A right credential without the right.");
        responses["429"] = problem(
            "More than RateLimit-Policy allows in a minute, or too many wrong credentials from this address; Retry-After says when to try again.",
        );
    }
}

fn problem(tells: &str) -> Json {
    json!({ "description": tells, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn object(properties: &Json, required: &[&str]) -> Json {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn in_path(name: &str, tells: &str) -> Json {
    json!({ "name": name, "in": "path", "required": true, "description": tells, "schema": { "type": "string" } })
}

fn in_query(name: &str, tells: &str, schema: impl serde::Serialize) -> Json {
    json!({ "name": name, "in": "query", "description": tells, "schema": schema })
}

fn idempotency_key() -> Json {
    let tells = "Your own key for this request (a UUID does): sent again with the same request, it is answered the same and done once.";
    json!({ "name": "Idempotency-Key", "in": "header", "description": tells, "schema": { "type": "string", "maxLength": 200 } })
}

fn events() -> Vec<Json> {
    vec![
        in_query(
            "after",
            "Only the events after this number.",
            json!({ "type": "integer", "minimum": 0 }),
        ),
        in_query(
            "limit",
            "The most events.",
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 }),
        ),
    ]
}

/// The schema of a receipt.
fn receipt() -> Json {
    let count = |tells: &str| json!({ "type": "integer", "description": tells });
    object(
        &json!({
            "dry_run": { "type": "boolean", "description": "Whether it was only tried." },
            "revision": { "type": ["integer", "null"], "description": "The publication's number; null when nothing changed or it was only tried." },
            "published_at": { "type": ["string", "null"], "format": "date-time", "description": "When it was made." },
            "created": count("How many records are new."),
            "revised": count("How many have a new version."),
            "withdrawn": count("How many are withdrawn."),
            "unchanged": count("How many were already published as given."),
            "replayed": { "type": "boolean", "description": "Whether this is the answer to an earlier request with the same idempotency key." },
            "changes": { "type": "array", "items": { "type": "object" }, "description": "Tried only: what would change, record by record; the first thousand." },
        }),
        &["dry_run", "created", "revised", "withdrawn", "unchanged", "replayed"],
    )
}
