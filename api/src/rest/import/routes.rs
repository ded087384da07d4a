use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{FromRef, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use bytes::Bytes;
use moka::sync::Cache;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    bodies::{ImportedBody, ImportedDraftBody},
    form::{ACCEPTED, ImportForm, charset},
    report::Report,
    request::{ImportFile, ImportRequest},
};
use crate::{
    access::{Viewer, policy::Act},
    datasets::registry,
    domain::{Clock, Error, Result, wording},
    files::reading::Charset,
    publishing::{
        self, Publication, Receipt,
        drafts::{self, Draft},
    },
    rest::{drafts::DraftBody, publish::idempotency_key},
    store::Store,
    web::{
        authentication::Authenticated, body_form, failure::Failure, query::QueryText, representation::Representation,
        response::private, route_policy::RoutePolicy, routes::Routes, writer::Writer,
    },
};

/// How long a client may take to send a file.
const BODY_TIME: Duration = Duration::from_secs(120);

/// The addresses of imports.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Clock: FromRef<S>,
    Imports: FromRef<S>,
{
    Routes::new()
        .route("/v1/{dataset}/import", RoutePolicy::IMPORT, post(receive))
        .route("/v1/datasets/{dataset}/import", RoutePolicy::IMPORT, post(receive))
}

/// How many institutions' turns are remembered: more than there are.
const INSTITUTIONS: u64 = 1_000;

/// How many imports a node works at, at once; others wait.
const AT_ONCE: usize = 2;

/// The turns of imports: each may hold a whole file in memory. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Imports {
    /// The largest file, in bytes.
    limit: usize,
    turns: Arc<Semaphore>,
    of_institutions: Cache<String, Arc<Semaphore>>,
}

impl Imports {
    /// Turns of imports of files up to this size, in bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            of_institutions: Cache::new(INSTITUTIONS),
        }
    }

    /// The turn of an institution to send a file: one at a time, so that its slowness is its own.
    async fn turn_to_send(&self, institution: &str) -> Result<OwnedSemaphorePermit> {
        let turns = self
            .of_institutions
            .get_with(institution.to_owned(), || Arc::new(Semaphore::new(1)));
        turns.acquire_owned().await.map_err(Error::internal)
    }

    /// Waits for a turn to be processed.
    async fn turn_to_work(&self) -> Result<OwnedSemaphorePermit> {
        self.turns.clone().acquire_owned().await.map_err(Error::internal)
    }
}

async fn receive(
    Writer { store, clock }: Writer,
    State(imports): State<Imports>,
    Authenticated(viewer): Authenticated,
    Path(dataset): Path<String>,
    QueryText(query): QueryText,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request = ImportRequest::parse(&query)?;
    // Whoever may not write there need not send the file.
    let act = if request.draft || request.dry_run {
        Act::Draft
    } else {
        Act::Publish
    };
    publishing::enter(&store, clock, &viewer, act, registry().dataset(&dataset)?).await?;
    let (form, charset) = match form(&headers) {
        Ok(form) => form,
        Err(refusal) => return Ok(unsupported(refusal)),
    };
    let key = idempotency_key(&headers)?;
    let own_turn = imports.turn_to_send(viewer.institution()).await?;
    let sent = tokio::time::timeout(BODY_TIME, whole(body, imports.limit)).await;
    let bytes = sent.map_err(|_| Error::Timeout {
        seconds: BODY_TIME.as_secs(),
    })??;
    let turn = imports.turn_to_work().await?;
    // Worked at to the end, with its turns, even when the client is gone meanwhile: what it sent is whole.
    let working = tokio::spawn(async move {
        let limit = imports.limit;
        let file = ImportFile {
            form,
            charset,
            bytes,
            limit,
        };
        let answer = work(&store, clock, &viewer, &dataset, request, file, key).await;
        drop((own_turn, turn));
        answer
    });
    let (status, answer) = working.await.map_err(Error::internal)??;
    Ok((status, private(answer)).into_response())
}

async fn work(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    dataset: &str,
    request: ImportRequest,
    file: ImportFile,
    key: Option<String>,
) -> Result<(StatusCode, Representation)> {
    let (draft, dry_run, publish_at) = (request.draft, request.dry_run, request.publish_at);
    let name = dataset.to_owned();
    // A large file takes a while to read: other requests go on meanwhile.
    let reading = tokio::task::spawn_blocking(move || {
        let retry = request.retry(&name, &file.bytes, key);
        Ok::<_, Error>((request.read(&name, &file)?, retry))
    });
    let (read, retry) = reading.await.map_err(Error::internal)??;
    let (proposal, report) = read.completed(&store.snapshot()).await?;
    if draft || publish_at.is_some() {
        let (draft, receipt) = drafts::save(store, clock, viewer, proposal, retry, publish_at).await?;
        return Ok((StatusCode::CREATED, saved(&draft, &receipt, &report)));
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
    let body = ImportedBody::new(receipt.body(), dry_run, &report);
    Ok((StatusCode::OK, Representation::json(&json!(body))))
}

fn saved(draft: &Draft, receipt: &Receipt, report: &Report) -> Representation {
    let draft = DraftBody::from(draft).with_difference(receipt.body());
    Representation::json(&json!(ImportedDraftBody::new(draft, report)))
}

/// Why a body is none that is read, and what the answer says is.
enum Unsupported {
    Form,
    Charset(String),
    Encoding,
}

fn form(headers: &HeaderMap) -> Result<(ImportForm, Option<Charset>), Unsupported> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let coding = text(header::CONTENT_ENCODING).map(|coding| coding.trim().to_ascii_lowercase());
    match coding.as_deref() {
        None | Some("gzip" | "x-gzip" | "identity") => {}
        Some(_) => return Err(Unsupported::Encoding),
    }
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let form = ImportForm::of_media_type(kind).ok_or(Unsupported::Form)?;
    let charset = charset(kind).map_err(Unsupported::Charset)?;
    Ok((form, charset))
}

/// The answer 415, with what is accepted.
fn unsupported(refusal: Unsupported) -> Response {
    let (message, name, accepted) = match refusal {
        Unsupported::Form => (
            wording!(
                "envoyez un fichier CSV, XLSX, ODS ou NDJSON, et son type dans Content-Type : {ACCEPTED}",
                "send a CSV, XLSX, ODS or NDJSON file, and its type in Content-Type: {ACCEPTED}"
            ),
            header::ACCEPT,
            ACCEPTED,
        ),
        Unsupported::Charset(label) => (
            wording!(
                "l'encodage « {label} » n'est pas connu : déclarez utf-8, utf-16le, windows-1252 ou macintosh, ou rien",
                "the encoding \"{label}\" is not known: declare utf-8, utf-16le, windows-1252 or macintosh, or none"
            ),
            header::ACCEPT,
            ACCEPTED,
        ),
        Unsupported::Encoding => (
            wording!(
                "le corps peut être compressé par gzip (Content-Encoding: gzip), et par rien d'autre",
                "the body may be compressed by gzip (Content-Encoding: gzip), and by nothing else"
            ),
            header::ACCEPT_ENCODING,
            "gzip",
        ),
    };
    body_form::unsupported(message, name, accepted)
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
