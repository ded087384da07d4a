//! What every request passes on its way to its handler.

/// Requests worked at, at once.
pub(crate) mod admission;
/// Wrong credentials, counted.
pub(crate) mod auth_throttle;
/// Bodies that were refused unread.
pub(crate) mod drain_body;
/// In which language a client is spoken to.
pub(crate) mod language;
/// What lets requests in.
pub(crate) mod load_shed;
/// Resources that clients share.
pub(crate) mod places;
/// How often one client may ask.
pub(crate) mod rate_limit;
/// By which requests are told apart.
pub(crate) mod request_id;
/// What requests take, by operation.
pub(crate) mod request_metrics;
/// What browsers are told to keep from doing.
pub(crate) mod security_headers;
/// What an answer took.
pub(crate) mod server_timing;
/// Bodies on their way out.
pub(crate) mod streams;
/// What answers follow from, for caches that can be told what changed.
pub(crate) mod surrogate_key;
