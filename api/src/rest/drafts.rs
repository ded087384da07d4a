//! Drafts, and reversions of revisions.

/// What is sent, and answered.
mod bodies;
/// The addresses.
pub(crate) mod routes;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::{
    access::Viewer,
    domain::{Clock, Error, Language, Result, Revision, wording},
    publishing::{
        self, IdempotencyKey, Publication,
        drafts::{self, Draft},
    },
    store::Store,
    web::{json_body::read, problem::row_to_json, representation::Representation},
};

pub(super) use bodies::DraftBody;
use bodies::{Decision, Drafts, Obstacle, Undoing};

/// The drafts that a viewer may see.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn list(store: &Store, viewer: &Viewer) -> Result<Representation> {
    let all = drafts::all(store, viewer).await?;
    Ok(Representation::json(&json!(Drafts {
        data: all.iter().map(DraftBody::from).collect(),
    })))
}

/// A draft, as it was decided on.
pub fn one(draft: &Draft) -> Representation {
    Representation::json(&json!(DraftBody::from(draft)))
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
    let mut body = DraftBody::from(&draft);
    match drafts::difference(store, clock, viewer, &draft).await {
        Ok(receipt) => body.difference = Some(receipt.body()),
        Err(error) if error.is_ours() => return Err(error),
        Err(refusal) => {
            let rows = refusal.rows().iter().map(|row| row_to_json(row, language));
            body.obstacle = Some(Obstacle {
                code: refusal.code().to_owned(),
                message: refusal.message(language).to_owned(),
                errors: rows.collect(),
            });
        }
    }
    Ok(Representation::json(&json!(body)))
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
