use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{Method, header, request::Parts, uri::PathAndQuery},
};

use super::{paris_day::ParisDay, responses::CacheKey};
use crate::{
    domain::Clock,
    store::Store,
    web::{
        conditional,
        encoding::Encoding,
        failure::Failure,
        language,
        preconditions::Preconditions,
        route_policy::{RoutePolicy, View},
    },
};

/// The largest posted query whose response is cached, in bytes.
const LARGEST_QUERY: u64 = 64 << 10;

/// Whether the response to a request may be cached.
pub(super) enum Cacheable {
    Yes(CacheKey, Parts),
    No(Request),
}

/// Makes cache keys. The revision and the day are part of each.
pub(super) struct CacheKeys {
    store: Store,
    clock: Clock,
    today: ParisDay,
}

impl CacheKeys {
    pub(super) fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            today: ParisDay::default(),
        }
    }

    /// Reads the body of a request where it is part of the key.
    pub(super) async fn read(&self, request: Request, policy: RoutePolicy) -> Cacheable {
        if !self.is_cacheable(&request, policy) {
            return Cacheable::No(request);
        }
        let posted = request.method() == Method::POST;
        let (parts, body) = request.into_parts();
        let body = if posted {
            // It is in memory.
            match to_bytes(body, LARGEST_QUERY as usize).await {
                Ok(body) => Some(body),
                Err(_) => return Cacheable::No(Request::from_parts(parts, Body::empty())),
            }
        } else {
            None
        };
        let request = Request::from_parts(parts, ());
        let key = self.key(&request, policy, body);
        Cacheable::Yes(key, request.into_parts().0)
    }

    /// The key of a cacheable request: everything that its response depends on.
    pub(super) fn key<B>(
        &self,
        request: &axum::http::Request<B>,
        policy: RoutePolicy,
        body: Option<Bytes>,
    ) -> CacheKey {
        let query = request.uri().query().unwrap_or_default();
        let varies = policy.varies;
        let root = || PathAndQuery::from_static("/");
        CacheKey {
            revision: self.store.revision(),
            day: self.today.at(self.clock.now()),
            encoding: Encoding::negotiated(request.headers()),
            language: varies
                .language
                .map(|usual| language::negotiated(query, request.headers()).unwrap_or(usual)),
            accepted: varies.accepted(request.headers()).cloned().collect(),
            address: request.uri().path_and_query().cloned().unwrap_or_else(root),
            body,
        }
    }

    /// Whether the response to a request may be cached.
    pub(super) fn is_cacheable<B: HttpBody>(&self, request: &axum::http::Request<B>, policy: RoutePolicy) -> bool {
        let headers = request.headers();
        let told = [header::AUTHORIZATION, header::RANGE, header::EXPECT];
        if request.extensions().get::<Failure>().is_some() {
            return false;
        }
        if !policy.is_cached
            || !Preconditions::may_be_kept(headers)
            || told.iter().any(|name| headers.contains_key(name))
        {
            return false;
        }
        // What this node has not heard of yet must be waited for.
        if conditional::revision_wanted(headers)
            .is_some_and(|wanted| wanted.is_none_or(|wanted| wanted > self.store.revision()))
        {
            return false;
        }
        match *request.method() {
            Method::GET | Method::HEAD => request.body().is_end_stream(),
            Method::POST => {
                let is_json = headers
                    .get(header::CONTENT_TYPE)
                    .is_some_and(|kind| kind == "application/json");
                policy.view == View::Document
                    && is_json
                    && request
                        .body()
                        .size_hint()
                        .exact()
                        .is_some_and(|size| size <= LARGEST_QUERY)
            }
            _ => false,
        }
    }
}
