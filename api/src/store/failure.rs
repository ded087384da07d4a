use sea_orm::{DbErr, RuntimeErr};

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

/// Whether the database is down, closing, or locked for longer than we wait: trying again may help.
fn cannot_reach(failure: &DbErr) -> bool {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = failure else {
        return matches!(failure, DbErr::ConnectionAcquire(_));
    };
    let RuntimeErr::SqlxError(cause) = runtime else {
        return matches!(failure, DbErr::Conn(_));
    };
    match cause.as_ref() {
        sea_orm::sqlx::Error::Io(_)
        | sea_orm::sqlx::Error::PoolTimedOut
        | sea_orm::sqlx::Error::PoolClosed
        | sea_orm::sqlx::Error::WorkerCrashed => true,
        // SQLite: 5 is "busy", 6 "locked", with their extended forms; PostgreSQL: class 57 is "operator intervention",
        // 53 "insufficient resources", 55P03 "lock not available".
        sea_orm::sqlx::Error::Database(database) => database.code().is_some_and(|code| {
            matches!(code.as_ref(), "5" | "6" | "261" | "517" | "262" | "55P03")
                || (code.len() == 5 && (code.starts_with("57") || code.starts_with("53")))
        }),
        _ => matches!(failure, DbErr::Conn(_)),
    }
}
