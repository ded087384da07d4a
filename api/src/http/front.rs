//! What stands before the router: answers that are kept leave from here, before anything of the request is parsed.

/// Answers, kept.
mod answers;
/// Bodies, read.
mod arrival;
/// How bytes are compressed.
mod encoding;

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{ConnectInfo, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts, uri::PathAndQuery},
    response::Response,
};
use chrono_tz::Europe::Paris;
use metrics::gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::{Service, ServiceExt};

pub(super) use answers::GREATEST;
use answers::{Answers, Kept, Key};
use arrival::Arrival;
pub(super) use encoding::Encoding;

use super::{
    HttpSettings,
    conditional::{self, MayKeep},
    gate::Gate,
    identifiers,
    metrics::Counters,
    rates::Noted,
    timing,
    varying::Varying,
};
use crate::{domain::Clock, store::Store};

/// The largest posted query whose answer is kept, in bytes.
const LARGEST_QUERY: u64 = 64 << 10;

/// Where an answer came from (RFC 9211).
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// The addresses whose answers may be kept: they follow from the request, the revision and the day alone.
const PUBLIC: [&str; 7] = [
    "/v1/",
    "/graphql",
    "/openapi.json",
    "/schema.graphql",
    "/catalog.",
    "/datapackage.json",
    "/docs",
];

/// Where an answer came from, as Cache-Status says it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Status {
    Hit,
    Stored,
    Collapsed,
    Missed,
    Bypassed,
}

impl Status {
    fn told(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Hit => "segur; hit",
            Self::Stored => "segur; fwd=uri-miss; stored",
            Self::Collapsed => "segur; fwd=uri-miss; collapsed",
            Self::Missed => "segur; fwd=uri-miss",
            Self::Bypassed => "segur; fwd=bypass",
        })
    }
}

/// The service, with its answers kept before it. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    shared: Arc<Shared>,
    peer: Option<SocketAddr>,
    /// Held for as long as a connection lasts.
    _place: Option<Arc<OwnedSemaphorePermit>>,
}

struct Shared {
    router: Router,
    answers: Answers,
    arrival: Arrival,
    store: Store,
    clock: Clock,
    gate: Gate,
    counters: Counters,
    /// The connections that may still be taken in, and how many may be in all.
    places: Arc<Semaphore>,
    most_connections: usize,
}

/// A request whose answer may be kept, or not.
enum Asked {
    Keepable(Key, Parts),
    Other(Request),
}

/// An answer that is not kept.
#[derive(Debug)]
struct NotKept;

impl Front {
    /// A front before a router, and the gate that the router has.
    pub(super) fn new(router: Router, gate: Gate, settings: &HttpSettings, store: Store, clock: Clock) -> Self {
        Self {
            shared: Arc::new(Shared {
                router,
                answers: Answers::new(settings.answers_kept),
                arrival: Arrival::new(settings.body_limit),
                store,
                clock,
                gate,
                counters: Counters::new(),
                places: Arc::new(Semaphore::new(settings.connections)),
                most_connections: settings.connections,
            }),
            peer: None,
            _place: None,
        }
    }

    /// A place among the connections; none when all are taken.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.shared.places.clone().try_acquire_owned().ok()
    }

    /// Records how it stands now.
    pub(super) fn measure(&self) {
        let Shared {
            answers,
            store,
            gate,
            places,
            most_connections,
            ..
        } = &*self.shared;
        gauge!("segur_answers_kept").set(answers.0.entry_count() as f64);
        gauge!("segur_answers_kept_bytes").set(answers.0.weighted_size() as f64);
        gauge!("segur_connections").set(most_connections.saturating_sub(places.available_permits()) as f64);
        gate.measure();
        let standing = store.standing();
        let (revision, published_at) = standing.last;
        gauge!("segur_revision").set(revision.0 as f64);
        gauge!("segur_revision_timestamp_seconds").set(published_at.timestamp() as f64);
        gauge!("segur_database_reached").set(f64::from(u8::from(standing.reached)));
        for (pool, open, idle) in standing.connections {
            gauge!("segur_database_connections", "pool" => pool.clone(), "state" => "idle").set(idle);
            gauge!("segur_database_connections", "pool" => pool, "state" => "busy").set(open.saturating_sub(idle));
        }
        for (replica, revision) in standing.replicas {
            gauge!("segur_replica_revision", "replica" => replica).set(revision.0 as f64);
        }
    }

    /// The same front, for the requests of a peer.
    pub(super) fn of(&self, peer: SocketAddr) -> Self {
        Self {
            peer: Some(peer),
            ..self.clone()
        }
    }

    /// The same front, holding a place among the connections.
    pub(super) fn holding(self, place: OwnedSemaphorePermit) -> Self {
        Self {
            _place: Some(Arc::new(place)),
            ..self
        }
    }

    /// Answers a request.
    async fn answer(self, mut request: Request) -> Response {
        let id = identifiers::settle(request.headers_mut());
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let timed = timing::is_wanted(request.headers());
        let encoding = Encoding::of(request.headers());
        encoding.choose(request.headers_mut());
        let request = self.shared.arrival.of(request).await;
        let (status, mut response) = match self.read(request, encoding).await {
            Asked::Keepable(key, parts) => self.known(key, parts).await,
            Asked::Other(request) => (Status::Bypassed, Box::pin(self.pass(request)).await),
        };
        self.shared.counters.of(status).increment(1);
        response.headers_mut().insert(CACHE_STATUS, status.told());
        response.headers_mut().insert(super::REQUEST_ID, id);
        let left = response
            .extensions()
            .get::<Noted>()
            .and_then(|noted| noted.get().cloned());
        if let Some(left) = left {
            left.tell(&mut response);
        }
        if timed {
            timing::tell(&mut response);
        }
        response
    }

    /// What a request asks for, as far as its answer may be kept.
    async fn read(&self, request: Request, encoding: Encoding) -> Asked {
        if !self.may_be_kept(&request) {
            return Asked::Other(request);
        }
        let posted = request.method() == Method::POST;
        let (parts, body) = request.into_parts();
        let body = if posted {
            // It is in memory.
            match to_bytes(body, LARGEST_QUERY as usize).await {
                Ok(body) => Some(body),
                Err(_) => return Asked::Other(Request::from_parts(parts, Body::empty())),
            }
        } else {
            None
        };
        let request = Request::from_parts(parts, ());
        let varying = Varying::of(request.uri().path());
        let root = || PathAndQuery::from_static("/");
        let key = Key {
            revision: self.shared.store.revision(),
            day: self.shared.clock.now().with_timezone(&Paris).date_naive(),
            encoding,
            language: varying.language(&request),
            accepted: varying.accepted(request.headers()).cloned().collect(),
            address: request.uri().path_and_query().cloned().unwrap_or_else(root),
            body,
        };
        Asked::Keepable(key, request.into_parts().0)
    }

    fn may_be_kept(&self, request: &Request) -> bool {
        let headers = request.headers();
        let path = request.uri().path();
        let told = [header::AUTHORIZATION, header::RANGE, header::EXPECT];
        if !PUBLIC.iter().any(|start| path.starts_with(start)) || told.iter().any(|name| headers.contains_key(name)) {
            return false;
        }
        // What this node has not heard of yet must be waited for.
        if conditional::revision_wanted(headers)
            .is_some_and(|wanted| wanted.is_none_or(|wanted| wanted > self.shared.store.revision()))
        {
            return false;
        }
        match *request.method() {
            Method::GET | Method::HEAD => request.body().is_end_stream(),
            Method::POST => {
                let is_json = headers
                    .get(header::CONTENT_TYPE)
                    .is_some_and(|kind| kind == "application/json");
                path == "/graphql"
                    && is_json
                    && request
                        .body()
                        .size_hint()
                        .exact()
                        .is_some_and(|size| size <= LARGEST_QUERY)
            }
            _ => false,
        }
    }

    /// An answer that is kept, or made now.
    async fn known(&self, key: Key, parts: Parts) -> (Status, Response) {
        let without_body = parts.method == Method::HEAD;
        if let Some(kept) = self.shared.answers.0.get(&key).await {
            return (Status::Hit, kept.answer(&parts.headers, without_body));
        }
        // Boxed, so that what is kept is not answered by as large a future as what is made.
        Box::pin(self.made(key, parts, without_body)).await
    }

    /// An answer that is made now, once for all who wait for it.
    async fn made(&self, key: Key, parts: Parts, without_body: bool) -> (Status, Response) {
        let body = key.body.clone().unwrap_or_default();
        let again = |parts: &Parts| Request::from_parts(parts.clone(), Body::from(body.clone()));
        if without_body {
            return (Status::Missed, self.pass(again(&parts)).await);
        }
        if conditional::has_any_of(&parts.headers, key.revision) {
            // Most often the client has it, which is told without making it.
            let response = self.pass(again(&parts)).await;
            return match keep(response, &parts).await {
                Ok((kept, response)) => {
                    self.shared.answers.0.insert(key, kept).await;
                    (Status::Stored, response)
                }
                Err(response) => (Status::Missed, response),
            };
        }
        let mut own = None;
        let made = async {
            match keep(self.pass(again(&parts)).await, &parts).await {
                Ok((kept, response)) => {
                    own = Some((Status::Stored, response));
                    Ok(kept)
                }
                Err(response) => {
                    own = Some((Status::Missed, response));
                    Err(NotKept)
                }
            }
        };
        let found = self.shared.answers.0.try_get_with(key, made).await;
        match (own, found) {
            (Some(own), _) => own,
            (None, Ok(kept)) => (Status::Collapsed, kept.answer(&parts.headers, false)),
            (None, Err(_)) => (Status::Missed, self.pass(again(&parts)).await),
        }
    }

    /// The router's own answer.
    async fn pass(&self, request: Request) -> Response {
        match self.shared.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// An answer to be kept, with what it answers to a request; or the answer as it is, where it may not be, or turns out to be large.
async fn keep(response: Response, parts: &Parts) -> Result<(Arc<Kept>, Response), Response> {
    if response.status() != StatusCode::OK || response.extensions().get::<MayKeep>().is_none() {
        return Err(response);
    }
    let told = timing::of(&response);
    let kept = Arc::new(Kept::of(response).await?);
    let mut response = kept.answer(&parts.headers, false);
    response.extensions_mut().extend(told);
    Ok((kept, response))
}

impl<B> Service<axum::http::Request<B>> for Front
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: axum::http::Request<B>) -> Self::Future {
        let front = self.clone();
        Box::pin(async move { Ok(front.answer(request.map(Body::new)).await) })
    }
}
