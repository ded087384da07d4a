use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::http::{HeaderMap, header};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use crate::{
    access::keys::PREFIX,
    domain::{Error, Result},
    web::client_ip::Client,
};

/// How long a failed attempt counts.
const WINDOW: Duration = Duration::from_secs(60);

/// How many failed attempts a network may make in that time before it gets `429`; and before its credentials are not even looked up, except those
/// that were right lately.
const MOST_TOLD: u32 = 30;
const MOST_LOOKED_UP: u32 = 600;

/// How much longer each failed attempt with one key takes than the one before, and the longest delay.
const STEP: Duration = Duration::from_millis(25);
const LONGEST: Duration = Duration::from_secs(2);

/// How many networks and keys are remembered; the least seen are forgotten first.
const REMEMBERED: u64 = 20_000;

/// How long a right credential is remembered, and how many are. Each request is verified all the same.
const RIGHT_FOR: Duration = Duration::from_secs(3_600);
const RIGHT: u64 = 2_000;

type Digested = [u8; 32];

/// Slows guessing: a network is refused after some wrong credentials, and each attempt at one key takes longer.
///
/// A right credential is never slowed by others who guess at it, from elsewhere or from the same network.
#[derive(Clone)]
pub(crate) struct AuthThrottle {
    of_networks: Cache<IpAddr, Arc<AtomicU32>>,
    of_keys: Cache<Digested, Arc<AtomicU32>>,
    right: Cache<Digested, ()>,
}

impl AuthThrottle {
    pub(crate) fn new() -> Self {
        Self {
            of_networks: Cache::builder().max_capacity(REMEMBERED).time_to_live(WINDOW).build(),
            of_keys: Cache::builder().max_capacity(REMEMBERED).time_to_live(WINDOW).build(),
            right: Cache::builder().max_capacity(RIGHT).time_to_live(RIGHT_FOR).build(),
        }
    }

    /// Refuses to look up a credential whose network has failed far too often; one that was right lately is always looked up.
    pub(crate) fn allow_proof(&self, client: Client, headers: &HeaderMap) -> Result<()> {
        let failed = self.of_networks.get(&client.network());
        let failed = failed.map_or(0, |count| count.load(Ordering::Relaxed));
        if failed < MOST_LOOKED_UP || client.is_exempt || self.right.contains_key(&digest(shown(headers))) {
            return Ok(());
        }
        Err(too_many())
    }

    /// Remembers that the credential of a request is right.
    pub(crate) fn succeeded(&self, headers: &HeaderMap) {
        self.right.insert(digest(shown(headers)), ());
    }

    /// Counts a failed attempt, and gives the delay of its refusal.
    ///
    /// # Errors
    /// `RateLimited` when the network failed too often.
    pub(crate) fn failed(&self, client: Client, headers: &HeaderMap) -> Result<Duration> {
        let of_network = count(&self.of_networks, client.network());
        let shown = shown(headers);
        let token = shown.splitn(2, |byte| *byte == b' ').nth(1).unwrap_or(shown);
        // The part that names a key is before its secret; no token is kept, even here.
        let rest = token.strip_prefix(PREFIX.as_bytes());
        let name = rest
            .and_then(|rest| rest.split(|byte| *byte == b'_').next())
            .unwrap_or(token);
        let tries = count(&self.of_keys, digest(name));
        if of_network > MOST_TOLD {
            return Err(too_many());
        }
        Ok(STEP.saturating_mul(tries).min(LONGEST))
    }
}

fn too_many() -> Error {
    Error::RateLimited {
        seconds: WINDOW.as_secs(),
    }
}

/// The Authorization header, as it was sent.
fn shown(headers: &HeaderMap) -> &[u8] {
    headers.get(header::AUTHORIZATION).map_or(&[], |value| value.as_bytes())
}

fn digest(bytes: &[u8]) -> Digested {
    Sha256::digest(bytes).into()
}

fn count<Of: std::hash::Hash + Eq + Send + Sync + 'static>(counts: &Cache<Of, Arc<AtomicU32>>, of: Of) -> u32 {
    let count = counts.get_with(of, Arc::default);
    count.fetch_add(1, Ordering::Relaxed) + 1
}
