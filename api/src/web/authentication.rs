use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::failure::Failure;
use crate::{
    access::{Viewer, keys, oidc::Providers},
    domain::{Clock, Error, Result},
    store::Store,
};

/// The header by which a member of several institutions says for which one they act.
const INSTITUTION: &str = "x-institution";

/// What was found of the credential of a request.
#[derive(Clone)]
pub(crate) enum Proof {
    /// There is none.
    None,
    /// It is right.
    Right(Box<Viewer>),
    /// It is wrong, or could not be verified.
    Wrong(Failure),
}

/// The verified viewer of a request. A handler that extracts it refuses everyone else.
pub(crate) struct Authenticated(pub(crate) Viewer);

impl<S: Sync> FromRequestParts<S> for Authenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        match parts.extensions.get::<Proof>() {
            Some(Proof::Right(viewer)) => Ok(Self(Viewer::clone(viewer))),
            Some(Proof::Wrong(failure)) => Err(failure.clone()),
            Some(Proof::None) | None => Err(Error::Unauthenticated.into()),
        }
    }
}

/// The verified viewer of a request; none when it shows no credential.
pub(crate) struct MaybeAuthenticated(pub(crate) Option<Viewer>);

impl<S: Sync> FromRequestParts<S> for MaybeAuthenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        if !is_shown(&parts.headers) {
            return Ok(Self(None));
        }
        let Authenticated(viewer) = Authenticated::from_request_parts(parts, state).await?;
        Ok(Self(Some(viewer)))
    }
}

/// Whether a request shows a credential.
pub(crate) fn is_shown(headers: &HeaderMap) -> bool {
    headers.contains_key(header::AUTHORIZATION)
}

/// Verifies credentials. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Authenticator(Arc<Verifier>);

struct Verifier {
    store: Store,
    clock: Clock,
    providers: Providers,
}

impl Authenticator {
    /// Verifies the keys of this store, and the tokens of these providers.
    pub(crate) fn new(store: Store, clock: Clock, providers: Providers) -> Self {
        Self(Arc::new(Verifier {
            store,
            clock,
            providers,
        }))
    }

    /// The viewer that the credential of a request stands for.
    ///
    /// # Errors
    /// `Unauthenticated` for a wrong one; `Forbidden` for a person who acts for no institution; `Unavailable` when it cannot be verified.
    pub(crate) async fn viewer(&self, headers: &HeaderMap) -> Result<Viewer> {
        let Verifier {
            store,
            clock,
            providers,
        } = &*self.0;
        let token = bearer(headers)?;
        if token.starts_with(keys::PREFIX) {
            return keys::authenticate(store, clock.now(), token).await;
        }
        let institution = headers.get(INSTITUTION).and_then(|name| name.to_str().ok());
        providers.authenticate(store, clock.now(), token, institution).await
    }
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
