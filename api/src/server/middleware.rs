//! What every request passes on its way to its handler.

/// Requests worked at, at once.
pub(crate) mod admission;
/// Counts wrong credentials.
pub(crate) mod auth_throttle;
/// Handlers of which some are gone on with elsewhere.
mod brief;
/// Bodies that were refused unread.
pub(crate) mod drain_body;
/// What lets requests in.
pub(crate) mod load_shed;
/// How often one client may ask.
pub(crate) mod rate_limit;
/// What requests take, by operation.
pub(crate) mod request_metrics;
/// What browsers are told to keep from doing.
pub(crate) mod security_headers;
/// The response bodies being sent.
pub(crate) mod streams;
