use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{
    Value as Json,
    value::{RawValue, to_raw_value},
};
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, HttpMethod, Ref, RefOr, Response, ResponseBuilder, Schema,
    path::{Operation, OperationBuilder, PathItem},
};

use crate::{
    domain::{Error, Result},
    web::query::{AS_OF, LANGUAGE},
};

/// The header by which a client names the revision that it knows of.
pub(super) const AT_LEAST: &str = "X-Revision-At-Least";

/// Parts of a description by their names, as JSON text.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Texts(BTreeMap<String, Box<RawValue>>);

impl Texts {
    pub(super) fn add(&mut self, name: impl Into<String>, part: &impl Serialize) -> Result<()> {
        self.0.insert(name.into(), to_raw_value(part).map_err(Error::internal)?);
        Ok(())
    }
}

pub(super) fn get(operation: Operation) -> PathItem {
    PathItem::new(HttpMethod::Get, operation)
}

/// A schema written as JSON.
pub(super) fn schema(json: Json) -> Result<RefOr<Schema>> {
    serde_json::from_value(json).map_err(Error::internal)
}

pub(super) fn json_content(name: &str) -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).build()
}

pub(super) fn problem(description: &str) -> Response {
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", json_content("Problem"))
        .build()
}

/// An operation with the responses that all of them have.
pub(super) fn operation(id: String, summary: String, answer: ResponseBuilder) -> Result<OperationBuilder> {
    let header = |text: &str| -> Result<_> {
        Ok(HeaderBuilder::new()
            .schema(Some(schema(serde_json::json!({ "type": "string" }))?))
            .description(Some(text))
            .build())
    };
    let answer = answer
        .header(
            "ETag",
            header("Strong: changes with the revision. Send it back in If-None-Match.")?,
        )
        .header("Last-Modified", header("When the revision was published.")?)
        .header("Cache-Control", header("How long the answer may be kept.")?)
        .header("X-Revision", header("The revision that the answer shows.")?)
        .header(
            "Cache-Status",
            header("Whether the response came from the cache (RFC 9211).")?,
        )
        .header(
            "RateLimit",
            header("How many requests of this minute are left, where they are counted: what is cached is not.")?,
        )
        .build();
    let unchanged = ResponseBuilder::new()
        .description("Unchanged since the ETag in If-None-Match.")
        .build();
    let everywhere = [LANGUAGE, AS_OF, AT_LEAST].map(|name| Ref::new(format!("#/components/parameters/{name}")));
    let [language, as_of, at_least] = everywhere;
    Ok(OperationBuilder::new()
        .operation_id(Some(id))
        .summary(Some(summary))
        .parameter_ref(language)
        .parameter_ref(as_of)
        .parameter_ref(at_least)
        .response("200", answer)
        .response("304", unchanged)
        .response(
            "503",
            problem("The store cannot be reached just now, or more is asked at once than can be answered in time; Retry-After says when to try again."),
        )
        .response(
            "429",
            problem("This address or this credential asked for more than RateLimit-Policy allows; Retry-After says when to try again."),
        )
        .response(
            "500",
            problem("A fault of ours; the log has more under the request's id."),
        ))
}

#[derive(Default, Serialize)]
pub(super) struct Components {
    pub(super) schemas: Texts,
    pub(super) responses: Texts,
    pub(super) parameters: Texts,
    #[serde(rename = "securitySchemes")]
    pub(super) security_schemes: Texts,
}
