use axum::{Json, Router, extract::State as Shared, routing::get};
use serde_json::{Value, json};

use super::{middleware::limits::Limits, problem::Failure, state::State};
use crate::{
    domain::Error,
    store::{Engine, Store, disk},
};

/// Operators ask when there is no room.
pub(super) const LIMITS: Limits = Limits::OPERATIONS;

/// The addresses for operators.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/version", get(version))
}

/// The process answers.
async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// The database answers, has this program's schema, and holds data; and what an operator should see to, where the service still works.
async fn ready(Shared(state): Shared<State>) -> Result<Json<Value>, Failure> {
    let store = &state.store;
    // A node that cannot know of the last revision says so.
    store.refresh().await?;
    let pending = store.pending_migrations().await?;
    let revision = store.revision();
    if pending > 0 || revision.0 == 0 {
        let cause = format!("{pending} migration steps to apply, revision {revision}");
        return Err(Error::Unavailable { cause: cause.into() }.into());
    }
    let mut reasons = state.shelf.troubles();
    reasons.extend(
        store
            .file()
            .and_then(|file| disk::warning("the database", &disk::folder_of(file))),
    );
    let files = state.shelf.objects().folder();
    reasons.extend(files.and_then(|folder| disk::warning("the files", folder)));
    reasons.extend(state.gate.undeclared_proxy().map(|peer| {
        format!("a proxy at {peer} speaks for others without being declared, who are limited as one client: name it in --trusted-proxies")
    }));
    if let Some(behind) = store.clock_behind(state.clock.now()) {
        reasons.push(format!(
            "the clock of this machine is {} seconds behind the last publication",
            behind.num_seconds()
        ));
    }
    let status = if reasons.is_empty() { "ready" } else { "degraded" };
    let mut told = json!({ "status": status, "revision": revision.0, "reasons": reasons });
    if let Some(replication) = store.replication().await? {
        told["replication"] = json!(replication);
    }
    Ok(Json(told))
}

async fn version(Shared(store): Shared<Store>) -> Json<Value> {
    let engine = match store.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgresql",
    };
    Json(json!({
        "name": "segur",
        "version": env!("CARGO_PKG_VERSION"),
        "engine": engine,
        "revision": store.revision().0,
    }))
}
