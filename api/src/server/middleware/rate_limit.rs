use std::{
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, OnceLock},
};

use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::{InMemoryState, NotKeyed},
};
use moka::sync::Cache;

use crate::{
    access::Viewer,
    domain::{Error, Result},
    web::client_ip::Client,
};

/// How many addresses and credentials are remembered; the least seen are forgotten first.
const REMEMBERED: u64 = 20_000;

/// The window of a limit, in seconds.
const WINDOW: u32 = 60;

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// Limits the requests of an address, and of a credential. Cache hits are not counted.
#[derive(Clone)]
pub(crate) struct Rates {
    addresses: Buckets<IpAddr>,
    credentials: Buckets<String>,
}

/// How many requests a minute are allowed; none for no limit.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// From an address, without a credential or with a wrong one.
    pub address: Option<NonZeroU32>,
    /// Of a verified credential.
    pub credential: Option<NonZeroU32>,
}

#[derive(Clone)]
struct Buckets<Of: Hash + Eq> {
    name: &'static str,
    limit: Option<NonZeroU32>,
    buckets: Cache<Of, Arc<Limiter>>,
}

/// The requests that a client has left, for the headers of the response.
#[derive(Clone, Debug)]
pub(crate) struct Remaining {
    name: &'static str,
    limit: u32,
    left: u32,
    seconds: u64,
}

/// Holds the remaining requests of a client while a request is in progress.
pub(crate) type RemainingCell = Arc<OnceLock<Remaining>>;

impl Rates {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self {
            addresses: Buckets::new("address", limits.address),
            credentials: Buckets::new("credential", limits.credential),
        }
    }

    /// Counts a request of an address.
    pub(crate) fn count_address(&self, client: Client, noted: &RemainingCell) -> Result<()> {
        if client.is_exempt {
            return Ok(());
        }
        self.addresses.count(client.network(), noted)
    }

    /// Counts a request of a verified credential.
    pub(crate) fn count_credential(&self, viewer: &Viewer, noted: &RemainingCell) -> Result<()> {
        self.credentials.count(format!("{:?}", viewer.credential()), noted)
    }
}

impl<Of: Hash + Eq + Send + Sync + 'static> Buckets<Of> {
    fn new(name: &'static str, limit: Option<NonZeroU32>) -> Self {
        Self {
            name,
            limit,
            buckets: Cache::new(REMEMBERED),
        }
    }

    fn count(&self, of: Of, noted: &RemainingCell) -> Result<()> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let new = || Arc::new(RateLimiter::direct(Quota::per_minute(limit)).with_middleware());
        let bucket = self.buckets.get_with(of, new);
        let (left, wait) = match bucket.check() {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(until) => (0, Some(until.wait_time_from(DefaultClock::default().now()))),
        };
        let used = u64::from(limit.get() - left.min(limit.get()));
        let until_full = (used * u64::from(WINDOW)).div_ceil(u64::from(limit.get()));
        let seconds = wait.map_or(until_full, |wait| wait.as_secs() + 1);
        // Who shows a credential is told of that.
        let _ = noted.set(Remaining {
            name: self.name,
            limit: limit.get(),
            left,
            seconds,
        });
        match wait {
            None => Ok(()),
            Some(_) => Err(Error::RateLimited { seconds }),
        }
    }
}

impl Remaining {
    /// Writes `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    pub(crate) fn write_headers(&self, response: &mut Response) {
        let Self {
            name,
            limit,
            left,
            seconds,
        } = self;
        let policy = format!("\"{name}\";q={limit};w={WINDOW}");
        let state = format!("\"{name}\";r={left};t={seconds}");
        for (header, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(header), value);
            }
        }
    }
}
