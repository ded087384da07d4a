use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use crate::{
    access::keys::PREFIX,
    domain::{Error, Result},
};

/// For how long failed attempts count.
const WINDOW: Duration = Duration::from_secs(60);

/// How many failed attempts an address may make in that time.
const MOST_OF_AN_ADDRESS: u32 = 30;

/// How much longer each failed attempt with one key takes than the one before, and the longest.
const STEP: Duration = Duration::from_millis(25);
const LONGEST: Duration = Duration::from_secs(2);

/// How many addresses and keys are remembered: past that, those seen least are forgotten.
const REMEMBERED: u64 = 100_000;

/// Wrong credentials, counted so that guessing is slow: an address is refused after some, and each try at one key takes longer.
///
/// Who shows a right credential is never slowed by those who guess at it from elsewhere.
#[derive(Clone)]
pub(super) struct Attempts {
    of_addresses: Cache<String, Arc<AtomicU32>>,
    of_keys: Cache<String, Arc<AtomicU32>>,
}

impl Attempts {
    pub(super) fn new() -> Self {
        let counts = || Cache::builder().max_capacity(REMEMBERED).time_to_live(WINDOW).build();
        Self {
            of_addresses: counts(),
            of_keys: counts(),
        }
    }

    /// Refuses an address that failed too often.
    pub(super) fn allow(&self, address: &str) -> Result<()> {
        let failed = self
            .of_addresses
            .get(address)
            .map_or(0, |count| count.load(Ordering::Relaxed));
        if failed < MOST_OF_AN_ADDRESS {
            Ok(())
        } else {
            Err(Error::RateLimited {
                seconds: WINDOW.as_secs(),
            })
        }
    }

    /// Counts a failed attempt, and makes it last.
    pub(super) async fn failed(&self, address: &str, token: &str) {
        count(&self.of_addresses, address.to_owned());
        // The part that names a key is before its secret; no token is kept, even here.
        let rest = token.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
        let name = rest.map_or(token, |(number, _)| number);
        let tries = count(&self.of_keys, format!("{:x}", Sha256::digest(name)));
        tokio::time::sleep(STEP.saturating_mul(tries).min(LONGEST)).await;
    }
}

fn count(counts: &Cache<String, Arc<AtomicU32>>, of: String) -> u32 {
    let count = counts.get_with(of, Arc::default);
    count.fetch_add(1, Ordering::Relaxed) + 1
}
