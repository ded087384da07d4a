use axum::{
    Json,
    extract::{FromRef, State},
    routing::get,
};
use serde_json::{Value, json};

use super::middleware::load_shed::Gate;
use crate::{
    domain::{Clock, Error},
    files::Shelf,
    store::{Engine, Store, disk},
    web::{failure::Failure, route_policy::RoutePolicy, routes::Routes},
};

/// The addresses for operators.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Shelf: FromRef<S>,
    Clock: FromRef<S>,
    Gate: FromRef<S>,
{
    let operations = RoutePolicy::OPERATIONS;
    Routes::new()
        .route("/health/live", operations, get(live))
        .route("/health/ready", operations, get(ready))
        .route("/version", operations, get(version))
}

/// Live while the process answers.
async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// Ready when the database answers, has this program's schema and holds data. `reasons` lists what an operator should see to while the service
/// still works.
async fn ready(
    State(store): State<Store>,
    State(shelf): State<Shelf>,
    State(clock): State<Clock>,
    State(gate): State<Gate>,
) -> Result<Json<Value>, Failure> {
    // A node that cannot know of the last revision says so.
    store.refresh().await?;
    let pending = store.pending_migrations().await?;
    let revision = store.revision();
    if pending > 0 || revision.0 == 0 {
        let cause = format!("{pending} migration steps to apply, revision {revision}");
        return Err(Error::Unavailable { cause: cause.into() }.into());
    }
    let mut reasons = shelf.faults();
    reasons.extend(
        store
            .file()
            .and_then(|file| disk::warning("the database", &disk::folder_of(file))),
    );
    let files = shelf.objects().folder();
    reasons.extend(files.and_then(|folder| disk::warning("the files", folder)));
    reasons.extend(gate.undeclared_proxy().map(|peer| {
        format!("a proxy at {peer} speaks for others without being declared, who are limited as one client: name it in --trusted-proxies")
    }));
    if let Some(behind) = store.clock_behind(clock.now()) {
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

async fn version(State(store): State<Store>) -> Json<Value> {
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
