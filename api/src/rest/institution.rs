//! The keys, the members and the audit of an institution.

/// The addresses.
pub(crate) mod routes;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::{
    access::{
        Account, Credential, Role, Viewer, account_store,
        audit::{self, Remembered},
        keys::{self, Key, NewKey},
        members::{self, Member, NewMember},
    },
    datasets::{model::suggestion::did_you_mean, registry},
    domain::{Error, Result, wording},
    store::Store,
    web::{
        json_body::read,
        query::{number, pairs},
        representation::Representation,
    },
};

/// The default and the greatest number of events in a response.
const DEFAULT_EVENTS: usize = 100;
const GREATEST_EVENTS: usize = 1_000;

/// The body that creates a key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenKey {
    name: String,
    role: String,
    datasets: Option<Vec<String>>,
    ends_at: Option<DateTime<Utc>>,
}

/// The body that adds a member.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenMember {
    issuer: String,
    subject: String,
    name: String,
    role: String,
    ends_at: Option<DateTime<Utc>>,
}

/// Whom a credential stands for.
pub fn who(viewer: &Viewer) -> Representation {
    let credential = match viewer.credential() {
        Credential::CommandLine => "command line",
        Credential::Key(_) => "key",
        Credential::Member(_) => "member",
    };
    Representation::json(&json!({
        "institution": viewer.institution(),
        "mandate": viewer.mandate().code(),
        "region": viewer.region(),
        "role": viewer.role().code(),
        "datasets": viewer.datasets(),
        "author": viewer.author(),
        "credential": credential,
    }))
}

/// The keys of the viewer's institution.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn keys(store: &Store, viewer: &Viewer) -> Result<Representation> {
    let keys = keys::list(store, viewer.institution()).await?;
    Ok(Representation::json(
        &json!({ "data": keys.iter().map(key_to_json).collect::<Vec<_>>() }),
    ))
}

/// Makes a key for the viewer's institution, and shows it for the only time.
///
/// # Errors
/// `BadInput` for what no key can be.
pub async fn create_key(store: &Store, at: DateTime<Utc>, viewer: &Viewer, given: &Json) -> Result<Representation> {
    let given: GivenKey = read(given)?;
    for dataset in given.datasets.iter().flatten() {
        registry().dataset(dataset)?;
    }
    let new = NewKey {
        name: given.name,
        role: role(&given.role)?,
        datasets: given.datasets,
        ends_at: given.ends_at,
    };
    let account = account(store, viewer).await?;
    let (key, secret) = keys::create(store, at, &account, viewer, new).await?;
    let mut told = key_to_json(&key);
    told["key"] = json!(secret);
    Ok(Representation::json(&told))
}

/// Revokes a key of the viewer's institution.
///
/// # Errors
/// `NotFound` when there is no such key.
pub async fn revoke_key(store: &Store, at: DateTime<Utc>, viewer: &Viewer, key: &str) -> Result<()> {
    keys::revoke(store, at, viewer, key).await
}

/// The members of the viewer's institution.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn members(store: &Store, viewer: &Viewer) -> Result<Representation> {
    let members = members::list(store, viewer.institution()).await?;
    Ok(Representation::json(
        &json!({ "data": members.iter().map(member_to_json).collect::<Vec<_>>() }),
    ))
}

/// Adds a member to the viewer's institution.
///
/// # Errors
/// `BadInput` for what no member can be; `Conflict` when the person is a member of the institution already.
pub async fn add_member(store: &Store, at: DateTime<Utc>, viewer: &Viewer, given: &Json) -> Result<Representation> {
    let given: GivenMember = read(given)?;
    let new = NewMember {
        issuer: given.issuer,
        subject: given.subject,
        name: given.name,
        role: role(&given.role)?,
        ends_at: given.ends_at,
    };
    let account = account(store, viewer).await?;
    let member = members::add(store, at, &account, viewer, new).await?;
    Ok(Representation::json(&member_to_json(&member)))
}

/// Removes a member of the viewer's institution.
///
/// # Errors
/// `NotFound` when there is no such member.
pub async fn remove_member(store: &Store, at: DateTime<Utc>, viewer: &Viewer, member: &str) -> Result<()> {
    members::remove(store, at, viewer, member).await
}

/// The audit: all events of the viewer's institution; for everyone, who published what and when.
///
/// # Errors
/// `BadInput` for a parameter other than `after` and `limit`.
pub async fn audit(store: &Store, viewer: Option<&Viewer>, query: &str) -> Result<Representation> {
    let (mut after, mut limit) = (0, DEFAULT_EVENTS);
    for (name, value) in pairs(query)? {
        match name.as_str() {
            "after" => after = number(&name, &value, 0, usize::MAX >> 1)?,
            "limit" => limit = number(&name, &value, 1, GREATEST_EVENTS)?,
            _ => {
                let hint = did_you_mean(&name, ["after", "limit", "lang"]);
                return Err(Error::bad_input(wording!(
                    "l'audit n'a pas de paramètre {name}{hint}",
                    "the audit has no parameter {name}{hint}",
                    [hint]
                )));
            }
        }
    }
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let institution = viewer.map(Viewer::institution);
    let found = audit::events(store, institution, after, limit as u64).await?;
    let events = found.iter().map(|event| event_to_json(event, viewer.is_some()));
    Ok(Representation::json(&json!({ "data": events.collect::<Vec<_>>() })))
}

fn event_to_json(event: &Remembered, own: bool) -> Json {
    let detail: Json = serde_json::from_str(&event.detail).unwrap_or_default();
    let mut told = json!({
        "number": if own { event.number } else { event.revision.unwrap_or_default() },
        "at": event.at,
        "institution": event.institution,
        "event": event.event,
        "revision": event.revision,
        "hash": event.hash,
    });
    if own {
        told["actor"] = json!(event.actor);
        told["detail"] = detail;
    } else {
        for public in ["datasets", "message", "reason", "created", "revised", "withdrawn"] {
            told[public] = detail[public].clone();
        }
    }
    told
}

fn key_to_json(key: &Key) -> Json {
    let datasets: Option<Json> = key.datasets.as_deref().and_then(|text| serde_json::from_str(text).ok());
    json!({
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "datasets": datasets,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "ends_at": key.ends_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    })
}

fn member_to_json(member: &Member) -> Json {
    json!({
        "id": member.id,
        "issuer": member.issuer,
        "subject": member.subject,
        "name": member.name,
        "role": member.role,
        "added_at": member.added_at,
        "added_by": member.added_by,
        "ends_at": member.ends_at,
        "accepted_at": member.accepted_at,
        "removed_at": member.removed_at,
    })
}

fn role(code: &str) -> Result<Role> {
    Role::of_code(code).ok_or_else(|| {
        let codes = Role::ALL.map(|(_, code)| code).join(", ");
        Error::bad_input(wording!("role est l'un de : {codes}", "role is one of: {codes}"))
    })
}

async fn account(store: &Store, viewer: &Viewer) -> Result<Account> {
    account_store::find(store, viewer.institution()).await
}
