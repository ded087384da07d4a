use std::{borrow::Cow, sync::Arc};

use axum::routing::MethodRouter;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::{
    domain::{Error, Result},
    web::{
        described::DescribedRoute,
        route_policy::{RoutePolicy, View},
    },
};

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
pub struct Routes<S> {
    routes: Vec<Route<S>>,
    described: Vec<DescribedRoute>,
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self {
            routes: Vec::new(),
            described: Vec::new(),
        }
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

    /// Adds a route whose handlers say, by `#[utoipa::path]`, what their path is and what they take and answer.
    #[must_use]
    pub fn described(mut self, policy: RoutePolicy, handlers: UtoipaMethodRouter<S>) -> Self
    where
        S: Clone + Send + Sync + 'static,
    {
        let (schemas, paths, methods) = handlers;
        let Some((path, item)) = paths.paths.into_iter().next() else {
            return self;
        };
        self.described.push(DescribedRoute {
            path: path.clone(),
            is_of_data: policy.view != View::None,
            item,
            schemas,
        });
        self.route(path, policy, methods)
    }

    /// The routes that are described beside their handlers.
    pub fn into_described(self) -> Vec<DescribedRoute> {
        self.described
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
        self.routes.extend(others.routes);
        self.described.extend(others.described);
        self
    }

    /// Wraps the handlers of every route.
    #[must_use]
    pub fn map(self, wrap: impl Fn(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        let wrapped = self.routes.into_iter().map(|route| Route {
            methods: wrap(route.methods),
            ..route
        });
        Self {
            routes: wrapped.collect(),
            described: self.described,
        }
    }

    fn add(mut self, path: impl Into<Cow<'static, str>>, declared: Declared, methods: MethodRouter<S>) -> Self {
        self.routes.push(Route {
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
        self.routes.into_iter()
    }
}

/// The policies of all routes, by path. Cheap to clone.
#[derive(Clone)]
pub struct PolicyTable {
    by_path: Arc<matchit::Router<(Declared, Arc<str>)>>,
    paths: Arc<[String]>,
}

/// The path of the route that serves a request, with parameters in braces.
#[derive(Clone, Debug)]
pub struct RoutePath(pub Arc<str>);

impl PolicyTable {
    /// The policies of these routes.
    ///
    /// # Errors
    /// `Internal` when two routes declare the same path.
    pub fn new<S>(routes: &Routes<S>) -> Result<Self> {
        let mut by_path = matchit::Router::new();
        for route in &routes.routes {
            by_path
                .insert(route.path.clone(), (route.declared, Arc::from(&*route.path)))
                .map_err(Error::internal)?;
        }
        let paths = routes.routes.iter().map(|route| route.path.to_string()).collect();
        Ok(Self {
            by_path: Arc::new(by_path),
            paths,
        })
    }

    /// The policy of the route that serves a path, and the path of that route; none where none does.
    pub fn route_of(&self, path: &str) -> (RoutePolicy, Option<&Arc<str>>) {
        match self.by_path.at(path) {
            Ok(found) => (found.value.0.policy_of(path), Some(&found.value.1)),
            Err(_) => (RoutePolicy::PRIVATE, None),
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
        let policy_of = |path| table.route_of(path).0;
        assert_eq!(policy_of("/v1/couloirs"), list);
        assert_eq!(policy_of("/v1/couloirs.csv"), RoutePolicy::DATA);
        assert_eq!(policy_of("/v1/couloirs.csv-metadata.json"), RoutePolicy::PROGRAM);
        assert_eq!(policy_of("/v1/search"), RoutePolicy::DATA);
        assert_eq!(policy_of("/v1/couloirs/a.b"), RoutePolicy::DATA);
        assert_eq!(policy_of("/nothing"), RoutePolicy::PRIVATE);
        let (_, path) = table.route_of("/v1/couloirs.csv");
        assert_eq!(path.map(|path| &**path), Some("/v1/{dataset}"));
        let twice = routes.route("/v1/search", RoutePolicy::DATA, MethodRouter::new());
        assert!(PolicyTable::new(&twice).is_err());
    }
}
