/// Messages that are always the same.
mod messages;

use std::error::Error as Cause;

use thiserror::Error;

use super::{Language, Result, Revision, RowError, RowErrorKind, Wording, row_error, wording};

/// What can go wrong, for every floor: a closed list, mapped once to REST problems and once to GraphQL codes.
///
/// The messages are for the caller and tell how to mend the request. `Internal`, `Unavailable` and `NoSpace` carry a cause, which is for the log alone.
#[derive(Debug, Error)]
#[error("{}", self.wording().english)]
pub enum Error {
    /// The request says something that cannot be meant.
    BadInput {
        /// What is wrong and how to mend it.
        message: Wording,
    },
    /// Rows given to be published cannot be accepted: each with its place and reason.
    Rows {
        /// The same in words.
        message: Wording,
        /// What is wrong, row by row.
        rows: Vec<RowError>,
    },
    /// None of the forms that the client accepts is offered.
    NotAcceptable {
        /// What is offered.
        message: Wording,
    },
    /// A cursor is damaged, or comes from another list.
    BadCursor {
        /// What is wrong and how to mend it.
        message: Wording,
    },
    /// No credential, or a wrong one.
    Unauthenticated,
    /// A right credential without the right.
    Forbidden {
        /// Who lacks which right.
        message: Wording,
    },
    /// There is no such thing, or the caller may not know of it.
    NotFound {
        /// What was looked for.
        message: Wording,
    },
    /// The state of things does not allow it: a record changed meanwhile, is still referred to, or is not as it should be.
    Conflict {
        /// What differs.
        message: Wording,
    },
    /// The representation is another than the request expects (`If-Match`, `If-Unmodified-Since`).
    PreconditionFailed,
    /// The request asks for too much work.
    TooComplex {
        /// The cost, the limit and how to ask for less.
        message: Wording,
    },
    /// The request nests too deep.
    TooDeep {
        /// The depth and the limit.
        message: Wording,
    },
    /// Too many requests of one client, or too many wrong credentials.
    RateLimited {
        /// How long to wait.
        seconds: u64,
    },
    /// The hash names no GraphQL document that is known.
    UnknownDocument,
    /// The answer took too long.
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// A statement took longer than the database lets it.
    SlowStatement,
    /// The body is larger than accepted.
    PayloadTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The head of the request is longer than accepted.
    HeadTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// More is asked at once than can be answered in time.
    Overloaded,
    /// A revision that the client knows of is not known here yet.
    NotYet {
        /// The revision asked for.
        wanted: Revision,
        /// The last one known.
        known: Revision,
    },
    /// The clock of this machine is behind the last publication.
    ClockBehind {
        /// By how much.
        seconds: i64,
    },
    /// The client was too slow to send its request.
    TooSlow,
    /// The store cannot be reached now.
    Unavailable {
        /// For the log.
        #[source]
        cause: Box<dyn Cause + Send + Sync>,
    },
    /// There is no room to write: reads go on.
    NoSpace {
        /// For the log.
        #[source]
        cause: Box<dyn Cause + Send + Sync>,
    },
    /// A fault of ours.
    Internal {
        /// For the log.
        #[source]
        cause: Box<dyn Cause + Send + Sync>,
    },
}

impl Error {
    /// The request says something that cannot be meant.
    pub fn bad_input(message: impl Into<Wording>) -> Self {
        Self::BadInput {
            message: message.into(),
        }
    }

    /// The cursor cannot be followed here.
    pub fn bad_cursor(message: impl Into<Wording>) -> Self {
        Self::BadCursor {
            message: message.into(),
        }
    }

    /// Nothing of that name exists.
    pub fn not_found(message: impl Into<Wording>) -> Self {
        Self::NotFound {
            message: message.into(),
        }
    }

    /// The caller has no right to do this.
    pub fn forbidden(message: impl Into<Wording>) -> Self {
        Self::Forbidden {
            message: message.into(),
        }
    }

    /// A fault of ours; `cause` goes to the log.
    pub fn internal(cause: impl Into<Box<dyn Cause + Send + Sync>>) -> Self {
        Self::Internal { cause: cause.into() }
    }

    /// The present state differs from the one that the caller expects.
    pub fn conflict(message: impl Into<Wording>) -> Self {
        Self::Conflict {
            message: message.into(),
        }
    }

    /// The refusal of a publication for what is wrong with its rows.
    pub fn rows_refused(mut rows: Vec<RowError>) -> Self {
        rows.sort_by(|one, other| one.origin.cmp(&other.origin));
        Self::Rows {
            message: row_error::summary(&rows),
            rows,
        }
    }

    /// Moves the row errors of a step into `problems`, so that the next step can be tried too; any other failure stays one.
    ///
    /// # Errors
    /// The failure, when it is not of rows.
    pub fn gather_rows<T>(step: Result<T>, problems: &mut Vec<RowError>) -> Result<Option<T>> {
        match step {
            Ok(done) => Ok(Some(done)),
            Err(Self::Rows { rows, .. }) => {
                problems.extend(rows);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether the same request may succeed later: the database is out of reach, slow or full, or the clock is behind.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. } | Self::NoSpace { .. } | Self::ClockBehind { .. } | Self::SlowStatement
        )
    }

    /// Whether the service is at fault, and not the request.
    pub fn is_ours(&self) -> bool {
        self.is_temporary() || matches!(self, Self::Internal { .. })
    }

    /// What rows are refused for, when they are.
    pub fn rows(&self) -> &[RowError] {
        match self {
            Self::Rows { rows, .. } => rows,
            _ => &[],
        }
    }

    /// The kind of what was refused to rows.
    pub fn row_kind(&self) -> RowErrorKind {
        RowError::kind_of(self.rows())
    }

    /// What caused it: for the log and for operators, never for callers.
    pub fn cause(&self) -> Option<String> {
        self.source().map(ToString::to_string)
    }

    /// The message in a language.
    pub fn message(&self, language: Language) -> String {
        self.wording().text(language).to_owned()
    }

    /// The code that every door publishes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadInput { .. } | Self::NotAcceptable { .. } => "BAD_USER_INPUT",
            Self::Rows { rows, .. } => RowError::kind_of(rows).code(),
            Self::BadCursor { .. } => "BAD_CURSOR",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Conflict { .. } => "CONFLICT",
            Self::PreconditionFailed => "PRECONDITION_FAILED",
            Self::TooComplex { .. } => "TOO_COMPLEX",
            Self::TooDeep { .. } => "TOO_DEEP",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::UnknownDocument => "PERSISTED_QUERY_NOT_FOUND",
            Self::Timeout { .. } | Self::SlowStatement | Self::TooSlow => "TIMEOUT",
            Self::PayloadTooLarge { .. } | Self::HeadTooLarge { .. } => "PAYLOAD_TOO_LARGE",
            Self::Unavailable { .. }
            | Self::NoSpace { .. }
            | Self::NotYet { .. }
            | Self::ClockBehind { .. }
            | Self::Overloaded => "UNAVAILABLE",
            Self::Internal { .. } => "INTERNAL",
        }
    }
}

impl Error {
    /// The message, in both languages.
    pub fn wording(&self) -> Wording {
        match self {
            Self::BadInput { message, .. }
            | Self::Rows { message, .. }
            | Self::NotAcceptable { message, .. }
            | Self::BadCursor { message, .. }
            | Self::Forbidden { message, .. }
            | Self::NotFound { message, .. }
            | Self::Conflict { message, .. }
            | Self::TooComplex { message, .. }
            | Self::TooDeep { message, .. } => message.clone(),
            Self::Unauthenticated => messages::UNAUTHENTICATED.into(),
            Self::PreconditionFailed => messages::PRECONDITION_FAILED.into(),
            Self::RateLimited { seconds } => wording!(
                "trop de requêtes : réessayez dans {} secondes",
                "too many requests: try again in {} seconds",
                seconds
            ),
            Self::UnknownDocument => messages::UNKNOWN_DOCUMENT.into(),
            Self::Timeout { seconds } => wording!(
                "la réponse a pris plus de {} secondes : demandez moins à la fois",
                "the answer took more than {} seconds: ask for less at once",
                seconds
            ),
            Self::SlowStatement => messages::SLOW_STATEMENT.into(),
            Self::PayloadTooLarge { limit } => wording!(
                "le corps dépasse {} octets : envoyez moins à la fois",
                "the body is larger than {} bytes: send less at once",
                limit
            ),
            Self::HeadTooLarge { limit } => wording!(
                "la ligne et les en-têtes de la requête dépassent {} octets : envoyez moins d'en-têtes, ou la requête GraphQL par POST",
                "the line and the headers of the request are longer than {} bytes: send fewer headers, or the GraphQL query by POST",
                limit
            ),
            Self::Overloaded => messages::OVERLOADED.into(),
            Self::NotYet { known, wanted } => wording!(
                "la révision {wanted} n'est pas encore connue ici, qui en est à {known} : réessayez dans une seconde, ou ne demandez pas de révision",
                "revision {wanted} is not known here yet, where the last one is {known}: try again in a second, or ask for no revision"
            ),
            Self::ClockBehind { seconds } => wording!(
                "l'horloge du service retarde de {seconds} secondes sur sa dernière publication : rien n'a été publié, son exploitant doit la régler",
                "the clock of the service is {seconds} seconds behind its last publication: nothing was published, its operator must set it"
            ),
            Self::TooSlow => messages::TOO_SLOW.into(),
            Self::Unavailable { .. } => messages::UNAVAILABLE.into(),
            Self::NoSpace { .. } => messages::NO_SPACE.into(),
            Self::Internal { .. } => messages::INTERNAL.into(),
        }
    }
}
