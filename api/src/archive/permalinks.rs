/// The service that answers the requests of permalinks.
mod answering;
/// Bodies of requests to keep a response.
mod asked;
/// The budget of permalinks, in bytes.
mod budget;
/// The parts of the state that permalinks need.
mod context;
/// Descriptions and citations of permalinks.
mod described;
/// Permalinks as pages.
mod page;
/// Requests of permalinks.
mod question;
/// What permalinks are of, in words.
mod title;

use std::convert::Infallible;

use asked::Asked;
use axum::{
    Extension,
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use budget::{Bound, OVERHEAD};
use futures::{StreamExt, TryStreamExt};
use question::{NewPermalink, Question, of_now};
use sha2::{Digest, Sha256};
use utoipa_axum::routes;

use crate::archive::pages::varying_by_form;
use crate::archive::permalinks::context::{Archive, find};
use crate::archive::permalinks::described::{PermalinkBody, describe};
use crate::{
    access::random_number,
    datasets::{changes::touched::State as DataState, model::description::LICENCE},
    domain::{Error, Language, Revision, wording},
    files::{BuiltFile, Content, FileFacts, Form, Objects, Rows, hexadecimal},
    store::Permalink,
    web::{
        client_ip::Client,
        conditional::{FOR_EVER, Uncacheable},
        described::{Binary, NotKept, NotModified, Part},
        failure::Failure,
        language,
        problem::prefers_pages,
        representation::{Payload, Representation},
        response::ROW_COUNT,
        route_policy::RoutePolicy,
        routes::Routes,
    },
};

pub(crate) use answering::Answering;
pub(crate) use budget::Budget;
pub use budget::PermalinkLimits;

/// The largest response that is kept, in bytes.
const GREATEST: u64 = 64 << 20;

/// The addresses of permalinks.
pub(crate) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Archive: FromRequestParts<S, Rejection = Infallible>,
{
    let archive = RoutePolicy::ARCHIVE;
    Routes::new()
        .described(RoutePolicy::FREEZING, routes!(keep))
        .described(archive.varying_by_form(), routes!(read))
        .route("/q/{id}/file", archive, get(read_file))
        .described(archive, routes!(described::about))
        .described(archive, routes!(described::citation))
        .described(archive, routes!(described::bibtex))
        .described(archive, routes!(described::csl))
}

type Answered = Result<Response, Failure>;

/// The object of a response: equal responses are one object.
fn object(sha256: &str) -> String {
    format!("permalinks/{sha256}")
}

/// The former name of a response's object, from before equal responses were one object.
fn former_object(id: &str) -> String {
    format!("permalinks/{id}")
}

/// The content of a response, with the number of its rows where its headers say it.
fn content(response: Response, most: u64, bound: Bound) -> (Content, Option<u64>) {
    let rows = response.extensions().get::<Rows>().cloned();
    let told = response
        .headers()
        .get(ROW_COUNT)
        .and_then(|rows| rows.to_str().ok()?.parse().ok());
    let mut length = 0u64;
    let bytes = response.into_body().into_data_stream().map(move |piece| {
        let piece = piece.map_err(|error| Error::Unavailable { cause: error.into() })?;
        length += piece.len() as u64;
        if length > most {
            return Err(budget::too_large(most, bound));
        }
        Ok(piece)
    });
    let content = Content {
        bytes: bytes.boxed(),
        rows: rows.unwrap_or_default(),
        is_small: false,
    };
    (content, told)
}

/// Reads the body of a request to keep a response.
fn question_of(
    archive: &Archive,
    answering: &Answering,
    language: Language,
    asked: NewPermalink,
) -> Result<Question, Error> {
    let address = asked.address(&archive.site, &answering.policies)?;
    let query = address.split_once('?').map_or("", |(_, query)| query);
    // The language that the address names, or else that of who asks.
    let language = language::negotiated(query, &HeaderMap::new()).unwrap_or(language);
    Ok(Question {
        language: language.tag().to_owned(),
        address,
    })
}

/// Keep a public query with the answer that it has now, under an address that says the same for ever
#[utoipa::path(
    post,
    path = "/q",
    operation_id = "keep_query",
    tag = "open-data",
    request_body = NewPermalink,
    responses((status = 200, description = "It was kept already.", body = PermalinkBody), (status = 201, description = "It is kept.", body = PermalinkBody), (status = "4XX", response = NotKept)),
)]
async fn keep(
    archive: Archive,
    Extension(answering): Extension<Answering>,
    Extension(language): Extension<Language>,
    Extension(client): Extension<Client>,
    Asked { asked, by_form }: Asked,
) -> Answered {
    let language = by_form.as_ref().and_then(|form| form.language).unwrap_or(language);
    let question = question_of(&archive, &answering, language, asked)?;
    let mut answer = question.ask(answering, archive.store.revision()).await?;
    if answer.status() != StatusCode::OK {
        return Ok(answer);
    }
    if answer.extensions().get::<Uncacheable>().is_some() {
        // A query that failed, in part or as a whole; or an answer that will say more later.
        *answer.status_mut() = StatusCode::CONFLICT;
        return Ok(answer);
    }
    let revision = answer
        .extensions()
        .get::<Revision>()
        .copied()
        .unwrap_or_else(|| archive.store.revision());
    if revision.0 == 0 {
        return Err(Error::bad_input(wording!(
            "rien n'était publié à ce moment : il n'y a rien à citer",
            "nothing was published at that moment: there is nothing to cite"
        ))
        .into());
    }
    let id = question.id(revision);
    if let Some(known) = archive.store.permalink(&id).await? {
        if let Some(form) = by_form {
            return Ok(form.see(&known.id));
        }
        return Ok((StatusCode::OK, described(&archive, &known).await?).into_response());
    }
    let permalink = stored(&archive, client, (question, id, revision), answer).await?;
    archive.store.keep_permalink(&permalink).await?;
    if let Some(form) = by_form {
        return Ok(form.see(&permalink.id));
    }
    let location = HeaderValue::from_str(&format!("/q/{}", permalink.id)).map_err(Error::internal)?;
    let body = described(&archive, &permalink).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], body).into_response())
}

/// Stores the bytes of a response, and describes the permalink that has them.
async fn stored(
    archive: &Archive,
    client: Client,
    (question, id, revision): (Question, String, Revision),
    answer: Response,
) -> Result<Permalink, Error> {
    let media_type = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let media_type = media_type.unwrap_or("application/octet-stream").to_owned();
    let counts = answer.extensions().get::<Rows>().is_some();
    let objects = archive.shelf.objects();
    let leave = archive.budget.leave(&archive.store, objects, client, GREATEST).await?;
    let (content, rows) = content(answer, leave.most_bytes, leave.bound());
    let begun = format!("{}/{}", Objects::BEGUN, random_number()?);
    let kept = objects.keep(&begun, content, counts).await?;
    let name = object(&kept.sha256);
    if objects.has(&name, kept.bytes).await? {
        objects.remove(&begun).await?;
        leave.spend(OVERHEAD).await;
    } else {
        objects.rename(&begun, &name).await?;
        leave.spend(kept.bytes + OVERHEAD).await;
    }
    Ok(Permalink {
        request: serde_json::to_string(&question).map_err(Error::internal)?,
        revision,
        created_at: archive.clock.now(),
        media_type,
        rows: rows.or(kept.rows),
        bytes: kept.bytes,
        sha256: kept.sha256,
        id,
    })
}

/// The description of a permalink, where another resource was asked: without its tag.
async fn described(archive: &Archive, permalink: &Permalink) -> Result<Response, Error> {
    let mut response = describe(archive, permalink).await?;
    response.headers_mut().remove(header::ETAG);
    Ok(response)
}

/// The answer that was kept, byte for byte; a page about it for browsers that open its address
#[utoipa::path(
    get,
    path = "/q/{id}",
    operation_id = "get_permalink",
    tag = "open-data",
    params(("id" = String, Path, min_length = 1, description = "Its name.")),
    responses((status = 200, description = "The answer.", body = Binary, content_type = "*/*"), (status = 206, response = Part), (status = 304, response = NotModified)),
)]
async fn read(
    archive: Archive,
    Extension(answering): Extension<Answering>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answered {
    let (permalink, question) = find(&archive, &id).await?;
    let kept = kept(&archive, answering, &permalink, &question).await?;
    if prefers_pages(&headers) && !permalink.media_type.starts_with("text/html") {
        return Ok(page::page(&archive, &permalink, &question, &kept, (&uri, &headers)).await?);
    }
    Ok(varying_by_form(bytes(&archive, &permalink, &question, kept, &headers)))
}

/// The answer that was kept, for browsers too
async fn read_file(
    archive: Archive,
    Extension(answering): Extension<Answering>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answered {
    let (permalink, question) = find(&archive, &id).await?;
    let kept = kept(&archive, answering, &permalink, &question).await?;
    Ok(bytes(&archive, &permalink, &question, kept, &headers))
}

/// The bytes of a permalink, made again where they are lost.
async fn kept(
    archive: &Archive,
    answering: Answering,
    permalink: &Permalink,
    question: &Question,
) -> Result<BuiltFile, Error> {
    let objects = archive.shelf.objects();
    let mut name = object(&permalink.sha256);
    if !objects.has(&name, permalink.bytes).await? {
        let former = former_object(&permalink.id);
        if objects.has(&former, permalink.bytes).await? {
            name = former;
        } else {
            restore(archive, answering, permalink, question).await?;
        }
    }
    let told = FileFacts {
        rows: permalink.rows,
        bytes: permalink.bytes,
        sha256: permalink.sha256.clone(),
    };
    let of = DataState {
        revision: permalink.revision,
        published_at: permalink.created_at,
    };
    Ok(BuiltFile::new(objects.clone(), name, told, of))
}

/// The response with the bytes of a permalink.
fn bytes(
    archive: &Archive,
    permalink: &Permalink,
    question: &Question,
    kept: BuiltFile,
    headers: &HeaderMap,
) -> Response {
    let (site, id) = (&archive.site, &permalink.id);
    let links = [
        format!("<{site}/q/{id}>; rel=\"cite-as\""),
        format!("</q/{id}/about>; rel=\"describedby\"; type=\"application/json\""),
        format!("<{}>; rel=\"latest-version\"", of_now(&question.address)),
        format!("<{LICENCE}>; rel=\"license\""),
    ];
    let answer = Representation {
        media_type: "application/octet-stream",
        headers: Vec::new(),
        payload: Payload::File(kept),
        is_provisional: false,
    }
    .with_header("content-disposition", named(id, &permalink.media_type))
    .with_header("content-type", permalink.media_type.clone())
    .with_header("content-language", question.language.clone())
    .with_header("link", links.join(", "))
    .with_header("cache-control", FOR_EVER.to_owned());
    answer.respond_to(headers)
}

/// The Content-Disposition of a file; empty for other responses.
fn named(id: &str, media_type: &str) -> String {
    let form = Form::FILES
        .iter()
        .find(|(form, _, known)| *known == media_type && *form != Form::Json);
    form.map_or(String::new(), |(_, ending, _)| {
        format!("attachment; filename=\"segur-ouvert-{id}.{ending}\"")
    })
}

/// Makes lost bytes again by sending the request again; their digest must be the same.
async fn restore(
    archive: &Archive,
    answering: Answering,
    permalink: &Permalink,
    question: &Question,
) -> Result<(), Error> {
    let answer = question.ask(answering, permalink.revision).await?;
    let (content, _) = content(answer, GREATEST, Bound::Answer);
    let bytes: Vec<_> = content.bytes.try_collect().await?;
    let bytes = bytes.concat();
    if hexadecimal(&Sha256::digest(&bytes)) != permalink.sha256 {
        return Err(Error::internal(format!(
            "the bytes of the permalink {} are lost, and this program answers otherwise",
            permalink.id
        )));
    }
    archive
        .shelf
        .objects()
        .put(&object(&permalink.sha256), bytes.into())
        .await?;
    Ok(())
}
