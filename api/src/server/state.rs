use std::sync::Arc;

use axum::extract::FromRef;
use sha2::{Digest, Sha256};

use super::{
    middleware::{load_shed::Gate, rate_limit::Rates},
    settings::HttpSettings,
};
use crate::{
    access::oidc::Providers,
    archive::{ArchivePages, permalinks::Budget},
    domain::{Clock, Result},
    files::Shelf,
    graphql::{Executor, routes::RequestTimeout},
    pages,
    rest::{Contract, Imports, Spreadsheets},
    store::Store,
    web::{
        authentication::Authenticator, conditional::Validators, operator::Operator, problem::ProblemWriter, site::Site,
    },
};

/// The state of the service. Handlers extract its parts by `FromRef`. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Parts>);

macro_rules! parts {
    ($($name:ident: $part:ty),* $(,)?) => {
        struct Parts {
            $($name: $part),*
        }

        $(impl FromRef<AppState> for $part {
            fn from_ref(state: &AppState) -> Self {
                state.0.$name.clone()
            }
        })*
    };
}

parts! {
    store: Store,
    shelf: Shelf,
    clock: Clock,
    site: Site,
    door: Executor,
    contract: Contract,
    authenticator: Authenticator,
    validators: Validators,
    gate: Gate,
    permalinks: Budget,
    spreadsheets: Spreadsheets,
    imports: Imports,
    request_timeout: RequestTimeout,
    problems: ProblemWriter,
    archive_pages: ArchivePages,
    operator: Operator,
}

impl AppState {
    /// The state of a service with these settings.
    pub(crate) fn new(
        settings: &HttpSettings,
        store: Store,
        shelf: Shelf,
        site: Site,
        clock: Clock,
        openapi: String,
    ) -> Result<Self> {
        let door = Executor::new()?;
        // Another version of the program, which may answer otherwise, has other ETags.
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update(&openapi);
        digest.update(door.text());
        let fingerprint = format!("{:x}", digest.finalize());
        let has_purges = !settings.purges.is_empty();
        Ok(Self(Arc::new(Parts {
            authenticator: Authenticator::new(store.clone(), clock, Providers::new(&settings.oidc)?),
            validators: Validators::new(store.clone(), clock, &fingerprint[..16], has_purges),
            gate: Gate::new(settings, Rates::new(settings.rates), store.clone()),
            permalinks: Budget::new(settings.permalinks),
            spreadsheets: Spreadsheets::new(),
            imports: Imports::new(settings.import_limit),
            request_timeout: RequestTimeout(settings.request_timeout),
            contract: Contract::new(openapi),
            problems: ProblemWriter::new(site.clone(), pages::problem_page),
            archive_pages: pages::ARCHIVE_PAGES,
            operator: settings.operator.clone(),
            store,
            shelf,
            clock,
            site,
            door,
        })))
    }

    /// Extracts a part.
    pub(crate) fn part<T: FromRef<Self>>(&self) -> T {
        T::from_ref(self)
    }
}
