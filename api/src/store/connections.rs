//! Connections to either engine: how they are opened, given out, watched and replaced.

/// How connections are opened.
pub(super) mod connect_options;
/// Database errors as errors of the domain.
pub(super) mod failure;
/// The connections to a database.
pub(super) mod opened;
/// Places of statements on connections.
mod places;
/// Connections that read a PostgreSQL database.
pub(super) mod postgres_readers;
/// The connections of public reads.
pub(super) mod readers;
/// Connections that read an SQLite database.
pub(super) mod sqlite_readers;
/// Panics of the threads of the SQLite driver.
pub(super) mod worker_watch;
/// Connections that write, replaced after a failure.
pub(super) mod writers;
