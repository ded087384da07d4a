use std::{borrow::Cow, sync::Arc};

use axum::{
    http::{Extensions, HeaderMap, HeaderValue, header},
    routing::MethodRouter,
};

use crate::domain::{Error, Result};

/// How a route treats its requests and responses: declared beside its handler, and found by everything else through `PolicyTable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoutePolicy {
    /// The view of the data that its handler reads.
    pub view: View,
    /// Whether its responses may be kept in memory by the response cache.
    pub is_cached: bool,
    /// The request headers that its responses vary by, besides Accept-Encoding.
    pub varies: Varies,
    /// Whether its responses may be frozen as permalinks.
    pub is_citable: bool,
    /// How its requests are counted and admitted.
    pub admission: Admission,
    /// How the body of a request reaches its handler.
    pub body: RequestBody,
    /// The form in which its errors are written.
    pub errors: ErrorForm,
}

/// The view of the data that a handler reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// None is pinned: the handler reads what it needs, and sets its own caching headers.
    None,
    /// The snapshot at `as_of`, or the present one. Even a response about a past moment may change: it depends on the program, on the
    /// day, or on files that are built later.
    Changing,
    /// The same, and a response about a past moment never changes.
    Settled,
    /// The present one: a GraphQL document names moments field by field. A POST may be no more than a query.
    Document,
}

/// The request headers that responses vary by, besides Accept-Encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Varies {
    /// The form that Accept prefers.
    pub form: bool,
    /// The language that `lang` or Accept-Language prefers.
    pub language: bool,
}

/// How requests are counted and admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Never refused for lack of room: operators ask when there is none.
    Free,
    /// Counted against their client, and admitted among the requests in progress.
    Counted,
    /// Counted against their client, with turns of their own: the handler takes them.
    OwnTurns,
}

/// How the body of a request reaches its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// Whole, before the request is admitted, up to the size that `--body-limit` sets.
    Buffered,
    /// As it arrives: the handler bounds it.
    Streamed,
}

/// The form in which errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorForm {
    /// A problem (RFC 9457).
    Problem,
    /// A GraphQL response with `errors`.
    Graphql,
}

impl RoutePolicy {
    /// Reads of data.
    pub const DATA: Self = Self {
        view: View::Settled,
        is_cached: true,
        is_citable: true,
        ..Self::PRIVATE
    };

    /// Responses that depend on the program, on the day, or on which files are built.
    pub const PROGRAM: Self = Self {
        view: View::Changing,
        is_cached: true,
        ..Self::PRIVATE
    };

    /// GraphQL queries and mutations.
    pub const DOCUMENT: Self = Self {
        view: View::Document,
        is_cached: true,
        is_citable: true,
        varies: Varies {
            form: true,
            language: true,
        },
        errors: ErrorForm::Graphql,
        ..Self::PRIVATE
    };

    /// What an institution alone may see or do, and every address that no route declares.
    pub const PRIVATE: Self = Self {
        view: View::None,
        is_cached: false,
        varies: Varies {
            form: false,
            language: false,
        },
        is_citable: false,
        admission: Admission::Counted,
        body: RequestBody::Buffered,
        errors: ErrorForm::Problem,
    };

    /// Frozen responses, with caching headers of their own.
    pub const ARCHIVE: Self = Self::PRIVATE;

    /// What operators ask.
    pub const OPERATIONS: Self = Self {
        admission: Admission::Free,
        ..Self::PRIVATE
    };

    /// Files that are imported.
    pub const IMPORT: Self = Self {
        admission: Admission::OwnTurns,
        body: RequestBody::Streamed,
        ..Self::PRIVATE
    };

    /// The policy of a request, which it was given when it came in.
    pub fn for_request(request: &Extensions) -> Self {
        request.get().copied().unwrap_or(Self::PRIVATE)
    }

    /// The same, with responses that vary by Accept.
    pub const fn varying_by_form(mut self) -> Self {
        self.varies.form = true;
        self
    }

    /// The same, with responses that vary by language.
    pub const fn varying_by_language(mut self) -> Self {
        self.varies.language = true;
        self
    }

    /// The same, with responses that may be frozen as permalinks.
    pub const fn citable(mut self) -> Self {
        self.is_citable = true;
        self
    }

    /// The same, with responses that the response cache does not keep.
    pub const fn uncached(mut self) -> Self {
        self.is_cached = false;
        self
    }
}

impl Varies {
    /// The headers, as Vary names them.
    pub fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(match (self.form, self.language) {
            (true, true) => "accept, accept-language, accept-encoding",
            (true, false) => "accept, accept-encoding",
            (false, true) => "accept-language, accept-encoding",
            (false, false) => "accept-encoding",
        })
    }

    /// The values of Accept, where responses vary by it; `*/*` says no more than no header.
    pub fn accepted(self, headers: &HeaderMap) -> impl Iterator<Item = &HeaderValue> {
        let accepted = headers.get_all(header::ACCEPT).iter();
        accepted.filter(move |accepted| self.form && *accepted != "*/*")
    }
}

/// A path, its policy and its handlers.
pub struct Route<S> {
    /// The path, with parameters in braces.
    pub path: Cow<'static, str>,
    /// The policy of its requests.
    pub declared: Declared,
    /// A handler for each method.
    pub methods: MethodRouter<S>,
}

/// What a route declares.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// The policy of its paths.
    pub policy: RoutePolicy,
    /// The policy of paths whose last segment has an ending (`csv` in `/v1/regions.csv`), where it is another.
    pub of_ending: Option<fn(&str) -> RoutePolicy>,
}

impl Declared {
    fn policy_of(&self, path: &str) -> RoutePolicy {
        let last = path.rsplit('/').next().unwrap_or_default();
        match (self.of_ending, last.split_once('.')) {
            (Some(of_ending), Some((_, ending))) => of_ending(ending),
            _ => self.policy,
        }
    }
}

/// The routes of a door. The router of the service is made of these alone.
pub struct Routes<S>(Vec<Route<S>>);

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> Routes<S> {
    /// No route.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route.
    #[must_use]
    pub fn route(self, path: impl Into<Cow<'static, str>>, policy: RoutePolicy, methods: MethodRouter<S>) -> Self {
        let declared = Declared {
            policy,
            of_ending: None,
        };
        self.add(path, declared, methods)
    }

    /// Adds a route whose policy depends on how the path ends.
    #[must_use]
    pub fn route_by_ending(
        self,
        path: impl Into<Cow<'static, str>>,
        policy: RoutePolicy,
        of_ending: fn(&str) -> RoutePolicy,
        methods: MethodRouter<S>,
    ) -> Self {
        let declared = Declared {
            policy,
            of_ending: Some(of_ending),
        };
        self.add(path, declared, methods)
    }

    /// Adds the routes of another door.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Wraps the handlers of every route.
    #[must_use]
    pub fn map(self, wrap: impl Fn(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        let wrapped = self.0.into_iter().map(|route| Route {
            methods: wrap(route.methods),
            ..route
        });
        Self(wrapped.collect())
    }

    fn add(mut self, path: impl Into<Cow<'static, str>>, declared: Declared, methods: MethodRouter<S>) -> Self {
        self.0.push(Route {
            path: path.into(),
            declared,
            methods,
        });
        self
    }
}

impl<S> IntoIterator for Routes<S> {
    type Item = Route<S>;
    type IntoIter = std::vec::IntoIter<Route<S>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The policies of all routes, by path. Cheap to clone.
#[derive(Clone)]
pub struct PolicyTable {
    by_path: Arc<matchit::Router<Declared>>,
    paths: Arc<[String]>,
}

impl PolicyTable {
    /// The policies of these routes.
    ///
    /// # Errors
    /// `Internal` when two routes declare the same path.
    pub fn new<S>(routes: &Routes<S>) -> Result<Self> {
        let mut by_path = matchit::Router::new();
        for route in &routes.0 {
            by_path
                .insert(route.path.clone(), route.declared)
                .map_err(Error::internal)?;
        }
        let paths = routes.0.iter().map(|route| route.path.to_string()).collect();
        Ok(Self {
            by_path: Arc::new(by_path),
            paths,
        })
    }

    /// The policy of the route that serves a path.
    pub fn policy_of(&self, path: &str) -> RoutePolicy {
        match self.by_path.at(path) {
            Ok(found) => found.value.policy_of(path),
            Err(_) => RoutePolicy::PRIVATE,
        }
    }

    /// The paths of all routes, with parameters in braces.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(ending: &str) -> RoutePolicy {
        match ending {
            "csv-metadata.json" => RoutePolicy::PROGRAM,
            _ => RoutePolicy::DATA,
        }
    }

    #[test]
    fn a_path_has_the_policy_of_its_route() {
        let list = RoutePolicy::DATA.varying_by_form();
        let routes = Routes::<()>::new()
            .route_by_ending("/v1/{dataset}", list, files, MethodRouter::new())
            .route("/v1/search", RoutePolicy::DATA, MethodRouter::new())
            .route("/v1/{dataset}/{slug}", RoutePolicy::DATA, MethodRouter::new());
        let table = PolicyTable::new(&routes).unwrap();
        assert_eq!(table.policy_of("/v1/couloirs"), list);
        assert_eq!(table.policy_of("/v1/couloirs.csv"), RoutePolicy::DATA);
        assert_eq!(table.policy_of("/v1/couloirs.csv-metadata.json"), RoutePolicy::PROGRAM);
        assert_eq!(table.policy_of("/v1/search"), RoutePolicy::DATA);
        assert_eq!(table.policy_of("/v1/couloirs/a.b"), RoutePolicy::DATA);
        assert_eq!(table.policy_of("/nothing"), RoutePolicy::PRIVATE);
        let twice = routes.route("/v1/search", RoutePolicy::DATA, MethodRouter::new());
        assert!(PolicyTable::new(&twice).is_err());
    }
}
