use std::ops::{Range, RangeInclusive};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use http_range_header::parse_range_header;
use sha2::{Digest, Sha256};

use super::{
    conditional, preconditions,
    representation::{Payload, Representation},
    streamed::WrittenAsRead,
};
use crate::{
    domain::{Clock, Result},
    error_log,
    files::{BuiltFile, Bytes, hexadecimal},
};

/// The header of the number of rows of a file.
pub(crate) const ROW_COUNT: &str = "x-row-count";

/// The header of the digest of a whole representation (RFC 9530).
pub(crate) const REPR_DIGEST: &str = "repr-digest";

/// The Cache-Control of lists of frozen things.
pub(crate) const SHORTLY: &str = "public, max-age=60, stale-while-revalidate=600";

/// A text with this Cache-Control, and a tag that is weak: the text is the same in every encoding.
pub(crate) fn cached(media_type: &'static str, text: impl Into<Bytes>, lasting: &'static str) -> Response {
    let text = text.into();
    let digest = hexadecimal(&Sha256::digest(&text)[..16]);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{digest}\"")) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The media type of JSON.
pub(crate) const JSON: &str = "application/json";

impl IntoResponse for Representation {
    fn into_response(self) -> Response {
        self.respond_to(&HeaderMap::new())
    }
}

impl Representation {
    /// Responds to a request with these headers: a file can be read in ranges.
    pub(crate) fn respond_to(self, request: &HeaderMap) -> Response {
        let Self {
            media_type,
            headers,
            payload,
            is_provisional,
        } = self;
        let mut response = match payload {
            Payload::Whole(bytes) => Body::from(bytes).into_response(),
            Payload::Stream(stream, rows) => {
                let mut response = body(stream).into_response();
                response.extensions_mut().insert(rows);
                response.extensions_mut().insert(WrittenAsRead);
                response
            }
            Payload::File(kept) => file_response(kept, request),
        };
        if is_provisional {
            response.extensions_mut().insert(conditional::Uncacheable);
        }
        let written = response.headers_mut();
        written.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                written.insert(name, value);
            }
        }
        response
    }
}

/// The same response, which no one else may see and no cache may keep.
pub(crate) fn private(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let never = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}

/// Bytes as they are read; an error cuts the transfer.
fn body(stream: BoxStream<'static, Result<Bytes>>) -> Body {
    Body::from_stream(stream.inspect_err(|error| error_log::fault(error, "a transfer was cut")))
}

/// A stored file: whole, or a range of it.
fn file_response(kept: BuiltFile, asked: &HeaderMap) -> Response {
    let length = kept.facts.bytes;
    let tag = kept.facts.sha256.get(..32).unwrap_or(&kept.facts.sha256);
    let tag = format!("\"{tag}\"");
    let mut headers = HeaderMap::new();
    let mut tell = |name: header::HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    tell(header::ETAG, tag.clone());
    if let Some(modified) = conditional::last_modified(kept.state.changed_at(), Clock::System.now()) {
        tell(header::LAST_MODIFIED, conditional::http_date(modified));
    }
    tell(header::ACCEPT_RANGES, "bytes".to_owned());
    tell(header::HeaderName::from_static(REPR_DIGEST), digest(&kept.facts.sha256));
    if let Some(rows) = kept.facts.rows {
        tell(header::HeaderName::from_static(ROW_COUNT), rows.to_string());
    }
    let wanted = match wanted(asked, &tag, kept.state.published_at, length) {
        Wanted::Whole => None,
        Wanted::Range(range) => Some(range),
        Wanted::Nothing => {
            tell(header::CONTENT_RANGE, format!("bytes */{length}"));
            return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
        }
    };
    let (status, range): (_, Range<u64>) = match wanted {
        None => (StatusCode::OK, 0..length),
        Some(range) => {
            let (first, last) = range.into_inner();
            tell(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"));
            (StatusCode::PARTIAL_CONTENT, first..last + 1)
        }
    };
    tell(header::CONTENT_LENGTH, (range.end - range.start).to_string());
    // Opened when it is sent: a HEAD never does.
    let stream = stream::once(async move { kept.read(range).await }).try_flatten();
    (status, headers, body(stream.boxed())).into_response()
}

/// The part of a file that a client wants.
enum Wanted {
    Whole,
    Range(RangeInclusive<u64>),
    /// A range that the file does not have.
    Nothing,
}

fn wanted(asked: &HeaderMap, tag: &str, modified: DateTime<Utc>, length: u64) -> Wanted {
    let text = |name: header::HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let Some(Ok(ranges)) = text(header::RANGE).map(parse_range_header) else {
        return Wanted::Whole;
    };
    // A range of another file than the client has begun would not fit it.
    if length == 0 || !preconditions::range_holds(asked, tag, modified.into(), Clock::System.now().into()) {
        return Wanted::Whole;
    }
    match ranges.validate(length).as_deref() {
        Ok([range]) => Wanted::Range(range.clone()),
        Ok(_) => Wanted::Whole,
        Err(_) => Wanted::Nothing,
    }
}

/// A SHA-256 as RFC 9530 writes it.
pub(crate) fn digest(hexadecimal: &str) -> String {
    let bytes: Vec<u8> = (0..hexadecimal.len() / 2)
        .filter_map(|at| u8::from_str_radix(hexadecimal.get(at * 2..at * 2 + 2)?, 16).ok())
        .collect();
    format!("sha-256=:{}:", BASE64_STANDARD.encode(bytes))
}
