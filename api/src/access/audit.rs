use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use entity::audit_event::{ActiveModel, Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{
    domain::{Result, Revision},
    store::{Store, Write},
};

/// The counter that numbers the events, and makes those who append wait for one another.
const COUNTER: &str = "audit";

/// How many events are verified at a time.
const BATCH: u64 = 5_000;

/// Something that happened, to be remembered.
#[derive(Clone, Debug)]
pub struct Event {
    kind: &'static str,
    institution: String,
    actor: String,
    revision: Option<Revision>,
    detail: Json,
}

/// The kind of event that everyone may read: a publication.
pub const PUBLISHED: &str = "published";

/// An event as it is remembered.
pub type Remembered = Model;

impl Event {
    /// What happened, to which institution, by whom.
    pub fn new(kind: &'static str, institution: &str, actor: &str) -> Self {
        Self {
            kind,
            institution: institution.to_owned(),
            actor: actor.to_owned(),
            revision: None,
            detail: json!({}),
        }
    }

    /// A publication.
    pub fn published(institution: &str, actor: &str, revision: Revision) -> Self {
        Self {
            revision: Some(revision),
            ..Self::new(PUBLISHED, institution, actor)
        }
    }

    /// What more there is to say.
    #[must_use]
    pub fn with(mut self, detail: &Json) -> Self {
        self.detail = detail.clone();
        self
    }
}

/// Appends an event to the chain: it is remembered when the transaction commits.
///
/// It waits for others that append, so it comes last in a transaction.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn append(write: &Write, at: DateTime<Utc>, event: Event) -> Result<()> {
    let last = write.hold_counter(COUNTER).await?;
    let previous = match Entity::find_by_id(last).one(write.connection()).await? {
        Some(previous) => previous.hash,
        None => String::new(),
    };
    let mut model = Model {
        number: last + 1,
        // As finely as both engines keep it: the hash is made again from what they keep.
        at: at.trunc_subsecs(6),
        institution: event.institution,
        actor: event.actor,
        event: event.kind.to_owned(),
        revision: event.revision.map(|revision| revision.0),
        detail: event.detail.to_string(),
        previous,
        hash: String::new(),
    };
    model.hash = hash(&model);
    let number = model.number;
    let inserted = ActiveModel {
        number: Set(model.number),
        at: Set(model.at),
        institution: Set(model.institution),
        actor: Set(model.actor),
        event: Set(model.event),
        revision: Set(model.revision),
        detail: Set(model.detail),
        previous: Set(model.previous),
        hash: Set(model.hash),
    };
    inserted.insert(write.connection()).await?;
    write.set_counter(COUNTER, number).await
}

/// Appends an event in a transaction of its own.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn remember(store: &Store, at: DateTime<Utc>, event: Event) -> Result<()> {
    let write = store.write().await?;
    append(&write, at, event).await?;
    write.commit().await
}

/// The hash of an event: of all it says, and of the hash before.
fn hash(event: &Model) -> String {
    let said = json!([
        event.number,
        event.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        event.institution,
        event.actor,
        event.event,
        event.revision,
        event.detail,
        event.previous,
    ]);
    format!("{:x}", Sha256::digest(said.to_string()))
}

/// Events after a number, oldest first: those of an institution; or the publications of all, which are numbered by their revisions, so that
/// nothing shows how much else happened.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn events(store: &Store, of: Option<&str>, after: i64, limit: u64) -> Result<Vec<Remembered>> {
    let (about, number) = match of {
        Some(institution) => (Column::Institution.eq(institution), Column::Number),
        None => (Column::Event.eq(PUBLISHED), Column::Revision),
    };
    let found = Entity::find()
        .filter(about)
        .filter(number.gt(after))
        .order_by_asc(number)
        .limit(limit)
        .all(store.private_reader())
        .await?;
    Ok(found)
}

/// Reads the whole chain: how many events it has, and what is wrong with it.
///
/// # Errors
/// `Unavailable` when the store cannot be reached.
pub async fn verify(store: &Store) -> Result<(i64, Vec<String>)> {
    let mut faults = Vec::new();
    let mut number = 0;
    let mut previous = String::new();
    let mut published = Vec::new();
    // Read before the chain, which may grow meanwhile.
    let counted = store.counter_value(COUNTER).await?.unwrap_or_default();
    let revisions = store.revision_numbers().await?;
    loop {
        let batch = Entity::find()
            .filter(Column::Number.gt(number))
            .order_by_asc(Column::Number)
            .limit(BATCH)
            .all(store.private_reader())
            .await?;
        if batch.is_empty() {
            break;
        }
        for event in batch {
            if event.number != number + 1 {
                faults.push(format!(
                    "the audit lacks the events {} to {}",
                    number + 1,
                    event.number - 1
                ));
            }
            if event.previous != previous || event.hash != hash(&event) {
                faults.push(format!(
                    "the event {} of the audit is not as it was written",
                    event.number
                ));
            }
            published.extend(event.revision.filter(|_| event.event == PUBLISHED));
            number = event.number;
            previous = event.hash;
        }
    }
    if counted > number {
        faults.push(format!("the audit had {counted} events, and has {number}"));
    }
    if !is_audited(&revisions, &published) {
        faults.push("the publications of the audit are not the revisions".to_owned());
    }
    Ok((number, faults))
}

/// Whether, since the audit began, each revision has its event, and each event its revision.
fn is_audited(revisions: &[i64], published: &[i64]) -> bool {
    let Some(first) = published.first() else {
        return true;
    };
    let since = revisions.iter().filter(|number| *number >= first);
    since.clone().count() <= published.len() && since.zip(published).all(|(revision, event)| revision == event)
}
