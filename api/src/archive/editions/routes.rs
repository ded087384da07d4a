use axum::{
    extract::{FromRef, Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde_json::json;

use super::served::SQLITE_FILE;
use crate::{
    archive::editions,
    datasets::model::description::LICENCE,
    domain::{Error, wording},
    files::Shelf,
    store::{Edition, Store},
    web::{
        conditional::FOR_EVER,
        problem::Failure,
        query::{QueryText, none},
        representation::{Payload, Representation},
        response::{SHORTLY, cached},
        route_policy::{RoutePolicy, Routes},
        site::Site,
    },
};

/// The addresses of editions.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Shelf: FromRef<S>,
    Site: FromRef<S>,
{
    let archive = RoutePolicy::ARCHIVE;
    Routes::new()
        .route("/editions", archive, get(list))
        .route("/editions/latest", archive, get(latest))
        .route("/editions/latest/{file}", archive, get(latest_file))
        .route("/editions/{date}", archive, get(manifest))
        .route("/editions/{date}/{file}", archive, get(file))
}

type Answered = Result<Response, Failure>;

async fn list(State(store): State<Store>, State(site): State<Site>, QueryText(query): QueryText) -> Answered {
    none(&query)?;
    let mut data = Vec::new();
    for edition in store.editions().await? {
        let manifest = editions::to_json(&edition, &site)?;
        data.push(json!({
            "edition": edition.name,
            "revision": edition.revision.0,
            "created_at": manifest["created_at"],
            "address": format!("/editions/{}", edition.name),
            "files": manifest["files"].as_array().map_or(0, Vec::len),
            "citation": manifest["citation"],
        }));
    }
    let body = json!({ "licence": LICENCE, "data": data });
    Ok(cached(&body.to_string(), SHORTLY))
}

async fn newest(store: &Store) -> Result<Edition, Error> {
    let newest = store.newest_edition().await?;
    newest.ok_or_else(|| Error::not_found(wording!("il n'y a pas encore d'édition", "there is no edition yet")))
}

/// Redirects to the newest edition.
async fn latest(State(store): State<Store>) -> Answered {
    let newest = newest(&store).await?;
    Ok(Redirect::temporary(&format!("/editions/{}", newest.name)).into_response())
}

async fn latest_file(State(store): State<Store>, State(shelf): State<Shelf>, Path(file): Path<String>) -> Answered {
    let newest = newest(&store).await?;
    editions::open(&shelf, &newest, &file).await?;
    Ok(Redirect::temporary(&format!("/editions/{}/{file}", newest.name)).into_response())
}

async fn manifest(
    State(store): State<Store>,
    State(site): State<Site>,
    Path(date): Path<String>,
    QueryText(query): QueryText,
) -> Answered {
    none(&query)?;
    let edition = editions::find(&store, &date).await?;
    let told = editions::to_json(&edition, &site)?;
    let mut response = cached(&told.to_string(), FOR_EVER);
    let address = format!("<{site}/editions/{date}>; rel=\"cite-as\", <{LICENCE}>; rel=\"license\"");
    if let Ok(link) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

async fn file(
    State(store): State<Store>,
    State(shelf): State<Shelf>,
    State(site): State<Site>,
    Path((date, file)): Path<(String, String)>,
    QueryText(query): QueryText,
    headers: HeaderMap,
) -> Answered {
    none(&query)?;
    let edition = editions::find(&store, &date).await?;
    if file == "manifest.json" {
        return Ok(cached(&edition.manifest, FOR_EVER));
    }
    let (kept, media_type) = editions::open(&shelf, &edition, &file).await?;
    let disposition = if file == SQLITE_FILE || !media_type.starts_with("text/plain") {
        format!("attachment; filename=\"{file}\"")
    } else {
        String::new()
    };
    let mut links = Vec::new();
    if file.ends_with(".csv") && !file.ends_with(".fr.csv") {
        links.push(format!(
            "</editions/{date}/{file}-metadata.json>; rel=\"describedby\"; type=\"application/csvm+json\""
        ));
    }
    links.push(format!("<{site}/editions/{date}>; rel=\"cite-as\""));
    links.push(format!("<{LICENCE}>; rel=\"license\""));
    let answer = Representation {
        media_type: "application/octet-stream",
        headers: Vec::new(),
        payload: Payload::File(kept),
        is_provisional: false,
    }
    .with_header("content-type", media_type)
    .with_header("content-disposition", disposition)
    .with_header("link", links.join(", "))
    .with_header("cache-control", FOR_EVER.to_owned());
    Ok(answer.respond_to(&headers))
}
