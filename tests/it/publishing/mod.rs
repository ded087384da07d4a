mod conflicts;
mod kills;
mod observations;
mod seed;
mod withdrawal;

use segur::{app, domain::Clock, store::Store};
use segur_tests::{Database, server};

/// A database of its own, with the founding data.
async fn ready(database: &Database) -> Store {
    app::open_ready(&server::settings(&database.url), Clock::System)
        .await
        .unwrap()
}
