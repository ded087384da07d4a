use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::{domain::Clock, store::Store};

/// The store and the clock, for handlers that write.
pub(crate) struct Writer {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

impl<S> FromRequestParts<S> for Writer
where
    S: Sync,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            store: Store::from_ref(state),
            clock: Clock::from_ref(state),
        })
    }
}
