use serde_json::{Value as Json, json};

use super::wording::in_graphql;
use crate::{
    domain::{Error, Language},
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

/// An error of ours. The causes of faults go to the log, under the request's id, never to the client.
pub(super) fn own_error(error: &Error, path: Option<&str>, language: Language) -> Json {
    error_log::fault(error, "a GraphQL request failed");
    let mut told = json!({
        "message": in_graphql(&error.message(language), language),
        "extensions": { "code": error.code() },
    });
    if let Some(path) = path {
        told["path"] = json!([path]);
    }
    told
}
