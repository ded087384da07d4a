//! The response cache, before the router: a hit leaves from here, before anything of the request is parsed.

/// Bodies of requests, buffered.
mod body_buffer;
/// Keys of cached responses.
mod key;
/// The civil day in Paris.
mod paris_day;
/// Shared caches in front, purged after publications.
pub(crate) mod purge;
/// The cached responses.
mod responses;
/// Where a response came from.
pub(super) mod status;

use std::{convert::Infallible, future::Ready, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header, request::Parts},
    response::Response,
};
use body_buffer::BodyBuffer;
use futures::{FutureExt, future::Either};
use hyper::service::Service;
use key::{CacheKeys, Cacheable};
use metrics::gauge;
use responses::{CacheKey, CachedResponse, Responses};
use status::{CACHE_STATUS, CacheStatus, Counters};
use tower::ServiceExt;

use super::{
    connection::Connection,
    middleware::{load_shed::Gate, rate_limit::RemainingCell},
    settings::HttpSettings,
    state::AppState,
};
use crate::{
    domain::{Error, wording},
    graphql::Executor,
    store::Store,
    web::{
        client_ip::Client,
        conditional::{self, Storable},
        encoding::Encoding,
        failure::Failure,
        places::Places,
        preconditions::Preconditions,
        request_id,
        route_policy::RoutePolicy,
        routes::{PolicyTable, RoutePath},
        server_timing, trackers,
    },
};

/// The service, with a response cache before its router. Cheap to clone.
#[derive(Clone)]
pub struct ResponseCache {
    shared: Arc<Shared>,
    connection: Option<Arc<Connection>>,
}

struct Shared {
    router: Router,
    policies: PolicyTable,
    responses: Responses,
    bodies: BodyBuffer,
    store: Store,
    keys: CacheKeys,
    gate: Gate,
    graphql: Executor,
    counters: Counters,
    connections: Places,
}

/// A response that is not cached.
#[derive(Debug)]
struct Uncacheable;

impl ResponseCache {
    /// A cache before a router with this state.
    pub(crate) fn new(
        router: Router,
        policies: PolicyTable,
        state: &AppState,
        settings: &HttpSettings,
        connections: usize,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                router,
                policies,
                responses: Responses::new(settings.response_cache),
                bodies: BodyBuffer::new(settings.body_limit, settings.memory),
                store: state.part(),
                keys: CacheKeys::new(state.part(), state.part()),
                gate: state.part(),
                graphql: state.part(),
                counters: Counters::new(),
                connections: Places::new(connections / 4, connections, Duration::ZERO),
            }),
            connection: None,
        }
    }

    /// A connection of a peer; none when the peer has its share of connections, or all are in use.
    pub(crate) fn connect(&self, peer: SocketAddr) -> Option<Connection> {
        let client = self.shared.gate.client(Some(peer), &HeaderMap::new());
        // A proxy connects for many.
        let is_exempt = client.is_exempt || self.shared.gate.is_proxy(peer.ip());
        let place = self.shared.connections.enter(client.network(), is_exempt).ok()?;
        Some(Connection::new(peer, place))
    }

    /// Records the gauges of the cache, the gate and the store.
    pub(crate) fn measure(&self) {
        let Shared {
            responses,
            store,
            gate,
            connections,
            ..
        } = &*self.shared;
        gauge!("segur_cached_responses").set(responses.0.entry_count() as f64);
        gauge!("segur_cached_bytes").set(responses.0.weighted_size() as f64);
        gauge!("segur_connections").set(connections.taken() as f64);
        gate.measure();
        let status = store.status();
        let (revision, published_at) = status.last;
        gauge!("segur_revision").set(revision.0 as f64);
        gauge!("segur_revision_timestamp_seconds").set(published_at.timestamp() as f64);
        gauge!("segur_database_reached").set(f64::from(u8::from(status.reached)));
        for (pool, open, idle) in status.connections {
            gauge!("segur_database_connections", "pool" => pool.clone(), "state" => "idle").set(idle);
            gauge!("segur_database_connections", "pool" => pool, "state" => "busy").set(open.saturating_sub(idle));
        }
        for (replica, revision) in status.replicas {
            gauge!("segur_replica_revision", "replica" => replica).set(revision.0 as f64);
        }
    }

    /// Evicts expired entries: caches do so by themselves only while they are used.
    pub async fn trim(&self) {
        self.shared.responses.0.run_pending_tasks().await;
        self.shared.graphql.trim();
    }

    /// The same service, for the requests of a connection.
    pub(crate) fn for_connection(&self, connection: Arc<Connection>) -> Self {
        Self {
            connection: Some(connection),
            ..self.clone()
        }
    }

    /// The cached response to a request whose head is accepted, when nothing has to be waited for.
    fn cached<B: HttpBody>(&self, request: &axum::http::Request<B>, policy: RoutePolicy) -> Option<Response> {
        if *request.method() == Method::POST || !self.shared.keys.is_cacheable(request, policy) {
            return None;
        }
        let key = self.shared.keys.key(request, policy, None);
        let kept = self.shared.responses.0.get(&key).now_or_never()??;
        let mut response = kept.response_to(request.headers(), *request.method() == Method::HEAD);
        let id = request_id::request_id(request.headers());
        self.describe(
            &mut response,
            CacheStatus::Hit,
            id,
            server_timing::is_wanted(request.headers()),
        );
        Some(response)
    }

    /// Responds to a request.
    async fn respond(self, mut request: Request, policy: RoutePolicy, refusal: Option<Error>) -> Response {
        request.extensions_mut().insert(policy);
        let id = request_id::request_id(request.headers());
        let timed = server_timing::is_wanted(request.headers());
        let _busy = self.connection.as_ref().map(|connection| connection.busy());
        let request = match refusal {
            Some(error) => {
                request.extensions_mut().insert(Failure::from(error));
                request
            }
            None => self.shared.bodies.buffer(request, |request| self.client(request)).await,
        };
        let (status, mut response) = match self.shared.keys.read(request, policy).await {
            Cacheable::Yes(key, parts) => self.cached_or_made(key, parts, &id).await,
            Cacheable::No(request) => (CacheStatus::Bypassed, Box::pin(self.route(request, &id)).await),
        };
        self.describe(&mut response, status, id, timed);
        response
    }

    /// Writes the cache status, the request id, the remaining requests and, when wanted, the server timing.
    fn describe(&self, response: &mut Response, status: CacheStatus, id: HeaderValue, timed: bool) {
        self.shared.counters.counter(status).increment(1);
        let headers = response.headers_mut();
        headers.insert(CACHE_STATUS, status.header_value());
        headers.insert(request_id::REQUEST_ID, id);
        let noted = response.extensions().get::<RemainingCell>();
        if let Some(left) = noted.and_then(|noted| noted.get().cloned()) {
            left.write_headers(response);
        }
        if timed {
            server_timing::write_header(response);
        }
    }

    /// The cached response, or one made now.
    async fn cached_or_made(&self, key: CacheKey, mut parts: Parts, id: &HeaderValue) -> (CacheStatus, Response) {
        if let Some(kept) = self.shared.responses.0.get(&key).await {
            return (
                CacheStatus::Hit,
                kept.response_to(&parts.headers, parts.method == Method::HEAD),
            );
        }
        // The response is made whole, and kept, whatever the client has of it: unless it names a tag, from which this is known without making it.
        let preconditions = Preconditions::new(&parts.headers);
        if !preconditions.name_tags() {
            parts.headers.remove(header::IF_NONE_MATCH);
            parts.headers.remove(header::IF_MODIFIED_SINCE);
        }
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        // Boxed, so that a hit does not carry the large future of a miss.
        let (status, response) = Box::pin(self.made(key, parts, id)).await;
        (
            status,
            if is_read {
                preconditions.apply(response)
            } else {
                response
            },
        )
    }

    /// A response made now, once for all requests that wait for it.
    async fn made(&self, key: CacheKey, parts: Parts, id: &HeaderValue) -> (CacheStatus, Response) {
        let key = key.detached();
        let body = key.body.clone().unwrap_or_default();
        let again = |parts: &Parts| Request::from_parts(parts.clone(), Body::from(body.clone()));
        if parts.method == Method::HEAD {
            return (CacheStatus::Missed, self.route(again(&parts), id).await);
        }
        if conditional::knows_any_of(&parts.headers, key.revision) {
            // Most often the client has it, which is told without making it.
            let response = self.route(again(&parts), id).await;
            return match read_cacheable(response, &parts).await {
                Ok((kept, response)) => {
                    self.shared.responses.0.insert(key, kept).await;
                    (CacheStatus::Stored, response)
                }
                Err(response) => (CacheStatus::Missed, response),
            };
        }
        let mut own = None;
        let made = async {
            match read_cacheable(self.route(again(&parts), id).await, &parts).await {
                Ok((kept, response)) => {
                    own = Some((CacheStatus::Stored, response));
                    Ok(kept)
                }
                Err(response) => {
                    own = Some((CacheStatus::Missed, response));
                    Err(Uncacheable)
                }
            }
        };
        let found = self.shared.responses.0.try_get_with(key, made).await;
        match (own, found) {
            (Some(own), _) => own,
            (None, Ok(kept)) => (CacheStatus::Collapsed, kept.response_to(&parts.headers, false)),
            (None, Err(_)) => (CacheStatus::Missed, self.route(again(&parts), id).await),
        }
    }

    /// The client of a request.
    fn client(&self, request: &Request) -> Client {
        let peer = self.connection.as_ref().map(|connection| connection.peer);
        self.shared.gate.client(peer, request.headers())
    }

    /// The router's own response.
    async fn route(&self, mut request: Request, id: &HeaderValue) -> Response {
        if let Some(connection) = &self.connection {
            request.extensions_mut().insert(connection.clone());
        }
        let headers = request.headers_mut();
        headers.insert(request_id::REQUEST_ID, id.clone());
        let encoding = Encoding::negotiated(headers);
        encoding.write_accepted(headers);
        request.extensions_mut().insert(encoding);
        match self.shared.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// The longest head of a request, in bytes: its address, its headers and their separators.
const LONGEST_HEAD: usize = 16 << 10;

/// The error of a head that is too long, or has not exactly one Host (RFC 9112, section 3.2).
fn refused_head<B>(request: &axum::http::Request<B>) -> Option<Error> {
    let headers = request.headers();
    let line = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    let length: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if line + length > LONGEST_HEAD {
        return Some(Error::HeadTooLarge { limit: LONGEST_HEAD });
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    if second.is_some() || (first.is_none() && request.version() == Version::HTTP_11) {
        return Some(Error::bad_input(wording!(
            "une requête HTTP/1.1 a un en-tête Host, et un seul",
            "an HTTP/1.1 request has one Host header, and only one"
        )));
    }
    None
}

/// Reads a response into the cache's form, with the response to this request; gives it back where it may not be cached, or turns out to be large.
async fn read_cacheable(response: Response, parts: &Parts) -> Result<(Arc<CachedResponse>, Response), Response> {
    if response.status() != StatusCode::OK || response.extensions().get::<Storable>().is_none() {
        return Err(response);
    }
    let told = noted(&response);
    let kept = Arc::new(CachedResponse::read(response).await?);
    let mut response = kept.response_to(&parts.headers, false);
    response.extensions_mut().extend(told);
    Ok((kept, response))
}

/// The extensions of a response that are for this client alone, and not cached.
fn noted(response: &Response) -> Extensions {
    let mut noted = Extensions::new();
    if let Some(timing) = response.extensions().get::<server_timing::Timing>() {
        noted.insert(*timing);
    }
    if let Some(left) = response.extensions().get::<RemainingCell>() {
        noted.insert(left.clone());
    }
    noted
}

impl<B> Service<axum::http::Request<B>> for ResponseCache
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future =
        Either<Ready<Result<Response, Infallible>>, Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>>;

    fn call(&self, request: axum::http::Request<B>) -> Self::Future {
        let mut request = request;
        if let Some(address) = trackers::without_trackers(request.uri()) {
            *request.uri_mut() = address;
        }
        let (policy, path) = self.shared.policies.route_of(request.uri().path());
        let refusal = refused_head(&request);
        if refusal.is_none()
            && let Some(kept) = self.cached(&request, policy)
        {
            return Either::Left(std::future::ready(Ok(kept)));
        }
        if let Some(path) = path {
            request.extensions_mut().insert(RoutePath(path.clone()));
        }
        let cache = self.clone();
        let request = request.map(Body::new);
        Either::Right(Box::pin(
            async move { Ok(cache.respond(request, policy, refusal).await) },
        ))
    }
}
