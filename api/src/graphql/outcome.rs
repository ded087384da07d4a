use serde_json::{Value as Json, json};

use crate::{
    domain::{Error, Language, wording},
    error_log,
};

/// The outcome of a request.
#[derive(Debug)]
pub struct Outcome {
    /// Whether the request could not be executed at all: then there is no `data`.
    pub refused: bool,
    /// Whether it has errors.
    pub failed: bool,
    /// Whether it was a mutation.
    pub wrote: bool,
    /// Why it was refused, for the status.
    pub cause: Option<Error>,
    /// The response object, as JSON text.
    pub body: Vec<u8>,
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

    pub(super) fn errors(errors: &[Json]) -> Self {
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
pub(super) fn library_error(error: &async_graphql::ServerError, language: Language) -> Json {
    let message = wording!("la requête GraphQL n'est pas valable : {}", "{}", error.message);
    let locations: Vec<Json> = error
        .locations
        .iter()
        .map(|place| json!({ "line": place.line, "column": place.column }))
        .collect();
    json!({
        "message": message.text(language),
        "locations": locations,
        "extensions": { "code": "BAD_USER_INPUT" },
    })
}

/// An error of ours. The causes of faults go to the log, under the request's id, never to the client.
pub(super) fn own_error(error: &Error, path: Option<&str>, language: Language) -> Json {
    error_log::fault(error, "a GraphQL request failed");
    let mut told = json!({
        "message": error.message(language),
        "extensions": { "code": error.code() },
    });
    if let Some(path) = path {
        told["path"] = json!([path]);
    }
    told
}
