use chrono::{DateTime, Utc};
use entity::member::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, SqlErr,
};
use serde_json::json;

use super::{
    Account, Credential, Role, Viewer, accounts,
    audit::{self, Event},
    keys::{is_name, is_number, random_number},
};
use crate::{
    domain::{Error, Result, wording},
    store::Store,
};

/// A membership, as its institution sees it.
pub type Member = Model;

/// Who is to be a member.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// The OpenID provider that knows the person: the `iss` of its tokens.
    pub issuer: String,
    /// Who the person is to it: the `sub` of its tokens.
    pub subject: String,
    /// What the institution calls the person.
    pub name: String,
    /// What the person may do.
    pub role: Role,
}

/// Adds a member to an institution; a person acts for one institution at a time.
///
/// # Errors
/// `BadInput` when something is empty; `Conflict` when the person is a member already.
pub async fn add(store: &Store, at: DateTime<Utc>, account: &Account, actor: &str, new: NewMember) -> Result<Member> {
    let is_text = |text: &String| (1..=500).contains(&text.trim().len()) && !text.chars().any(char::is_control);
    if !is_text(&new.issuer) || !is_text(&new.subject) || !is_name(&new.name) {
        return Err(Error::bad_input(wording!(
            "un membre a un fournisseur (issuer), un identifiant chez lui (subject) et un nom (name), de 100 caractères au plus",
            "a member has an issuer, a subject there and a name, of 100 characters at most"
        )));
    }
    let write = store.write().await?;
    let member = ActiveModel {
        id: Set(random_number()?),
        institution: Set(account.institution.clone()),
        issuer: Set(new.issuer),
        subject: Set(new.subject),
        name: Set(new.name.trim().to_owned()),
        role: Set(new.role.code().to_owned()),
        added_at: Set(at),
        added_by: Set(actor.to_owned()),
        removed_at: Set(None),
    };
    let member = member
        .insert(write.connection())
        .await
        .map_err(|failure| match failure.sql_err() {
            // Another may add the same person at the same time: the store alone can tell.
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::conflict(wording!(
                "cette personne agit déjà pour une institution : qui l'y a ajoutée peut l'en retirer",
                "this person acts for an institution already: whoever added them there may remove them"
            )),
            _ => failure.into(),
        })?;
    let detail = json!({ "member": member.id, "name": member.name, "role": member.role });
    let event = Event::new("member_added", &account.institution, actor).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await?;
    Ok(member)
}

/// The members of an institution, by name; those removed too.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn of(store: &Store, institution: &str) -> Result<Vec<Member>> {
    let found = Entity::find()
        .filter(Column::Institution.eq(institution))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(store.private_reader())
        .await?;
    Ok(found)
}

/// Removes a member: their next request is refused, on every node.
///
/// # Errors
/// `NotFound` when the institution has no such member.
pub async fn remove(store: &Store, at: DateTime<Utc>, institution: &str, actor: &str, number: &str) -> Result<()> {
    let absent = || {
        Error::not_found(wording!(
            "{institution} n'a pas de membre {number}",
            "{institution} has no member {number}"
        ))
    };
    if !is_number(number) {
        return Err(absent());
    }
    let write = store.write().await?;
    let member = Entity::find_by_id(number).one(write.connection()).await?;
    let member = member
        .filter(|member| member.institution == institution)
        .ok_or_else(absent)?;
    if member.removed_at.is_some() {
        return Ok(());
    }
    let detail = json!({ "member": number, "name": member.name });
    let mut member = member.into_active_model();
    member.removed_at = Set(Some(at));
    member.update(write.connection()).await?;
    let event = Event::new("member_removed", institution, actor).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await
}

/// Who a person that a provider vouches for acts for.
///
/// # Errors
/// `Forbidden` when it is no institution.
pub async fn authenticate(store: &Store, issuer: &str, subject: &str) -> Result<Viewer> {
    let refused = || {
        Error::forbidden(wording!(
            "ce jeton est valable, mais la personne n'agit pour aucune institution : demandez à un administrateur de la vôtre de vous ajouter",
            "this token is valid, but the person acts for no institution: ask an administrator of yours to add you"
        ))
    };
    let member = Entity::find()
        .filter(Column::Issuer.eq(issuer))
        .filter(Column::Subject.eq(subject))
        .filter(Column::RemovedAt.is_null())
        .one(store.private_reader())
        .await?
        .ok_or_else(refused)?;
    let account = accounts::of(store, &member.institution).await.map_err(|_| refused())?;
    let role = Role::of_code(&member.role).ok_or_else(|| Error::internal("a member has an unknown role"))?;
    Ok(Viewer::of(
        &account,
        role,
        None,
        &member.name,
        Credential::Member(member.id),
    ))
}

/// Whether a member has not been removed.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn stands(store: &Store, number: &str) -> Result<bool> {
    let found = Entity::find_by_id(number).one(store.private_reader()).await?;
    Ok(found.is_some_and(|member| member.removed_at.is_none()))
}
