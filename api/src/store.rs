//! Connections, transactions, the revision and the statements: what SQL the engines share, nothing of what it means.

/// Editions and permalinks, as they are stored.
mod archive;
/// Names, publications and records, read once.
mod cached_rows;
/// Cells of rows.
mod cells;
/// Rows in as many statements as bind them.
mod chunks;
/// How connections are opened.
mod connect_options;
/// Opens the database: one writer and several readers on SQLite, pools on PostgreSQL.
mod connection;
/// How much room the disks have.
pub mod disk;
/// Database errors as errors of the domain.
mod failure;
/// Fingerprints of rows.
mod fingerprint;
/// Text without case or accents.
mod fold;
/// Rows that never change, cached.
mod immutable_cache;
/// Conditions and orders that continue a list after a given row.
mod keyset;
/// Names held for a while.
mod local_locks;
/// The connections to a database.
mod opened;
/// What the last publication left.
mod published;
/// The statements of one response, counted.
mod query_stats;
/// The connections of public reads.
mod readers;
/// How a node learns of revisions that others publish.
mod revision_listener;
/// Statements read column by column.
mod scan;
/// Migrations up and down, and what is applied.
mod schema;
/// The engines' own full-text search.
pub mod search;
/// Which database, and how it may be used.
mod settings;
/// Reads pinned to one revision.
mod snapshot;
/// Connections that read an SQLite database.
mod sqlite_readers;
/// The status of a store.
mod status;
/// SQLite files of tables.
mod table_file;
/// Transactions that write.
mod transaction;
/// GraphQL documents asked for by their hash.
mod trusted;
/// French texts as the words by which they are found.
pub mod words;
/// Threads of the SQLite driver that end before their answers do.
mod worker_watch;
/// Connections that write, replaced after a failure.
mod writers;

pub use archive::{Edition, Permalink};
pub use cells::RowCells;
pub use chunks::chunks;
pub use connection::Store;
pub use fingerprint::Fingerprint;
pub use fold::fold;
pub use immutable_cache::PublicationFacts;
pub use keyset::{Direction, Keyset, OrderColumn};
pub use local_locks::{LocalLock, LocalLocks};
pub use scan::{Plain, Scan};
pub use settings::{Engine, StoreSettings};
pub use snapshot::Snapshot;
pub use status::StoreStatus;
pub use table_file::{Held, TableFile};
pub use transaction::{Transaction, Write};
pub use worker_watch::WatchedConnection;
