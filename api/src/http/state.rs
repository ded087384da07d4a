use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{extract::FromRef, http::HeaderValue};
use bytes::Bytes;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};

use super::{
    HttpSettings,
    middleware::{auth_throttle::Attempts, load_shed::Gate, places::Places, rate_limit::Rates},
    permalinks::Budget,
};
use crate::{
    access::oidc::Providers,
    domain::{Clock, Error, Result},
    files::Shelf,
    graphql::Door,
    store::Store,
};

/// What handlers share. Cheap to clone, since each layer has its own.
#[derive(Clone)]
pub(super) struct State(Arc<Means>);

/// What there is to answer with.
pub(super) struct Means {
    pub(super) store: Store,
    pub(super) shelf: Shelf,
    pub(super) public_address: Arc<str>,
    pub(super) door: Door,
    pub(super) contract: Contract,
    pub(super) request_timeout: Duration,
    pub(super) clock: Clock,
    pub(super) attempts: Attempts,
    pub(super) providers: Providers,
    pub(super) gate: Gate,
    pub(super) permalinks: Budget,
    /// Spreadsheets that are written for one request: each takes a processor, and room on the disk.
    pub(super) spreadsheets: Places,
    pub(super) import_limit: usize,
    /// How long caches that are told of publications may keep an answer.
    pub(super) while_told: Option<HeaderValue>,
    /// Imports at work: each may hold a whole file in memory.
    pub(super) imports: Arc<Semaphore>,
    /// The turns of each institution to send a file.
    turns: Cache<String, Arc<Semaphore>>,
}

/// What says how long caches that are told of publications may keep an answer (Edge Architecture).
const WHILE_TOLD: HeaderValue = HeaderValue::from_static("max-age=3600");

/// How many institutions' turns are remembered: more than there are.
const INSTITUTIONS: u64 = 1_000;

/// How many imports a node works at, at once; others wait.
const IMPORTS_AT_ONCE: usize = 2;

/// What is promised to clients, as text, and its fingerprint: another program version that answers otherwise has other ETags.
#[derive(Clone)]
pub(super) struct Contract {
    pub(super) openapi: Arc<str>,
    pub(super) fingerprint: Arc<str>,
    /// The page that says the same to people, once it was asked for.
    pub(super) reference: Arc<OnceCell<Bytes>>,
}

impl State {
    pub(super) fn new(settings: &HttpSettings, store: Store, shelf: Shelf, site: &str, clock: Clock) -> Result<Self> {
        let door = Door::new()?;
        let gate = Gate::new(settings, Rates::new(settings.rates), store.clone());
        let openapi = serde_json::to_string(&crate::rest::openapi()?).map_err(Error::internal)?;
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update(&openapi);
        digest.update(door.text());
        let fingerprint = format!("{:x}", digest.finalize());
        Ok(Self(Arc::new(Means {
            store,
            shelf,
            public_address: site.into(),
            door,
            contract: Contract {
                openapi: openapi.into(),
                fingerprint: fingerprint[..16].into(),
                reference: Arc::default(),
            },
            request_timeout: settings.request_timeout,
            clock,
            attempts: Attempts::new(),
            providers: Providers::new(&settings.oidc)?,
            permalinks: Budget::new(settings.permalinks),
            spreadsheets: Places::new(1, 2, Duration::MAX),
            gate,
            import_limit: settings.import_limit,
            while_told: (!settings.purges.is_empty()).then_some(WHILE_TOLD),
            imports: Arc::new(Semaphore::new(IMPORTS_AT_ONCE)),
            turns: Cache::new(INSTITUTIONS),
        })))
    }
}

impl Deref for State {
    type Target = Means;

    fn deref(&self) -> &Means {
        &self.0
    }
}

impl Means {
    /// The turns of an institution to send a file.
    pub(super) fn turns_of(&self, institution: &str) -> Arc<Semaphore> {
        self.turns
            .get_with(institution.to_owned(), || Arc::new(Semaphore::new(1)))
    }
}

impl FromRef<State> for Store {
    fn from_ref(state: &State) -> Self {
        state.store.clone()
    }
}

impl FromRef<State> for Shelf {
    fn from_ref(state: &State) -> Self {
        state.shelf.clone()
    }
}

impl FromRef<State> for Contract {
    fn from_ref(state: &State) -> Self {
        state.contract.clone()
    }
}
