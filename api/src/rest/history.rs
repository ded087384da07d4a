use axum::{extract::Path, routing::get};
use serde_json::{Value as Json, json};

use crate::{
    datasets::{
        model::parse::brief,
        read::{
            history::{DEFAULT_VERSIONS, GREATEST_VERSIONS, version},
            record_history::of_record,
        },
        registry,
    },
    domain::{Error, Result, Slug, wording},
    store::Snapshot,
    web::{
        conditional::Pinned,
        query::{QueryText, only_limit},
        representation::{Representation, Responded},
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

/// The addresses of histories.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new()
        .route("/v1/{dataset}/{slug}/history", RoutePolicy::DATA, get(get_history))
        .route(
            "/v1/datasets/{dataset}/{slug}/history",
            RoutePolicy::DATA,
            get(get_history),
        )
}

async fn get_history(
    Pinned(snapshot): Pinned,
    Path((dataset, slug)): Path<(String, String)>,
    QueryText(query): QueryText,
) -> Responded {
    Ok(history(snapshot, &dataset, &slug, &query).await?)
}

/// Every version that a record has had, the newest first, each with the publication that made it.
///
/// # Errors
/// `NotFound` for a record that never existed; `BadInput` for a parameter other than `limit`.
async fn history(snapshot: Snapshot, name: &str, slug: &str, text: &str) -> Result<Representation> {
    let dataset = registry().dataset(name)?;
    let limit = only_limit(text, DEFAULT_VERSIONS, GREATEST_VERSIONS)?;
    let absent = || {
        Error::not_found(wording!(
            "il n'y a jamais eu de « {} » dans {name}",
            "there never was a \"{}\" in {name}",
            brief(slug)
        ))
    };
    let slug = Slug::parse(slug).map_err(|_| absent())?;
    let versions = of_record(&snapshot, dataset, &slug, limit).await?.ok_or_else(absent)?;
    let data: Vec<Json> = versions.iter().map(|known| version(dataset, known)).collect();
    Ok(Representation::json(&json!({
        "dataset": dataset.name,
        "slug": slug.as_str(),
        "revision": snapshot.revision().0,
        "data": data,
    })))
}
