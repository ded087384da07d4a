//! Editions: dated, frozen states of all data, as files with checksums, kept for ever.

/// Making of editions.
mod create;
/// The files of an edition, and their folder.
mod folder;
/// The addresses.
pub(crate) mod routes;
/// When editions are made by themselves.
mod schedule;
/// Editions as they are served: found, opened, described.
mod served;
/// Verification and rebuilding of editions.
mod upkeep;

pub use create::{create, create_due};
pub use folder::{File, files};
pub use schedule::Schedule;
pub use served::{EditionBody, SQLITE_FILE, body, find, open};
pub use upkeep::{Rebuilt, rebuild, tidy, verify};
