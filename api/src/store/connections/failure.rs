use sea_orm::{DbErr, RuntimeErr, SqlxError};

use crate::domain::Error;

impl From<DbErr> for Error {
    fn from(failure: DbErr) -> Self {
        let cause = Box::new(failure);
        match kind(&cause) {
            Kind::NoSpace => Self::NoSpace { cause },
            Kind::Unreachable => Self::Unavailable { cause },
            Kind::TooLong => Self::SlowStatement,
            Kind::Fault => Self::Internal { cause },
        }
    }
}

/// The kinds of database failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The disk is full: reads go on.
    NoSpace,
    /// It is down, closing, failing, or locked for longer than we wait: trying again may help.
    Unreachable,
    /// The statement took longer than it may.
    TooLong,
    /// The statement is at fault.
    Fault,
}

/// Whether a connection was lost, and another one may do: the statement was not answered.
pub(in crate::store) fn is_lost_connection(failure: &DbErr) -> bool {
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
pub(in crate::store) fn may_be_its_own(failure: &DbErr) -> bool {
    let conflicts = |code: &str| matches!(code, "40001" | "40P01" | "25006");
    let of_replica = sqlx_cause(failure).is_some_and(
        |cause| matches!(cause, SqlxError::Database(database) if database.code().is_some_and(|code| conflicts(&code))),
    );
    matches!(kind(failure), Kind::Unreachable | Kind::NoSpace) || of_replica
}

fn sqlx_cause(failure: &DbErr) -> Option<&SqlxError> {
    match failure {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

fn kind(failure: &DbErr) -> Kind {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = failure else {
        return match failure {
            DbErr::ConnectionAcquire(_) => Kind::Unreachable,
            _ => Kind::Fault,
        };
    };
    let at_connection = match failure {
        DbErr::Conn(_) => Kind::Unreachable,
        _ => Kind::Fault,
    };
    let RuntimeErr::SqlxError(cause) = runtime else {
        return at_connection;
    };
    match cause.as_ref() {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => Kind::Unreachable,
        SqlxError::Database(database) => database
            .code()
            .map_or(at_connection, |code| kind_of_code(&code, at_connection)),
        _ => at_connection,
    }
}

/// What a code means: a number of SQLite's, or five characters of PostgreSQL's.
fn kind_of_code(code: &str, otherwise: Kind) -> Kind {
    if code.len() == 5 && !code.starts_with("SQLITE") {
        return match code {
            "53100" => Kind::NoSpace,
            "57014" => Kind::TooLong,
            // Locks, serialization and deadlocks; a server that only reads, as one that was the primary; a transaction that was idle for too long.
            "55P03" | "40001" | "40P01" | "25006" | "25P03" | "58030" => Kind::Unreachable,
            // Connections, insufficient resources, operator intervention.
            _ if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => Kind::Unreachable,
            _ => otherwise,
        };
    }
    // The low byte is the code, what is above it says more of it.
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(SQLITE_FULL) => Kind::NoSpace,
        Ok(SQLITE_INTERRUPT) => Kind::TooLong,
        Ok(code) if SQLITE_UNREACHABLE.contains(&code) => Kind::Unreachable,
        _ => otherwise,
    }
}

/// Codes of SQLite (<https://sqlite.org/rescode.html>): the disk is full.
const SQLITE_FULL: u32 = 13;

/// The statement was ended: it took too long, or nobody waited for it.
const SQLITE_INTERRUPT: u32 = 9;

/// Busy, locked, no memory, read-only, input or output, damaged (which a disk that cannot be read looks like), cannot open, lock protocol, not a
/// database.
const SQLITE_UNREACHABLE: [u32; 9] = [5, 6, 7, 8, 10, 11, 14, 15, 26];
