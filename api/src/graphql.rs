//! The GraphQL door. The library parses, validates, and answers introspection; the plan and the answer are ours: a document becomes,
//! before any SQL, a plan whose price is known, then one statement per level, then bytes.

/// What is refused before a document is validated.
mod limits;
/// Names as GraphQL writes them.
mod names;
/// A document as a plan.
mod plan;
/// Requests and answers as GraphQL over HTTP says them.
pub mod protocol;
/// The schema, made from the declarations.
mod schema;
/// Plans run, answers written.
mod write;

use std::sync::Arc;

use async_graphql::{
    Request as LibraryRequest, Variables,
    dynamic::Schema,
    parser::{parse_query, types::OperationType},
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use crate::{
    access::Viewer,
    domain::{Clock, Error, Language, Result, wording},
    store::{Snapshot, Store},
};
use plan::Document;
use protocol::Request;

/// The schema in force; cheap to clone.
#[derive(Clone)]
pub struct Door {
    schema: Schema,
    text: Arc<str>,
}

/// With what a request may write.
#[derive(Clone, Debug)]
pub struct Writing {
    /// Where to.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Who asks; nobody, when no credential was shown.
    pub viewer: Option<Viewer>,
}

/// What a request gives.
#[derive(Debug)]
pub struct Outcome {
    /// Whether the request could not be executed at all: then there is no `data`.
    pub refused: bool,
    /// Whether it told of an error.
    pub failed: bool,
    /// Whether it was asked to write.
    pub wrote: bool,
    /// Why it was refused, for the status.
    pub cause: Option<Error>,
    /// The response object, as JSON text.
    pub body: Vec<u8>,
}

impl Door {
    /// Makes the schema from the declarations.
    ///
    /// # Errors
    /// `Internal` when they do not make a schema.
    pub fn new() -> Result<Self> {
        let schema = schema::schema()?;
        let text = schema::text(&schema);
        Ok(Self {
            schema,
            text: text.into(),
        })
    }

    /// The schema in the schema definition language, with every description.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the operation that a request chooses is other than a query; a document that cannot be read is not.
    pub fn mutates(&self, request: &Request) -> bool {
        if limits::before_parsing(&request.query).is_err() {
            return false;
        }
        let Ok(parsed) = parse_query(&request.query) else {
            return false;
        };
        Document::new(&parsed, request).is_ok_and(|document| document.operation.ty != OperationType::Query)
    }

    /// Executes a request against a view of the data. A mutation needs `writing`.
    pub async fn execute(
        &self,
        snapshot: &Snapshot,
        request: Request,
        language: Language,
        now: DateTime<Utc>,
        writing: Option<&Writing>,
    ) -> Outcome {
        match self.prepare(request, now).await {
            Ok((plan, introspected)) => write::run(snapshot, plan, &introspected, language, writing).await,
            Err(Refusal::Ours(error)) => Outcome::refusal(error, language),
            Err(Refusal::OfLibrary(errors)) => {
                let told: Vec<Json> = errors.iter().map(|error| library_error(error, language)).collect();
                Outcome::errors(&told)
            }
        }
    }

    /// Parses, bounds, validates; answers what is asked of the schema itself.
    async fn prepare(&self, request: Request, now: DateTime<Utc>) -> Result<(plan::Plan, Map<String, Json>), Refusal> {
        limits::before_parsing(&request.query).map_err(Refusal::Ours)?;
        let parsed = parse_query(&request.query).map_err(|error| Refusal::OfLibrary(vec![error.into()]))?;
        limits::before_validation(&parsed).map_err(Refusal::Ours)?;
        let variables = Variables::from_json(request.variables.clone());
        let mut library = LibraryRequest::new(request.query.clone())
            .variables(variables)
            .only_introspection();
        if let Some(name) = &request.operation_name {
            library = library.operation_name(name);
        }
        library.set_parsed_query(parsed.clone());
        let answer = self.schema.execute(library).await;
        if !answer.errors.is_empty() {
            return Err(Refusal::OfLibrary(answer.errors));
        }
        let introspected = match answer.data.into_json() {
            Ok(Json::Object(fields)) => fields,
            _ => Map::new(),
        };
        let document = Document::new(&parsed, &request).map_err(Refusal::Ours)?;
        let plan = plan::plan(&document, now).map_err(Refusal::Ours)?;
        Ok((plan, introspected))
    }
}

/// Why a request is not executed.
enum Refusal {
    Ours(Error),
    OfLibrary(Vec<async_graphql::ServerError>),
}

impl Outcome {
    /// A request that cannot be executed.
    pub fn refusal(error: Error, language: Language) -> Self {
        let body = json!({ "errors": [own_error(&error, None, language)] })
            .to_string()
            .into_bytes();
        Self {
            refused: true,
            failed: true,
            wrote: false,
            cause: Some(error),
            body,
        }
    }

    fn errors(errors: &[Json]) -> Self {
        Self {
            refused: true,
            failed: true,
            wrote: false,
            cause: None,
            body: json!({ "errors": errors }).to_string().into_bytes(),
        }
    }
}

/// An error of the library's: parsing and validation, which the caller can mend. The library speaks English only.
fn library_error(error: &async_graphql::ServerError, language: Language) -> Json {
    let message = wording!("la requête GraphQL n'est pas valable : {}", "{}", error.message);
    let locations: Vec<Json> = error
        .locations
        .iter()
        .map(|place| json!({ "line": place.line, "column": place.column }))
        .collect();
    json!({
        "message": message.said(language),
        "locations": locations,
        "extensions": { "code": "BAD_USER_INPUT" },
    })
}

/// An error of ours. The causes of faults go to the log, under the request's id, never to the client.
fn own_error(error: &Error, path: Option<&str>, language: Language) -> Json {
    if let Some(cause) = std::error::Error::source(error) {
        tracing::error!(code = error.code(), %cause, "a GraphQL request failed");
    }
    let mut told = json!({
        "message": error.said(language),
        "extensions": { "code": error.code() },
    });
    if let Some(path) = path {
        told["path"] = json!([path]);
    }
    told
}
