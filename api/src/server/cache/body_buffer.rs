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
        failure::Failure,
        places::Places,
        route_policy::{RequestBody, RoutePolicy},
    },
};

/// How many bodies one client may send at once.
const OF_A_CLIENT: usize = 16;

/// How long a body may take to arrive, and how long it keeps its place when other clients need one.
const LONGEST: Duration = Duration::from_secs(20);
const GRACE: Duration = Duration::from_secs(1);

/// Buffers request bodies before admission, so that a slow upload occupies no turn.
#[derive(Clone)]
pub(super) struct BodyBuffer {
    places: Places,
    limit: usize,
}

impl BodyBuffer {
    /// Buffers bodies of at most `limit` bytes, as many at once as an eighth of the memory holds.
    pub(super) fn new(limit: usize, memory: u64) -> Self {
        let all = usize::try_from(memory / 8).unwrap_or(usize::MAX) / limit.max(1);
        Self {
            places: Places::new(OF_A_CLIENT, all.max(OF_A_CLIENT), GRACE),
            limit,
        }
    }

    /// Gives the request with its body in memory. A request whose route streams the body, or whose body is too large, comes back as it is. An error
    /// of the body travels in the request's extensions.
    pub(super) async fn buffer(&self, request: Request, client: impl Fn(&Request) -> Client) -> Request {
        let is_streamed = RoutePolicy::for_request(request.extensions()).body == RequestBody::Streamed;
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
