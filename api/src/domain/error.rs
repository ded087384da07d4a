use std::error::Error as Cause;

use thiserror::Error;

/// What can go wrong, for every floor: a closed list, mapped once to REST problems and once to GraphQL codes.
///
/// The messages are for the caller and tell how to mend the request. `Internal` and `Unavailable` carry a cause, which is for the log alone.
#[derive(Debug, Error)]
pub enum Error {
    /// The request says something that cannot be meant.
    #[error("{message}")]
    BadInput {
        /// What is wrong and how to mend it.
        message: String,
    },
    /// None of the forms that the client accepts is offered.
    #[error("{message}")]
    NotAcceptable {
        /// What is offered.
        message: String,
    },
    /// A cursor is damaged, or comes from another list.
    #[error("{message}")]
    BadCursor {
        /// What is wrong and how to mend it.
        message: String,
    },
    /// No credential, or a wrong one.
    #[error("this needs a credential: send Authorization: Bearer with a key or a token")]
    Unauthenticated,
    /// A right credential without the right.
    #[error("{message}")]
    Forbidden {
        /// Who lacks which right.
        message: String,
    },
    /// There is no such thing, or the caller may not know of it.
    #[error("{message}")]
    NotFound {
        /// What was looked for.
        message: String,
    },
    /// The change was made against another state than the present one.
    #[error("{message}")]
    Conflict {
        /// What differs.
        message: String,
    },
    /// The request asks for too much work.
    #[error("{message}")]
    TooComplex {
        /// The cost, the limit and how to ask for less.
        message: String,
    },
    /// The request nests too deep.
    #[error("{message}")]
    TooDeep {
        /// The depth and the limit.
        message: String,
    },
    /// The answer took too long.
    #[error("the answer took more than {seconds} seconds: ask for less at once")]
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The body is larger than accepted.
    #[error("the body is larger than {limit} bytes: send less at once")]
    PayloadTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The store cannot be reached now.
    #[error("the store cannot be reached just now: try again in a few seconds")]
    Unavailable {
        /// For the log.
        #[source]
        cause: Box<dyn Cause + Send + Sync>,
    },
    /// A fault of ours.
    #[error("something went wrong on our side; the log has more under this request's id")]
    Internal {
        /// For the log.
        #[source]
        cause: Box<dyn Cause + Send + Sync>,
    },
}

impl Error {
    /// The request says something that cannot be meant.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput {
            message: message.into(),
        }
    }

    /// The cursor cannot be followed here.
    pub fn bad_cursor(message: impl Into<String>) -> Self {
        Self::BadCursor {
            message: message.into(),
        }
    }

    /// Nothing of that name exists.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound {
            message: message.into(),
        }
    }

    /// The caller has no right to do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden {
            message: message.into(),
        }
    }

    /// A fault of ours; `cause` goes to the log.
    pub fn internal(cause: impl Into<Box<dyn Cause + Send + Sync>>) -> Self {
        Self::Internal { cause: cause.into() }
    }

    /// The code that both doors publish.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadInput { .. } | Self::NotAcceptable { .. } => "BAD_USER_INPUT",
            Self::BadCursor { .. } => "BAD_CURSOR",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Conflict { .. } => "CONFLICT",
            Self::TooComplex { .. } => "TOO_COMPLEX",
            Self::TooDeep { .. } => "TOO_DEEP",
            Self::Timeout { .. } => "TIMEOUT",
            Self::PayloadTooLarge { .. } => "PAYLOAD_TOO_LARGE",
            Self::Unavailable { .. } => "UNAVAILABLE",
            Self::Internal { .. } => "INTERNAL",
        }
    }
}
