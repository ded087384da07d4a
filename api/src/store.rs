//! Connections, transactions, the revision and the statements: what SQL the engines share, nothing of what it means.

/// What one answer asked of the database.
mod asked;
/// Cells of rows.
mod cells;
/// Names held for a while.
mod claims;
/// Opens the database: one writer and several readers on SQLite, pools on PostgreSQL.
mod connection;
/// How much room the disks have.
pub mod disk;
/// What an error of the database means to a caller.
mod failure;
/// Fingerprints of rows.
mod fingerprint;
/// Text without case or accents.
mod fold;
/// How a node learns of what others publish.
mod following;
/// What is kept for ever, and cited.
mod kept;
/// Conditions and orders that continue a list after a given row.
mod keyset;
/// What was read of revisions, kept in memory.
mod memory;
/// Where public reads run.
mod readers;
/// Statements read column by column.
mod scan;
/// Migrations up and down, and what is applied.
mod schema;
/// The engines' own full-text search.
pub mod search;
/// Reads pinned to one revision.
mod snapshot;
/// Connections that read an SQLite database.
mod sqlite_readers;
/// How a store stands.
mod standing;
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

pub use cells::Cells;
pub use claims::{Claim, Claims};
pub use connection::{Engine, Store, StoreSettings};
pub use fingerprint::Fingerprint;
pub use fold::fold;
pub use kept::{Edition, Permalink};
pub use keyset::{Component, Direction, Keyset};
pub use memory::Publication;
pub use scan::{Plain, Scan};
pub use snapshot::Snapshot;
pub use standing::Standing;
pub use table_file::{Held, TableFile};
pub use transaction::{Transaction, Write, chunks};
pub use worker_watch::WatchedConnection;
