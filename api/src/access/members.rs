use chrono::{DateTime, Utc};
use entity::member::{ActiveModel, Column, Entity, Model};
use sea_orm::IntoActiveModel;
use sea_orm::QueryFilter;
use sea_orm::QueryOrder;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, SqlErr};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    Account, Credential, Role, Viewer, account_store,
    audit::{self, Event},
    identifiers::{is_name, is_number, random_number},
    keys::refuse_past,
    proof::{has_ended, prove},
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
    /// When the membership stops being accepted.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Names a member of an institution. The person accepts by their first request with a token; until then, and whoever else names them, they
/// act for whom they acted.
///
/// # Errors
/// `BadInput` when something is empty, or an end is past; `Forbidden` when the membership would outlive the credential that gives it;
/// `Conflict` when the person is a member of the institution already.
pub async fn add(store: &Store, at: DateTime<Utc>, account: &Account, by: &Viewer, new: NewMember) -> Result<Member> {
    let is_text = |text: &String| (1..=500).contains(&text.trim().len()) && !text.chars().any(char::is_control);
    if !is_text(&new.issuer) || !is_text(&new.subject) || !is_name(&new.name) {
        return Err(Error::bad_input(wording!(
            "un membre a un fournisseur (issuer), un identifiant chez lui (subject) et un nom (name), de 100 caractères au plus",
            "a member has an issuer, a subject there and a name, of 100 characters at most"
        )));
    }
    refuse_past(new.ends_at, at)?;
    by.refuse_longer(new.ends_at)?;
    let write = store.write().await?;
    prove(&write, by, at).await?;
    let member = ActiveModel {
        id: Set(random_number()?),
        institution: Set(account.institution.clone()),
        issuer: Set(new.issuer),
        subject: Set(new.subject),
        name: Set(new.name.trim().to_owned()),
        role: Set(new.role.code().to_owned()),
        added_at: Set(at),
        added_by: Set(by.author().to_owned()),
        ends_at: Set(new.ends_at),
        accepted_at: Set(None),
        removed_at: Set(None),
    };
    let member = member
        .insert(write.connection())
        .await
        .map_err(|failure| match failure.sql_err() {
            // Another may add the same person at the same time: the store alone can tell.
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::conflict(wording!(
                "cette personne est déjà membre de {} : retirez-la d'abord pour changer son rôle ou sa fin",
                "this person is a member of {} already: remove them first to change their role or end",
                account.institution
            )),
            _ => failure.into(),
        })?;
    let detail = json!({ "member": member.id, "name": member.name, "role": member.role, "ends_at": member.ends_at });
    let event = Event::new("member_added", &account.institution, by.author()).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await?;
    Ok(member)
}

/// The members of an institution, by name; those removed too.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn list(store: &Store, institution: &str) -> Result<Vec<Member>> {
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
pub async fn remove(store: &Store, at: DateTime<Utc>, by: &Viewer, number: &str) -> Result<()> {
    let institution = by.institution();
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
    prove(&write, by, at).await?;
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
    let event = Event::new("member_removed", institution, by.author()).with(&detail);
    audit::append(&write, at, event).await?;
    write.commit().await
}

/// Who a person that a provider vouches for acts for: the institution that they name, or else the first that they accepted; where they never
/// acted, the one that named them.
///
/// # Errors
/// `Forbidden` when it is no institution, or when several named a person who says for which they act.
pub async fn authenticate(
    store: &Store,
    at: DateTime<Utc>,
    issuer: &str,
    subject: &str,
    chosen: Option<&str>,
) -> Result<Viewer> {
    let named = Entity::find()
        .filter(Column::Issuer.eq(issuer))
        .filter(Column::Subject.eq(subject))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::AddedAt)
        .order_by_asc(Column::Id)
        .all(store.private_reader())
        .await?;
    let named: Vec<Member> = named.into_iter().filter(|member| !has_ended(member, at)).collect();
    let member = choose(&named, chosen)?;
    let account = account_store::find(store, &member.institution).await;
    let account = account.map_err(|error| match error {
        Error::NotFound { .. } => acts_for_none(),
        error => error,
    })?;
    if member.accepted_at.is_none() {
        accept(store, at, member).await?;
    }
    let role = Role::of_code(&member.role).ok_or_else(|| Error::internal("a member has an unknown role"))?;
    let credential = Credential::Member(member.id.clone());
    Ok(Viewer::for_credential(&account, role, None, &member.name, credential).until(member.ends_at))
}

/// The membership by which a person acts, among those that name them.
fn choose<'a>(named: &'a [Member], chosen: Option<&str>) -> Result<&'a Member> {
    if let Some(chosen) = chosen {
        let found = named.iter().find(|member| member.institution == chosen);
        return found.ok_or_else(|| {
            Error::forbidden(wording!(
                "la personne n'agit pas pour « {chosen} », que nomme X-Institution",
                "the person does not act for \"{chosen}\", which X-Institution names"
            ))
        });
    }
    let accepted = named.iter().filter(|member| member.accepted_at.is_some());
    if let Some(first) = accepted.min_by_key(|member| member.accepted_at) {
        return Ok(first);
    }
    match named {
        [] => Err(acts_for_none()),
        [one] => Ok(one),
        several => {
            let names: Vec<&str> = several.iter().map(|member| member.institution.as_str()).collect();
            let names = names.join(", ");
            Err(Error::forbidden(wording!(
                "plusieurs institutions ont nommé cette personne ({names}) : dites pour laquelle elle agit par l'en-tête X-Institution",
                "several institutions named this person ({names}): say for which they act by the header X-Institution"
            )))
        }
    }
}

fn acts_for_none() -> Error {
    Error::forbidden(wording!(
        "ce jeton est valable, mais la personne n'agit pour aucune institution : demandez à un administrateur de la vôtre de vous ajouter",
        "this token is valid, but the person acts for no institution: ask an administrator of yours to add you"
    ))
}

/// Notes that a person acts for the institution that named them.
async fn accept(store: &Store, at: DateTime<Utc>, member: &Member) -> Result<()> {
    let write = store.write().await?;
    let accepting = Entity::update_many()
        .col_expr(Column::AcceptedAt, at.into())
        .filter(Column::Id.eq(&member.id))
        .filter(Column::AcceptedAt.is_null())
        .exec(write.connection())
        .await?;
    // Another request of the same person may have been first.
    if accepting.rows_affected == 1 {
        let detail = json!({ "member": member.id, "name": member.name });
        let event = Event::new("member_accepted", &member.institution, &member.name).with(&detail);
        audit::append(&write, at, event).await?;
    }
    write.commit().await
}

/// A member as programs read it.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody<'a> {
    /// Its number.
    id: &'a str,
    /// The OpenID provider.
    issuer: &'a str,
    /// Who the person is to it.
    subject: &'a str,
    /// The person's name.
    name: &'a str,
    /// What the person may do.
    #[schema(value_type = Role)]
    role: &'a str,
    /// When it was added.
    added_at: DateTime<Utc>,
    /// By whom.
    added_by: &'a str,
    /// When it ends.
    #[schema(required)]
    ends_at: Option<DateTime<Utc>>,
    /// When the person first signed in.
    #[schema(required)]
    accepted_at: Option<DateTime<Utc>>,
    /// When the person was removed.
    #[schema(required)]
    removed_at: Option<DateTime<Utc>>,
}

impl<'a> From<&'a Member> for MemberBody<'a> {
    fn from(member: &'a Member) -> Self {
        Self {
            id: &member.id,
            issuer: &member.issuer,
            subject: &member.subject,
            name: &member.name,
            role: &member.role,
            added_at: member.added_at,
            added_by: &member.added_by,
            ends_at: member.ends_at,
            accepted_at: member.accepted_at,
            removed_at: member.removed_at,
        }
    }
}
