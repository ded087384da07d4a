use sea_orm::{DbErr, RuntimeErr, SqlxError};

use crate::domain::Error;

impl From<DbErr> for Error {
    fn from(failure: DbErr) -> Self {
        if cannot_reach(&failure) {
            Self::Unavailable {
                cause: Box::new(failure),
            }
        } else {
            Self::internal(failure)
        }
    }
}

/// Whether a connection was lost, and another one may do: the statement was not answered.
pub(super) fn is_lost_connection(failure: &DbErr) -> bool {
    let Some(cause) = sqlx_cause(failure) else {
        return false;
    };
    match cause {
        SqlxError::Io(_) => true,
        // The server said that it ends the connection: by order, or as it crashed.
        SqlxError::Database(database) => database
            .code()
            .is_some_and(|code| matches!(code.as_ref(), "57P01" | "57P02")),
        _ => false,
    }
}

/// Whether a replica may fail where the primary does not: it is gone, or what it was reading was cleared away.
pub(super) fn may_be_its_own(failure: &DbErr) -> bool {
    let conflicts = |code: &str| matches!(code, "40001" | "40P01" | "25006");
    let of_replica = sqlx_cause(failure).is_some_and(
        |cause| matches!(cause, SqlxError::Database(database) if database.code().is_some_and(|code| conflicts(&code))),
    );
    cannot_reach(failure) || of_replica
}

fn sqlx_cause(failure: &DbErr) -> Option<&SqlxError> {
    match failure {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// Whether the database is down, closing, or locked for longer than we wait: trying again may help.
fn cannot_reach(failure: &DbErr) -> bool {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = failure else {
        return matches!(failure, DbErr::ConnectionAcquire(_));
    };
    let RuntimeErr::SqlxError(cause) = runtime else {
        return matches!(failure, DbErr::Conn(_));
    };
    match cause.as_ref() {
        SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
        // SQLite: 5 is "busy", 6 "locked", with their extended forms; PostgreSQL: class 57 is "operator intervention",
        // 53 "insufficient resources", 55P03 "lock not available".
        SqlxError::Database(database) => database.code().is_some_and(|code| {
            matches!(code.as_ref(), "5" | "6" | "261" | "517" | "262" | "55P03")
                || (code.len() == 5 && (code.starts_with("57") || code.starts_with("53")))
        }),
        _ => matches!(failure, DbErr::Conn(_)),
    }
}
