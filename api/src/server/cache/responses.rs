use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, StatusCode, header, uri::PathAndQuery},
    response::Response,
};
use futures::{StreamExt, stream};
use moka::future::Cache;

use super::status::CACHE_STATUS;
use crate::{
    domain::{Language, Revision},
    web::{
        conditional::{self, LARGEST_KEPT},
        encoding::Encoding,
        preconditions::{Preconditions, Verdict},
        request_id::REQUEST_ID,
    },
};

/// How much of a response of unknown size is read before its first byte is sent, in bytes.
const GREATEST_READ_AHEAD: u64 = 256 << 10;

/// How long an unused response is cached: a burst of distinct requests leaves nothing behind.
const IDLE: Duration = Duration::from_secs(60);

/// How much memory a response takes for each of its bytes: evicted responses leave holes that nothing else fills.
const TAKEN: usize = 2;

/// The overhead of a cached response, and of each of its headers, in bytes, roughly.
const OVERHEAD: usize = 512;
const OVERHEAD_OF_HEADER: usize = 112;

/// Everything that a response depends on: requests with equal keys have equal responses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CacheKey {
    pub(super) revision: Revision,
    /// The civil day, by its number.
    pub(super) day: u64,
    pub(super) encoding: Encoding,
    pub(super) language: Option<Language>,
    pub(super) accepted: Vec<HeaderValue>,
    pub(super) address: PathAndQuery,
    /// The posted body; none for a GET.
    pub(super) body: Option<Bytes>,
}

impl CacheKey {
    /// Copies the key: the bytes of a request are slices of its connection's read buffer, which the cache would otherwise keep.
    pub(super) fn detached(self) -> Self {
        let accepted = self.accepted.iter();
        Self {
            accepted: accepted
                .map(|value| HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone()))
                .collect(),
            address: PathAndQuery::try_from(self.address.as_str()).unwrap_or(self.address),
            body: self.body.as_deref().map(Bytes::copy_from_slice),
            ..self
        }
    }
}

/// A finished response: its bytes as they are sent, and its headers.
#[derive(Debug)]
pub(super) struct CachedResponse {
    headers: HeaderMap,
    /// The headers of a `304`.
    unchanged: HeaderMap,
    body: Bytes,
}

/// The cached responses, bounded by their bytes; the least used leave first.
#[derive(Clone)]
pub(super) struct Responses(pub(super) Cache<CacheKey, Arc<CachedResponse>>);

impl Responses {
    pub(super) fn new(most_bytes: u64) -> Self {
        let weigh = |key: &CacheKey, kept: &Arc<CachedResponse>| {
            let weight = key.address.as_str().len()
                + key.body.as_ref().map_or(0, Bytes::len)
                + key
                    .accepted
                    .iter()
                    .map(|value| value.len() + OVERHEAD_OF_HEADER)
                    .sum::<usize>()
                + kept.body.len()
                + size(&kept.headers)
                + size(&kept.unchanged)
                + OVERHEAD;
            u32::try_from(weight * TAKEN).unwrap_or(u32::MAX)
        };
        let cache = Cache::builder()
            .max_capacity(most_bytes)
            .weigher(weigh)
            .time_to_idle(IDLE);
        Self(cache.build())
    }
}

fn size(headers: &HeaderMap) -> usize {
    headers.values().map(|value| value.len() + OVERHEAD_OF_HEADER).sum()
}

impl CachedResponse {
    /// Reads a response whole; gives it back when it turns out to be large, or fails.
    pub(super) async fn read(response: Response) -> Result<Self, Response> {
        let greatest = match response.body().size_hint().exact() {
            Some(_) => LARGEST_KEPT,
            None => GREATEST_READ_AHEAD,
        };
        let (parts, body) = response.into_parts();
        let mut pieces = body.into_data_stream();
        let mut read: Vec<Bytes> = Vec::new();
        let mut size = 0;
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) if size + piece.len() <= greatest as usize => {
                    size += piece.len();
                    read.push(piece);
                }
                more => {
                    let begun = read.into_iter().map(Ok).chain([more]);
                    let whole = stream::iter(begun).chain(pieces);
                    return Err(Response::from_parts(parts, Body::from_stream(whole)));
                }
            }
        }
        // Written again, so that no more is kept than is counted.
        let body = Bytes::from(read.concat().into_boxed_slice());
        let mut headers = parts.headers;
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        // Places for what each answer tells of itself, so that writing it there takes no more room.
        let empty = HeaderValue::from_static("");
        headers.insert(CACHE_STATUS, empty.clone());
        headers.insert(REQUEST_ID, empty);
        // The rest is what the client has with the answer.
        let told = [
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::CACHE_CONTROL,
            header::ETAG,
            header::VARY,
            conditional::REVISION,
            CACHE_STATUS,
            REQUEST_ID,
        ];
        let unchanged = told
            .into_iter()
            .filter_map(|name| headers.get(&name).cloned().map(|value| (name, value)))
            .collect();
        Ok(Self {
            // A clone has no room to spare.
            headers: headers.clone(),
            unchanged,
            body,
        })
    }

    /// The response to a request with these headers: the bytes, or `304`.
    pub(super) fn response_to(&self, asked: &HeaderMap, without_body: bool) -> Response {
        let preconditions = Preconditions::new(asked);
        if !preconditions.are_none() && preconditions.verdict(&self.headers) == Verdict::NotModified {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.unchanged.clone();
            response
        } else {
            let body = if without_body {
                Body::empty()
            } else {
                Body::from(self.body.clone())
            };
            let mut response = Response::new(body);
            *response.headers_mut() = self.headers.clone();
            response
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_with_a_request_is_not_kept_with_its_answer() {
        let read = Bytes::from(b"/v1/couloirs application/json {}".to_vec());
        let key = CacheKey {
            revision: Revision(1),
            day: 1,
            encoding: Encoding::Plain,
            language: None,
            accepted: vec![HeaderValue::from_maybe_shared(read.slice(13..29)).unwrap()],
            address: PathAndQuery::from_maybe_shared(read.slice(..12)).unwrap(),
            body: Some(read.slice(30..)),
        };
        let kept = key.clone().detached();
        assert_eq!(kept, key);
        drop(key);
        assert!(read.is_unique());
    }
}
