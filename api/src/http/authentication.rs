use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

use super::{problem::Failure, state::State};
use crate::{
    access::{Viewer, keys},
    domain::{Error, Result},
};

/// Who asks, checked: a handler that takes one answers nobody else.
pub(super) struct Authenticated(pub(super) Viewer);

impl FromRequestParts<State> for Authenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let address = client_address(parts, state.trusted_proxies);
        Ok(Self(viewer(state, &parts.headers, &address).await?))
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

/// Where a request comes from: the peer, or what the proxies that are trusted say of it.
fn client_address(parts: &Parts, trusted_proxies: usize) -> String {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(String::new, |ConnectInfo(address)| address.ip().to_string());
    if trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    // Each proxy adds, at the end, whom it heard from.
    let told = forwarded
        .len()
        .checked_sub(trusted_proxies)
        .map(|place| forwarded[place].to_owned());
    told.unwrap_or(peer)
}
