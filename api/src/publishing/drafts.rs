use chrono::{DateTime, Utc};
use entity::draft::{ActiveModel, Column, Entity};
use sea_orm::Iterable;
use sea_orm::QueryFilter;
use sea_orm::QueryOrder;
use sea_orm::QuerySelect;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, sea_query::Expr};
use serde_json::json;

use super::{
    IdempotencyKey, Proposal, Publication, Receipt,
    publish::{attempt, publish, remember_refusal},
    retries::{self, InFlight},
};
use crate::{
    access::{
        self, Mandate, Role, Viewer,
        audit::{self, Event},
        policy::Act,
    },
    domain::{Clock, Error, Language, Result, wording},
    error_log,
    publishing::draft_states::{UNDECIDED, turn},
    store::{Store, Write},
};

pub use super::draft_states::{Draft, state};

/// How many drafts are listed, the newest.
const MOST_LISTED: u64 = 200;

/// How many due drafts are released in one turn.
const MOST_RELEASED: u64 = 20;

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
    retry: Option<IdempotencyKey>,
    publish_at: Option<DateTime<Utc>>,
) -> Result<(Draft, Receipt)> {
    let in_flight = match &retry {
        Some(retry) => Some(InFlight::begin(store, viewer, retry)?),
        None => None,
    };
    if let Some(retry) = &retry
        && let Some(receipt) = retries::answered(store.private_reader(), viewer, retry).await?
        && let Some(id) = &receipt.draft
    {
        return Ok((one(store, viewer, id).await?, receipt));
    }
    let payload = serde_json::to_string(&proposal).map_err(Error::internal)?;
    let (dataset, message) = (proposal.dataset.clone(), proposal.message.clone());
    let act = if publish_at.is_some() { Act::Publish } else { Act::Draft };
    let publication = tried(proposal.publication()?);
    let datasets = publication.datasets();
    let tried = attempt(store, clock, viewer, act, publication).await;
    if let Err(refusal) = &tried {
        remember_refusal(store, clock, viewer, &datasets, refusal).await;
    }
    let mut receipt = tried?;
    let at = clock.now();
    let id = access::random_number()?;
    receipt.draft = Some(id.clone());
    let write = store.write().await?;
    if let (Some(in_flight), Some(retry)) = (&in_flight, &retry) {
        // Another node may have saved it meanwhile, or be about to.
        in_flight.claim(&write).await?;
        if let Some(receipt) = retries::answered(write.connection(), viewer, retry).await?
            && let Some(id) = &receipt.draft
        {
            write.abandon().await;
            return Ok((one(store, viewer, id).await?, receipt));
        }
    }
    access::prove(&write, viewer, at).await?;
    let draft = ActiveModel {
        id: Set(id),
        dataset: Set(dataset),
        message: Set(message),
        payload: Set(payload),
        ..new_draft(viewer, at)
    };
    let draft = draft.insert(write.connection()).await?;
    if let Some(retry) = &retry {
        retries::keep(&write, viewer, retry, &receipt, at).await?;
    }
    if let Some(publish_at) = publish_at {
        set_time(&write, at, viewer, &draft, publish_at).await?;
    } else {
        remember(&write, at, "draft_saved", viewer, &draft).await?;
    }
    write.commit().await?;
    Ok((one(store, viewer, &draft.id).await?, receipt))
}

/// A draft that nobody has decided on, saved by a viewer.
fn new_draft(viewer: &Viewer, at: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        institution: Set(viewer.institution().to_owned()),
        mandate: Set(viewer.mandate().code().to_owned()),
        region: Set(viewer.region().map(str::to_owned)),
        state: Set(state::OPEN.to_owned()),
        author: Set(viewer.author().to_owned()),
        created_at: Set(at),
        publish_at: Set(None),
        decided_by: Set(None),
        revision: Set(None),
        failure: Set(None),
        ..Default::default()
    }
}

/// The same publication, as a dry run.
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
    // What they would publish may be large: it is read one draft at a time.
    let found = Entity::find()
        .select_only()
        .columns(Column::iter().filter(|column| !matches!(column, Column::Payload)))
        .expr_as(Expr::value(""), Column::Payload)
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
    if !access::is_number(id) {
        return Err(absent());
    }
    let found = Entity::find_by_id(id)
        .filter(visible_to(viewer))
        .one(store.private_reader())
        .await?;
    found.ok_or_else(absent)
}

/// The receipt of publishing a draft now, as a dry run.
///
/// # Errors
/// As `publish`: why it could not be published now.
pub async fn difference(store: &Store, clock: Clock, viewer: &Viewer, draft: &Draft) -> Result<Receipt> {
    try_out(store, clock, viewer, read(draft)?.publication()?).await
}

/// Runs a publication dry, for a viewer who may publish or draft it, and gives its receipt.
///
/// # Errors
/// As `publish`.
pub async fn try_out(store: &Store, clock: Clock, viewer: &Viewer, publication: Publication) -> Result<Receipt> {
    let act = if viewer.role() >= Role::Publisher && viewer.mandate() != Mandate::Grades {
        Act::Publish
    } else {
        Act::Draft
    };
    attempt(store, clock, viewer, act, tried(publication)).await
}

/// The publication of a draft.
///
/// # Errors
/// `NotFound` when the viewer may see no such draft.
pub async fn publication(
    store: &Store,
    viewer: &Viewer,
    id: &str,
    retry: Option<IdempotencyKey>,
) -> Result<Publication> {
    let draft = one(store, viewer, id).await?;
    Ok(Publication {
        retry,
        draft: Some(draft.id.clone()),
        ..read(&draft)?.publication()?
    })
}

/// Schedules a draft.
///
/// # Errors
/// As `publish`: what cannot be published now is not scheduled; `BadInput` for an instant that is past.
pub async fn schedule(store: &Store, clock: Clock, viewer: &Viewer, id: &str, at: DateTime<Utc>) -> Result<Draft> {
    let now = clock.now();
    let draft = one(store, viewer, id).await?;
    attempt(store, clock, viewer, Act::Publish, tried(read(&draft)?.publication()?)).await?;
    let write = store.write().await?;
    access::prove(&write, viewer, now).await?;
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
        (Column::State, Expr::value(state::SCHEDULED)),
        (Column::PublishAt, Expr::value(publish_at)),
        (Column::DecidedBy, Expr::value(decided_by)),
    ];
    turn(write, &draft.id, &UNDECIDED, None, changes).await?;
    remember(write, now, "draft_scheduled", viewer, draft).await
}

/// Discards a draft; a scheduled one is not published.
///
/// # Errors
/// `NotFound` when the viewer may not see it; `Conflict` when it is published already.
pub async fn discard(store: &Store, clock: Clock, viewer: &Viewer, id: &str) -> Result<()> {
    let draft = one(store, viewer, id).await?;
    let is_own = draft.institution == viewer.institution();
    let in_scope = viewer
        .datasets()
        .is_none_or(|datasets| datasets.contains(&draft.dataset));
    let decides = viewer.role() >= Role::Publisher;
    if !in_scope || viewer.role() < Role::Contributor || (!is_own && !decides) {
        return Err(Error::forbidden(wording!(
            "ce justificatif (rôle {}) ne peut pas abandonner ce brouillon",
            "this credential (role {}) may not give this draft up",
            viewer.role().code()
        )));
    }
    // What is scheduled is given up by whoever may schedule, also when it was scheduled meanwhile.
    let from: &[&str] = if decides {
        &UNDECIDED
    } else {
        &[state::OPEN, state::FAILED]
    };
    if draft.state == state::SCHEDULED && !decides {
        return Err(Error::forbidden(wording!(
            "ce brouillon est programmé : qui publie peut l'abandonner",
            "this draft is scheduled: whoever publishes may give it up"
        )));
    }
    let write = store.write().await?;
    access::prove(&write, viewer, clock.now()).await?;
    let changes = [(Column::State, Expr::value(state::DISCARDED))];
    turn(&write, id, from, None, changes).await?;
    remember(&write, clock.now(), "draft_discarded", viewer, &draft).await?;
    write.commit().await
}

/// Publishes the drafts that are due, each once, on whichever node.
///
/// # Errors
/// `Unavailable` when the store cannot be reached: they wait for the next turn.
pub async fn release_due(store: &Store, clock: Clock) -> Result<usize> {
    let due: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(state::SCHEDULED))
        .filter(Column::PublishAt.lte(clock.now()))
        .order_by_asc(Column::PublishAt)
        .order_by_asc(Column::Id)
        .limit(MOST_RELEASED)
        .into_tuple()
        .all(store.private_reader())
        .await?;
    let mut released = 0;
    for id in due {
        let Some(draft) = Entity::find_by_id(id).one(store.private_reader()).await? else {
            continue;
        };
        match release(store, clock, &draft).await {
            Ok(()) => released += 1,
            Err(error) if error.is_temporary() => return Err(error),
            // One that cannot go out holds no other back.
            Err(refusal) => fail(store, clock, &draft, &refusal).await?,
        }
    }
    Ok(released)
}

async fn release(store: &Store, clock: Clock, draft: &Draft) -> Result<()> {
    let decided_by: Viewer =
        serde_json::from_str(draft.decided_by.as_deref().unwrap_or_default()).map_err(Error::internal)?;
    let viewer = access::current_viewer(store, &decided_by).await?.ok_or_else(|| {
        Error::forbidden(wording!(
            "le justificatif qui l'a programmé a été révoqué",
            "the credential that scheduled it was revoked"
        ))
    })?;
    let publication = Publication {
        draft: Some(draft.id.clone()),
        due: draft.publish_at,
        ..read(draft)?.publication()?
    };
    publish(store, clock, &viewer, publication).await?;
    Ok(())
}

/// Records why a draft could not be published, unless another node published it meanwhile.
async fn fail(store: &Store, clock: Clock, draft: &Draft, refusal: &Error) -> Result<()> {
    error_log::fault(
        refusal,
        &format!("the draft {}, which was scheduled, cannot be published", draft.id),
    );
    let why: String = refusal
        .message(Language::French)
        .chars()
        .take(crate::publishing::publish::MOST_OF_A_REFUSAL)
        .collect();
    let write = store.write().await?;
    let changes = [
        (Column::State, Expr::value(state::FAILED)),
        (Column::Failure, Expr::value(why.clone())),
    ];
    if turn(&write, &draft.id, &[state::SCHEDULED], draft.publish_at, changes)
        .await
        .is_err()
    {
        write.abandon().await;
        return Ok(());
    }
    let event = Event::new("draft_failed", &draft.institution, &draft.author);
    let event = event.with(&json!({ "draft": draft.id, "dataset": draft.dataset, "why": why }));
    audit::append(&write, clock.now(), event).await?;
    write.commit().await
}

fn read(draft: &Draft) -> Result<Proposal> {
    serde_json::from_str(&draft.payload).map_err(Error::internal)
}

/// Records the fate of a draft in the audit, for the institution that decided and for the one that saved it.
async fn remember(write: &Write, at: DateTime<Utc>, kind: &'static str, viewer: &Viewer, draft: &Draft) -> Result<()> {
    let detail = json!({
        "draft": draft.id,
        "dataset": draft.dataset,
        "saved_by": draft.institution,
        "decided_by": viewer.institution(),
        "credential": viewer.credential(),
    });
    audit::append(
        write,
        at,
        Event::new(kind, viewer.institution(), viewer.author()).with(&detail),
    )
    .await?;
    if draft.institution != viewer.institution() {
        let told = Event::new(kind, &draft.institution, viewer.institution());
        audit::append(write, at, told.with(&detail)).await?;
    }
    Ok(())
}
