use std::{sync::Arc, time::Duration};

use axum::extract::FromRef;
use sha2::{Digest, Sha256};

use super::HttpSettings;
use crate::{
    domain::{Error, Result},
    graphql::Door,
    store::Store,
};

/// What handlers share; cheap to clone.
#[derive(Clone)]
pub(super) struct State {
    pub(super) store: Store,
    pub(super) door: Door,
    pub(super) contract: Contract,
    pub(super) request_timeout: Duration,
}

/// What is promised to clients, as text, and its fingerprint: another program version that answers otherwise has other ETags.
#[derive(Clone)]
pub(super) struct Contract {
    pub(super) openapi: Arc<str>,
    pub(super) fingerprint: Arc<str>,
}

impl State {
    pub(super) fn new(settings: &HttpSettings, store: Store) -> Result<Self> {
        let door = Door::new()?;
        let openapi = serde_json::to_string(&crate::rest::openapi()?).map_err(Error::internal)?;
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update(&openapi);
        digest.update(door.text());
        let fingerprint = format!("{:x}", digest.finalize());
        Ok(Self {
            store,
            door,
            contract: Contract {
                openapi: openapi.into(),
                fingerprint: fingerprint[..16].into(),
            },
            request_timeout: settings.request_timeout,
        })
    }
}

impl FromRef<State> for Store {
    fn from_ref(state: &State) -> Self {
        state.store.clone()
    }
}

impl FromRef<State> for Contract {
    fn from_ref(state: &State) -> Self {
        state.contract.clone()
    }
}
