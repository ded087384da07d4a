use axum::{
    Json as Body, Router,
    extract::{Path, State as Shared, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use serde_json::{Value as Json, json};

use super::{
    authentication::Authenticated,
    files::response,
    import::{idempotency_key, private, publish},
    institution::body,
    problem::Failure,
    state::State,
};
use crate::{
    domain::Result,
    publishing::drafts,
    rest::{drafts as told, import},
};

/// The addresses of drafts, and of what undoes a revision.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/v1/institution/drafts", get(list))
        .route("/v1/institution/drafts/{draft}", get(review).delete(discard))
        .route("/v1/institution/drafts/{draft}/publish", post(decide))
        .route("/v1/revisions/{revision}/revert", post(revert))
}

type Answered = Result<Response, Failure>;

async fn list(Shared(state): Shared<State>, Authenticated(viewer): Authenticated) -> Answered {
    Ok(private(response(told::list(&state.store, &viewer).await?)))
}

async fn review(
    Shared(state): Shared<State>,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
) -> Answered {
    let answer = told::review(&state.store, state.clock, &viewer, &draft).await?;
    Ok(private(response(answer)))
}

async fn discard(
    Shared(state): Shared<State>,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
) -> Answered {
    drafts::discard(&state.store, state.clock, &viewer, &draft).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Publishes a draft now, or at the instant that the body says.
async fn decide(
    Shared(state): Shared<State>,
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
        let scheduled = drafts::schedule(&state.store, state.clock, &viewer, &draft, at).await?;
        return Ok(private(response(told::one(&scheduled))));
    }
    let retry = told::retry("publish", &draft, &given, idempotency_key(&headers)?);
    let publication = drafts::publication(&state.store, &viewer, &draft, retry).await?;
    let receipt = publish(&state, viewer, publication).await?;
    Ok(private(response(import::answer(&receipt, false))))
}

async fn revert(
    Shared(state): Shared<State>,
    Authenticated(viewer): Authenticated,
    Path(revision): Path<String>,
    headers: HeaderMap,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let given = body(given)?;
    let retry = told::retry("revert", &revision, &given, idempotency_key(&headers)?);
    let publication = told::reverting(&state.store, &revision, &given, retry).await?;
    let tried = publication.dry_run;
    let receipt = publish(&state, viewer, publication).await?;
    Ok(private(response(import::answer(&receipt, tried))))
}
