//! What changed: the feed of changes, and the differences between two moments.

/// The feed as Atom, for readers.
mod atom;
/// Fields that differ, as rows of tables.
mod changed_fields;
/// The feed as JSON, page by page or line by line.
mod changes;
/// The differences between two moments.
mod diff;
/// Files that are read page by page.
mod pages;
/// Which changes a query string asks for.
mod request;

use axum::{
    Extension,
    extract::{FromRef, State},
    routing::get,
};

use crate::{
    domain::{Clock, Language},
    web::{
        conditional::Pinned, query::QueryText, representation::Responded, route_policy::RoutePolicy, routes::Routes,
        site::Site,
    },
};

/// The addresses of the feed, and of differences.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Site: FromRef<S>,
    Clock: FromRef<S>,
{
    Routes::new()
        .route("/v1/changes", RoutePolicy::DATA, get(list_changes))
        .route("/v1/changes.ndjson", RoutePolicy::DATA, get(download_changes))
        .route("/v1/changes.csv", RoutePolicy::DATA, get(download_table_of_changes))
        .route(
            "/v1/changes.atom",
            RoutePolicy::DATA.varying_by_language(),
            get(get_atom),
        )
        .route("/v1/diff", RoutePolicy::DATA, get(get_diff))
        .route("/v1/diff.csv", RoutePolicy::DATA, get(download_diff))
}

async fn list_changes(State(clock): State<Clock>, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    Ok(changes::page(&snapshot, &query, clock.now()).await?)
}

async fn download_changes(
    State(clock): State<Clock>,
    Pinned(snapshot): Pinned,
    QueryText(query): QueryText,
) -> Responded {
    Ok(changes::lines(snapshot, &query, clock.now()).await?)
}

async fn download_table_of_changes(
    State(clock): State<Clock>,
    Pinned(snapshot): Pinned,
    QueryText(query): QueryText,
) -> Responded {
    Ok(changes::table(snapshot, &query, clock.now()).await?)
}

async fn get_atom(
    State(site): State<Site>,
    State(clock): State<Clock>,
    Pinned(snapshot): Pinned,
    Extension(language): Extension<Language>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(atom::atom(snapshot, &query, &site, language, clock.now()).await?)
}

async fn get_diff(State(clock): State<Clock>, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    Ok(diff::diff(snapshot, &query, clock.now()).await?)
}

async fn download_diff(State(clock): State<Clock>, Pinned(snapshot): Pinned, QueryText(query): QueryText) -> Responded {
    Ok(diff::table(snapshot, &query, clock.now()).await?)
}
