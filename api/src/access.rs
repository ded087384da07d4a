//! Who may do what: institutions, their members and keys, the policy over them, and the audit of what they did.

/// An institution that may act here.
mod account;
/// The accounts of institutions.
pub mod account_store;
/// The audit log, a hash chain.
pub mod audit;
/// Names of keys and persons, and numbers that cannot be guessed.
mod identifiers;
/// The keys of programs.
pub mod keys;
/// What institutions may publish, and what persons may do for them.
pub mod mandate;
/// The persons who act for institutions.
pub mod members;
/// Tokens of OpenID Connect providers.
pub mod oidc;
/// The rights of institutions: the one place that decides.
pub mod policy;
/// Credentials, proven again.
mod proof;
/// The viewer: an institution, and who acts for it.
pub mod viewer;

pub use account::Account;
pub use identifiers::{is_number, random_number};
pub use mandate::{Mandate, Role};
pub use proof::{current_viewer, prove};
pub use viewer::{Credential, Viewer};
