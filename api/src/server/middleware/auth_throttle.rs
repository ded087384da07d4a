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

/// For how long failed attempts count.
const WINDOW: Duration = Duration::from_secs(60);

/// How many failed attempts a network may make in that time before it is told so; and before its credentials, other than those that were
/// right a while ago, are not even looked up.
const MOST_TOLD: u32 = 30;
const MOST_LOOKED_UP: u32 = 600;

/// How much longer each failed attempt with one key takes than the one before, and the longest.
const STEP: Duration = Duration::from_millis(25);
const LONGEST: Duration = Duration::from_secs(2);

/// How many networks, and keys, are remembered: past that, those seen least are forgotten.
const REMEMBERED: u64 = 20_000;

/// For how long a right credential is remembered as one, and how many are. It is looked up all the same.
const RIGHT_FOR: Duration = Duration::from_secs(3_600);
const RIGHT: u64 = 2_000;

type Digested = [u8; 32];

/// Wrong credentials, counted so that guessing is slow: a network is refused after some, and each try at one key takes longer.
///
/// Who shows a right credential is never slowed by those who guess at it from elsewhere, or from beside.
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

    /// Refuses to look up what a client shows, when its network has failed far too often; what was right a while ago is always looked up.
    pub(crate) fn allow_proof(&self, client: Client, headers: &HeaderMap) -> Result<()> {
        let failed = self.of_networks.get(&client.network());
        let failed = failed.map_or(0, |count| count.load(Ordering::Relaxed));
        if failed < MOST_LOOKED_UP || client.is_exempt || self.right.contains_key(&digest(shown(headers))) {
            return Ok(());
        }
        Err(too_many())
    }

    /// Remembers that what a client shows is right.
    pub(crate) fn succeeded(&self, headers: &HeaderMap) {
        self.right.insert(digest(shown(headers)), ());
    }

    /// Counts a failed attempt: for how long its refusal is held back.
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

/// What a client shows, as it shows it.
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
