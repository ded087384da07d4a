use chrono::{DateTime, Utc};
use entity::{account, api_key, member};
use sea_orm::EntityTrait;
use sea_orm::QuerySelect;

use super::{Credential, Viewer, account_store};
use crate::{
    domain::{Error, Result},
    store::{Store, Write},
};

/// A viewer as its institution stands now; none when what it showed was taken back since. A key past its end still stands for what was
/// decided before.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn current_viewer(store: &Store, viewer: &Viewer) -> Result<Option<Viewer>> {
    let stands = match viewer.credential() {
        Credential::CommandLine => true,
        Credential::Key(number) => key_stands(store, number).await?,
        Credential::Member(number) => member_stands(store, number).await?,
    };
    if !stands {
        return Ok(None);
    }
    match account_store::find(store, viewer.institution()).await {
        Ok(account) => Ok(Some(viewer.again(&account))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Proves a credential again in the transaction that it writes by: what was revoked, removed or closed since the request began is refused, and
/// until the transaction ends nobody revokes what it showed.
///
/// # Errors
/// `Unauthenticated` when the credential stands no longer; `Unavailable` when the store cannot be reached.
pub async fn prove(write: &Write, viewer: &Viewer, at: DateTime<Utc>) -> Result<()> {
    let stands = match viewer.credential() {
        Credential::CommandLine => return Ok(()),
        Credential::Key(number) => key_stands_in(write, at, number).await?,
        Credential::Member(number) => member_stands_in(write, at, number).await?,
    };
    if stands && account_stands_in(write, viewer).await? {
        return Ok(());
    }
    tracing::info!("a credential was taken back while its request was worked at");
    Err(Error::Unauthenticated)
}

/// Whether a key has not been revoked: what was scheduled with it may go out, even past the key's end.
async fn key_stands(store: &Store, number: &str) -> Result<bool> {
    let found = api_key::Entity::find_by_id(number).one(store.private_reader()).await?;
    Ok(found.is_some_and(|key| key.revoked_at.is_none()))
}

/// Whether a key may act, in a transaction that keeps it so until its end.
async fn key_stands_in(write: &Write, at: DateTime<Utc>, number: &str) -> Result<bool> {
    let found = api_key::Entity::find_by_id(number)
        .lock_shared()
        .one(write.connection())
        .await?;
    Ok(found.is_some_and(|key| is_valid_key(&key, at)))
}

/// Whether a key may act at an instant.
pub(super) fn is_valid_key(key: &api_key::Model, at: DateTime<Utc>) -> bool {
    key.revoked_at.is_none() && key.ends_at.is_none_or(|end| at < end)
}

/// Whether a member has not been removed.
async fn member_stands(store: &Store, number: &str) -> Result<bool> {
    let found = member::Entity::find_by_id(number).one(store.private_reader()).await?;
    Ok(found.is_some_and(|member| member.removed_at.is_none()))
}

/// Whether a member may act, in a transaction that keeps it so until its end.
async fn member_stands_in(write: &Write, at: DateTime<Utc>, number: &str) -> Result<bool> {
    let found = member::Entity::find_by_id(number)
        .lock_shared()
        .one(write.connection())
        .await?;
    Ok(found.is_some_and(|member| member.removed_at.is_none() && !has_ended(&member, at)))
}

/// Whether a membership has ended at an instant.
pub(super) fn has_ended(member: &member::Model, at: DateTime<Utc>) -> bool {
    member.ends_at.is_some_and(|end| end <= at)
}

/// Whether the account of a viewer is open, with the mandate that the viewer acts under, in a transaction.
async fn account_stands_in(write: &Write, viewer: &Viewer) -> Result<bool> {
    let found = account::Entity::find_by_id(viewer.institution())
        .lock_shared()
        .one(write.connection())
        .await?;
    Ok(found.is_some_and(|account| {
        account.closed_at.is_none()
            && account.mandate == viewer.mandate().code()
            && account.region.as_deref() == viewer.region()
    }))
}
