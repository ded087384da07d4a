use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, RawQuery, State as Shared},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use bytes::Bytes;

use super::{
    authentication::Authenticated, files::response, middleware::limits::Limits, problem::Failure, state::State,
};
use crate::{
    access::{Viewer, policy::Act},
    datasets::registry,
    domain::{Clock, Error, Result, wording},
    publishing::{self, Publication, Receipt, drafts},
    rest::{
        self, Answer,
        import::{self, ImportForm, ImportRequest},
    },
    store::Store,
};

/// How long a client may take to send a file.
const BODY_TIME: Duration = Duration::from_secs(120);

/// The header by which a retry is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// They arrive while they are worked at, and have turns of their own.
pub(super) const LIMITS: Limits = Limits::IMPORTS;

/// The addresses of imports.
pub(super) fn routes() -> Router<State> {
    Router::new().route("/v1/{dataset}/import", post(receive))
}

async fn receive(
    Shared(state): Shared<State>,
    Authenticated(viewer): Authenticated,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request = ImportRequest::parse(&query.unwrap_or_default())?;
    // Whoever may not write there need not send the file.
    let act = if request.draft || request.dry_run {
        Act::Draft
    } else {
        Act::Publish
    };
    publishing::enter(&state.store, state.clock, &viewer, act, registry().dataset(&dataset)?).await?;
    let Some(form) = form(&headers) else {
        return Ok(not_a_file());
    };
    let key = idempotency_key(&headers)?;
    // One file of an institution at a time is taken in: its slowness is its own.
    let own_turn = state.turns_of(viewer.institution()).acquire_owned().await;
    let own_turn = own_turn.map_err(Error::internal)?;
    let sent = tokio::time::timeout(BODY_TIME, whole(body, state.import_limit)).await;
    let bytes = sent.map_err(|_| Error::Timeout {
        seconds: BODY_TIME.as_secs(),
    })??;
    let turn = state.imports.clone().acquire_owned().await.map_err(Error::internal)?;
    let (store, clock) = (state.store.clone(), state.clock);
    // Worked at to the end, with its turns, even when the client is gone meanwhile: what it sent is whole.
    let working = tokio::spawn(async move {
        let answer = work(&store, clock, &viewer, &dataset, request, form, bytes, key).await;
        drop((own_turn, turn));
        answer
    });
    let (status, answer) = working.await.map_err(Error::internal)??;
    Ok((status, private(response(answer))).into_response())
}

#[expect(clippy::too_many_arguments, reason = "all that one request is made of")]
async fn work(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    dataset: &str,
    request: ImportRequest,
    form: ImportForm,
    bytes: Bytes,
    key: Option<String>,
) -> Result<(StatusCode, Answer)> {
    let (draft, dry_run, publish_at) = (request.draft, request.dry_run, request.publish_at);
    let name = dataset.to_owned();
    // A large file takes a while to read: other requests go on meanwhile.
    let reading = tokio::task::spawn_blocking(move || {
        let retry = request.retry(&name, &bytes, key);
        Ok::<_, Error>((request.proposal(&name, form, &bytes)?, retry))
    });
    let (proposal, retry) = reading.await.map_err(Error::internal)??;
    if draft || publish_at.is_some() {
        let (draft, receipt) = drafts::save(store, clock, viewer, proposal, retry, publish_at).await?;
        return Ok((StatusCode::CREATED, rest::drafts::saved(&draft, &receipt)));
    }
    let publication = Publication {
        retry,
        ..proposal.publication()?
    };
    let receipt = if dry_run {
        drafts::try_out(store, clock, viewer, publication).await?
    } else {
        publishing::publish(store, clock, viewer, publication).await?
    };
    Ok((StatusCode::OK, import::answer(&receipt, dry_run)))
}

/// Publishes to the end, even when the client is gone meanwhile: what it sent is whole.
pub(super) async fn publish(state: &State, viewer: Viewer, publication: Publication) -> Result<Receipt> {
    let (store, clock) = (state.store.clone(), state.clock);
    let publishing = tokio::spawn(async move { publishing::publish(&store, clock, &viewer, publication).await });
    publishing.await.map_err(Error::internal)?
}

/// An answer that no one else may see or keep.
pub(super) fn private(mut response: Response) -> Response {
    let never = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}

fn form(headers: &HeaderMap) -> Option<ImportForm> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    ImportForm::of_media_type(kind)
}

fn not_a_file() -> Response {
    let error = Error::bad_input(wording!(
        "envoyez Content-Type: text/csv ou application/x-ndjson, en UTF-8",
        "send Content-Type: text/csv or application/x-ndjson, in UTF-8"
    ));
    let mut response = Failure::from(error).into_response();
    *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    response
}

/// The caller's own key for the request, if it gives one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = key.to_str().map_err(|_| {
        Error::bad_input(wording!(
            "Idempotency-Key est un texte ASCII",
            "Idempotency-Key is an ASCII text"
        ))
    })?;
    // The draft standard writes it as a quoted string.
    let bare = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    Ok(Some(bare.unwrap_or(key).to_owned()))
}

async fn whole(body: Body, limit: usize) -> Result<Bytes> {
    to_bytes(body, limit).await.map_err(|error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(one) = cause {
            if one.is::<http_body_util::LengthLimitError>() {
                return Error::PayloadTooLarge { limit };
            }
            cause = one.source();
        }
        Error::bad_input(wording!("le corps a été coupé : {error}", "the body was cut: {error}"))
    })
}
