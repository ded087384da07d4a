use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use moka::sync::Cache;
use tokio::sync::Mutex;

use crate::{
    domain::{Error, Result, wording},
    files::Objects,
    store::Store,
    web::{
        client_ip::Client,
        places::{Place, Places},
    },
};

/// How many permalinks may be in the making at once, for one client and in all.
const OF_A_CLIENT: usize = 2;
const OF_ALL: usize = 8;

/// What a permalink takes besides its response, in bytes: its row, its address and its names.
pub(super) const OVERHEAD: u64 = 4 << 10;

/// How long the permalinks of a client count against its budget, in seconds.
const WINDOW: u64 = 24 * 3_600;

/// How many clients are remembered; the least seen are forgotten first.
const REMEMBERED: u64 = 20_000;

/// How long the total is used without asking the database again.
const KNOWN_FOR: Duration = Duration::from_secs(60);

/// The budget of permalinks, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct PermalinkLimits {
    /// Bytes that one address may keep in a day.
    pub of_a_client: u64,
    /// Bytes of all permalinks.
    pub of_all: u64,
}

/// Tracks the bytes of permalinks, of each client in a day and in all. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Budget {
    limits: PermalinkLimits,
    clients: Cache<IpAddr, Arc<AtomicU64>>,
    all: Arc<Mutex<Option<(Instant, u64)>>>,
    places: Places,
}

/// A permit to keep a response of at most `most_bytes`.
pub(super) struct Leave {
    pub(super) most_bytes: u64,
    bound: Bound,
    client: Option<Arc<AtomicU64>>,
    budget: Budget,
    _place: Place,
}

impl Budget {
    pub(crate) fn new(limits: PermalinkLimits) -> Self {
        Self {
            limits,
            clients: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(Duration::from_secs(WINDOW))
                .build(),
            all: Arc::default(),
            // What is being kept is not taken back.
            places: Places::new(OF_A_CLIENT, OF_ALL, Duration::MAX),
        }
    }

    /// Gives a permit to keep a response of at most `greatest` bytes.
    ///
    /// # Errors
    /// `RateLimited` when the client has spent its budget; `NoSpace` when all have, or the disk is nearly full; `Overloaded` when as many are kept
    /// at once as may be.
    pub(super) async fn leave(&self, store: &Store, objects: &Objects, client: Client, greatest: u64) -> Result<Leave> {
        if objects.room().is_some_and(crate::store::disk::Room::is_nearly_full) {
            return Err(no_space("the disk of the files is nearly full"));
        }
        let place = self.places.enter(client.network(), client.is_exempt);
        let place = place.map_err(|_| Error::Overloaded)?;
        let spent_by_all = self.spent_by_all(store).await?;
        let of_all = self.limits.of_all.saturating_sub(spent_by_all);
        if of_all < OVERHEAD {
            return Err(no_space(
                "permalinks have all the room that they may have: see --permalinks",
            ));
        }
        let own = (!client.is_exempt).then(|| self.clients.get_with(client.network(), Arc::default));
        let spent = own.as_ref().map_or(0, |own| own.load(Ordering::Relaxed));
        let of_client = self.limits.of_a_client.saturating_sub(spent);
        if of_client < OVERHEAD {
            return Err(Error::RateLimited { seconds: WINDOW / 24 });
        }
        let bounds = [
            (greatest, Bound::Answer),
            (of_client, Bound::Client),
            (of_all, Bound::All),
        ];
        let (most_bytes, bound) = bounds
            .into_iter()
            .min_by_key(|(bytes, _)| *bytes)
            .unwrap_or((0, Bound::All));
        Ok(Leave {
            most_bytes,
            bound,
            client: own,
            budget: self.clone(),
            _place: place,
        })
    }

    async fn spent_by_all(&self, store: &Store) -> Result<u64> {
        let mut known = self.all.lock().await;
        if let Some((at, spent)) = *known
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(spent);
        }
        let spent = store.permalink_bytes(OVERHEAD).await?;
        *known = Some((Instant::now(), spent));
        Ok(spent)
    }
}

/// The bound that applies to a response.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    /// The largest response that may be kept.
    Answer,
    /// The remaining budget of the client.
    Client,
    /// The remaining budget of all clients.
    All,
}

impl Leave {
    /// The bound that applies.
    pub(super) fn bound(&self) -> Bound {
        self.bound
    }

    /// Counts bytes that were kept.
    pub(super) async fn spend(&self, bytes: u64) {
        if let Some(client) = &self.client {
            client.fetch_add(bytes, Ordering::Relaxed);
        }
        if let Some((_, spent)) = &mut *self.budget.all.lock().await {
            *spent += bytes;
        }
    }
}

fn no_space(cause: &str) -> Error {
    Error::NoSpace { cause: cause.into() }
}

/// The error of a response that is larger than its bound.
pub(super) fn too_large(most: u64, bound: Bound) -> Error {
    match bound {
        Bound::Answer => {}
        Bound::Client => return Error::RateLimited { seconds: WINDOW / 24 },
        Bound::All => return no_space("permalinks have all the room that they may have: see --permalinks"),
    }
    Error::TooComplex {
        message: wording!(
            "la réponse dépasse {most} octets : demandez moins, ou citez une édition",
            "the answer is larger than {most} bytes: ask for less, or cite an edition"
        ),
    }
}
