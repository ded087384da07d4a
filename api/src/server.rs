//! The shell: connections, the router, its middleware, and the response cache before it.

/// The response cache, which stands before the router.
mod cache;
/// A connection of a client.
mod connection;
/// Whether the node lives, and can serve.
mod health;
/// Connections taken in, within bounds.
mod listener;
/// What Prometheus reads.
mod metrics;
/// What every request passes on its way to its handler.
mod middleware;
/// How many files the process may have open.
mod open_files;
/// Every route, with the layers that its policy asks for.
mod router;
/// How requests are bounded.
mod settings;
/// What handlers share.
mod state;

pub use cache::{ResponseCache, purge::Purger};
pub use listener::Listener;
pub use metrics::{Render, metrics};
pub use middleware::rate_limit::RateLimits;
pub use router::{declared_routes, openapi};
pub use settings::HttpSettings;

use open_files::OpenFiles;
use state::AppState;

use crate::{
    domain::{Clock, Error, Result},
    files::Shelf,
    store::Store,
    web::site::Site,
};

/// The service, at the public address `site`, behind the response cache.
///
/// # Errors
/// `Internal` when the declarations do not make a schema.
pub fn service(settings: &HttpSettings, store: Store, shelf: Shelf, site: &str, clock: Clock) -> Result<ResponseCache> {
    let connections = OpenFiles::read().connections(settings)?;
    let openapi = serde_json::to_string(&openapi()?).map_err(Error::internal)?;
    let state = AppState::new(settings, store, shelf, Site::new(site), clock, openapi)?;
    let (router, policies) = router::router(settings, &state)?;
    Ok(ResponseCache::new(router, policies, &state, settings, connections))
}
