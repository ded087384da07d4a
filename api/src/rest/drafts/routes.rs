use axum::{
    Json as Body,
    extract::{Extension, FromRef, Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use serde_json::{Value as Json, json};

use crate::{
    domain::{Clock, Language, Result},
    publishing::drafts,
    rest::{
        drafts as told, import,
        publish::{idempotency_key, publish},
    },
    store::Store,
    web::{
        authentication::Authenticated,
        json_body::body,
        problem::Failure,
        response::private,
        route_policy::{RoutePolicy, Routes},
        writer::Writer,
    },
};

/// The addresses of drafts, and of reversions.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    Routes::new()
        .route("/v1/institution/drafts", RoutePolicy::PRIVATE, get(list))
        .route(
            "/v1/institution/drafts/{draft}",
            RoutePolicy::PRIVATE,
            get(review).delete(discard),
        )
        .route(
            "/v1/institution/drafts/{draft}/publish",
            RoutePolicy::PRIVATE,
            post(decide),
        )
        .route("/v1/revisions/{revision}/revert", RoutePolicy::PRIVATE, post(revert))
}

type Answered = Result<Response, Failure>;

async fn list(State(store): State<Store>, Authenticated(viewer): Authenticated) -> Answered {
    Ok(private(told::list(&store, &viewer).await?))
}

async fn review(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
    Extension(language): Extension<Language>,
) -> Answered {
    let answer = told::review(&store, clock, &viewer, &draft, language).await?;
    Ok(private(answer))
}

async fn discard(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
) -> Answered {
    drafts::discard(&store, clock, &viewer, &draft).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Publishes a draft now, or at the instant that the body says.
async fn decide(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Answered {
    // Nothing sent means now.
    let given = if sent.is_empty() {
        json!({})
    } else {
        body(Body::from_bytes(&sent))?
    };
    if let Some(at) = told::publish_at(&given)? {
        let scheduled = drafts::schedule(&store, clock, &viewer, &draft, at).await?;
        return Ok(private(told::one(&scheduled)));
    }
    let retry = told::retry("publish", &draft, &given, idempotency_key(&headers)?);
    let publication = drafts::publication(&store, &viewer, &draft, retry).await?;
    let receipt = publish(store, clock, viewer, publication).await?;
    Ok(private(import::answer(&receipt, false)))
}

async fn revert(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(revision): Path<String>,
    headers: HeaderMap,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let given = body(given)?;
    let retry = told::retry("revert", &revision, &given, idempotency_key(&headers)?);
    let publication = told::reverting(&store, &revision, &given, retry).await?;
    let tried = publication.dry_run;
    let receipt = publish(store, clock, viewer, publication).await?;
    Ok(private(import::answer(&receipt, tried)))
}
