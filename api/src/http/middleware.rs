//! What every request passes on its way to its handler.

/// Requests worked at, at once.
pub(super) mod admission;
/// Wrong credentials, counted.
pub(super) mod auth_throttle;
/// Bodies that were refused unread.
pub(super) mod drain_body;
/// In which language a client is spoken to.
pub(super) mod language;
/// What lets requests in.
pub(super) mod load_shed;
/// Resources that clients share.
pub(super) mod places;
/// How often one client may ask.
pub(super) mod rate_limit;
/// By which requests are told apart.
pub(super) mod request_id;
/// What requests take, by operation.
pub(super) mod request_metrics;
/// What browsers are told to keep from doing.
pub(super) mod security_headers;
/// What an answer took.
pub(super) mod server_timing;
/// Bodies on their way out.
pub(super) mod streams;
/// What answers follow from, for caches that can be told what changed.
pub(super) mod surrogate_key;
