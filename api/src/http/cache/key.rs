use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{Method, header, request::Parts, uri::PathAndQuery},
};

use super::{Encoding, Shared, store::Key};
use crate::http::{conditional, problem::Failure, vary::Varying};

/// The largest posted query whose answer is kept, in bytes.
const LARGEST_QUERY: u64 = 64 << 10;

/// The addresses whose answers may be kept: they follow from the request, the revision and the day alone.
const PUBLIC: [&str; 7] = [
    "/v1/",
    "/graphql",
    "/openapi.json",
    "/schema.graphql",
    "/catalog.",
    "/datapackage.json",
    "/docs",
];

/// A request whose answer may be kept, or not.
pub(super) enum Asked {
    Keepable(Key, Parts),
    Other(Request),
}

impl Shared {
    /// What a request asks for, its body read where it is part of that.
    pub(super) async fn read(&self, request: Request) -> Asked {
        if !self.may_be_kept(&request) {
            return Asked::Other(request);
        }
        let posted = request.method() == Method::POST;
        let (parts, body) = request.into_parts();
        let body = if posted {
            // It is in memory.
            match to_bytes(body, LARGEST_QUERY as usize).await {
                Ok(body) => Some(body),
                Err(_) => return Asked::Other(Request::from_parts(parts, Body::empty())),
            }
        } else {
            None
        };
        let request = Request::from_parts(parts, ());
        let key = self.key(&request, body);
        Asked::Keepable(key, request.into_parts().0)
    }

    /// What the answer to a request, which may be kept, follows from.
    pub(super) fn key<B>(&self, request: &axum::http::Request<B>, body: Option<Bytes>) -> Key {
        let varying = Varying::of(request.uri().path());
        let root = || PathAndQuery::from_static("/");
        Key {
            revision: self.store.revision(),
            day: self.today.at(self.clock.now()),
            encoding: Encoding::of(request.headers()),
            language: varying.language(request),
            accepted: varying.accepted(request.headers()).cloned().collect(),
            address: request.uri().path_and_query().cloned().unwrap_or_else(root),
            body,
        }
    }

    /// Whether the answer to a request may be kept.
    pub(super) fn may_be_kept<B: HttpBody>(&self, request: &axum::http::Request<B>) -> bool {
        let headers = request.headers();
        let path = request.uri().path();
        let told = [header::AUTHORIZATION, header::RANGE, header::EXPECT];
        if request.extensions().get::<Failure>().is_some() {
            return false;
        }
        if !PUBLIC.iter().any(|start| path.starts_with(start)) || told.iter().any(|name| headers.contains_key(name)) {
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
                path == "/graphql"
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
