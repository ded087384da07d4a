//! The keys, the members and the audit of an institution.

/// What is sent, and answered.
mod bodies;
/// The addresses.
pub(crate) mod routes;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::{
    access::{
        Account, Role, Viewer, account_store, audit,
        keys::{self, KeyBody, NewKey},
        members::{self, MemberBody, NewMember},
    },
    datasets::{model::suggestion::did_you_mean, registry},
    domain::{Error, Result, wording},
    store::Store,
    web::{
        json_body::read,
        query::{number, pairs, refuse_twice},
        representation::Representation,
    },
};
use bodies::{Keys, Members, NewKeyBody, NewMemberBody, OwnEvents, Publications, Who};

/// The default and the greatest number of events in a response.
const DEFAULT_EVENTS: usize = 100;
const GREATEST_EVENTS: usize = 1_000;

/// Whom a credential stands for.
pub fn who(viewer: &Viewer) -> Representation {
    Representation::json(&json!(Who::from(viewer)))
}

/// The keys of the viewer's institution.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn keys(store: &Store, viewer: &Viewer) -> Result<Representation> {
    let keys = keys::list(store, viewer.institution()).await?;
    Ok(Representation::json(&json!(Keys {
        data: keys.iter().map(KeyBody::from).collect(),
    })))
}

/// Makes a key for the viewer's institution, and shows it for the only time.
///
/// # Errors
/// `BadInput` for what no key can be.
pub async fn create_key(store: &Store, at: DateTime<Utc>, viewer: &Viewer, given: &Json) -> Result<Representation> {
    let given: NewKeyBody = read(given)?;
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
    Ok(Representation::json(&json!(KeyBody::from(&key).with_secret(&secret))))
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
    Ok(Representation::json(&json!(Members {
        data: members.iter().map(MemberBody::from).collect(),
    })))
}

/// Adds a member to the viewer's institution.
///
/// # Errors
/// `BadInput` for what no member can be; `Conflict` when the person is a member of the institution already.
pub async fn add_member(store: &Store, at: DateTime<Utc>, viewer: &Viewer, given: &Json) -> Result<Representation> {
    let given: NewMemberBody = read(given)?;
    let new = NewMember {
        issuer: given.issuer,
        subject: given.subject,
        name: given.name,
        role: role(&given.role)?,
        ends_at: given.ends_at,
    };
    let account = account(store, viewer).await?;
    let member = members::add(store, at, &account, viewer, new).await?;
    Ok(Representation::json(&json!(MemberBody::from(&member))))
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
    let given = pairs(query)?;
    refuse_twice(&given, &["after", "limit"])?;
    for (name, value) in given {
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
    Ok(Representation::json(&if viewer.is_some() {
        json!(OwnEvents::from(found.as_slice()))
    } else {
        json!(Publications::from(found.as_slice()))
    }))
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
