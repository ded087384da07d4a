//! Drafts, and reversions of revisions.

/// The addresses.
pub(crate) mod routes;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::{
    access::Viewer,
    domain::{Clock, Error, Language, Result, Revision, wording},
    publishing::{
        self, IdempotencyKey, Publication, Receipt,
        drafts::{self, Draft},
    },
    store::Store,
    web::{json_body::read, problem::row_to_json, representation::Representation},
};

/// The body that decides on a draft.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    publish_at: Option<String>,
}

/// The body that reverts a revision.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undoing {
    reason: String,
    #[serde(default)]
    dry_run: bool,
}

/// The drafts that a viewer may see.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn list(store: &Store, viewer: &Viewer) -> Result<Representation> {
    let all = drafts::all(store, viewer).await?;
    Ok(Representation::json(
        &json!({ "data": all.iter().map(draft_to_json).collect::<Vec<_>>() }),
    ))
}

/// A draft, as it was decided on.
pub fn one(draft: &Draft) -> Representation {
    Representation::json(&draft_to_json(draft))
}

/// A saved draft, with what it would change.
pub fn saved(draft: &Draft, receipt: &Receipt) -> Representation {
    let mut body = draft_to_json(draft);
    body["difference"] = receipt.to_json();
    Representation::json(&body)
}

/// A draft, with what publishing it would change now, or why it could not be published now.
///
/// # Errors
/// `NotFound` when the viewer may see no such draft.
pub async fn review(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    id: &str,
    language: Language,
) -> Result<Representation> {
    let draft = drafts::one(store, viewer, id).await?;
    let mut body = draft_to_json(&draft);
    match drafts::difference(store, clock, viewer, &draft).await {
        Ok(receipt) => body["difference"] = receipt.to_json(),
        Err(error) if error.is_ours() => return Err(error),
        Err(refusal) => {
            let rows = refusal.rows().iter().map(|row| row_to_json(row, language));
            body["obstacle"] = json!({ "code": refusal.code(), "message": refusal.message(language), "errors": rows.collect::<Vec<_>>() });
        }
    }
    Ok(Representation::json(&body))
}

/// The instant that a decision gives.
///
/// # Errors
/// `BadInput` for what is no instant.
pub fn publish_at(given: &Json) -> Result<Option<DateTime<Utc>>> {
    let decision: Decision = read(given)?;
    decision.publish_at.as_deref().map(publishing::instant).transpose()
}

/// The publication that reverts a revision.
///
/// # Errors
/// `NotFound` when there is no such revision; `BadInput` without a reason.
pub async fn reverting(
    store: &Store,
    revision: &str,
    given: &Json,
    retry: Option<IdempotencyKey>,
) -> Result<Publication> {
    let undoing: Undoing = read(given)?;
    let number = revision.parse().map_err(|_| {
        Error::not_found(wording!(
            "il n'y a pas de révision {revision}",
            "there is no revision {revision}"
        ))
    })?;
    Ok(Publication {
        reason: Some(undoing.reason),
        dry_run: undoing.dry_run,
        retry,
        ..publishing::reverting(store, Revision(number)).await?
    })
}

/// The idempotency key of a decision.
pub fn retry(what: &str, of: &str, given: &Json, key: Option<String>) -> Option<IdempotencyKey> {
    key.map(|key| IdempotencyKey {
        key,
        fingerprint: format!("{what} {of} {given}"),
    })
}

fn draft_to_json(draft: &Draft) -> Json {
    json!({
        "id": draft.id,
        "institution": draft.institution,
        "dataset": draft.dataset,
        "message": draft.message,
        "state": draft.state,
        "author": draft.author,
        "created_at": draft.created_at,
        "publish_at": draft.publish_at,
        "revision": draft.revision,
        "failure": draft.failure,
    })
}
