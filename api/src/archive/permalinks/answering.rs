use std::convert::Infallible;

use axum::{extract::Request, response::Response};
use tower::{Service, util::BoxCloneSyncService};

use crate::web::routes::PolicyTable;

/// The service that answers the requests of permalinks, as it answers clients.
#[derive(Clone)]
pub(crate) struct Answering {
    pub(crate) service: BoxCloneSyncService<Request, Response, Infallible>,
    pub(crate) policies: PolicyTable,
}

impl Answering {
    /// A handle of the public routes, with their policies.
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
