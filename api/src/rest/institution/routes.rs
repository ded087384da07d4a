use axum::{
    Json as Body,
    extract::{FromRef, FromRequestParts, Path, State, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::{Value as Json, json};
use utoipa_axum::routes;

use super::bodies::{EventsQuery, Keys, Members, NewKeyBody, NewMemberBody, OwnEvents, Publications, Who};
use crate::{
    access::{
        Role, Viewer,
        audit::{self, Event},
        keys::KeyBody,
        members::MemberBody,
    },
    domain::{Clock, Error, Wording, wording},
    rest::institution,
    store::Store,
    web::{
        authentication::Authenticated, failure::Failure, json_body::body, query::QueryText,
        representation::Representation, response::private, route_policy::RoutePolicy, routes::Routes, writer::Writer,
    },
};

/// The addresses that an institution alone may use, and the public part of the audit.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    let own = RoutePolicy::PRIVATE;
    Routes::new()
        .described(own, routes!(who))
        .described(own, routes!(list_keys, create_key))
        .described(own, routes!(revoke_key))
        .described(own, routes!(list_members, add_member))
        .described(own, routes!(remove_member))
        .described(own, routes!(own_audit))
        .described(own, routes!(public_audit))
}

type Answered = Result<Response, Failure>;

/// Whom the credential stands for
#[utoipa::path(
    get,
    path = "/v1/institution",
    operation_id = "who",
    tag = "institution",
    security(("bearer" = [])),
    responses((status = 200, description = "The institution and its rights.", body = Who)),
)]
async fn who(Authenticated(viewer): Authenticated) -> Answered {
    Ok(answered(institution::who(&viewer)))
}

/// The keys of the institution, without their secrets
#[utoipa::path(
    get,
    path = "/v1/institution/keys",
    operation_id = "list_keys",
    tag = "institution",
    security(("bearer" = [])),
    responses((status = 200, description = "The keys.", body = Keys)),
)]
async fn list_keys(State(store): State<Store>, Administrator(viewer): Administrator) -> Answered {
    Ok(answered(institution::keys(&store, &viewer).await?))
}

/// Make a key; `key` is shown this once
#[utoipa::path(
    post,
    path = "/v1/institution/keys",
    operation_id = "create_key",
    tag = "institution",
    security(("bearer" = [])),
    request_body = NewKeyBody,
    responses((status = 201, description = "The key.", body = KeyBody)),
)]
async fn create_key(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let now = clock.now();
    let answer = institution::create_key(&store, now, &viewer, &body(given)?).await?;
    Ok((StatusCode::CREATED, answered(answer)).into_response())
}

/// Revoke a key: its next request is refused, on every node
#[utoipa::path(
    delete,
    path = "/v1/institution/keys/{key}",
    operation_id = "revoke_key",
    tag = "institution",
    security(("bearer" = [])),
    params(("key" = String, Path, min_length = 1, description = "The key's number.")),
    responses((status = 204, description = "It is revoked.")),
)]
async fn revoke_key(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    Path(key): Path<String>,
) -> Answered {
    institution::revoke_key(&store, clock.now(), &viewer, &key).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The persons who act for the institution
#[utoipa::path(
    get,
    path = "/v1/institution/members",
    operation_id = "list_members",
    tag = "institution",
    security(("bearer" = [])),
    responses((status = 200, description = "The members.", body = Members)),
)]
async fn list_members(State(store): State<Store>, Administrator(viewer): Administrator) -> Answered {
    Ok(answered(institution::members(&store, &viewer).await?))
}

/// Let a person act for the institution
#[utoipa::path(
    post,
    path = "/v1/institution/members",
    operation_id = "add_member",
    tag = "institution",
    security(("bearer" = [])),
    request_body = NewMemberBody,
    responses((status = 201, description = "The member.", body = MemberBody)),
)]
async fn add_member(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let now = clock.now();
    let answer = institution::add_member(&store, now, &viewer, &body(given)?).await?;
    Ok((StatusCode::CREATED, answered(answer)).into_response())
}

/// Let a person act no more
#[utoipa::path(
    delete,
    path = "/v1/institution/members/{member}",
    operation_id = "remove_member",
    tag = "institution",
    security(("bearer" = [])),
    params(("member" = String, Path, min_length = 1, description = "The membership's number.")),
    responses((status = 204, description = "The person acts no more.")),
)]
async fn remove_member(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    Path(member): Path<String>,
) -> Answered {
    institution::remove_member(&store, clock.now(), &viewer, &member).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// All that the institution's people and programs did, and were refused
#[utoipa::path(
    get,
    path = "/v1/institution/audit",
    operation_id = "list_events",
    tag = "institution",
    security(("bearer" = [])),
    params(EventsQuery),
    responses((status = 200, description = "The events, the oldest first.", body = OwnEvents)),
)]
async fn own_audit(
    State(store): State<Store>,
    Authenticated(viewer): Authenticated,
    QueryText(query): QueryText,
) -> Answered {
    Ok(answered(institution::audit(&store, Some(&viewer), &query).await?))
}

/// Who published what, and when; the hash of each event chains it to the one before
#[utoipa::path(
    get,
    path = "/v1/audit",
    operation_id = "list_publications",
    tag = "institution",
    params(EventsQuery),
    responses((status = 200, description = "The publications, the oldest first.", body = Publications)),
)]
async fn public_audit(State(store): State<Store>, QueryText(query): QueryText) -> Answered {
    Ok(answered(institution::audit(&store, None, &query).await?))
}

fn answered(answer: Representation) -> Response {
    private(answer)
}

/// The verified viewer of a request, who gives and takes back access in its institution. A handler that extracts it refuses everyone else, and the
/// audit keeps the refusal.
struct Administrator(Viewer);

impl<S> FromRequestParts<S> for Administrator
where
    S: Sync,
    Store: FromRef<S>,
    Clock: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Authenticated(viewer) = Authenticated::from_request_parts(parts, state).await?;
        let Some(refusal) = refusal(&viewer) else {
            return Ok(Self(viewer));
        };
        let event = Event::new("refused", viewer.institution(), viewer.author());
        let event =
            event.with(&json!({ "code": "FORBIDDEN", "why": refusal.french, "credential": viewer.credential() }));
        audit::remember(&Store::from_ref(state), Clock::from_ref(state).now(), event).await?;
        Err(Error::forbidden(refusal).into())
    }
}

/// Why a viewer may not give and take back access, where it may not.
fn refusal(viewer: &Viewer) -> Option<Wording> {
    if viewer.datasets().is_some() {
        return Some(wording!(
            "une clé qui n'écrit que dans certains jeux de données ne donne ni ne reprend d'accès",
            "a key that writes only in some datasets neither gives nor takes back access"
        ));
    }
    (viewer.role() < Role::Administrator).then(|| {
        wording!(
            "les clés et les membres sont l'affaire des administrateurs de {}",
            "keys and members are for the administrators of {}",
            viewer.institution()
        )
    })
}
