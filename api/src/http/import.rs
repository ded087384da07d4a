use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, RawQuery, State as Shared},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use bytes::Bytes;

use super::{authentication::Authenticated, problem::Failure, rest::response, state::State};
use crate::{
    access::Viewer,
    domain::{Error, Result, wording},
    publishing::{self, Publication, Receipt, drafts},
    rest::{
        self,
        import::{self, ImportForm, ImportRequest},
    },
};

/// The header by which a retry is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

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
    let Some(form) = form(&headers) else {
        return Ok(not_a_file());
    };
    let retry = idempotency_key(&headers)?;
    let _turn = state.imports.acquire().await.map_err(Error::internal)?;
    let bytes = whole(body, state.import_limit).await?;
    if request.draft || request.publish_at.is_some() {
        let retry = request.retry(&dataset, &bytes, retry);
        let proposal = request.proposal(&dataset, form, &bytes)?;
        let (store, publish_at) = (&state.store, request.publish_at);
        let (draft, receipt) = drafts::save(store, state.clock, &viewer, proposal, retry, publish_at).await?;
        let told = response(rest::drafts::saved(&draft, &receipt));
        return Ok((StatusCode::CREATED, private(told)).into_response());
    }
    let dry_run = request.dry_run;
    let publication = request.publication(&dataset, form, &bytes, retry)?;
    drop(bytes);
    let receipt = publish(&state, viewer, publication).await?;
    Ok(private(response(import::answer(&receipt, dry_run))))
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
