use std::time::Duration;

use axum::{
    Extension, Router,
    body::Body,
    extract::Request,
    http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, any},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{Predicate, SizeAbove},
    },
    cors::{Any, CorsLayer},
    limit::RequestBodyLimitLayer,
    map_request_body::MapRequestBodyLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
    trace::TraceLayer,
};

use super::{
    health,
    middleware::{drain_body, load_shed, request_metrics, security_headers},
    settings::HttpSettings,
    state::AppState,
};
use crate::{
    archive::{editions, permalinks},
    catalogue,
    domain::Result,
    feeds, graphql, pages, rest,
    web::{
        body_form,
        conditional::{self, Validators},
        language, preconditions,
        problem::{self, ProblemWriter},
        request_id::REQUEST_ID,
        response::REPR_DIGEST,
        route_policy::{Admission, RequestBody, RoutePolicy, View},
        routes::{PolicyTable, Routes},
    },
};

/// How long a client may pause while it sends a body.
const BODY_PAUSE: Duration = Duration::from_secs(10);

/// The routes of every door. Those of permalinks are given, wrapped in the service that answers their queries.
fn routes(permalinks: Routes<AppState>) -> Routes<AppState> {
    rest::routes()
        .merge(graphql::routes::routes())
        .merge(feeds::routes())
        .merge(catalogue::routes())
        .merge(pages::routes())
        .merge(permalinks)
        .merge(editions::routes::routes())
        .merge(health::routes())
}

/// Wraps the handlers of a route in the layers that its policy asks for.
struct Layers<'a> {
    settings: &'a HttpSettings,
    validators: Validators,
    guard: load_shed::Guard,
}

impl Layers<'_> {
    /// Pins a snapshot and validates responses, where the policy asks for a view of the data.
    fn pin(&self, methods: MethodRouter<AppState>, policy: RoutePolicy) -> MethodRouter<AppState> {
        match policy.view {
            View::None => methods,
            _ => methods.layer(from_fn_with_state(self.validators.clone(), conditional::validate)),
        }
    }

    /// Pins, then bounds the body and the time of requests, and admits them.
    fn guard(&self, methods: MethodRouter<AppState>, policy: RoutePolicy) -> MethodRouter<AppState> {
        let within = |limit| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit);
        // Layers of one `layer` are one service: each is boxed, and cloned for each request.
        let limited = (
            RequestBodyLimitLayer::new(self.settings.body_limit),
            MapRequestBodyLayer::new(Body::new),
        );
        let methods = self.pin(methods, policy);
        let methods = match policy.body {
            RequestBody::Buffered => methods.layer((limited, from_fn(body_form::only_json))),
            RequestBody::Form => methods.layer((limited, from_fn(body_form::json_or_form))),
            RequestBody::Streamed => methods,
        };
        let admit = from_fn_with_state(self.guard.clone(), load_shed::admit);
        match policy.admission {
            Admission::Free => methods.layer(admit),
            Admission::Counted | Admission::Prompt => methods.layer((admit, within(self.settings.request_timeout))),
            Admission::OwnTurns => methods.layer((admit, within(self.settings.import_timeout))),
        }
    }
}

/// The router of the service, and the policies of its routes.
///
/// # Errors
/// `Internal` when two routes declare the same path.
pub(super) fn router(settings: &HttpSettings, state: &AppState) -> Result<(Router, PolicyTable)> {
    let layers = Layers {
        settings,
        validators: state.part(),
        guard: load_shed::Guard::new(state.part(), state.part()),
    };
    let declared = routes(permalinks::routes());
    let policies = PolicyTable::new(&declared)?;
    let mut public = Router::new();
    for route in declared {
        let policy = route.declared.policy;
        if policy.view != View::None {
            public = public.route(&route.path, layers.pin(route.methods, policy));
        }
    }
    let answering = permalinks::Answering::new(public.with_state(state.clone()), policies.clone());
    let permalinks = permalinks::routes().map(|methods| methods.layer(Extension(answering.clone())));
    let mut router = Router::new();
    for route in routes(permalinks) {
        router = router.route(&route.path, layers.guard(route.methods, route.declared.policy));
    }
    let known = policies.clone();
    let absent = any(move |request: Request| async move { problem::no_such_address(&known, request.uri().path()) });
    let router = router
        .fallback_service(layers.guard(absent, RoutePolicy::PRIVATE).with_state(state.clone()))
        .with_state(state.clone());
    Ok((around(router, settings, state), policies))
}

/// What every request passes on its way to a route, the first first. All of it stands around the router, which is cheap to clone: each layer of
/// `Router::layer` would be boxed, and cloned with all that it holds, by each layer above it.
fn around(router: Router, settings: &HttpSettings, state: &AppState) -> Router {
    let service = ServiceBuilder::new()
        .layer(from_fn_with_state(settings.slow_queries, request_metrics::record))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(cors())
        .layer(compression())
        .layer(from_fn(language::negotiate))
        .layer(from_fn_with_state(state.part::<ProblemWriter>(), problem::explain))
        .layer(from_fn(preconditions::enforce))
        .layer(from_fn(language::refuse_unknown))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(security_headers::nosniff())
        .layer(security_headers::referrer_policy())
        .layer(security_headers::content_security_policy())
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(MapRequestBodyLayer::new(Body::new))
        .layer(from_fn(drain_body::drain_unread))
        .service(router);
    Router::new().fallback_service(service)
}

/// The routes of the service with their policies, as they are declared.
pub fn declared_routes() -> Vec<(String, RoutePolicy)> {
    routes(permalinks::routes())
        .into_iter()
        .map(|route| (route.path.into_owned(), route.declared.policy))
        .collect()
}

/// The OpenAPI description of the service.
///
/// # Errors
/// `Internal` when two parts of it have one name.
pub fn openapi() -> Result<rest::Description> {
    rest::openapi(&routes(permalinks::routes()).into_described())
}

/// Compresses text, well enough for a link and quickly enough for a file. A response with a `Repr-Digest` is sent as it is.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(4))
        .compress_when(SizeAbove::new(TOO_SMALL).and(is_compressed))
}

/// The smallest body that is compressed, in bytes.
const TOO_SMALL: u16 = 256;

fn is_compressed(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_text = |kind: &str| {
        let texts = ["text/", "json", "xml", "javascript", "graphql"];
        // A spreadsheet is compressed already.
        !kind.contains("openxml") && texts.iter().any(|text| kind.contains(text))
    };
    kind.is_some_and(is_text) && !headers.contains_key(REPR_DIGEST)
}

/// Opens reads to every origin: there are no cookies to protect, and browsers send no credentials under a wildcard.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::DELETE])
        .allow_headers(names("authorization, content-type, content-encoding, idempotency-key, if-match, if-none-match, if-modified-since, if-unmodified-since, if-range, range, apollo-require-preflight, x-request-id, x-revision-at-least, *"))
        .expose_headers(names("cache-status, content-disposition, etag, last-modified, link, location, ratelimit, ratelimit-policy, repr-digest, retry-after, server-timing, x-request-id, x-revision, x-row-count, *"))
        .max_age(Duration::from_secs(86_400))
        // The answer is the same for every origin.
        .vary([])
}

/// The names of headers, as one header lists them.
fn names(list: &'static str) -> Vec<HeaderName> {
    list.split(", ").map(HeaderName::from_static).collect()
}

fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
