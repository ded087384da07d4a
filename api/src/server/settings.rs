use std::time::Duration;

use super::middleware::rate_limit::RateLimits;
use crate::{
    access::oidc::OidcSettings,
    archive::PermalinkLimits,
    web::{Operator, Proxies},
};

/// How requests are bounded.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// How long a request may take before its answer starts.
    pub request_timeout: Duration,
    /// The largest body accepted, in bytes.
    pub body_limit: usize,
    /// How long an import may take.
    pub import_timeout: Duration,
    /// The largest file accepted, in bytes.
    pub import_limit: usize,
    /// Whose tokens are accepted.
    pub oidc: OidcSettings,
    /// Where files are kept: a folder, or the address of an object store.
    pub files: String,
    /// The proxies in front that are believed about whom they speak for, and the addresses without limits.
    pub trusted_proxies: Proxies,
    /// How often one client may ask.
    pub rates: RateLimits,
    /// How many requests are worked at, at once.
    pub at_once: usize,
    /// How many bytes of responses are cached in memory.
    pub response_cache: u64,
    /// The budget of permalinks, in bytes.
    pub permalinks: PermalinkLimits,
    /// How many bytes of memory the service is to stay below: caches, bodies, streams and imports have parts of it.
    pub memory: u64,
    /// How many connections are open at once; as many as the open files and the memory allow, unless it is said.
    pub connections: Option<usize>,
    /// How long the SQL of an answer may take before it is told to the log; none to tell of none.
    pub slow_queries: Option<Duration>,
    /// The caches in front that are told what a publication changes.
    pub purges: Vec<String>,
    /// Who runs the service.
    pub operator: Operator,
}
