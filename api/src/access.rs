//! Who may do what: institutions, their members and keys, the policy over them, and the audit of what they did.

/// What lets institutions act here.
pub mod accounts;
/// What happened, chained so that tampering shows.
pub mod audit;
/// The keys of programs.
pub mod keys;
/// What institutions may publish, and what persons may do for them.
pub mod mandate;
/// The persons who act for institutions.
pub mod members;
/// The one place that decides.
pub mod policy;
/// Who asks.
pub mod viewer;

pub use accounts::Account;
pub use mandate::{Mandate, Role};
pub use viewer::{Credential, Viewer};
