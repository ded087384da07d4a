//! What all doors share of HTTP: policies of routes, extractors, representations, validators and problems.

/// Ranges of Accept and its siblings, with their qualities.
pub(crate) mod accept;
/// Credentials, verified.
pub(crate) mod authentication;
/// The media type and the encoding of bodies.
pub(crate) mod body_form;
/// The address that a request comes from.
pub(crate) mod client_ip;
/// The snapshot of a request, strong ETags from its revision, and `304`.
pub(crate) mod conditional;
/// How CSV is written.
pub(crate) mod csv_dialect;
/// What descriptions of operations share.
pub mod described;
/// The encoding of a response.
pub(crate) mod encoding;
/// The errors of handlers.
pub(crate) mod failure;
/// Bodies in JSON.
pub(crate) mod json_body;
/// The language of a response.
pub(crate) mod language;
/// The query string of a list, parsed.
pub(crate) mod list_query;
/// Media types of bodies.
pub(crate) mod media_type;
/// The name of a GraphQL operation.
pub(crate) mod operation_name;
/// Who runs the service.
pub(crate) mod operator;
/// Resources that clients share.
pub(crate) mod places;
/// Preconditions of requests.
pub(crate) mod preconditions;
/// Errors as RFC 9457 problems.
pub(crate) mod problem;
/// Query strings, parsed.
pub(crate) mod query;
/// What a handler responds with, before it is a response.
pub(crate) mod representation;
/// The id of a request.
pub(crate) mod request_id;
/// Representations as responses, files in ranges.
pub(crate) mod response;
/// How routes treat their requests and responses.
pub mod route_policy;
/// Routes: a path, its policy, its handlers and, beside them, its description.
pub mod routes;
/// What a response took, for those who ask.
pub(crate) mod server_timing;
/// The address that clients know the service by.
pub(crate) mod site;
/// Bodies that hold something while they are sent.
pub(crate) mod streamed;
/// What responses follow from, for caches that publications purge.
pub(crate) mod surrogate_key;
/// Parameters that other sites add to links.
pub(crate) mod trackers;
/// What handlers that write need.
pub(crate) mod writer;

pub use client_ip::Proxies;
pub use operator::{Operator, OperatorNames, contact};
