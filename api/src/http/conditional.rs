use axum::{
    body::HttpBody,
    extract::{Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{
    cache::{Encoding, GREATEST},
    middleware::{
        server_timing,
        surrogate_key::{self, SURROGATE_KEY},
    },
    problem::Failure,
    state::State,
    vary::Varying,
};
use crate::{
    domain::{Error, Moment, Revision, wording},
    parameters::AS_OF,
    store::Snapshot,
};

/// How long an answer may be kept without asking again, and served while asking.
const SHORTLY: &str = "public, max-age=10, s-maxage=10, stale-while-revalidate=60";

/// The same for caches that are told of publications.
const SURROGATE_CONTROL: HeaderName = HeaderName::from_static("surrogate-control");

/// How long the answer about a past that cannot change may be kept without asking again.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The revision that an answer shows, and the one that a client must not be served behind of.
pub(super) const REVISION: HeaderName = HeaderName::from_static("x-revision");
const REVISION_WANTED: HeaderName = HeaderName::from_static("x-revision-at-least");

/// Marks a request that is asked of the data of a moment, whatever its address says.
#[derive(Clone)]
pub(super) struct Pinned(pub(super) Moment);

/// Marks an answer that must not be kept.
#[derive(Clone, Copy)]
pub(super) struct NotKept;

/// Marks an answer that follows from the request, the revision and the day, and may be small enough to be kept in memory.
#[derive(Clone, Copy)]
pub(super) struct MayKeep;

/// Gives the handler one view of the data; answers `304` without any SQL when the client has what that view would give.
///
/// An answer is a function of the request and the revision, so its ETag is too.
pub(super) async fn answer(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let (snapshot, known) = match view(&state, Question::of(&request)).await {
        Ok((snapshot, lasting)) => {
            let known = Known::of(&state, &snapshot, &request, lasting);
            (snapshot, known)
        }
        Err(failure) => return failure.into_response(),
    };
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    if readable && has(request.headers(), &known.tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        known.tell(response.headers_mut());
        return response;
    }
    let keepable = *request.method() == Method::GET || is_query(&request);
    request.extensions_mut().insert(snapshot.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(snapshot.revision());
    server_timing::note(&mut response, &snapshot);
    let kept = response.extensions().get::<NotKept>().is_none();
    let told = [StatusCode::OK, StatusCode::PARTIAL_CONTENT, StatusCode::NOT_MODIFIED];
    if readable && kept && told.contains(&response.status()) {
        known.tell(response.headers_mut());
        if let Some(keys) = surrogate_key::of(&snapshot) {
            response.headers_mut().insert(SURROGATE_KEY, keys);
        }
        if let Some(told) = &state.while_told {
            response.headers_mut().insert(SURROGATE_CONTROL, told.clone());
        }
    } else {
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(never);
        response.headers_mut().insert(REVISION, known.revision);
    }
    if keepable && kept && response.status() == StatusCode::OK && is_small(&response) {
        response.extensions_mut().insert(MayKeep);
    }
    response
}

/// What a request says of the view that it wants.
struct Question {
    /// The moment that it names, if it names one.
    moment: Option<String>,
    pinned: Option<Moment>,
    wanted: Option<Option<Revision>>,
    of_data: bool,
}

impl Question {
    fn of(request: &Request) -> Self {
        let readable = matches!(*request.method(), Method::GET | Method::HEAD);
        let path = request.uri().path();
        Self {
            // GraphQL names moments field by field.
            moment: named_moment(request).filter(|_| readable && path != "/graphql"),
            pinned: request
                .extensions()
                .get::<Pinned>()
                .map(|Pinned(moment)| moment.clone()),
            wanted: revision_wanted(request.headers()),
            of_data: is_of_data(path),
        }
    }
}

/// Whether an address answers with data, which a past moment settles, and not with what follows from the program.
fn is_of_data(path: &str) -> bool {
    let of_program = ["/schema.json", ".csv-metadata.json"]
        .iter()
        .any(|end| path.ends_with(end));
    path.starts_with("/v1/") && !path.starts_with("/v1/calculators") && !of_program
}

/// Whether a request posts what may be no more than a query.
fn is_query(request: &Request) -> bool {
    *request.method() == Method::POST && request.uri().path() == "/graphql"
}

/// The view of a moment, or the present one; and how long an answer may be kept.
async fn view(state: &State, question: Question) -> Result<(Snapshot, &'static str), Failure> {
    if let Some(wanted) = question.wanted {
        let wanted = wanted.ok_or_else(|| {
            Error::bad_input(wording!(
                "X-Revision-At-Least est le numéro d'une révision",
                "X-Revision-At-Least is the number of a revision"
            ))
        })?;
        // It was waited for before the request took a place.
        let known = state.store.revision();
        if known < wanted {
            return Err(Error::NotYet { wanted, known }.into());
        }
    }
    let moment = match question.moment {
        Some(named) => Some(Moment::parse(&named, state.clock.now())?),
        None => question.pinned,
    };
    let present = state.store.snapshot();
    let Some(moment) = moment else {
        return Ok((present, SHORTLY));
    };
    let lasting = if question.of_data && moment.is_settled(state.clock.now()) {
        FOR_EVER
    } else {
        SHORTLY
    };
    Ok((present.as_of(&moment).await?, lasting))
}

fn named_moment(request: &Request) -> Option<String> {
    form_urlencoded::parse(request.uri().query()?.as_bytes())
        .find(|(name, _)| name == AS_OF)
        .map(|(_, moment)| moment.into_owned())
}

/// The revision that a client must not be served behind of, if it names one; none inside for what is no number.
pub(super) fn revision_wanted(headers: &HeaderMap) -> Option<Option<Revision>> {
    let wanted = headers.get(REVISION_WANTED)?;
    Some(
        wanted
            .to_str()
            .ok()
            .and_then(|wanted| wanted.parse().ok())
            .map(Revision),
    )
}

/// What a client is told of an answer that may be kept.
struct Known {
    tag: String,
    published_at: DateTime<Utc>,
    lasting: &'static str,
    varying: Varying,
    revision: HeaderValue,
}

impl Known {
    fn of(state: &State, snapshot: &Snapshot, request: &Request, lasting: &'static str) -> Self {
        let varying = Varying::of(request.uri().path());
        Self {
            tag: etag(state, snapshot, request, varying),
            published_at: snapshot.published_at(),
            lasting,
            varying,
            revision: HeaderValue::from(snapshot.revision().0),
        }
    }

    fn tell(&self, headers: &mut HeaderMap) {
        let modified = http_date(self.published_at);
        for (name, value) in [
            (header::ETAG, HeaderValue::from_str(&self.tag)),
            (header::LAST_MODIFIED, HeaderValue::from_str(&modified)),
            (header::CACHE_CONTROL, Ok(HeaderValue::from_static(self.lasting))),
            (header::VARY, Ok(self.varying.told())),
            (REVISION, Ok(self.revision.clone())),
        ] {
            if let Ok(value) = value {
                // A file that is the same from one revision to the next has its own.
                headers.entry(name).or_insert(value);
            }
        }
    }
}

fn etag(state: &State, snapshot: &Snapshot, request: &Request, varying: Varying) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: &[u8]| {
        digest.update(part);
        digest.update([0]);
    };
    add(state.contract.fingerprint.as_bytes());
    add(request.uri().path().as_bytes());
    add(request.uri().query().unwrap_or_default().as_bytes());
    for accepted in varying.accepted(request.headers()) {
        add(accepted.as_bytes());
    }
    add(varying
        .language(request)
        .map_or("", |language| language.tag())
        .as_bytes());
    add(Encoding::of(request.headers()).name().unwrap_or_default().as_bytes());
    let digest = format!("{:x}", digest.finalize());
    format!("{}{}\"", start_of_tag(snapshot.revision()), &digest[..20])
}

fn start_of_tag(revision: Revision) -> String {
    format!("\"r{revision}-")
}

/// Whether a client has an answer, by its ETag.
pub(super) fn has(headers: &HeaderMap, tag: &str) -> bool {
    known_tags(headers).any(|known| known == tag)
}

/// Whether a client has an answer of a revision.
pub(super) fn has_any_of(headers: &HeaderMap, revision: Revision) -> bool {
    let start = start_of_tag(revision);
    known_tags(headers).any(|known| known.starts_with(&start))
}

fn known_tags(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
}

/// Whether an answer is small, or of a size that is not known yet.
fn is_small(response: &Response) -> bool {
    let told = response.headers().get(header::CONTENT_LENGTH);
    let told = told.and_then(|length| length.to_str().ok()?.parse().ok());
    let size = response.body().size_hint().exact().or(told);
    size.is_none_or(|size| size <= GREATEST)
}

/// An instant as HTTP writes it.
pub(super) fn http_date(instant: DateTime<Utc>) -> String {
    httpdate::fmt_http_date(instant.into())
}
