use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{
    Value as Json, json,
    value::{RawValue, to_raw_value},
};

use crate::domain::{Error, Result};

/// Parts of a description by their names, as JSON text: as values, all of them together take more room than the rest of the program.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Texts(BTreeMap<String, Box<RawValue>>);

impl Texts {
    /// Adds a part.
    ///
    /// # Errors
    /// `Internal` when another part has its name.
    pub(super) fn add(&mut self, name: impl Into<String>, part: &impl Serialize) -> Result<()> {
        let name = name.into();
        let text = to_raw_value(part).map_err(Error::internal)?;
        let known = self.0.entry(name).or_insert_with(|| text.clone());
        if known.get() == text.get() {
            return Ok(());
        }
        Err(Error::internal(format!("two parts have one name: {known} and {text}")))
    }
}

/// The parts that operations share.
#[derive(Default, Serialize)]
pub(super) struct Components {
    pub(super) schemas: Texts,
    pub(super) responses: Texts,
    pub(super) parameters: Texts,
    pub(super) headers: Texts,
    #[serde(rename = "securitySchemes")]
    pub(super) security_schemes: Texts,
}

/// What describes addresses: paths, and the parts that they share.
#[derive(Default)]
pub(super) struct Document {
    pub(super) paths: Texts,
    pub(super) components: Components,
}

/// A reference to a part.
pub(super) fn reference(kind: &str, name: &str) -> Json {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

pub(super) fn schema(name: &str) -> Json {
    reference("schemas", name)
}

pub(super) fn parameter(name: &str) -> Json {
    reference("parameters", name)
}

/// A response of one media type, with the headers that every read has.
pub(super) fn read_response(description: &str, content: &Json) -> Json {
    json!({
        "description": description,
        "headers": { "ETag": reference("headers", "ETag"), "X-Revision": reference("headers", "X-Revision") },
        "content": content,
    })
}

/// The content of a JSON response.
pub(super) fn in_json(schema: &Json) -> Json {
    json!({ "application/json": { "schema": schema } })
}

/// The content of a response in one media type whose inside the description does not say.
pub(super) fn bytes(media_type: &str) -> Json {
    json!({ media_type: { "schema": { "type": "string", "format": "binary" } } })
}

/// The path item of a file that is read in ranges too.
pub(super) fn in_ranges(mut item: Json) -> Json {
    item["get"]["responses"]["206"] = reference("responses", "Part");
    item
}

/// The parameters that every address of data takes.
pub(super) const EVERYWHERE: [&str; 2] = ["lang", "as_of"];

/// The refusals that every operation may have, by ranges of statuses.
pub(super) fn refusals() -> [(&'static str, Json); 2] {
    [
        ("4XX", reference("responses", "Refused")),
        ("5XX", reference("responses", "Unavailable")),
    ]
}

/// A read: anyone may make it.
pub(super) struct Read<'a> {
    pub(super) id: String,
    pub(super) summary: String,
    pub(super) description: Option<&'a str>,
    pub(super) tag: &'a str,
    /// The parameters beside those of every address of data.
    pub(super) parameters: Vec<Json>,
    /// Whether it is about data, which is read as of a moment.
    pub(super) is_of_data: bool,
    pub(super) response: Json,
}

impl Read<'_> {
    /// The path item that has it.
    pub(super) fn path_item(self) -> Json {
        let everywhere = EVERYWHERE.map(parameter).into_iter().filter(|_| self.is_of_data);
        let parameters: Vec<Json> = self.parameters.into_iter().chain(everywhere).collect();
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": [self.tag],
            "security": [],
            "parameters": parameters,
            "responses": { "200": self.response, "304": reference("responses", "NotModified") },
        });
        for (status, refusal) in refusals() {
            operation["responses"][status] = refusal;
        }
        if let Some(description) = self.description {
            operation["description"] = json!(description);
        }
        json!({ "get": operation })
    }
}
