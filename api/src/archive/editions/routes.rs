use axum::{
    extract::{FromRef, Path, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::served::SQLITE_FILE;
use crate::{
    archive::{
        ArchivePages, FrozenState, Reader,
        citation::CitationBody,
        editions::{self, EditionBody},
        pages::{page_response, varying_by_form},
    },
    datasets::model::description::LICENCE,
    domain::{Error, wording},
    files::Shelf,
    store::{Edition, Store},
    web::{
        conditional::FOR_EVER,
        described::{Binary, NotModified, Part},
        failure::Failure,
        problem::prefers_pages,
        query::{QueryText, none},
        representation::{Payload, Representation},
        response::{JSON, SHORTLY, cached},
        route_policy::RoutePolicy,
        routes::Routes,
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
    ArchivePages: FromRef<S>,
{
    let archive = RoutePolicy::ARCHIVE;
    Routes::new()
        .described(archive.varying_by_form(), routes!(list))
        .route("/editions/latest", archive, get(latest))
        .route("/editions/latest/{file}", archive, get(latest_file))
        .described(archive.varying_by_form(), routes!(manifest))
        .described(archive, routes!(file))
}

/// Editions, the newest first.
#[derive(Serialize, ToSchema)]
struct Editions {
    /// The address of the licence.
    licence: &'static str,
    /// The editions.
    data: Vec<ListedEdition>,
}

/// An edition, as it is listed.
#[derive(Serialize, ToSchema)]
struct ListedEdition {
    /// Its date.
    edition: String,
    /// The revision of its data.
    revision: i64,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Its address.
    address: String,
    /// How many files it has.
    files: usize,
    /// How to cite it.
    citation: CitationBody,
}

type Answered = Result<Response, Failure>;

/// The editions: dated, frozen states of all data
#[utoipa::path(
    get,
    path = "/editions",
    operation_id = "list_editions",
    tag = "open-data",
    responses((status = 200, description = "The editions.", body = Editions), (status = 304, response = NotModified)),
)]
async fn list(
    State(store): State<Store>,
    State(site): State<Site>,
    State(pages): State<ArchivePages>,
    QueryText(query): QueryText,
    uri: Uri,
    headers: HeaderMap,
) -> Answered {
    none(&query)?;
    let all = store.editions().await?;
    if prefers_pages(&headers) {
        let reader = Reader::new(&site, &uri, &headers);
        let all: Vec<FrozenState> = all
            .iter()
            .map(|edition| editions::body(edition, &site).map(|body| body.frozen(edition)))
            .collect::<Result<_, Error>>()?;
        return Ok(page_response((pages.editions)(&all, &reader)?, reader.language));
    }
    let mut data = Vec::new();
    for edition in all {
        let body = editions::body(&edition, &site)?;
        data.push(ListedEdition {
            revision: edition.revision.0,
            created_at: body.created_at,
            address: format!("/editions/{}", edition.name),
            files: body.files.len(),
            citation: body.citation,
            edition: edition.name,
        });
    }
    let licence = LICENCE;
    let response = cached(JSON, json!(Editions { licence, data }).to_string(), SHORTLY);
    Ok(varying_by_form(response))
}

async fn newest(store: &Store) -> Result<Edition, Error> {
    let newest = store.newest_edition().await?;
    newest.ok_or_else(|| {
        Error::not_found(wording!(
            "il n'y a pas encore d'édition : /editions les listera ; d'ici là, as_of=<jour passé> lit les données d'un jour, et /v1/datasets en liste les fichiers",
            "there is no edition yet: /editions will list them; until then, as_of=<past day> reads the data of a day, and /v1/datasets lists its files"
        ))
    })
}

/// Redirects to the newest edition.
async fn latest(State(store): State<Store>) -> Answered {
    let newest = newest(&store).await?;
    Ok(Redirect::temporary(&format!("/editions/{}", newest.name)).into_response())
}

/// Redirects to a file of the newest edition.
async fn latest_file(State(store): State<Store>, State(shelf): State<Shelf>, Path(file): Path<String>) -> Answered {
    let newest = newest(&store).await?;
    editions::open(&shelf, &newest, &file).await?;
    Ok(Redirect::temporary(&format!("/editions/{}/{file}", newest.name)).into_response())
}

/// An edition: its revision, its files with their rows, sizes and digests, and how to cite it
#[utoipa::path(
    get,
    path = "/editions/{date}",
    operation_id = "get_edition",
    tag = "open-data",
    params(("date" = String, Path, min_length = 1, description = "The date of the edition: 2026-12-01.")),
    responses((status = 200, description = "The edition.", body = EditionBody), (status = 304, response = NotModified)),
)]
async fn manifest(
    State(store): State<Store>,
    State(site): State<Site>,
    State(pages): State<ArchivePages>,
    Path(date): Path<String>,
    QueryText(query): QueryText,
    uri: Uri,
    headers: HeaderMap,
) -> Answered {
    none(&query)?;
    let edition = editions::find(&store, &date).await?;
    if prefers_pages(&headers) {
        let reader = Reader::new(&site, &uri, &headers);
        let frozen = editions::body(&edition, &site)?.frozen(&edition);
        return Ok(page_response((pages.edition)(&frozen, &reader)?, reader.language));
    }
    let body = json!(editions::body(&edition, &site)?);
    let mut response = cached(JSON, body.to_string(), FOR_EVER);
    let address = format!("<{site}/editions/{date}>; rel=\"cite-as\", <{LICENCE}>; rel=\"license\"");
    if let Ok(link) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(varying_by_form(response))
}

/// A file of an edition, which never changes; it is read in ranges
#[utoipa::path(
    get,
    path = "/editions/{date}/{file}",
    operation_id = "download_edition_file",
    tag = "open-data",
    params(("date" = String, Path, min_length = 1, description = "The date of the edition: 2026-12-01."), ("file" = String, Path, min_length = 1, description = "The name of the file, as the edition lists it.")),
    responses((status = 200, description = "The file.", body = Binary, content_type = "*/*"), (status = 206, response = Part), (status = 304, response = NotModified)),
)]
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
        return Ok(cached(JSON, edition.manifest, FOR_EVER));
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
