use axum::{
    Json as Body,
    extract::{Extension, FromRef, Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value as Json, json};
use utoipa_axum::routes;

use super::bodies::{Decided, Decision, DraftBody, Drafts, Undoing};
use crate::{
    domain::{Clock, Language, Result},
    publishing::{Receipt, drafts},
    rest::{
        drafts as told,
        publish::{PublishedBody, idempotency_key, publish},
    },
    store::Store,
    web::{
        authentication::Authenticated, described::Retry, failure::Failure, json_body::body,
        representation::Representation, response::private, route_policy::RoutePolicy, routes::Routes, writer::Writer,
    },
};

/// The addresses of drafts, and of reversions.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    let own = RoutePolicy::PRIVATE;
    Routes::new()
        .described(own, routes!(list))
        .described(own, routes!(review, discard))
        .described(own, routes!(decide))
        .described(own, routes!(revert))
}

type Answered = Result<Response, Failure>;

/// The drafts of the institution; for an ARS, those of its region's GRADeS too
#[utoipa::path(
    get,
    path = "/v1/institution/drafts",
    operation_id = "list_drafts",
    tag = "institution",
    security(("bearer" = [])),
    responses((status = 200, description = "The drafts.", body = Drafts)),
)]
async fn list(State(store): State<Store>, Authenticated(viewer): Authenticated) -> Answered {
    Ok(private(told::list(&store, &viewer).await?))
}

/// A draft, and what publishing it would change now, or why it could not be published now
#[utoipa::path(
    get,
    path = "/v1/institution/drafts/{draft}",
    operation_id = "review_draft",
    tag = "institution",
    security(("bearer" = [])),
    params(("draft" = String, Path, min_length = 1, description = "The draft's number.")),
    responses((status = 200, description = "The draft.", body = DraftBody)),
)]
async fn review(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
    Extension(language): Extension<Language>,
) -> Answered {
    let answer = told::review(&store, clock, &viewer, &draft, language).await?;
    Ok(private(answer))
}

/// Give a draft up; one that was scheduled is not published
#[utoipa::path(
    delete,
    path = "/v1/institution/drafts/{draft}",
    operation_id = "discard_draft",
    tag = "institution",
    security(("bearer" = [])),
    params(("draft" = String, Path, min_length = 1, description = "The draft's number.")),
    responses((status = 204, description = "It is given up.")),
)]
async fn discard(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
) -> Answered {
    drafts::discard(&store, clock, &viewer, &draft).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Publish a draft now, or at an instant to come
#[utoipa::path(
    post,
    path = "/v1/institution/drafts/{draft}/publish",
    operation_id = "publish_draft",
    tag = "institution",
    security(("bearer" = [])),
    params(("draft" = String, Path, min_length = 1, description = "The draft's number."), Retry),
    request_body = Option<Decision>,
    responses((status = 200, description = "What was published; or the draft, where it is scheduled.", body = Decided)),
)]
async fn decide(
    Writer { store, clock }: Writer,
    Authenticated(viewer): Authenticated,
    Path(draft): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Answered {
    let given = if sent.is_empty() {
        Json::Null
    } else {
        body(Body::from_bytes(&sent))?
    };
    // Nothing said means now.
    let given = if given.is_null() { json!({}) } else { given };
    if let Some(at) = told::publish_at(&given)? {
        let scheduled = drafts::schedule(&store, clock, &viewer, &draft, at).await?;
        return Ok(private(told::one(&scheduled)));
    }
    let retry = told::retry("publish", &draft, &given, idempotency_key(&headers)?);
    let publication = drafts::publication(&store, &viewer, &draft, retry).await?;
    let receipt = publish(store, clock, viewer, publication).await?;
    Ok(private(published(&receipt, false)))
}

/// Undo a revision by a new one: each record as it was before, unless it has changed since
#[utoipa::path(
    post,
    path = "/v1/revisions/{revision}/revert",
    operation_id = "revert_revision",
    tag = "institution",
    security(("bearer" = [])),
    params(("revision" = String, Path, min_length = 1, description = "The revision's number."), Retry),
    request_body = Undoing,
    responses((status = 200, description = "What was undone, or would be.", body = PublishedBody)),
)]
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
    Ok(private(published(&receipt, tried)))
}

fn published(receipt: &Receipt, tried: bool) -> Representation {
    Representation::json(&json!(PublishedBody::new(receipt.body(), tried)))
}
