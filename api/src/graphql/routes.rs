use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRef, FromRequestParts, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use super::{
    executor::Executor,
    mutation_context::MutationContext,
    outcome::Outcome,
    protocol::{MediaType, Request, status},
};
use crate::{
    domain::{Clock, Error, Language, wording},
    store::{Snapshot, Store},
    web::{
        accept,
        authentication::MaybeAuthenticated,
        conditional::{Pinned, Uncacheable},
        failure,
        operation_name::OperationName,
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

/// The explorer's page and its assets.
const GRAPHIQL: &str = include_str!("graphiql/index.html");
const ASSETS: [(&str, &str, &[u8]); 5] = [
    (
        "graphiql.min.js",
        "text/javascript",
        include_bytes!("graphiql/graphiql.min.js"),
    ),
    (
        "graphiql.min.css",
        "text/css",
        include_bytes!("graphiql/graphiql.min.css"),
    ),
    (
        "react.production.min.js",
        "text/javascript",
        include_bytes!("graphiql/react.production.min.js"),
    ),
    (
        "react-dom.production.min.js",
        "text/javascript",
        include_bytes!("graphiql/react-dom.production.min.js"),
    ),
    ("examples.js", "text/javascript", include_bytes!("graphiql/examples.js")),
];

/// The explorer's Content-Security-Policy: its own scripts, inline styles, pictures in them, and requests to this site.
const EXPLORER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
);

/// The addresses of the GraphQL door.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Endpoint: FromRequestParts<S, Rejection = Infallible>,
    Executor: FromRef<S>,
{
    let mut routes = Routes::new()
        .route("/graphql", RoutePolicy::DOCUMENT, get(read).post(post))
        .route("/schema.graphql", RoutePolicy::PROGRAM, get(schema));
    for (name, kind, bytes) in ASSETS {
        let asset = move || async move { ([(header::CONTENT_TYPE, kind)], bytes) };
        routes = routes.route(format!("/graphql/assets/{name}"), RoutePolicy::PROGRAM, get(asset));
    }
    routes
}

/// How long a request may take.
#[derive(Clone, Copy)]
pub(crate) struct RequestTimeout(pub(crate) Duration);

/// The executor with what its requests need.
pub(crate) struct Endpoint {
    door: Executor,
    store: Store,
    clock: Clock,
    timeout: RequestTimeout,
}

impl<S> FromRequestParts<S> for Endpoint
where
    S: Sync,
    Executor: FromRef<S>,
    Store: FromRef<S>,
    Clock: FromRef<S>,
    RequestTimeout: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self {
            door: FromRef::from_ref(state),
            store: FromRef::from_ref(state),
            clock: FromRef::from_ref(state),
            timeout: FromRef::from_ref(state),
        })
    }
}

async fn schema(State(door): State<Executor>) -> Response {
    let kind = HeaderValue::from_static("application/graphql; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], door.text().to_owned()).into_response()
}

/// A query in the address; a browser that asks for a page gets the explorer.
async fn read(
    endpoint: Endpoint,
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let wants_page = accept::best(
        &headers,
        &[
            (MediaType::Json.text_alone(), false),
            (MediaType::GraphqlResponse.text_alone(), false),
            ("text/html", true),
        ],
    );
    if wants_page == Some(true) {
        return ([(header::CONTENT_SECURITY_POLICY, EXPLORER)], Html(GRAPHIQL)).into_response();
    }
    let Some(media_type) = accepted(&headers) else {
        return not_acceptable(language);
    };
    let request = match Request::from_query(&query) {
        Ok(request) => request,
        Err(error) => return refused(error, language, media_type),
    };
    let request = match endpoint.door.resolve_persisted_query(&endpoint.store, request).await {
        Ok(request) => request,
        Err(error) => return not_recalled(error, language, media_type),
    };
    if endpoint.door.mutates(&request) {
        let mut response = answer(
            &Outcome::refusal(
                Error::bad_input(wording!(
                    "un GET ne fait que lire : envoyez les mutations par POST",
                    "a GET only reads: send mutations by POST"
                )),
                language,
            ),
            media_type,
            StatusCode::METHOD_NOT_ALLOWED,
        );
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    execute(&endpoint, snapshot, request, language, media_type, None).await
}

async fn post(
    endpoint: Endpoint,
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    MaybeAuthenticated(viewer): MaybeAuthenticated,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(media_type) = accepted(&headers) else {
        return not_acceptable(language);
    };
    match Request::from_body(&body) {
        Ok(request) => {
            let request = match endpoint.door.resolve_persisted_query(&endpoint.store, request).await {
                Ok(request) => request,
                Err(error) => return not_recalled(error, language, media_type),
            };
            let writing = MutationContext {
                store: endpoint.store.clone(),
                clock: endpoint.clock,
                viewer,
            };
            execute(&endpoint, snapshot, request, language, media_type, Some(&writing)).await
        }
        Err(error) => refused(error, language, media_type),
    }
}

async fn execute(
    endpoint: &Endpoint,
    snapshot: Snapshot,
    request: Request,
    language: Language,
    media_type: MediaType,
    writing: Option<&MutationContext>,
) -> Response {
    let name = OperationName(endpoint.door.name(&request));
    let executing = endpoint
        .door
        .execute(&snapshot, request, language, endpoint.clock.now(), writing);
    let RequestTimeout(timeout) = endpoint.timeout;
    let Ok(outcome) = tokio::time::timeout(timeout, executing).await else {
        let seconds = timeout.as_secs();
        let refusal = Outcome::refusal(Error::Timeout { seconds }, language);
        return answer(&refusal, media_type, StatusCode::SERVICE_UNAVAILABLE);
    };
    let status = StatusCode::from_u16(status(&outcome, media_type)).unwrap_or(StatusCode::OK);
    let mut response = answer(&outcome, media_type, status);
    response.extensions_mut().insert(name);
    response
}

/// A request that is not one: 400, whatever the client knows.
fn refused(error: Error, language: Language, media_type: MediaType) -> Response {
    let status = failure::status(&error);
    answer(&Outcome::refusal(error, language), media_type, status)
}

/// A request whose document cannot be had by the hash that names it: clients then send it whole.
fn not_recalled(error: Error, language: Language, media_type: MediaType) -> Response {
    let outcome = Outcome::refusal(error, language);
    let unreachable = outcome.cause.as_ref().is_some_and(Error::is_temporary);
    let status = if unreachable { 503 } else { status(&outcome, media_type) };
    answer(
        &outcome,
        media_type,
        StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
    )
}

fn answer(outcome: &Outcome, media_type: MediaType, status: StatusCode) -> Response {
    let kind = HeaderValue::from_static(media_type.text());
    let mut response = (status, [(header::CONTENT_TYPE, kind)], outcome.body.clone()).into_response();
    // What was written is told to who wrote it.
    if outcome.failed || outcome.wrote {
        response.extensions_mut().insert(Uncacheable);
    }
    response
}

fn not_acceptable(language: Language) -> Response {
    let error = Error::bad_input(wording!(
        "rien de ce que nomme Accept n'est offert : application/graphql-response+json, application/json",
        "none of what Accept names is offered: application/graphql-response+json, application/json"
    ));
    answer(
        &Outcome::refusal(error, language),
        MediaType::Json,
        StatusCode::NOT_ACCEPTABLE,
    )
}

/// Without Accept, the older form, as the specification asks.
fn accepted(headers: &HeaderMap) -> Option<MediaType> {
    let offers = [MediaType::Json, MediaType::GraphqlResponse].map(|media_type| (media_type.text_alone(), media_type));
    accept::best(headers, &offers)
}
