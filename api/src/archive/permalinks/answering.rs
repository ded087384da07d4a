use std::convert::Infallible;

use axum::{extract::Request, response::Response};
use tower::{Service, util::BoxCloneSyncService};

use crate::web::policy::PolicyTable;

/// What answers the requests that permalinks freeze, as it would answer a client.
#[derive(Clone)]
pub(crate) struct Answering {
    pub(crate) service: BoxCloneSyncService<Request, Response, Infallible>,
    pub(crate) policies: PolicyTable,
}

impl Answering {
    /// The public routes, as a service, with their policies.
    pub(crate) fn new<T>(service: T, policies: PolicyTable) -> Self
    where
        T: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Future: Send + 'static,
    {
        Self {
            service: BoxCloneSyncService::new(service),
            policies,
        }
    }
}
