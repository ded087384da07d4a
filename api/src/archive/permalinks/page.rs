use axum::{
    http::{HeaderMap, Uri},
    response::Response,
};
use futures::TryStreamExt;

use super::{
    context::Archive,
    described::cited,
    question::{Question, of_now},
};
use crate::{
    archive::{KeptAnswer, Reader, pages::page_response},
    domain::{Error, Language},
    files::BuiltFile,
    store::Permalink,
};

/// How much of an answer its page shows, in bytes.
const SHOWN: u64 = 16 * 1024;

/// A permalink as a page.
pub(super) async fn page(
    archive: &Archive,
    permalink: &Permalink,
    question: &Question,
    kept: &BuiltFile,
    (uri, headers): (&Uri, &HeaderMap),
) -> Result<Response, Error> {
    let citation = cited(archive, permalink, question).await?;
    let is_text = ["text/", "json", "xml"]
        .iter()
        .any(|kind| permalink.media_type.contains(kind));
    let beginning = if is_text { beginning(kept).await? } else { Vec::new() };
    let answer = KeptAnswer {
        id: permalink.id.clone(),
        address: citation.address.clone(),
        citation: [Language::French, Language::English].map(|language| citation.text(language)),
        published_at: citation.published_at,
        title: citation.title,
        now: of_now(&question.address),
        revision: permalink.revision,
        media_type: permalink.media_type.clone(),
        rows: permalink.rows,
        bytes: permalink.bytes,
        sha256: permalink.sha256.clone(),
        beginning,
    };
    let reader = Reader::new(&archive.site, uri, headers);
    Ok(page_response(
        (archive.pages.permalink)(&answer, &reader)?,
        reader.language,
    ))
}

/// The first bytes of an answer.
async fn beginning(kept: &BuiltFile) -> Result<Vec<u8>, Error> {
    let end = kept.facts.bytes.min(SHOWN);
    if end == 0 {
        return Ok(Vec::new());
    }
    let pieces: Vec<_> = kept.read(0..end).await?.try_collect().await?;
    Ok(pieces.concat())
}
