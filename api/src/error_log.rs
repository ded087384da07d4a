//! Errors in the log: the one place where their causes, which no caller is shown, are written.

use crate::domain::Error;

/// Writes a failure that the service gets over by itself: it will try again, or goes on without. `what` says what could not be done.
pub fn warn(error: &Error, what: &str) {
    tracing::warn!(%error, cause = error.cause(), "{what}");
}

/// Writes a fault of the service or of its surroundings. What callers did wrong has no cause, and is not written.
pub fn fault(error: &Error, what: &str) {
    if let Some(cause) = error.cause() {
        tracing::error!(code = error.code(), cause, "{what}");
    }
}
