//! Errors in the log, with their causes, which no response shows.

use crate::domain::Error;

/// Writes a failure that the service gets over by itself: it will try again, or goes on without. `what` says what could not be done.
pub fn warn(error: &Error, what: &str) {
    tracing::warn!(%error, cause = error.cause(), "{what}");
}

/// Writes a fault that has a cause: of the service, or of what it runs on. What callers did wrong has none, and is not written.
pub fn fault(error: &Error, what: &str) {
    if let Some(cause) = error.cause() {
        tracing::error!(code = error.code(), cause, "{what}");
    }
}
