use axum::{
    Json as Body,
    extract::{FromRef, FromRequestParts, Path, State, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::{delete, get},
};
use serde_json::{Value as Json, json};

use crate::{
    access::{
        Role, Viewer,
        audit::{self, Event},
    },
    domain::{Clock, Error, Wording, wording},
    rest::institution,
    store::Store,
    web::{
        authentication::Authenticated,
        json_body::body,
        problem::Failure,
        query::QueryText,
        representation::Representation,
        response::private,
        route_policy::{RoutePolicy, Routes},
        writer::Writer,
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
        .route("/v1/institution", own, get(who))
        .route("/v1/institution/keys", own, get(list_keys).post(create_key))
        .route("/v1/institution/keys/{key}", own, delete(revoke_key))
        .route("/v1/institution/members", own, get(list_members).post(add_member))
        .route("/v1/institution/members/{member}", own, delete(remove_member))
        .route("/v1/institution/audit", own, get(own_audit))
        .route("/v1/audit", own, get(public_audit))
}

type Answered = Result<Response, Failure>;

async fn who(Authenticated(viewer): Authenticated) -> Answered {
    Ok(answered(institution::who(&viewer)))
}

async fn list_keys(State(store): State<Store>, Administrator(viewer): Administrator) -> Answered {
    Ok(answered(institution::keys(&store, &viewer).await?))
}

async fn create_key(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let now = clock.now();
    let answer = institution::create_key(&store, now, &viewer, &body(given)?).await?;
    Ok((StatusCode::CREATED, answered(answer)).into_response())
}

async fn revoke_key(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    Path(key): Path<String>,
) -> Answered {
    institution::revoke_key(&store, clock.now(), &viewer, &key).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn list_members(State(store): State<Store>, Administrator(viewer): Administrator) -> Answered {
    Ok(answered(institution::members(&store, &viewer).await?))
}

async fn add_member(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    given: Result<Body<Json>, JsonRejection>,
) -> Answered {
    let now = clock.now();
    let answer = institution::add_member(&store, now, &viewer, &body(given)?).await?;
    Ok((StatusCode::CREATED, answered(answer)).into_response())
}

async fn remove_member(
    Writer { store, clock }: Writer,
    Administrator(viewer): Administrator,
    Path(member): Path<String>,
) -> Answered {
    institution::remove_member(&store, clock.now(), &viewer, &member).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn own_audit(
    State(store): State<Store>,
    Authenticated(viewer): Authenticated,
    QueryText(query): QueryText,
) -> Answered {
    Ok(answered(institution::audit(&store, Some(&viewer), &query).await?))
}

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
