use axum::{
    Extension,
    extract::Path,
    http::{HeaderValue, header},
    response::Response,
};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    archive::{
        citation::{Citation, CitationBody, Csl},
        permalinks::{
            context::{Archive, find},
            question::{Question, of_now},
            title,
        },
    },
    datasets::model::description::LICENCE,
    domain::{Error, Language, Moment},
    store::Permalink,
    web::{
        conditional::FOR_EVER,
        described::{Binary, NotModified},
        failure::Failure,
        response::{JSON, SHORTLY, cached, digest},
    },
};

pub(super) async fn cited(archive: &Archive, permalink: &Permalink, question: &Question) -> Result<Citation, Error> {
    let snapshot = archive
        .store
        .snapshot()
        .as_of(&Moment::Revision(permalink.revision))
        .await?;
    Ok(Citation {
        key: permalink.id.clone(),
        title: title::titles(&snapshot, &question.address).await?,
        revision: permalink.revision,
        published_at: snapshot.published_at(),
        rows: permalink.rows,
        sha256: permalink.sha256.clone(),
        address: format!("{}/q/{}", archive.site, permalink.id),
    })
}

/// A permalink: what was asked, of which revision, and what the answer is.
#[derive(Serialize, ToSchema)]
#[schema(as = Permalink)]
pub(super) struct PermalinkBody<'a> {
    /// Its name.
    id: &'a str,
    /// Its address.
    address: String,
    /// The address of the query.
    asked: &'a str,
    /// The same query, of now.
    now: String,
    /// The revision of the data.
    revision: i64,
    /// When that was published; null before the first.
    #[schema(required)]
    published_at: Option<DateTime<Utc>>,
    /// When it was kept.
    created_at: DateTime<Utc>,
    /// The media type of the answer.
    media_type: &'a str,
    /// Its rows, where it has rows.
    #[schema(required)]
    rows: Option<u64>,
    /// Its size, in bytes.
    bytes: u64,
    /// Its SHA-256, in hexadecimal.
    sha256: &'a str,
    /// The same, as `Repr-Digest` writes it.
    repr_digest: String,
    /// The address of the licence.
    licence: &'static str,
    /// How to cite it.
    citation: CitationBody,
    /// Addresses of it.
    links: PermalinkLinks,
}

/// Addresses of a permalink.
#[derive(Serialize, ToSchema)]
struct PermalinkLinks {
    /// The answer.
    #[serde(rename = "self")]
    this: String,
    /// How to cite it, as BibTeX.
    bibtex: String,
    /// How to cite it, as CSL-JSON.
    csl: String,
    /// How to cite it, as a sentence.
    text: String,
}

/// Describes a permalink, as JSON.
pub(super) async fn describe(archive: &Archive, permalink: &Permalink) -> Result<Response, Error> {
    let question: Question = serde_json::from_str(&permalink.request).map_err(Error::internal)?;
    let citation = cited(archive, permalink, &question).await?;
    let id = &permalink.id;
    let body = PermalinkBody {
        id,
        address: citation.address.clone(),
        asked: &question.address,
        now: format!("{}{}", archive.site, of_now(&question.address)),
        revision: permalink.revision.0,
        published_at: citation.published_at.map(|at| at.trunc_subsecs(0)),
        created_at: permalink.created_at.trunc_subsecs(0),
        media_type: &permalink.media_type,
        rows: permalink.rows,
        bytes: permalink.bytes,
        sha256: &permalink.sha256,
        repr_digest: digest(&permalink.sha256),
        licence: LICENCE,
        citation: citation.body(),
        links: PermalinkLinks {
            this: format!("/q/{id}"),
            bibtex: format!("/q/{id}/citation.bib"),
            csl: format!("/q/{id}/citation.json"),
            text: format!("/q/{id}/citation.txt"),
        },
    };
    Ok(cached(JSON, json!(body).to_string(), FOR_EVER))
}

/// What was asked, of which revision, with rows, size, digest and citation
#[utoipa::path(
    get,
    path = "/q/{id}/about",
    operation_id = "get_permalink_metadata",
    tag = "open-data",
    params(("id" = String, Path, min_length = 1, description = "Its name.")),
    responses((status = 200, description = "The permalink.", body = PermalinkBody), (status = 304, response = NotModified)),
)]
pub(super) async fn about(archive: Archive, Path(id): Path<String>) -> Result<Response, Failure> {
    let (permalink, _) = find(&archive, &id).await?;
    Ok(describe(&archive, &permalink).await?)
}

/// How to cite it, in the language asked
#[utoipa::path(
    get,
    path = "/q/{id}/citation.txt",
    operation_id = "get_citation",
    tag = "open-data",
    params(("id" = String, Path, min_length = 1, description = "Its name.")),
    responses((status = 200, description = "A sentence.", body = String, content_type = "text/plain"), (status = 304, response = NotModified)),
)]
pub(super) async fn citation(
    archive: Archive,
    Extension(language): Extension<Language>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permalink, question) = find(&archive, &id).await?;
    let text = cited(&archive, &permalink, &question).await?.text(language);
    Ok(plain("text/plain; charset=utf-8", format!("{text}\n")))
}

/// How to cite it, as BibTeX
#[utoipa::path(
    get,
    path = "/q/{id}/citation.bib",
    operation_id = "get_citation_bibtex",
    tag = "open-data",
    params(("id" = String, Path, min_length = 1, description = "Its name.")),
    responses((status = 200, description = "An entry.", body = Binary, content_type = "application/x-bibtex"), (status = 304, response = NotModified)),
)]
pub(super) async fn bibtex(
    archive: Archive,
    Extension(language): Extension<Language>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permalink, question) = find(&archive, &id).await?;
    Ok(plain(
        "application/x-bibtex; charset=utf-8",
        cited(&archive, &permalink, &question).await?.bibtex(language),
    ))
}

/// How to cite it, as CSL-JSON
#[utoipa::path(
    get,
    path = "/q/{id}/citation.json",
    operation_id = "get_citation_csl",
    tag = "open-data",
    params(("id" = String, Path, min_length = 1, description = "Its name.")),
    responses((status = 200, description = "An entry.", body = Csl, content_type = "application/vnd.citationstyles.csl+json"), (status = 304, response = NotModified)),
)]
pub(super) async fn csl(
    archive: Archive,
    Extension(language): Extension<Language>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permalink, question) = find(&archive, &id).await?;
    let told = cited(&archive, &permalink, &question).await?.csl(language);
    Ok(plain("application/vnd.citationstyles.csl+json", told.to_string()))
}

pub(super) fn plain(media_type: &'static str, text: String) -> Response {
    let mut response = cached(media_type, text, SHORTLY);
    let language = HeaderValue::from_static("accept-language");
    response.headers_mut().insert(header::VARY, language);
    response
}
