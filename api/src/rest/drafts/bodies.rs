use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::{
    publishing::{ReceiptBody, drafts::Draft},
    rest::publish::PublishedBody,
};

/// A draft.
#[derive(Serialize, ToSchema)]
#[schema(as = Draft)]
pub(crate) struct DraftBody<'a> {
    /// Its number.
    id: &'a str,
    /// The institution that saved it.
    institution: &'a str,
    /// The dataset.
    dataset: &'a str,
    /// What the publication will say of itself.
    message: &'a str,
    /// Where it stands.
    #[schema(value_type = DraftState)]
    state: &'a str,
    /// Who saved it.
    author: &'a str,
    /// When it was saved.
    created_at: DateTime<Utc>,
    /// When it publishes itself.
    #[schema(required)]
    publish_at: Option<DateTime<Utc>>,
    /// The revision that it became.
    #[schema(required)]
    revision: Option<i64>,
    /// Why it could not be published when it was due.
    #[schema(required)]
    failure: Option<&'a str>,
    /// What publishing it would change now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) difference: Option<ReceiptBody>,
    /// Why it could not be published now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) obstacle: Option<Obstacle>,
}

/// Where a draft stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes a text")]
enum DraftState {
    Open,
    Scheduled,
    Published,
    Discarded,
    Failed,
}

/// Why a draft could not be published now.
#[derive(Serialize, ToSchema)]
pub(super) struct Obstacle {
    /// The kind of refusal.
    pub(super) code: String,
    /// Why.
    pub(super) message: String,
    /// The rows that cannot be accepted.
    #[schema(value_type = Vec<Object>)]
    pub(super) errors: Vec<Json>,
}

/// Drafts.
#[derive(Serialize, ToSchema)]
pub(super) struct Drafts<'a> {
    /// The drafts.
    pub(super) data: Vec<DraftBody<'a>>,
}

/// What became of a draft: it is published, or scheduled.
#[derive(ToSchema)]
#[schema(as = Decided)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes an answer")]
pub(super) enum Decided<'a> {
    Published(PublishedBody),
    Scheduled(Box<DraftBody<'a>>),
}

/// The body that decides on a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// When it is to be published: 2027-01-15T08:00 (Paris time), or with an offset; now unless said.
    pub(super) publish_at: Option<String>,
}

/// The body that reverts a revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Undoing {
    /// Why.
    pub(super) reason: String,
    /// Whether to tell what would be undone, and undo nothing.
    #[serde(default)]
    pub(super) dry_run: bool,
}

impl DraftBody<'_> {
    /// The same with what publishing it would change.
    #[must_use]
    pub(crate) fn with_difference(self, difference: ReceiptBody) -> Self {
        Self {
            difference: Some(difference),
            ..self
        }
    }
}

impl<'a> From<&'a Draft> for DraftBody<'a> {
    fn from(draft: &'a Draft) -> Self {
        Self {
            id: &draft.id,
            institution: &draft.institution,
            dataset: &draft.dataset,
            message: &draft.message,
            state: &draft.state,
            author: &draft.author,
            created_at: draft.created_at,
            publish_at: draft.publish_at,
            revision: draft.revision,
            failure: draft.failure.as_deref(),
            difference: None,
            obstacle: None,
        }
    }
}
