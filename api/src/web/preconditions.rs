//! Preconditions of requests (RFC 9110, section 13), decided here for every address.

use std::time::{Duration, SystemTime};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::failure::Failure;
use crate::domain::Error;

/// What a request expects of the representation that it is about. Nothing of most requests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Preconditions {
    if_match: Option<Tags>,
    if_unmodified_since: Option<SystemTime>,
    if_none_match: Option<Tags>,
    if_modified_since: Option<SystemTime>,
}

/// The entity tags that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    /// Those of any representation there is.
    Any,
    /// These: each with whether it is weak.
    These(Vec<(bool, String)>),
}

/// What the conditions come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The response is sent as it is.
    Proceed,
    /// The client has the representation: 304.
    NotModified,
    /// The representation is another than the client expects: 412.
    Failed,
}

impl Preconditions {
    /// Those of a request.
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        Self {
            if_match: tags(headers, &header::IF_MATCH),
            if_unmodified_since: date(headers, &header::IF_UNMODIFIED_SINCE),
            if_none_match: tags(headers, &header::IF_NONE_MATCH),
            if_modified_since: date(headers, &header::IF_MODIFIED_SINCE),
        }
    }

    /// Whether the request has none.
    pub(crate) fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a response that is kept may answer: it need not tell why a condition failed.
    pub(crate) fn may_be_kept(headers: &HeaderMap) -> bool {
        !headers.contains_key(header::IF_MATCH) && !headers.contains_key(header::IF_UNMODIFIED_SINCE)
    }

    /// Whether the request names tags of its own.
    pub(crate) fn name_tags(&self) -> bool {
        matches!(self.if_none_match, Some(Tags::These(_)))
    }

    /// Whether a request with this method may not be executed: it changes something, and expects an entity tag where nothing has one.
    fn forbid(&self, method: &Method) -> bool {
        !method.is_safe() && matches!(self.if_match, Some(Tags::These(_)))
    }

    /// Whether the client is known to have the representation of this tag, before it is made.
    pub(crate) fn are_met_by_tag(&self, tag: &str) -> bool {
        self.if_match.is_none()
            && self.if_unmodified_since.is_none()
            && matches!(&self.if_none_match, Some(Tags::These(known)) if known.iter().any(|(_, known)| known == tag))
    }

    /// What the conditions come to for a representation with these headers, in the order of precedence of section 13.2.2.
    pub(crate) fn verdict(&self, current: &HeaderMap) -> Verdict {
        let tag = current.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let modified = date(current, &header::LAST_MODIFIED);
        match (&self.if_match, self.if_unmodified_since) {
            (Some(tags), _) if !tags.hold(tag, Comparison::Strong) => return Verdict::Failed,
            (None, Some(since)) if modified.is_some_and(|modified| modified > since) => return Verdict::Failed,
            _ => {}
        }
        let known = match (&self.if_none_match, self.if_modified_since) {
            (Some(tags), _) => tags.hold(tag, Comparison::Weak),
            (None, Some(since)) => modified.is_some_and(|modified| modified <= since),
            (None, None) => false,
        };
        if known { Verdict::NotModified } else { Verdict::Proceed }
    }

    /// The response to a read, given the one that it has without conditions.
    pub(crate) fn apply(&self, response: Response) -> Response {
        let succeeded = matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT);
        if self.are_none() || !succeeded {
            return response;
        }
        match self.verdict(response.headers()) {
            Verdict::Proceed => response,
            Verdict::NotModified => not_modified(response),
            Verdict::Failed => failed(),
        }
    }
}

/// The headers that say what a body is: a 304 has none (RFC 9110, section 15.4.5).
const OF_BODIES: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::CONTENT_RANGE,
    header::CONTENT_DISPOSITION,
    header::CONTENT_LANGUAGE,
];

fn not_modified(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for name in OF_BODIES {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, Body::empty())
}

/// Decides on the preconditions of a request, for its response.
pub(crate) async fn enforce(request: Request, next: Next) -> Response {
    let preconditions = Preconditions::new(request.headers());
    if preconditions.forbid(request.method()) {
        return failed();
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if is_read {
        preconditions.apply(response)
    } else {
        response
    }
}

/// The answer 412.
fn failed() -> Response {
    Failure::from(Error::PreconditionFailed).into_response()
}

/// Whether `If-Range` allows a part of the representation with this tag, last modified then: without it, always.
pub(crate) fn range_holds(request: &HeaderMap, tag: &str, modified: SystemTime, now: SystemTime) -> bool {
    let Some(condition) = request.get(header::IF_RANGE) else {
        return true;
    };
    let Ok(condition) = condition.to_str() else {
        return false;
    };
    if condition.starts_with(['"', 'W']) {
        return condition == tag;
    }
    // A date tells states apart only once its second is over.
    let second = Duration::from_secs(1);
    let told = httpdate::parse_http_date(condition).ok();
    told.is_some_and(|told| whole_second(modified) == told && now.duration_since(told).is_ok_and(|age| age >= second))
}

fn whole_second(at: SystemTime) -> SystemTime {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

impl Tags {
    /// Whether one of them is the tag of a representation that there is.
    fn hold(&self, current: Option<&str>, comparison: Comparison) -> bool {
        match (self, current) {
            (Self::Any, _) => true,
            (Self::These(_), None) => false,
            (Self::These(known), Some(current)) => {
                let (is_weak, current) = split_weak(current);
                let strong = comparison == Comparison::Strong;
                known
                    .iter()
                    .any(|(weak, known)| known == current && !(strong && (*weak || is_weak)))
            }
        }
    }
}

fn split_weak(tag: &str) -> (bool, &str) {
    match tag.strip_prefix("W/") {
        Some(tag) => (true, tag),
        None => (false, tag),
    }
}

/// The tags that a header names; none where it is absent or no list of tags.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Option<Tags> {
    let mut known = Vec::new();
    let mut values = headers.get_all(name).iter().peekable();
    values.peek()?;
    for value in values {
        let mut text = value.to_str().ok()?.trim();
        if text == "*" {
            return Some(Tags::Any);
        }
        while !text.is_empty() {
            let (weak, tag) = split_weak(text);
            let end = tag.strip_prefix('"')?.find('"')? + 2;
            known.push((weak, tag[..end].to_owned()));
            text = tag[end..].trim_start().trim_start_matches(',').trim_start();
        }
    }
    Some(Tags::These(known))
}

/// A date as HTTP writes it; none where the header is absent, twice there, or no date.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    httpdate::parse_http_date(value).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const OLD: &str = "Wed, 01 Jan 2025 00:00:00 GMT";
    const NOW: &str = "Thu, 01 Jan 2026 00:00:00 GMT";
    const LATER: &str = "Fri, 02 Jan 2026 00:00:00 GMT";

    fn headers(all: &[(HeaderName, &str)]) -> HeaderMap {
        let all = all.iter();
        all.map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn conditions_come_to_what_the_rfc_says_in_its_order() {
        use Verdict::{Failed, NotModified, Proceed};
        use header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
        let current = headers(&[(header::ETAG, "\"a\""), (header::LAST_MODIFIED, NOW)]);
        for (asked, verdict) in [
            (vec![], Proceed),
            (vec![(IF_NONE_MATCH, "*")], NotModified),
            (vec![(IF_NONE_MATCH, "\"a\"")], NotModified),
            (vec![(IF_NONE_MATCH, "W/\"a\"")], NotModified),
            (vec![(IF_NONE_MATCH, "\"x,y\", \"a\"")], NotModified),
            (vec![(IF_NONE_MATCH, "\"b\"")], Proceed),
            (vec![(IF_NONE_MATCH, "a")], Proceed),
            (vec![(IF_MODIFIED_SINCE, NOW)], NotModified),
            (vec![(IF_MODIFIED_SINCE, LATER)], NotModified),
            (vec![(IF_MODIFIED_SINCE, OLD)], Proceed),
            (vec![(IF_MODIFIED_SINCE, "yesterday")], Proceed),
            // The tag is what counts where both are there.
            (vec![(IF_NONE_MATCH, "\"b\""), (IF_MODIFIED_SINCE, NOW)], Proceed),
            (vec![(IF_MATCH, "\"a\"")], Proceed),
            (vec![(IF_MATCH, "*")], Proceed),
            (vec![(IF_MATCH, "W/\"a\"")], Failed),
            (vec![(IF_MATCH, "\"old\"")], Failed),
            (vec![(IF_UNMODIFIED_SINCE, OLD)], Failed),
            (vec![(IF_UNMODIFIED_SINCE, NOW)], Proceed),
            (vec![(IF_MATCH, "\"a\""), (IF_UNMODIFIED_SINCE, OLD)], Proceed),
            (vec![(IF_MATCH, "\"old\""), (IF_NONE_MATCH, "\"a\"")], Failed),
            (vec![(IF_MATCH, "\"a\""), (IF_NONE_MATCH, "\"a\"")], NotModified),
        ] {
            assert_eq!(
                Preconditions::new(&headers(&asked)).verdict(&current),
                verdict,
                "{asked:?}"
            );
        }
        let untagged = HeaderMap::new();
        let expects = |name, value| Preconditions::new(&headers(&[(name, value)])).verdict(&untagged);
        assert_eq!(expects(IF_MATCH, "\"a\""), Failed);
        assert_eq!(expects(IF_MODIFIED_SINCE, NOW), Proceed);
        assert_eq!(expects(IF_UNMODIFIED_SINCE, OLD), Proceed);
    }

    #[test]
    fn a_part_is_of_the_representation_that_was_begun() {
        let modified = httpdate::parse_http_date(NOW).unwrap();
        let later = httpdate::parse_http_date(LATER).unwrap();
        for (condition, holds) in [
            ("\"a\"", true),
            ("W/\"a\"", false),
            ("\"b\"", false),
            (NOW, true),
            (OLD, false),
            (LATER, false),
            ("x", false),
        ] {
            let asked = headers(&[(header::IF_RANGE, condition)]);
            assert_eq!(range_holds(&asked, "\"a\"", modified, later), holds, "{condition}");
        }
        assert!(range_holds(&HeaderMap::new(), "\"a\"", modified, later));
        assert!(!range_holds(
            &headers(&[(header::IF_RANGE, NOW)]),
            "\"a\"",
            modified,
            modified
        ));
    }
}
