use chrono::{DateTime, Utc};
use entity::draft::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Proposal, Publication, Receipt, Retry, attempt, publish};
use crate::{
    access::{
        self, Mandate, Role, Viewer,
        audit::{self, Event},
        policy::Act,
    },
    domain::{Clock, Error, Language, Result, Revision, wording},
    store::{Store, Write},
};

/// Where a draft stands.
pub mod state {
    /// Saved, and waiting for someone to decide.
    pub const OPEN: &str = "open";
    /// To be published by itself at its time.
    pub const SCHEDULED: &str = "scheduled";
    /// Public.
    pub const PUBLISHED: &str = "published";
    /// Given up.
    pub const DISCARDED: &str = "discarded";
    /// It could not be published when its time came.
    pub const FAILED: &str = "failed";
}

/// How many drafts are listed, the newest.
const MOST_LISTED: u64 = 200;

/// How many due drafts are released in one turn.
const MOST_RELEASED: u64 = 20;

/// A draft as it is kept.
pub type Draft = Model;

/// Saves what is to be published later, once it was tried: a draft that could not be published is not kept. With an instant, it is
/// published by itself then. A request sent again with its key is answered with the draft that it made.
///
/// # Errors
/// As `publish`, for what the viewer may draft; `Conflict` for a key that served for another request.
pub async fn save(
    store: &Store,
    clock: Clock,
    viewer: &Viewer,
    proposal: Proposal,
    retry: Option<Retry>,
    publish_at: Option<DateTime<Utc>>,
) -> Result<(Draft, Receipt)> {
    let payload = serde_json::to_string(&proposal).map_err(Error::internal)?;
    let (dataset, message) = (proposal.dataset.clone(), proposal.message.clone());
    let act = if publish_at.is_some() { Act::Publish } else { Act::Draft };
    let receipt = attempt(store, clock, viewer, act, tried(proposal.publication()?)).await?;
    let at = clock.now();
    let id = match &retry {
        None => access::keys::random_number()?,
        Some(retry) => number(viewer, &retry.key),
    };
    let write = store.write().await?;
    let known = Entity::find_by_id(&id).one(write.connection()).await?;
    let draft = match known {
        Some(known) if known.payload == payload => known,
        Some(_) => {
            return Err(Error::conflict(wording!(
                "cette clé d'idempotence a servi à un autre brouillon : prenez-en une neuve pour chaque requête",
                "this idempotency key was used for another draft: take a new one for each request"
            )));
        }
        None => {
            let draft = ActiveModel {
                id: Set(id),
                institution: Set(viewer.institution().to_owned()),
                mandate: Set(viewer.mandate().code().to_owned()),
                region: Set(viewer.region().map(str::to_owned)),
                dataset: Set(dataset),
                message: Set(message),
                payload: Set(payload),
                state: Set(state::OPEN.to_owned()),
                author: Set(viewer.author().to_owned()),
                created_at: Set(at),
                publish_at: Set(None),
                decided_by: Set(None),
                revision: Set(None),
                failure: Set(None),
            };
            let draft = draft.insert(write.connection()).await?;
            remember(&write, at, "draft_saved", viewer, &draft).await?;
            draft
        }
    };
    if let Some(publish_at) = publish_at.filter(|_| draft.state == state::OPEN) {
        set_time(&write, at, viewer, &draft, publish_at).await?;
    }
    write.commit().await?;
    Ok((one(store, viewer, &draft.id).await?, receipt))
}

/// The number of the draft that a request with a key makes.
fn number(viewer: &Viewer, key: &str) -> String {
    let digest = Sha256::digest(format!("draft {} {key}", viewer.institution()));
    format!("{digest:x}")[..16].to_owned()
}

/// A publication that is only tried.
fn tried(publication: Publication) -> Publication {
    Publication {
        dry_run: true,
        ..publication
    }
}

/// The drafts that a viewer may see, the newest first: those of its institution; for an ARS, those of its region's GRADeS too.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn all(store: &Store, viewer: &Viewer) -> Result<Vec<Draft>> {
    let found = Entity::find()
        .filter(visible_to(viewer))
        .order_by_desc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(MOST_LISTED)
        .all(store.private_reader())
        .await?;
    Ok(found)
}

fn visible_to(viewer: &Viewer) -> Condition {
    let own = Condition::any().add(Column::Institution.eq(viewer.institution()));
    match (viewer.mandate(), viewer.region()) {
        (Mandate::Ars, Some(region)) => own.add(
            Condition::all()
                .add(Column::Mandate.eq(Mandate::Grades.code()))
                .add(Column::Region.eq(region)),
        ),
        _ => own,
    }
}

/// A draft that a viewer may see.
///
/// # Errors
/// `NotFound` when there is none of that number, or it is another institution's.
pub async fn one(store: &Store, viewer: &Viewer, id: &str) -> Result<Draft> {
    let absent = || Error::not_found(wording!("il n'y a pas de brouillon {id}", "there is no draft {id}"));
    if !access::keys::is_number(id) {
        return Err(absent());
    }
    let found = Entity::find_by_id(id)
        .filter(visible_to(viewer))
        .one(store.private_reader())
        .await?;
    found.ok_or_else(absent)
}

/// What publishing a draft would change now.
///
/// # Errors
/// As `publish`: why it could not be published now.
pub async fn difference(store: &Store, clock: Clock, viewer: &Viewer, draft: &Draft) -> Result<Receipt> {
    let act = if viewer.role() >= Role::Publisher && viewer.mandate() != Mandate::Grades {
        Act::Publish
    } else {
        Act::Draft
    };
    attempt(store, clock, viewer, act, tried(read(draft)?.publication()?)).await
}

/// The publication that a draft asks for, now.
///
/// # Errors
/// `NotFound` when the viewer may see no such draft.
pub async fn publication(store: &Store, viewer: &Viewer, id: &str, retry: Option<Retry>) -> Result<Publication> {
    let draft = one(store, viewer, id).await?;
    Ok(Publication {
        retry,
        draft: Some(draft.id.clone()),
        ..read(&draft)?.publication()?
    })
}

/// Has a draft published by itself at an instant to come.
///
/// # Errors
/// As `publish`: what cannot be published now is not scheduled; `BadInput` for an instant that is past.
pub async fn schedule(store: &Store, clock: Clock, viewer: &Viewer, id: &str, at: DateTime<Utc>) -> Result<Draft> {
    let now = clock.now();
    let draft = one(store, viewer, id).await?;
    attempt(store, clock, viewer, Act::Publish, tried(read(&draft)?.publication()?)).await?;
    let write = store.write().await?;
    set_time(&write, now, viewer, &draft, at).await?;
    write.commit().await?;
    one(store, viewer, id).await
}

async fn set_time(
    write: &Write,
    now: DateTime<Utc>,
    viewer: &Viewer,
    draft: &Draft,
    publish_at: DateTime<Utc>,
) -> Result<()> {
    if publish_at <= now {
        return Err(Error::bad_input(wording!(
            "publish_at est passé : donnez un instant à venir, ou publiez maintenant",
            "publish_at is past: give an instant to come, or publish now"
        )));
    }
    let decided_by = serde_json::to_string(viewer).map_err(Error::internal)?;
    let changes = [
        ("state", Expr::value(state::SCHEDULED)),
        ("publish_at", Expr::value(publish_at)),
        ("decided_by", Expr::value(decided_by)),
    ];
    turn(
        write,
        &draft.id,
        &[state::OPEN, state::SCHEDULED, state::FAILED],
        changes,
    )
    .await?;
    remember(write, now, "draft_scheduled", viewer, draft).await
}

/// Gives a draft up; one that was scheduled is not published.
///
/// # Errors
/// `NotFound` when the viewer may not see it; `Conflict` when it is published already.
pub async fn discard(store: &Store, clock: Clock, viewer: &Viewer, id: &str) -> Result<()> {
    let draft = one(store, viewer, id).await?;
    if viewer.role() < Role::Contributor || (draft.state == state::SCHEDULED && viewer.role() < Role::Publisher) {
        return Err(Error::forbidden(wording!(
            "ce justificatif a le rôle {} : il ne peut pas abandonner ce brouillon",
            "this credential has the role {}: it may not give this draft up",
            viewer.role().code()
        )));
    }
    let write = store.write().await?;
    let changes = [("state", Expr::value(state::DISCARDED))];
    turn(&write, id, &[state::OPEN, state::SCHEDULED, state::FAILED], changes).await?;
    remember(&write, clock.now(), "draft_discarded", viewer, &draft).await?;
    write.commit().await
}

/// Publishes the drafts whose time has come: each once, whichever node does it.
///
/// # Errors
/// `Unavailable` when the store cannot be reached: they wait for the next turn.
pub async fn release_due(store: &Store, clock: Clock) -> Result<usize> {
    let due = Entity::find()
        .filter(Column::State.eq(state::SCHEDULED))
        .filter(Column::PublishAt.lte(clock.now()))
        .order_by_asc(Column::PublishAt)
        .order_by_asc(Column::Id)
        .limit(MOST_RELEASED)
        .all(store.private_reader())
        .await?;
    let mut released = 0;
    for draft in due {
        match release(store, clock, &draft).await {
            Ok(()) => released += 1,
            Err(error @ (Error::Unavailable { .. } | Error::Internal { .. })) => return Err(error),
            Err(refusal) => fail(store, clock, &draft, &refusal).await?,
        }
    }
    Ok(released)
}

async fn release(store: &Store, clock: Clock, draft: &Draft) -> Result<()> {
    let decided_by: Viewer =
        serde_json::from_str(draft.decided_by.as_deref().unwrap_or_default()).map_err(Error::internal)?;
    let viewer = access::standing(store, &decided_by).await?.ok_or_else(|| {
        Error::forbidden(wording!(
            "le justificatif qui l'a programmé a été révoqué",
            "the credential that scheduled it was revoked"
        ))
    })?;
    let publication = Publication {
        draft: Some(draft.id.clone()),
        due: true,
        ..read(draft)?.publication()?
    };
    publish(store, clock, &viewer, publication).await?;
    Ok(())
}

/// Keeps why a draft could not be published; one that another node published meanwhile is left alone.
async fn fail(store: &Store, clock: Clock, draft: &Draft, refusal: &Error) -> Result<()> {
    let why: String = refusal
        .said(Language::French)
        .chars()
        .take(super::MOST_OF_A_REFUSAL)
        .collect();
    let write = store.write().await?;
    let changes = [
        ("state", Expr::value(state::FAILED)),
        ("failure", Expr::value(why.clone())),
    ];
    if turn(&write, &draft.id, &[state::SCHEDULED], changes).await.is_err() {
        return write.abandon().await;
    }
    let event = Event::new("draft_failed", &draft.institution, &draft.author);
    let event = event.with(&json!({ "draft": draft.id, "dataset": draft.dataset, "why": why }));
    audit::append(&write, clock.now(), event).await?;
    write.commit().await
}

/// Marks a draft as published, in the transaction that publishes it: of several nodes, one does.
pub(super) async fn published(write: &Write, id: &str, due: bool, revision: Option<Revision>) -> Result<()> {
    let from: &[&str] = if due {
        &[state::SCHEDULED]
    } else {
        &[state::OPEN, state::SCHEDULED, state::FAILED]
    };
    let changes = [
        ("state", Expr::value(state::PUBLISHED)),
        ("revision", Expr::value(revision.map(|revision| revision.0))),
    ];
    turn(write, id, from, changes).await
}

/// Changes a draft that is in one of these states.
async fn turn<const COUNT: usize>(
    write: &Write,
    id: &str,
    from: &[&str],
    changes: [(&'static str, Expr); COUNT],
) -> Result<()> {
    let update = Query::update()
        .table("draft")
        .values(changes)
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("state").is_in(from.iter().copied()))
        .to_owned();
    if write.update(&update).await? == 1 {
        return Ok(());
    }
    Err(Error::conflict(wording!(
        "le brouillon {id} est déjà publié ou abandonné",
        "the draft {id} is published or given up already"
    )))
}

fn read(draft: &Draft) -> Result<Proposal> {
    serde_json::from_str(&draft.payload).map_err(Error::internal)
}

async fn remember(write: &Write, at: DateTime<Utc>, kind: &'static str, viewer: &Viewer, draft: &Draft) -> Result<()> {
    let event = Event::new(kind, viewer.institution(), viewer.author());
    let event = event.with(&json!({ "draft": draft.id, "dataset": draft.dataset, "credential": viewer.credential() }));
    audit::append(write, at, event).await
}
