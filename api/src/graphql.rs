//! The GraphQL door. The library parses and validates; introspection, the plan and the response are ours: a document becomes,
//! before any SQL, a plan whose price is known, then one statement per level, then bytes.

/// Documents known by their hash.
mod documents;
/// Documents parsed, bounded, validated, planned and run.
pub(crate) mod executor;
/// Global ids.
mod ids;
/// Introspection.
mod introspection;
/// Limits on documents, applied before validation.
mod limits;
/// The context of a mutation.
pub(crate) mod mutation_context;
/// Names as GraphQL writes them.
mod names;
/// Outcomes of requests, and errors as GraphQL writes them.
pub(crate) mod outcome;
/// A document as a plan.
mod plan;
/// Requests and responses of GraphQL over HTTP.
pub mod protocol;
/// The addresses.
pub(crate) mod routes;
/// The schema, made from the declarations.
mod schema;
/// Whether documents and variables are valid.
mod validator;
/// Messages in the names of this door.
mod wording;
/// Plans run, answers written.
mod write;

pub use documents::hash_of;
pub use executor::{Executor, schema_text};
pub use mutation_context::MutationContext;
pub use outcome::Outcome;
