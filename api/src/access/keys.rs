use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::api_key::{ActiveModel, Column, Entity, Model};
use sea_orm::IntoActiveModel;
use sea_orm::QueryFilter;
use sea_orm::QueryOrder;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::{
    Account, Credential, Role, Viewer, account_store,
    audit::{self, Event},
    proof::{is_valid_key, prove},
};
use crate::{
    access::identifiers::{is_name, is_number, random, random_number},
    domain::{Error, Result, wording},
    error_log,
    store::Store,
};

/// How every key starts, so that it is known for one wherever it is seen.
pub const PREFIX: &str = "sgo_";

/// How finely the last use of a key is known: a write for each request would be too much.
const LAST_USE: TimeDelta = TimeDelta::minutes(1);

/// How many random bytes a key's secret is made of.
const SECRET_BYTES: usize = 32;

/// A key as its institution sees it: all but its secret.
pub type Key = Model;

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What the institution calls it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The only datasets that it may write; all those of the institution when it does not say.
    pub datasets: Option<Vec<String>>,
    /// When it stops being accepted.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Makes a key: what is told once, and never again.
///
/// # Errors
/// `BadInput` for a name that is empty or too long, or an end that is past; `Forbidden` when the key would outlive the credential that makes it.
pub async fn create(
    store: &Store,
    at: DateTime<Utc>,
    account: &Account,
    by: &Viewer,
    new: NewKey,
) -> Result<(Key, String)> {
    if !is_name(&new.name) {
        return Err(Error::bad_input(wording!(
            "name : une clé a un nom, de 100 caractères au plus",
            "name: a key has a name, of 100 characters at most"
        )));
    }
    if new.datasets.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::bad_input(wording!(
            "datasets : nommez au moins un jeu de données, ou n'en donnez pas pour tous ceux de l'institution",
            "datasets: name one at least, or give none for all those of the institution"
        )));
    }
    refuse_past(new.ends_at, at)?;
    by.refuse_longer(new.ends_at)?;
    // Its characters are those of addresses; an underscore separates the parts, so none is left in them.
    let number = random_number()?;
    let secret = random::<SECRET_BYTES>()?;
    let datasets = new.datasets.as_ref().map(|names| json!(names).to_string());
    let write = store.write().await?;
    prove(&write, by, at).await?;
    let key = ActiveModel {
        id: Set(number.clone()),
        institution: Set(account.institution.clone()),
        name: Set(new.name.trim().to_owned()),
        role: Set(new.role.code().to_owned()),
        datasets: Set(datasets),
        secret_hash: Set(hashed(&secret)),
        created_at: Set(at),
        created_by: Set(by.author().to_owned()),
        ends_at: Set(new.ends_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let key = key.insert(write.connection()).await?;
    let detail =
        json!({ "key": number, "name": key.name, "role": key.role, "datasets": new.datasets, "ends_at": new.ends_at });
    let event = Event::new("key_created", &account.institution, by.author()).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await?;
    Ok((key, format!("{PREFIX}{number}_{secret}")))
}

/// The keys of an institution, the newest first.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn list(store: &Store, institution: &str) -> Result<Vec<Key>> {
    let found = Entity::find()
        .filter(Column::Institution.eq(institution))
        .order_by_desc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(store.private_reader())
        .await?;
    Ok(found)
}

/// Revokes a key of an institution: its next request is refused, on every node.
///
/// # Errors
/// `NotFound` when the institution has no such key.
pub async fn revoke(store: &Store, at: DateTime<Utc>, by: &Viewer, number: &str) -> Result<()> {
    let institution = by.institution();
    let absent = || {
        Error::not_found(wording!(
            "{institution} n'a pas de clé {number}",
            "{institution} has no key {number}"
        ))
    };
    if !is_number(number) {
        return Err(absent());
    }
    let write = store.write().await?;
    prove(&write, by, at).await?;
    let key = Entity::find_by_id(number).one(write.connection()).await?;
    let key = key.filter(|key| key.institution == institution).ok_or_else(absent)?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    let detail = json!({ "key": number, "name": key.name });
    let mut key = key.into_active_model();
    key.revoked_at = Set(Some(at));
    key.update(write.connection()).await?;
    let event = Event::new("key_revoked", institution, by.author()).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await
}

/// Who shows a key. It is looked up each time, so that what is revoked is refused at once, on every node.
///
/// # Errors
/// `Unauthenticated` for a key that is not one, or no longer: which of these, the log alone says.
pub async fn authenticate(store: &Store, at: DateTime<Utc>, shown: &str) -> Result<Viewer> {
    let refused = |why: &str| {
        tracing::info!(why, "a key was refused");
        Error::Unauthenticated
    };
    let parts = shown.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
    let parts = parts.filter(|(number, _)| is_number(number));
    let (number, secret) = parts.ok_or_else(|| refused("not in the form of a key"))?;
    let found = Entity::find_by_id(number).one(store.private_reader()).await?;
    // A number that does not exist takes the same comparison as one that does.
    let kept = found.as_ref().map_or_else(|| hashed(""), |key| key.secret_hash.clone());
    let same = bool::from(kept.as_bytes().ct_eq(hashed(secret).as_bytes()));
    let key = found.filter(|_| same).ok_or_else(|| refused("unknown"))?;
    if !is_valid_key(&key, at) {
        return Err(refused("revoked or past its end"));
    }
    let account = account_store::find(store, &key.institution).await;
    let account = account.map_err(|error| match error {
        Error::NotFound { .. } => refused("the institution's account is closed"),
        error => error,
    })?;
    touch(store, at, &key);
    let role = Role::of_code(&key.role).ok_or_else(|| Error::internal("a key has an unknown role"))?;
    let datasets = key.datasets.as_deref().map(serde_json::from_str).transpose();
    let datasets = datasets.map_err(Error::internal)?;
    let viewer = Viewer::for_credential(&account, role, datasets, &key.name, Credential::Key(key.id));
    Ok(viewer.until(key.ends_at))
}

/// Refuses an end that is past, or beyond what dates can say.
pub(super) fn refuse_past(ends_at: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Result<()> {
    if ends_at.is_some_and(|end| end <= at || end.year() > 9999) {
        return Err(Error::bad_input(wording!(
            "ends_at : la fin d'un accès est à venir, avant l'an 10000",
            "ends_at: the end of an access is to come, before the year 10000"
        )));
    }
    Ok(())
}

/// Notes that a key was used, once a minute at most; nobody waits for it.
fn touch(store: &Store, at: DateTime<Utc>, key: &Key) {
    if key.last_used_at.is_some_and(|last| at - last < LAST_USE) {
        return;
    }
    let (store, mut key) = (store.clone(), key.clone().into_active_model());
    tokio::spawn(async move {
        let noting = async {
            let write = store.write().await?;
            key.last_used_at = Set(Some(at));
            key.update(write.connection()).await?;
            write.commit().await
        };
        if let Err(error) = noting.await {
            error_log::warn(&error, "the last use of a key could not be noted");
        }
    });
}

/// The secret has 256 random bits: one round of a fast hash keeps it as well as many of a slow one.
fn hashed(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret))
}

/// A key as programs read it.
#[derive(Serialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyBody<'a> {
    /// Its number.
    id: &'a str,
    /// Its name.
    name: &'a str,
    /// What it may do.
    #[schema(value_type = Role)]
    role: &'a str,
    /// The only datasets that it may write; null for all.
    #[schema(required)]
    datasets: Option<Vec<String>>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// By whom.
    created_by: &'a str,
    /// When it ends.
    #[schema(required)]
    ends_at: Option<DateTime<Utc>>,
    /// When it was last used.
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    #[schema(required)]
    revoked_at: Option<DateTime<Utc>>,
    /// The secret: shown once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<&'a str>,
}

impl<'a> From<&'a Key> for KeyBody<'a> {
    fn from(key: &'a Key) -> Self {
        Self {
            id: &key.id,
            name: &key.name,
            role: &key.role,
            datasets: key.datasets.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            created_at: key.created_at,
            created_by: &key.created_by,
            ends_at: key.ends_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
            key: None,
        }
    }
}

impl<'a> KeyBody<'a> {
    /// The same with its secret, which is shown once.
    pub fn with_secret(self, secret: &'a str) -> Self {
        Self {
            key: Some(secret),
            ..self
        }
    }
}
