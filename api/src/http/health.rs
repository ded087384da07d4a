use axum::{Json, Router, extract::State as Shared, routing::get};
use serde_json::{Value, json};

use super::{problem::Failure, state::State};
use crate::{
    domain::Error,
    store::{Engine, Store},
};

/// The addresses for operators.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/version", get(version))
}

/// The process answers.
async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// The database answers, has this program's schema, and holds data.
async fn ready(Shared(store): Shared<Store>) -> Result<Json<Value>, Failure> {
    // A node that cannot know of the last revision says so.
    store.refresh().await?;
    let pending = store.pending_migrations().await?;
    let revision = store.revision();
    if pending > 0 || revision.0 == 0 {
        let cause = format!("{pending} migration steps to apply, revision {revision}");
        return Err(Error::Unavailable { cause: cause.into() }.into());
    }
    Ok(Json(json!({ "status": "ready", "revision": revision.0 })))
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
