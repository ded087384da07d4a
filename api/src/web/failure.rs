use std::sync::Arc;

use axum::{http::StatusCode, response::IntoResponse};

use crate::domain::{Error, RowErrorKind};

/// A page, and the policy of what it may load.
pub(crate) struct PageText {
    /// The page, in HTML.
    pub(crate) html: String,
    /// Its Content-Security-Policy.
    pub(crate) security: &'static str,
}

/// The error of a handler. `explain` writes it as a problem, with the request's id.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(super) error: Arc<Error>,
    /// The page that a browser is shown of it, where the page of every problem would lose what was asked.
    pub(super) page: Option<Arc<PageText>>,
}

impl Failure {
    /// Its code.
    pub(crate) fn code(&self) -> &'static str {
        self.error.code()
    }

    /// The same, with a page of its own.
    pub(crate) fn shown_as(error: Error, page: PageText) -> Self {
        Self {
            error: Arc::new(error),
            page: Some(Arc::new(page)),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error: Arc::new(error),
            page: None,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        let mut response = status(&self.error).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The status of an error. No other place maps errors to statuses.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error {
        Error::BadInput { .. } | Error::BadCursor { .. } | Error::TooComplex { .. } | Error::TooDeep { .. } => {
            StatusCode::BAD_REQUEST
        }
        Error::Rows { .. } => match error.row_kind() {
            RowErrorKind::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
            RowErrorKind::Forbidden => StatusCode::FORBIDDEN,
            RowErrorKind::NotFound => StatusCode::NOT_FOUND,
            RowErrorKind::Conflict => StatusCode::CONFLICT,
        },
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::NotAcceptable { .. } => StatusCode::NOT_ACCEPTABLE,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::NotFound { .. } | Error::UnknownDocument => StatusCode::NOT_FOUND,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Error::PayloadTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::HeadTooLarge { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Error::Timeout { .. }
        | Error::SlowStatement
        | Error::Unavailable { .. }
        | Error::NoSpace { .. }
        | Error::NotYet { .. }
        | Error::ClockBehind { .. }
        | Error::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
