use std::sync::Arc;

use axum::{
    body::HttpBody,
    extract::{FromRequestParts, Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, Utc};
use sha2::{Digest, Sha256};

use super::{
    encoding::Encoding,
    failure::Failure,
    preconditions::Preconditions,
    query::AS_OF,
    route_policy::{RoutePolicy, Varies, View},
    server_timing,
    surrogate_key::{self, SURROGATE_KEY},
};
use crate::{
    domain::{Clock, Error, Language, Moment, Revision, civil_day, wording},
    store::{Snapshot, Store},
};

/// The largest response that is kept in memory, in bytes, before it is compressed.
pub(crate) const LARGEST_KEPT: u64 = 1 << 20;

/// How long an answer may be kept without asking again, and served while asking.
const SHORTLY: &str = "public, max-age=10, s-maxage=10, stale-while-revalidate=60";

/// The same for caches that are told of publications.
const SURROGATE_CONTROL: HeaderName = HeaderName::from_static("surrogate-control");

/// How long the answer about a past that cannot change may be kept without asking again.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The header of the revision that a response shows, and the one of the earliest revision that a client accepts.
pub(crate) const REVISION: HeaderName = HeaderName::from_static("x-revision");
const REVISION_WANTED: HeaderName = HeaderName::from_static("x-revision-at-least");

/// Marks a request that must read the data of a moment, whatever its address says.
#[derive(Clone)]
pub(crate) struct AtMoment(pub(crate) Moment);

/// Pins the snapshot of a request, and writes the validators of its response. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Validators {
    store: Store,
    clock: Clock,
    /// A digest of the program's contract: another version, which may answer otherwise, has other ETags.
    fingerprint: Arc<str>,
    /// The `Surrogate-Control` of a response; none when no cache is purged.
    surrogate_control: Option<HeaderValue>,
}

/// How long caches that are purged by publications may keep a response (Edge Architecture).
const UNTIL_PURGED: HeaderValue = HeaderValue::from_static("max-age=3600");

impl Validators {
    /// Validators of responses made from this store.
    pub(crate) fn new(store: Store, clock: Clock, fingerprint: &str, has_purges: bool) -> Self {
        Self {
            store,
            clock,
            fingerprint: fingerprint.into(),
            surrogate_control: has_purges.then_some(UNTIL_PURGED),
        }
    }
}

/// The snapshot that was pinned for a request.
pub(crate) struct Pinned(pub(crate) Snapshot);

impl<S: Sync> FromRequestParts<S> for Pinned {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let snapshot = parts.extensions.get::<Snapshot>().cloned();
        let snapshot = snapshot.ok_or_else(|| Error::internal("the policy of this route pins no snapshot"))?;
        Ok(Self(snapshot))
    }
}

/// Marks a response that no cache may keep.
#[derive(Clone, Copy)]
pub(crate) struct Uncacheable;

/// Marks a response that the response cache may keep: it depends on the request, the revision and the day alone, and is not known to be large.
#[derive(Clone, Copy)]
pub(crate) struct Storable;

/// Pins one snapshot for the handler; answers `304` without any SQL when the client has the response of that snapshot.
///
/// A response is a function of the request, the revision and the day, so its ETag is too.
pub(crate) async fn validate(Shared(validators): Shared<Validators>, mut request: Request, next: Next) -> Response {
    let policy = RoutePolicy::for_request(request.extensions());
    let (snapshot, known) = match validators.view(WantedView::new(&request, policy.view)).await {
        Ok((snapshot, lasting)) => {
            let known = Headers::of(&validators, &snapshot, &request, policy.varies, lasting);
            (snapshot, known)
        }
        Err(failure) => return failure.into_response(),
    };
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    if readable && Preconditions::new(request.headers()).are_met_by_tag(&known.tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        known.write(response.headers_mut());
        return response;
    }
    let keepable =
        *request.method() == Method::GET || policy.view == View::Document && *request.method() == Method::POST;
    request.extensions_mut().insert(snapshot.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(snapshot.revision());
    server_timing::note(&mut response, &snapshot);
    let kept = response.extensions().get::<Uncacheable>().is_none();
    let told = [StatusCode::OK, StatusCode::PARTIAL_CONTENT, StatusCode::NOT_MODIFIED];
    if readable && kept && told.contains(&response.status()) {
        known.write(response.headers_mut());
        if let Some(keys) = surrogate_key::surrogate_key(&snapshot) {
            response.headers_mut().insert(SURROGATE_KEY, keys);
        }
        if let Some(lasting) = validators.surrogate_control {
            response.headers_mut().insert(SURROGATE_CONTROL, lasting);
        }
    } else {
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(never);
        response.headers_mut().insert(REVISION, known.revision);
    }
    if policy.is_cached && keepable && kept && response.status() == StatusCode::OK && is_small(&response) {
        response.extensions_mut().insert(Storable);
    }
    response
}

impl Validators {
    /// The snapshot that a request names, or the present one, with the Cache-Control of its response.
    async fn view(&self, wanted: WantedView) -> Result<(Snapshot, &'static str), Failure> {
        if let Some(wanted) = wanted.revision {
            let wanted = wanted.ok_or_else(|| {
                Error::bad_input(wording!(
                    "X-Revision-At-Least est le numéro d'une révision",
                    "X-Revision-At-Least is the number of a revision"
                ))
            })?;
            // The request waited for it before it was admitted.
            let known = self.store.revision();
            if known < wanted {
                return Err(Error::NotYet { wanted, known }.into());
            }
        }
        let moment = match wanted.named {
            Some(named) => Some(Moment::parse(&named, self.clock.now())?),
            None => wanted.pinned,
        };
        let present = self.store.snapshot().on_day(civil_day(self.clock.now())).from_memory();
        let Some(moment) = moment else {
            return Ok((present, SHORTLY));
        };
        let lasting = if wanted.view == View::Settled && moment.is_settled(self.clock.now()) {
            FOR_EVER
        } else {
            SHORTLY
        };
        Ok((present.as_of(&moment).await?, lasting))
    }
}

/// The snapshot that a request wants.
struct WantedView {
    view: View,
    /// The moment that its address names.
    named: Option<String>,
    pinned: Option<Moment>,
    /// The revision that `X-Revision-At-Least` names; none inside for what is no number.
    revision: Option<Option<Revision>>,
}

impl WantedView {
    fn new(request: &Request, view: View) -> Self {
        let readable = matches!(*request.method(), Method::GET | Method::HEAD);
        let pinned = request.extensions().get::<AtMoment>();
        Self {
            view,
            named: named_moment(request).filter(|_| readable && view != View::Document),
            pinned: pinned.map(|AtMoment(moment)| moment.clone()),
            revision: revision_wanted(request.headers()),
        }
    }
}

fn named_moment(request: &Request) -> Option<String> {
    form_urlencoded::parse(request.uri().query()?.as_bytes())
        .find(|(name, _)| name == AS_OF)
        .map(|(_, moment)| moment.into_owned())
}

/// The revision that `X-Revision-At-Least` names, if it is sent; none inside for what is no number.
pub(crate) fn revision_wanted(headers: &HeaderMap) -> Option<Option<Revision>> {
    let wanted = headers.get(REVISION_WANTED)?;
    Some(
        wanted
            .to_str()
            .ok()
            .and_then(|wanted| wanted.parse().ok())
            .map(Revision),
    )
}

/// The caching headers of a response.
struct Headers {
    tag: String,
    /// When it was last modified; none for a second after, in which it may change again.
    modified: Option<DateTime<Utc>>,
    lasting: &'static str,
    varies: Varies,
    revision: HeaderValue,
}

impl Headers {
    fn of(
        validators: &Validators,
        snapshot: &Snapshot,
        request: &Request,
        varies: Varies,
        lasting: &'static str,
    ) -> Self {
        Self {
            tag: etag(validators, snapshot, request, varies),
            modified: last_modified(snapshot.published_at(), validators.clock.now()),
            lasting,
            varies,
            revision: HeaderValue::from(snapshot.revision().0),
        }
    }

    fn write(&self, headers: &mut HeaderMap) {
        if let Some(modified) = self.modified
            && let Ok(modified) = HeaderValue::from_str(&http_date(modified))
        {
            headers.entry(header::LAST_MODIFIED).or_insert(modified);
        }
        for (name, value) in [
            (header::ETAG, HeaderValue::from_str(&self.tag)),
            (header::CACHE_CONTROL, Ok(HeaderValue::from_static(self.lasting))),
            (header::VARY, Ok(self.varies.header_value())),
            (REVISION, Ok(self.revision.clone())),
        ] {
            if let Ok(value) = value {
                // A file that is the same from one revision to the next has its own.
                headers.entry(name).or_insert(value);
            }
        }
    }
}

fn etag(validators: &Validators, snapshot: &Snapshot, request: &Request, varies: Varies) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: &[u8]| {
        digest.update(part);
        digest.update([0]);
    };
    add(validators.fingerprint.as_bytes());
    add(request.uri().path().as_bytes());
    add(request.uri().query().unwrap_or_default().as_bytes());
    for accepted in varies.accepted(request.headers()) {
        add(accepted.as_bytes());
    }
    let language = request
        .extensions()
        .get::<Language>()
        .filter(|_| varies.language.is_some());
    add(language.map_or("", |language| language.tag()).as_bytes());
    let encoding = request.extensions().get::<Encoding>().copied();
    add(encoding.and_then(Encoding::name).unwrap_or_default().as_bytes());
    add(&snapshot.today().num_days_from_ce().to_be_bytes());
    let digest = format!("{:x}", digest.finalize());
    format!("{}{}\"", start_of_tag(snapshot.revision()), &digest[..20])
}

fn start_of_tag(revision: Revision) -> String {
    format!("\"r{revision}-")
}

/// Whether `If-None-Match` names an ETag of this revision.
pub(crate) fn knows_any_of(headers: &HeaderMap, revision: Revision) -> bool {
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

/// Whether a response is small, or of unknown size.
fn is_small(response: &Response) -> bool {
    let told = response.headers().get(header::CONTENT_LENGTH);
    let told = told.and_then(|length| length.to_str().ok()?.parse().ok());
    let size = response.body().size_hint().exact().or(told);
    size.is_none_or(|size| size <= LARGEST_KEPT)
}

/// The instant to tell as `Last-Modified`: none within its own second, whose states a date does not tell apart (RFC 9110, section 8.8.2.2).
pub(crate) fn last_modified(published_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    published_at.filter(|published_at| published_at.timestamp() != now.timestamp())
}

/// An instant as HTTP writes it.
pub(crate) fn http_date(instant: DateTime<Utc>) -> String {
    httpdate::fmt_http_date(instant.into())
}
