use std::time::Duration;

use axum::{
    body::{Body, HttpBody},
    extract::Request,
};
use futures::FutureExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{
    domain::{Error, Result, wording},
    web::{
        client_ip::Client,
        places::Places,
        policy::{Policy, RequestBody},
        problem::Failure,
    },
};

/// How many bodies one client may be sending at once.
const OF_A_CLIENT: usize = 16;

/// How long a body may take to arrive, and for how long it keeps its place when others need it.
const LONGEST: Duration = Duration::from_secs(20);
const GRACE: Duration = Duration::from_secs(1);

/// Buffers request bodies before any work is done for them, so that a slow upload takes no turn from other requests.
#[derive(Clone)]
pub(super) struct BodyBuffer {
    places: Places,
    limit: usize,
}

impl BodyBuffer {
    /// Bodies of at most `limit` bytes, as many at once as an eighth of the memory holds.
    pub(super) fn new(limit: usize, memory: u64) -> Self {
        let all = usize::try_from(memory / 8).unwrap_or(usize::MAX) / limit.max(1);
        Self {
            places: Places::new(OF_A_CLIENT, all.max(OF_A_CLIENT), GRACE),
            limit,
        }
    }

    /// The request with its body in memory; or as it is, where what answers it reads as it comes, or refuses it unread. What is wrong with
    /// a body goes along, to be told.
    pub(super) async fn buffer(&self, request: Request, client: impl Fn(&Request) -> Client) -> Request {
        let is_streamed = Policy::for_request(request.extensions()).body == RequestBody::Streamed;
        let is_large = request.body().size_hint().lower() > self.limit as u64;
        if request.body().is_end_stream() || is_large || is_streamed {
            return request;
        }
        let client = client(&request);
        let (parts, body) = request.into_parts();
        match self.read(body, client).await {
            Ok(body) => Request::from_parts(parts, body),
            Err(error) => {
                let mut refused = Request::from_parts(parts, Body::empty());
                refused.extensions_mut().insert(Failure::from(error));
                refused
            }
        }
    }

    async fn read(&self, body: Body, client: Client) -> Result<Body> {
        let mut arriving = Box::pin(Limited::new(body, self.limit).collect());
        // Most often it came with its head.
        let arrived = match (&mut arriving).now_or_never() {
            Some(arrived) => Ok(arrived),
            None => {
                let place = self.places.enter(client.network(), client.is_exempt);
                let place = place.map_err(|_| Error::Overloaded)?;
                tokio::select! {
                    arrived = tokio::time::timeout(LONGEST, arriving) => arrived,
                    () = place.evicted() => return Err(Error::TooSlow),
                }
            }
        };
        match arrived {
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
