use axum::{
    extract::{Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{language, problem::Failure, state::State};
use crate::{domain::Moment, parameters::AS_OF, store::Snapshot};

/// How long an answer may be kept without asking again, and served while asking.
const CACHE_CONTROL: &str = "public, max-age=10, stale-while-revalidate=60";

/// The same for the answer about a past that cannot change.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Marks a request that is asked of the data of a moment, whatever its address says.
#[derive(Clone)]
pub(super) struct Pinned(pub(super) Moment);

/// Marks an answer that must not be kept.
#[derive(Clone, Copy)]
pub(super) struct NotKept;

/// Gives the handler one view of the data; answers `304` without any SQL when the client has what that view would give.
///
/// An answer is a function of the request and the revision, so its ETag is too.
pub(super) async fn answer(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    let of_data = is_of_data(request.uri().path());
    let view = match asked(&state, &request) {
        Ok(moment) => view(&state, moment, of_data).await,
        Err(failure) => Err(failure),
    };
    let (snapshot, lasting) = match view {
        Ok(view) => view,
        Err(failure) => return failure.into_response(),
    };
    let tag = etag(&state, &snapshot, &request);
    if readable && has(request.headers(), &tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        keep(response.headers_mut(), &tag, snapshot.published_at(), lasting);
        return response;
    }
    let (revision, published_at) = (snapshot.revision(), snapshot.published_at());
    request.extensions_mut().insert(snapshot);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(revision);
    let kept = response.extensions().get::<NotKept>().is_none();
    let told = [StatusCode::OK, StatusCode::PARTIAL_CONTENT, StatusCode::NOT_MODIFIED];
    if readable && kept && told.contains(&response.status()) {
        keep(response.headers_mut(), &tag, published_at, lasting);
    } else {
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(never);
    }
    response
}

/// Whether an address answers with data, which a past moment settles, and not with what follows from the program.
fn is_of_data(path: &str) -> bool {
    let of_program = ["/schema.json", ".csv-metadata.json"]
        .iter()
        .any(|end| path.ends_with(end));
    path.starts_with("/v1/") && !path.starts_with("/v1/calculators") && !of_program
}

/// The moment that a request names, if it names one.
fn asked(state: &State, request: &Request) -> Result<Option<Moment>, Failure> {
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    // GraphQL names moments field by field.
    let named = named_moment(request).filter(|_| readable && request.uri().path() != "/graphql");
    match named {
        Some(named) => Ok(Some(Moment::parse(&named, state.clock.now())?)),
        None => Ok(request
            .extensions()
            .get::<Pinned>()
            .map(|Pinned(moment)| moment.clone())),
    }
}

/// The view of a moment, or the present one; and how long an answer may be kept.
async fn view(state: &State, moment: Option<Moment>, of_data: bool) -> Result<(Snapshot, &'static str), Failure> {
    let present = state.store.snapshot();
    let Some(moment) = moment else {
        return Ok((present, CACHE_CONTROL));
    };
    let lasting = if of_data && moment.is_settled(state.clock.now()) {
        FOR_EVER
    } else {
        CACHE_CONTROL
    };
    Ok((present.as_of(&moment).await?, lasting))
}

fn named_moment(request: &Request) -> Option<String> {
    form_urlencoded::parse(request.uri().query()?.as_bytes())
        .find(|(name, _)| name == AS_OF)
        .map(|(_, moment)| moment.into_owned())
}

fn etag(state: &State, snapshot: &Snapshot, request: &Request) -> String {
    let mut digest = Sha256::new();
    digest.update(state.contract.fingerprint.as_bytes());
    digest.update(request.uri().path());
    digest.update([0]);
    digest.update(request.uri().query().unwrap_or_default());
    digest.update([0]);
    for accept in request.headers().get_all(header::ACCEPT) {
        digest.update(accept.as_bytes());
        digest.update([0]);
    }
    let query = request.uri().query().unwrap_or_default();
    digest.update(language::of(query, request.headers()).tag());
    let digest = format!("{:x}", digest.finalize());
    format!("\"r{}-{}\"", snapshot.revision(), &digest[..20])
}

pub(super) fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn keep(headers: &mut HeaderMap, tag: &str, published_at: DateTime<Utc>, lasting: &str) {
    let modified = http_date(published_at);
    for (name, value) in [
        (header::ETAG, tag),
        (header::LAST_MODIFIED, modified.as_str()),
        (header::CACHE_CONTROL, lasting),
        (header::VARY, "accept, accept-language"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            // A file that is the same from one revision to the next has its own.
            headers.entry(name).or_insert(value);
        }
    }
}

/// An instant as HTTP writes it.
pub(super) fn http_date(instant: DateTime<Utc>) -> String {
    instant.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
