use chrono::{DateTime, Utc};
use entity::account::{ActiveModel, Entity, Model};
use sea_orm::IntoActiveModel;
use sea_orm::QueryOrder;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::account::Account;
use super::{
    Mandate,
    audit::{self, Event},
};
use crate::{
    domain::{Error, Result, wording},
    store::{Store, Write},
};

/// Opens an account, or opens it again with another mandate.
///
/// # Errors
/// `BadInput` for a regional mandate without region, or the contrary.
pub async fn open(
    store: &Store,
    at: DateTime<Utc>,
    actor: &str,
    institution: &str,
    mandate: Mandate,
    region: Option<&str>,
) -> Result<Account> {
    if mandate.is_regional() != region.is_some() {
        return Err(Error::bad_input(wording!(
            "une ARS et un GRADeS ont une région, les autres institutions n'en ont pas",
            "an ARS and a GRADeS have a region, other institutions have none"
        )));
    }
    let write = store.write().await?;
    let known = Entity::find_by_id(institution).one(write.connection()).await?;
    let account = ActiveModel {
        institution: Set(institution.to_owned()),
        mandate: Set(mandate.code().to_owned()),
        region: Set(region.map(str::to_owned)),
        created_at: Set(known.as_ref().map_or(at, |known| known.created_at)),
        closed_at: Set(None),
    };
    let account = match known {
        None => account.insert(write.connection()).await?,
        Some(_) => account.update(write.connection()).await?,
    };
    let event = Event::new("institution_opened", institution, actor)
        .with(&json!({ "mandate": mandate.code(), "region": region }));
    audit::append(&write, at, event).await?;
    write.commit().await?;
    read(account)
}

/// Closes an account: nobody acts for the institution from now on.
///
/// # Errors
/// `NotFound` when there is no such account.
pub async fn close(store: &Store, at: DateTime<Utc>, actor: &str, institution: &str) -> Result<()> {
    let write = store.write().await?;
    let mut account = stored(&write, institution).await?.into_active_model();
    account.closed_at = Set(Some(at));
    account.update(write.connection()).await?;
    audit::append(&write, at, Event::new("institution_closed", institution, actor)).await?;
    write.commit().await
}

/// Every account, by name.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn all(store: &Store) -> Result<Vec<Account>> {
    let all = Entity::find()
        .order_by_asc(entity::account::Column::Institution)
        .all(store.private_reader())
        .await?;
    all.into_iter().map(read).collect()
}

/// The account of an institution that may act.
///
/// # Errors
/// `NotFound` when it has none, or a closed one.
pub async fn find(store: &Store, institution: &str) -> Result<Account> {
    let found = Entity::find_by_id(institution).one(store.private_reader()).await?;
    found
        .filter(|account| account.closed_at.is_none())
        .ok_or_else(|| no_account(institution))
        .and_then(read)
}

async fn stored(write: &Write, institution: &str) -> Result<Model> {
    Entity::find_by_id(institution)
        .one(write.connection())
        .await?
        .ok_or_else(|| no_account(institution))
}

fn no_account(institution: &str) -> Error {
    Error::not_found(wording!(
        "{institution} n'a pas de compte : ouvrez-en un par segur institution open",
        "{institution} has no account: open one by segur institution open"
    ))
}

fn read(account: Model) -> Result<Account> {
    let mandate = Mandate::of_code(&account.mandate)
        .ok_or_else(|| Error::internal(format!("an account has the unknown mandate {}", account.mandate)))?;
    Ok(Account {
        institution: account.institution,
        mandate,
        region: account.region,
        created_at: account.created_at,
        closed_at: account.closed_at,
    })
}
