use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::{addresses::ClientAddress, problem::Failure, rates::Noted, state::State};
use crate::{
    access::{Viewer, keys},
    domain::{Error, Result},
};

/// Who asks, checked: a handler that takes one answers nobody else.
pub(super) struct Authenticated(pub(super) Viewer);

impl FromRequestParts<State> for Authenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let address = parts
            .extensions
            .get::<ClientAddress>()
            .map_or_else(String::new, |ClientAddress(address)| address.to_string());
        let viewer = viewer(state, &parts.headers, &address).await?;
        if let Some(noted) = parts.extensions.get::<Noted>() {
            state.rates.count_credential(&viewer, noted)?;
        }
        Ok(Self(viewer))
    }
}

/// Who asks, when someone says who; none when nobody does.
pub(super) struct MaybeAuthenticated(pub(super) Option<Viewer>);

impl FromRequestParts<State> for MaybeAuthenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(Self(None));
        }
        let Authenticated(viewer) = Authenticated::from_request_parts(parts, state).await?;
        Ok(Self(Some(viewer)))
    }
}

/// Who the credential stands for.
async fn viewer(state: &State, headers: &HeaderMap, address: &str) -> Result<Viewer> {
    let token = bearer(headers)?;
    let now = state.clock.now();
    let found = if token.starts_with(keys::PREFIX) {
        keys::authenticate(&state.store, now, token).await
    } else {
        state.providers.authenticate(&state.store, token).await
    };
    // A right credential is never held up by the wrong ones of its neighbours.
    if matches!(found, Err(Error::Unauthenticated)) {
        state.attempts.allow(address)?;
        state.attempts.failed(address, token).await;
    }
    found
}

/// The token of the one Authorization header.
fn bearer(headers: &HeaderMap) -> Result<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(one), None) = (all.next(), all.next()) else {
        return Err(Error::Unauthenticated);
    };
    let text = one.to_str().map_err(|_| Error::Unauthenticated)?;
    let (scheme, token) = text.split_once(' ').ok_or(Error::Unauthenticated)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Error::Unauthenticated)
    }
}
