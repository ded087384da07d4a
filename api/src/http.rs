//! Requests in, answers out: the router, its layers, and what every address has in common.

/// What a client accepts.
mod accept;
/// Who asks.
mod authentication;
/// What stands before the router: answers that are kept.
mod cache;
/// Where requests come from.
mod client_ip;
/// Strong ETags from the revision, and `304`.
mod conditional;
/// Connections taken in, within bounds.
mod connections;
/// The readable form of the OpenAPI description, and the pages about problems.
mod docs;
/// What is not public yet.
mod drafts;
/// Dated, frozen states of all data.
mod editions;
/// Answers as HTTP, files in ranges.
mod files;
/// The GraphQL addresses.
mod graphql;
/// Whether the node lives, and can serve.
mod health;
/// Files in.
mod import;
/// What an institution alone may see and do.
mod institution;
/// What Prometheus reads.
mod metrics;
/// What every request passes on its way to its handler.
mod middleware;
/// How many files the process may have open.
mod open_files;
/// Queries kept with their answers.
mod permalinks;
/// Errors as RFC 9457 problems.
mod problem;
/// The REST addresses.
mod rest;
/// What handlers share.
mod state;
/// By what answers vary.
mod vary;

use std::time::Duration;

use axum::{
    Extension, Router,
    http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{Predicate, SizeAbove},
    },
    cors::{Any, CorsLayer},
    limit::RequestBodyLimitLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
    trace::TraceLayer,
};

use crate::{
    access::oidc::OidcSettings,
    domain::{Clock, Result},
    files::Shelf,
    graphql::Door,
    store::Store,
};
pub use cache::Front;
pub use cache::purge::Purging;
pub use client_ip::Proxies;
pub use connections::Listening;
pub use metrics::{Written, metrics};
pub use middleware::rate_limit::RateLimits;
use middleware::{drain_body, language, limits::Limits, load_shed, request_metrics, security_headers};
use open_files::OpenFiles;
pub use permalinks::PermalinkLimits;
use state::State;

/// The header that carries a request's id, in and out.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a client may pause while it sends a body.
const BODY_PAUSE: Duration = Duration::from_secs(10);

/// How requests are bounded.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// How long a request may take before its answer starts.
    pub request_timeout: Duration,
    /// The largest body accepted, in bytes.
    pub body_limit: usize,
    /// How long an import may take.
    pub import_timeout: Duration,
    /// The largest file accepted, in bytes.
    pub import_limit: usize,
    /// Whose tokens are accepted.
    pub oidc: OidcSettings,
    /// Where files are kept: a folder, or the address of an object store.
    pub files: String,
    /// The proxies in front that are believed about whom they speak for, and the addresses without limits.
    pub trusted_proxies: Proxies,
    /// How often one client may ask.
    pub rates: RateLimits,
    /// How many requests are worked at, at once.
    pub at_once: usize,
    /// How many bytes of answers are kept in memory.
    pub answers_kept: u64,
    /// How many bytes permalinks may take.
    pub permalinks: PermalinkLimits,
    /// How many bytes of memory the service is to stay below: caches, bodies, streams and imports have parts of it.
    pub memory: u64,
    /// How many connections are open at once; as many as the open files and the memory allow, unless it is said.
    pub connections: Option<usize>,
    /// How long the SQL of an answer may take before it is told to the log; none to tell of none.
    pub slow_queries: Option<Duration>,
    /// The caches in front that are told what a publication changes.
    pub purges: Vec<String>,
}

/// The service, known to clients as `site`, with its answers kept before it.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn service(settings: &HttpSettings, store: Store, shelf: Shelf, site: &str, clock: Clock) -> Result<Front> {
    let connections = OpenFiles::read().connections(settings)?;
    let state = State::new(settings, store, shelf, site, clock)?;
    let router = router(settings, &state);
    Ok(Front::new(router, &state, settings, connections))
}

/// Every address.
fn router(settings: &HttpSettings, state: &State) -> Router {
    let public = rest::routes()
        .merge(graphql::routes())
        .merge(docs::routes())
        .layer(from_fn_with_state(state.clone(), conditional::answer));
    let answering = permalinks::Answering(public.clone().with_state(state.clone()));
    let kept = permalinks::routes().layer(Extension(answering));
    let within = |limit| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit);
    let guarded = |limits| from_fn_with_state(load_shed::Guard::new(state, limits), load_shed::admit);
    let imports = import::routes().layer(within(settings.import_timeout));
    let ordinary = Router::new()
        .merge(public)
        .merge(kept)
        .merge(editions::routes())
        .merge(institution::routes())
        .merge(drafts::routes())
        .fallback(problem::no_such_address)
        .layer(RequestBodyLimitLayer::new(settings.body_limit))
        .layer(within(settings.request_timeout));
    ordinary
        .layer(guarded(Limits::ORDINARY))
        .merge(imports.layer(guarded(import::LIMITS)))
        .merge(health::routes().layer(guarded(health::LIMITS)))
        .with_state(state.clone())
        .layer(from_fn(drain_body::read_to_the_end))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(from_fn(security_headers::declare))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn(problem::explain))
        .layer(from_fn(language::choose))
        .layer(compression())
        .layer(cors())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn_with_state(settings.slow_queries, request_metrics::record))
}

/// The GraphQL schema in the schema definition language.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn schema_text() -> Result<String> {
    Ok(Door::new()?.text().to_owned())
}

/// Texts are compressed, well enough for a link and quickly enough for a file; what tells the digest of its bytes is sent as it is.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(4))
        .compress_when(SizeAbove::new(TOO_SMALL).and(is_compressed))
}

/// Below this, in bytes, compressing gains nothing.
const TOO_SMALL: u16 = 256;

fn is_compressed(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_text = |kind: &str| {
        let texts = ["text/", "json", "xml", "javascript", "graphql"];
        // A spreadsheet is compressed already.
        !kind.contains("openxml") && texts.iter().any(|text| kind.contains(text))
    };
    kind.is_some_and(is_text) && !headers.contains_key(files::REPR_DIGEST)
}

/// Reads are open to every page; there are no cookies to protect, and browsers do not send credentials under a wildcard.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Any)
        .expose_headers(Any)
        .max_age(Duration::from_secs(86_400))
        // The answer is the same for every origin.
        .vary([])
}

fn span(request: &axum::extract::Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
