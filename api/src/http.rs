//! Requests in, answers out: the router, its layers, and what every address has in common.

/// Wrong credentials, counted.
mod attempts;
/// Who asks.
mod authentication;
/// Strong ETags from the revision, and `304`.
mod conditional;
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
/// In which language a client is spoken to.
mod language;
/// Bodies that were refused unread.
mod lingering;
/// What a client accepts.
mod negotiation;
/// Queries kept with their answers.
mod permalinks;
/// Errors as RFC 9457 problems.
mod problem;
/// The REST addresses.
mod rest;
/// What handlers share.
mod state;

use std::time::Duration;

use axum::{
    Extension, Router,
    http::{HeaderName, Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{Any, CorsLayer},
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
    trace::TraceLayer,
};
use uuid::Uuid;

use crate::{
    access::oidc::OidcSettings,
    domain::{Clock, Result},
    files::Shelf,
    graphql::Door,
    store::Store,
};
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
    /// How many proxies stand in front and tell whom they heard from.
    pub trusted_proxies: usize,
}

/// Every address of the service, known to clients as `site`.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn router(settings: &HttpSettings, store: Store, shelf: Shelf, site: &str, clock: Clock) -> Result<Router> {
    let state = State::new(settings, store, shelf, site, clock)?;
    let public = rest::routes()
        .merge(graphql::routes())
        .merge(docs::routes())
        .layer(from_fn_with_state(state.clone(), conditional::answer));
    let answering = permalinks::Answering(public.clone().with_state(state.clone()));
    let kept = permalinks::routes().layer(Extension(answering));
    let within = |limit| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit);
    let imports = import::routes().layer(within(settings.import_timeout));
    let router = Router::new()
        .merge(public)
        .merge(kept)
        .merge(editions::routes())
        .merge(institution::routes())
        .merge(drafts::routes())
        .merge(health::routes())
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
        .fallback(problem::no_such_address)
        .layer(RequestBodyLimitLayer::new(settings.body_limit))
        .layer(within(settings.request_timeout))
        .merge(imports)
        .with_state(state)
        .layer(from_fn(lingering::read_to_the_end))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn(problem::explain))
        .layer(from_fn(language::choose))
        .layer(cors())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, TimeOrderedIds))
        .layer(from_fn(keep_plain_id));
    Ok(router)
}

/// The GraphQL schema in the schema definition language.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn schema_text() -> Result<String> {
    Ok(Door::new()?.text().to_owned())
}

/// Reads are open to every page; there are no cookies to protect, and browsers do not send credentials under a wildcard.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Any)
        .expose_headers([
            header::ACCEPT_RANGES,
            header::CONTENT_DISPOSITION,
            header::CONTENT_RANGE,
            header::ETAG,
            header::LINK,
            header::LAST_MODIFIED,
            header::RETRY_AFTER,
            HeaderName::from_static(files::REPR_DIGEST),
            HeaderName::from_static(files::ROW_COUNT),
            REQUEST_ID,
        ])
}

fn span(request: &axum::extract::Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

/// A client's own request id is kept if it is short and plain: it is written to the log, and sent back.
async fn keep_plain_id(mut request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let is_plain = |id: &[u8]| {
        (1..=64).contains(&id.len())
            && id
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
    };
    if request
        .headers()
        .get(REQUEST_ID)
        .is_some_and(|id| !is_plain(id.as_bytes()))
    {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Request ids that sort by time.
#[derive(Clone, Copy)]
struct TimeOrderedIds;

impl MakeRequestId for TimeOrderedIds {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id = Uuid::now_v7().to_string();
        id.parse().ok().map(RequestId::new)
    }
}
