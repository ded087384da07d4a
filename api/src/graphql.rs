//! The GraphQL door. The library parses, validates, and answers introspection; the plan and the answer are ours: a document becomes,
//! before any SQL, a plan whose price is known, then one statement per level, then bytes.

/// Documents known by their hash.
mod documents;
/// Documents parsed, bounded, validated, planned and run.
pub(crate) mod executor;
/// What documents ask of the schema itself.
mod introspection;
/// What is refused before a document is validated.
mod limits;
/// With what a request may write.
pub(crate) mod mutation_context;
/// Names as GraphQL writes them.
mod names;
/// What a request comes to, and errors as GraphQL writes them.
pub(crate) mod outcome;
/// A document as a plan.
mod plan;
/// Requests and answers as GraphQL over HTTP says them.
pub mod protocol;
/// The addresses.
pub(crate) mod routes;
/// The schema, made from the declarations.
mod schema;
/// Plans run, answers written.
mod write;

pub use documents::hash_of;
pub use executor::{Executor, schema_text};
pub use mutation_context::MutationContext;
pub use outcome::Outcome;
