use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::{IntoParams, ToSchema};

use crate::access::{Credential, Mandate, Role, Viewer, audit::Remembered, keys::KeyBody, members::MemberBody};

/// Whom a credential stands for.
#[derive(Serialize, ToSchema)]
pub(super) struct Who<'a> {
    /// The institution.
    institution: &'a str,
    /// What kind of institution it is.
    mandate: Mandate,
    /// Its region.
    #[schema(required)]
    region: Option<&'a str>,
    /// What it may do.
    role: Role,
    /// The only datasets that it may write; null for all.
    #[schema(required)]
    datasets: Option<&'a [String]>,
    /// What publications are signed with.
    author: &'a str,
    /// The kind of credential.
    credential: CredentialKind,
}

/// The kind of a credential.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum CredentialKind {
    #[serde(rename = "command line")]
    CommandLine,
    Key,
    Member,
}

impl<'a> From<&'a Viewer> for Who<'a> {
    fn from(viewer: &'a Viewer) -> Self {
        Self {
            institution: viewer.institution(),
            mandate: viewer.mandate(),
            region: viewer.region(),
            role: viewer.role(),
            datasets: viewer.datasets(),
            author: viewer.author(),
            credential: match viewer.credential() {
                Credential::CommandLine => CredentialKind::CommandLine,
                Credential::Key(_) => CredentialKind::Key,
                Credential::Member(_) => CredentialKind::Member,
            },
        }
    }
}

/// The keys of an institution.
#[derive(Serialize, ToSchema)]
pub(super) struct Keys<'a> {
    /// The keys.
    pub(super) data: Vec<KeyBody<'a>>,
}

/// The members of an institution.
#[derive(Serialize, ToSchema)]
pub(super) struct Members<'a> {
    /// The members.
    pub(super) data: Vec<MemberBody<'a>>,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKey)]
pub(super) struct NewKeyBody {
    /// Its name.
    pub(super) name: String,
    /// What it may do.
    #[schema(value_type = Role)]
    pub(super) role: String,
    /// The only datasets that it may write; all unless said.
    pub(super) datasets: Option<Vec<String>>,
    /// When it ends.
    pub(super) ends_at: Option<DateTime<Utc>>,
}

/// A person to be let act.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMember)]
pub(super) struct NewMemberBody {
    /// The OpenID provider: the `iss` of its tokens.
    pub(super) issuer: String,
    /// Who the person is to it: the `sub` of its tokens.
    pub(super) subject: String,
    /// The person's name.
    pub(super) name: String,
    /// What the person may do.
    #[schema(value_type = Role)]
    pub(super) role: String,
    /// When it ends.
    pub(super) ends_at: Option<DateTime<Utc>>,
}

/// Which events are listed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes parameters")]
pub(super) struct EventsQuery {
    /// Only the events after this number.
    #[param(nullable = false, minimum = 0)]
    after: Option<i64>,
    /// The most events.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

/// The events of an institution.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnEvents<'a> {
    /// The events.
    data: Vec<OwnEvent<'a>>,
}

/// What an institution's people and programs did.
#[derive(Serialize, ToSchema)]
struct OwnEvent<'a> {
    /// Its number.
    number: i64,
    /// When it happened.
    at: DateTime<Utc>,
    /// By which institution.
    institution: &'a str,
    /// What happened.
    event: &'a str,
    /// The revision that it made.
    #[schema(required)]
    revision: Option<i64>,
    /// The SHA-256 that chains it to the event before.
    hash: &'a str,
    /// Who did it.
    actor: &'a str,
    /// What more there is to say.
    #[schema(value_type = Object)]
    detail: Json,
}

/// Publications, with who made them.
#[derive(Serialize, ToSchema)]
pub(super) struct Publications<'a> {
    /// The publications.
    data: Vec<PublicEvent<'a>>,
}

/// A publication.
#[derive(Serialize, ToSchema)]
#[schema(as = Publication)]
struct PublicEvent<'a> {
    /// The revision that it made.
    number: i64,
    /// When it was made.
    at: DateTime<Utc>,
    /// By which institution.
    institution: &'a str,
    /// What happened: `published`.
    event: &'a str,
    /// The revision that it made.
    #[schema(required)]
    revision: Option<i64>,
    /// The SHA-256 that chains it to the event before.
    hash: &'a str,
    #[serde(flatten)]
    published: Published,
}

/// What a publication says of itself.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct Published {
    /// The datasets that it changed.
    #[schema(required)]
    datasets: Option<Vec<String>>,
    /// What it says of itself.
    #[schema(required)]
    message: Option<String>,
    /// Why, for a correction.
    #[schema(required)]
    reason: Option<String>,
    /// How many rows are new.
    #[schema(required)]
    created: Option<i64>,
    /// How many have a new version.
    #[schema(required)]
    revised: Option<i64>,
    /// How many are withdrawn.
    #[schema(required)]
    withdrawn: Option<i64>,
}

impl<'a> From<&'a [Remembered]> for OwnEvents<'a> {
    fn from(events: &'a [Remembered]) -> Self {
        let data = events.iter().map(|event| OwnEvent {
            number: event.number,
            at: event.at,
            institution: &event.institution,
            event: &event.event,
            revision: event.revision,
            hash: &event.hash,
            actor: &event.actor,
            detail: serde_json::from_str(&event.detail).unwrap_or_default(),
        });
        Self { data: data.collect() }
    }
}

impl<'a> From<&'a [Remembered]> for Publications<'a> {
    fn from(events: &'a [Remembered]) -> Self {
        let data = events.iter().map(|event| PublicEvent {
            number: event.revision.unwrap_or_default(),
            at: event.at,
            institution: &event.institution,
            event: &event.event,
            revision: event.revision,
            hash: &event.hash,
            published: serde_json::from_str(&event.detail).unwrap_or_default(),
        });
        Self { data: data.collect() }
    }
}
