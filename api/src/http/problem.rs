use std::{any::Any, sync::Arc};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
    middleware::Next,
    response::IntoResponse,
};
use serde_json::json;

use super::REQUEST_ID;
use crate::{
    datasets::suggestion::did_you_mean,
    domain::{Error, Result},
};

/// A handler's failure. `explain` writes it as a problem, with the request's id.
#[derive(Clone)]
pub(super) struct Failure(Arc<Error>);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The one place that says which status an error has.
pub(super) fn status(error: &Error) -> StatusCode {
    match error {
        Error::BadInput { .. } | Error::BadCursor { .. } | Error::TooComplex { .. } | Error::TooDeep { .. } => {
            StatusCode::BAD_REQUEST
        }
        Error::NotAcceptable { .. } => StatusCode::NOT_ACCEPTABLE,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::PayloadTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Timeout { .. } | Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Writes every refusal as an RFC 9457 problem, and the causes of faults to the log.
pub(super) async fn explain(request: Request, next: Next) -> axum::response::Response {
    let id = request.headers().get(REQUEST_ID).cloned();
    let to_graphql = request.uri().path() == "/graphql";
    let response = next.run(request).await;
    if response.status().is_success() || response.status().is_redirection() || is_explained(&response) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let failure = parts.extensions.get::<Failure>().cloned();
    let status = parts.status;
    let (code, detail) = match &failure {
        Some(Failure(error)) => {
            if let Some(cause) = std::error::Error::source(&**error) {
                tracing::error!(code = error.code(), %cause, "a request failed");
            }
            (error.code(), error.to_string())
        }
        None => unexplained(status),
    };
    let problem = json!({
        "type": format!("/docs/errors/{}", code.to_lowercase().replace('_', "-")),
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
        "request_id": id.as_ref().and_then(|id| id.to_str().ok()),
    });
    let (kind, body) = if to_graphql {
        let error =
            json!({ "message": problem["detail"], "extensions": { "code": code, "requestId": problem["request_id"] } });
        ("application/json", json!({ "errors": [error] }))
    } else {
        ("application/problem+json", problem)
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(
        parts
            .headers
            .into_iter()
            .filter_map(|(name, value)| Some((name?, value))),
    );
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// GraphQL explains its own refusals, in its own terms.
fn is_explained(response: &axum::response::Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json"))
}

/// What a layer refused.
fn unexplained(status: StatusCode) -> (&'static str, String) {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => (
            "PAYLOAD_TOO_LARGE",
            "the body is larger than accepted: send less at once".to_owned(),
        ),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => {
            ("TIMEOUT", "the answer took too long: ask for less at once".to_owned())
        }
        StatusCode::METHOD_NOT_ALLOWED => (
            "BAD_USER_INPUT",
            "this address does not take this method; Allow says which it takes".to_owned(),
        ),
        StatusCode::NOT_FOUND => ("NOT_FOUND", "there is nothing at this address".to_owned()),
        status if status.is_client_error() => ("BAD_USER_INPUT", "the request cannot be understood".to_owned()),
        _ => (
            "INTERNAL",
            "something went wrong on our side; the log has more under this request's id".to_owned(),
        ),
    }
}

/// What is told of a panic: nothing but the id; the panic itself is in the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(super) fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let told = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Failure::from(Error::internal(format!("panic: {told}"))).into_response()
}

/// The answer to an address that does not exist.
pub(super) async fn no_such_address(request: Request) -> Result<(), Failure> {
    let path = request.uri().path();
    let known = [
        "/graphql",
        "/schema.graphql",
        "/v1/datasets",
        "/openapi.json",
        "/docs",
        "/version",
        "/health/live",
        "/health/ready",
    ];
    let hint = did_you_mean(path, known);
    Err(Error::not_found(format!("there is nothing at this address{hint}")).into())
}
