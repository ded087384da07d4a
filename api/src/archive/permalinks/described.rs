use axum::{
    Extension,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    archive::{
        citation::Citation,
        permalinks::{
            context::{Archive, find},
            question::{Question, of_now},
        },
    },
    datasets::model::description::LICENCE,
    domain::{Error, Language, Moment},
    store::Permalink,
    web::{
        conditional::FOR_EVER,
        problem::Failure,
        response::{SHORTLY, cached, digest},
    },
};

pub(super) async fn cited(archive: &Archive, permalink: &Permalink, question: &Question) -> Result<Citation, Error> {
    let snapshot = archive
        .store
        .snapshot()
        .as_of(&Moment::Revision(permalink.revision))
        .await?;
    let shown = percent_decoded(&question.address);
    Ok(Citation {
        key: permalink.id.clone(),
        title: [format!("Requête {shown}"), format!("Query {shown}")],
        revision: permalink.revision,
        published_at: snapshot.published_at(),
        rows: permalink.rows,
        sha256: permalink.sha256.clone(),
        address: format!("{}/q/{}", archive.site, permalink.id),
    })
}

/// Decodes an address for people.
pub(super) fn percent_decoded(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let pairs = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| format!("{name}={value}"));
    let query: Vec<String> = pairs.collect();
    let text = format!("{path}?{}", query.join("&"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Describes a permalink, as JSON.
pub(super) async fn describe(archive: &Archive, permalink: &Permalink) -> Result<Response, Error> {
    let question: Question = serde_json::from_str(&permalink.request).map_err(Error::internal)?;
    let citation = cited(archive, permalink, &question).await?;
    let instant = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let id = &permalink.id;
    let body = json!({
        "id": id,
        "address": citation.address,
        "asked": question.address,
        "now": format!("{}{}", archive.site, of_now(&question.address)),
        "revision": permalink.revision.0,
        "published_at": instant(citation.published_at),
        "created_at": instant(permalink.created_at),
        "media_type": permalink.media_type,
        "rows": permalink.rows,
        "bytes": permalink.bytes,
        "sha256": permalink.sha256,
        "repr_digest": digest(&permalink.sha256),
        "licence": LICENCE,
        "citation": citation.to_json(),
        "links": {
            "self": format!("/q/{id}"),
            "bibtex": format!("/q/{id}/citation.bib"),
            "csl": format!("/q/{id}/citation.json"),
            "text": format!("/q/{id}/citation.txt"),
        },
    });
    Ok(cached(&body.to_string(), FOR_EVER))
}

pub(super) async fn about(archive: Archive, Path(id): Path<String>) -> Result<Response, Failure> {
    let (permalink, _) = find(&archive, &id).await?;
    Ok(describe(&archive, &permalink).await?)
}

pub(super) async fn citation(
    archive: Archive,
    Extension(language): Extension<Language>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permalink, question) = find(&archive, &id).await?;
    let text = cited(&archive, &permalink, &question).await?.text(language);
    Ok(plain("text/plain; charset=utf-8", format!("{text}\n")))
}

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
    let told = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, SHORTLY),
        (header::VARY, "accept-language"),
    ];
    (told.map(|(name, value)| (name, HeaderValue::from_static(value))), text).into_response()
}
