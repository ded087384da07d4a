use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::Semaphore;

use crate::{
    domain::{Error, Result, wording},
    http::problem::Failure,
};

/// How many bodies arrive at once.
const AT_ONCE: usize = 256;

/// How long a body waits to be read, and how long it may take to arrive.
const TURN: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(20);

/// Bodies are read before any work is done for them, so that who sends slowly holds up nobody but those who send too.
#[derive(Clone)]
pub(super) struct Arrival {
    places: Arc<Semaphore>,
    limit: usize,
}

impl Arrival {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            limit,
        }
    }

    /// The request with its body in memory; or as it is, where what answers it reads as it comes, or refuses it unread. What is wrong with
    /// a body goes along, to be told.
    pub(super) async fn of(&self, request: Request) -> Request {
        let is_large = request.body().size_hint().lower() > self.limit as u64;
        if request.body().is_end_stream() || is_large || request.uri().path().ends_with("/import") {
            return request;
        }
        let (parts, body) = request.into_parts();
        match self.read(body).await {
            Ok(body) => Request::from_parts(parts, body),
            Err(error) => {
                let mut refused = Request::from_parts(parts, Body::empty());
                refused.extensions_mut().insert(Failure::from(error));
                refused
            }
        }
    }

    async fn read(&self, body: Body) -> Result<Body> {
        let Ok(Ok(_place)) = tokio::time::timeout(TURN, self.places.acquire()).await else {
            return Err(Error::Overloaded);
        };
        let arriving = Limited::new(body, self.limit).collect();
        match tokio::time::timeout(LONGEST, arriving).await {
            Ok(Ok(body)) => Ok(body.to_bytes().into()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Error::PayloadTooLarge { limit: self.limit }),
            Ok(Err(_)) => Err(Error::bad_input(wording!(
                "le corps n'est pas arrivé jusqu'au bout",
                "the body did not arrive to its end"
            ))),
            Err(_) => Err(Error::TooSlow),
        }
    }
}
