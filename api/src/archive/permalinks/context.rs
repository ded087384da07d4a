use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::{
    archive::{
        ArchivePages,
        permalinks::{Budget, question::Question},
    },
    domain::{Clock, Error, wording},
    files::Shelf,
    store::{Permalink, Store},
    web::site::Site,
};

/// The parts of the state that permalinks need.
pub(crate) struct Archive {
    pub(crate) store: Store,
    pub(crate) shelf: Shelf,
    pub(crate) site: Site,
    pub(crate) clock: Clock,
    pub(crate) budget: Budget,
    pub(crate) pages: ArchivePages,
}

impl<S> FromRequestParts<S> for Archive
where
    S: Sync,
    Store: FromRef<S>,
    Shelf: FromRef<S>,
    Site: FromRef<S>,
    Clock: FromRef<S>,
    Budget: FromRef<S>,
    ArchivePages: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            store: FromRef::from_ref(state),
            shelf: FromRef::from_ref(state),
            site: FromRef::from_ref(state),
            clock: FromRef::from_ref(state),
            budget: FromRef::from_ref(state),
            pages: FromRef::from_ref(state),
        })
    }
}

pub(crate) async fn find(archive: &Archive, id: &str) -> Result<(Permalink, Question), Error> {
    let found = archive.store.permalink(id).await?.ok_or_else(|| {
        Error::not_found(wording!(
            "il n'y a pas de permalien de ce nom",
            "there is no permalink of that name"
        ))
    })?;
    let question = serde_json::from_str(&found.request).map_err(Error::internal)?;
    Ok((found, question))
}
