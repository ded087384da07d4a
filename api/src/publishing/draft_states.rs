use chrono::{DateTime, Utc};
use entity::draft;
use entity::draft::{Entity, Model};
use sea_orm::{
    EntityTrait, ExprTrait,
    sea_query::{Expr, Query},
};
use serde_json::json;

use crate::{
    access::{
        Viewer,
        audit::{self, Event},
    },
    domain::{Error, Result, Revision, wording},
    store::Write,
};

/// The states of a draft.
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

/// The states of a draft that can still be published or discarded.
pub(super) const UNDECIDED: [&str; 3] = [state::OPEN, state::SCHEDULED, state::FAILED];

/// A stored draft.
pub type Draft = Model;

/// Marks a draft as published, in the transaction that publishes it: of several nodes, one does.
pub(super) async fn published(
    write: &Write,
    id: &str,
    due: Option<DateTime<Utc>>,
    revision: Option<Revision>,
) -> Result<()> {
    let from: &[&str] = if due.is_some() { &[state::SCHEDULED] } else { &UNDECIDED };
    let changes = [
        (draft::Column::State, Expr::value(state::PUBLISHED)),
        (
            draft::Column::Revision,
            Expr::value(revision.map(|revision| revision.0)),
        ),
    ];
    turn(write, id, from, due, changes).await
}

/// Records in the audit of the institution that saved a draft that another published it.
pub(super) async fn audit(
    write: &Write,
    at: DateTime<Utc>,
    viewer: &Viewer,
    id: &str,
    revision: Revision,
) -> Result<()> {
    let found = Entity::find_by_id(id).one(write.connection()).await?;
    let Some(draft) = found.filter(|draft| draft.institution != viewer.institution()) else {
        return Ok(());
    };
    let detail = json!({
        "draft": id,
        "dataset": draft.dataset,
        "decided_by": viewer.institution(),
        "revision": revision.0,
    });
    let told = Event::new("draft_published", &draft.institution, viewer.institution());
    audit::append(write, at, told.with(&detail)).await
}

/// Changes a draft that is in one of these states and, when it is scheduled, still due at the same instant.
pub(super) async fn turn<const COUNT: usize>(
    write: &Write,
    id: &str,
    from: &[&str],
    due: Option<DateTime<Utc>>,
    changes: [(draft::Column, Expr); COUNT],
) -> Result<()> {
    let mut update = Query::update();
    update
        .table(draft::Entity)
        .values(changes)
        .and_where(Expr::col(draft::Column::Id).eq(id))
        .and_where(Expr::col(draft::Column::State).is_in(from.iter().copied()));
    if let Some(due) = due {
        update.and_where(Expr::col(draft::Column::PublishAt).eq(due));
    }
    if write.update(&update).await? == 1 {
        return Ok(());
    }
    Err(Error::conflict(wording!(
        "le brouillon {id} est déjà publié ou abandonné",
        "the draft {id} is published or given up already"
    )))
}
