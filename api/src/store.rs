//! Connections, transactions, the revision and the statements: what SQL the engines share, nothing of what it means.

/// Editions and permalinks, as they are stored.
mod archive;
/// The store, and how it is opened.
mod connection;
/// Connections to either engine.
mod connections;
/// How much room the disks have.
pub mod disk;
/// Fingerprints of rows.
mod fingerprint;
/// Text without case or accents.
mod fold;
/// Named locks of this process.
mod local_locks;
/// The last revision known, and its time.
mod published;
/// How a node learns of revisions that others publish.
mod revision_listener;
/// Rows as they are read.
mod rows;
/// Migrations up and down, and what is applied.
mod schema;
/// The engines' own full-text search.
pub mod search;
/// Which database, and how it may be used.
mod settings;
/// Reads pinned to one revision.
mod snapshot;
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

pub use archive::{Edition, Permalink};
pub use connection::Store;
pub use connections::worker_watch::WatchedConnection;
pub use fingerprint::Fingerprint;
pub use fold::fold;
pub use local_locks::{LocalLock, LocalLocks};
pub use rows::cells::RowCells;
pub use rows::chunks::{chunks, rows_per_statement};
pub use rows::immutable_cache::PublicationFacts;
pub use rows::keyset::{Direction, Keyset, OrderColumn};
pub use rows::known_names::RecordNames;
pub use rows::scan::{Plain, Scan};
pub use settings::{Engine, StoreSettings};
pub use snapshot::Snapshot;
pub use status::StoreStatus;
pub use table_file::{FileColumn, Held, TableFile, TableShape};
pub use transaction::{Transaction, Write};
