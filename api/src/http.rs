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
/// How bytes are compressed.
mod encoding;
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
/// The name of a GraphQL operation.
mod operation_name;
/// Queries kept with their answers.
mod permalinks;
/// How routes treat requests and responses.
mod policy;
/// Errors as RFC 9457 problems.
pub(crate) mod problem;
/// The REST addresses.
mod rest;
/// The address that clients know.
mod site;
/// What handlers share.
mod state;
/// The digest and the rows of a representation, and bodies that hold something while they are sent.
mod streamed;
/// What handlers that write need.
mod writer;

use std::time::Duration;

use axum::{
    Extension, Router,
    extract::Request,
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, any},
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
use conditional::Validators;
pub use connections::Listening;
pub use metrics::{Written, metrics};
pub use middleware::rate_limit::RateLimits;
use middleware::request_id::REQUEST_ID;
use middleware::{drain_body, language, load_shed, request_metrics, security_headers};
use open_files::OpenFiles;
pub use permalinks::PermalinkLimits;
use policy::{Policy, PolicyTable, RequestBody, Routes, View};
use site::Site;
use state::AppState;

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
    let state = AppState::new(settings, store, shelf, Site::new(site), clock)?;
    let (router, policies) = router(settings, &state)?;
    Ok(Front::new(router, policies, &state, settings, connections))
}

/// What anyone may read, whose responses permalinks freeze.
fn public_routes() -> Routes<AppState> {
    rest::routes().merge(graphql::routes()).merge(docs::routes())
}

/// The routes of every door; those of permalinks have what answers them.
fn routes(permalinks: Routes<AppState>) -> Routes<AppState> {
    public_routes()
        .merge(permalinks)
        .merge(editions::routes())
        .merge(institution::routes())
        .merge(drafts::routes())
        .merge(import::routes())
        .merge(health::routes())
}

/// Every route with the layers that its policy asks for, between those that all have.
fn router(settings: &HttpSettings, state: &AppState) -> Result<(Router, PolicyTable)> {
    let policies = PolicyTable::new(&routes(permalinks::routes()))?;
    let validators: Validators = state.part();
    let pinned =
        |methods: MethodRouter<AppState>| methods.layer(from_fn_with_state(validators.clone(), conditional::answer));
    let mut public = Router::new();
    for route in public_routes() {
        public = public.route(&route.path, pinned(route.methods));
    }
    let answering = permalinks::Answering::new(public.with_state(state.clone()), policies.clone());
    let guard = load_shed::Guard::new(state.part(), state.part());
    let within = |limit| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit);
    let guarded = |methods: MethodRouter<AppState>, policy: Policy| {
        let methods = match policy.view {
            View::None => methods,
            _ => pinned(methods),
        };
        let methods = match policy.body {
            RequestBody::Buffered => methods.layer(RequestBodyLimitLayer::new(settings.body_limit)),
            RequestBody::Streamed => methods,
        };
        let methods = match policy.admission {
            policy::Admission::Free => methods,
            policy::Admission::Counted => methods.layer(within(settings.request_timeout)),
            policy::Admission::OwnTurns => methods.layer(within(settings.import_timeout)),
        };
        methods.layer(from_fn_with_state(guard.clone(), load_shed::admit))
    };
    let mut router = Router::new();
    let permalinks = permalinks::routes().map(|methods| methods.layer(Extension(answering.clone())));
    for route in routes(permalinks) {
        router = router.route(&route.path, guarded(route.methods, route.declared.policy));
    }
    let known = policies.clone();
    let absent = any(move |request: Request| async move { problem::no_such_address(&known, request.uri().path()) });
    let router = router
        .fallback_service(guarded(absent, Policy::PRIVATE).with_state(state.clone()))
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
        .layer(from_fn_with_state(settings.slow_queries, request_metrics::record));
    Ok((router, policies))
}

/// The routes of the service with their policies, as they are declared.
pub fn declared_routes() -> Vec<(String, Policy)> {
    routes(permalinks::routes())
        .into_iter()
        .map(|route| (route.path.into_owned(), route.declared.policy))
        .collect()
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

fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
