use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{Request, State as Shared},
    http::{HeaderMap, Method, header::CONTENT_LENGTH},
    middleware::Next,
    response::{IntoResponse, Response},
};
use metrics::{counter, gauge};
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use super::{
    admission::{Admission, Turn},
    auth_throttle::AuthThrottle,
    brief::{Brief, InProgress, Institutions},
    rate_limit::{Rates, RemainingCell},
    streams::Streams,
};
use crate::{
    background,
    domain::{Error, Result},
    server::{connection::Connection, settings::HttpSettings},
    store::Store,
    web::{
        Proxies,
        authentication::{self, Authenticator, Proof},
        client_ip::Client,
        conditional,
        failure::Failure,
        places::Places,
        route_policy::{self, RoutePolicy},
    },
};

/// How long a request waits for the revision that `X-Revision-At-Least` names.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest query and the longest body of a request that may begin on the server's own threads: what it takes to read them is bounded.
const SHORT: usize = 4_096;

/// Admits requests, and bounds what each client takes. Cache hits never come here.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Parts>);

struct Parts {
    proxies: Proxies,
    rates: Rates,
    /// The requests in progress: those with a verified credential apart from all others, so that a crowd of readers does not keep institutions from
    /// publishing.
    proven: Admission,
    open: Admission,
    institutions: Institutions,
    /// Counts wrong credentials.
    attempts: AuthThrottle,
    /// The credentials being verified.
    proofs: Places,
    /// The requests that wait for a revision, and the delayed refusals of wrong credentials.
    waits: Places,
    /// The response bodies being sent.
    streams: Streams,
    store: Store,
}

/// Admits the requests of every route, by its policy.
#[derive(Clone)]
pub(crate) struct Guard {
    gate: Gate,
    authenticator: Authenticator,
}

impl Gate {
    pub(crate) fn new(settings: &HttpSettings, rates: Rates, store: Store) -> Self {
        Self(Arc::new(Parts {
            proxies: settings.trusted_proxies.clone(),
            rates,
            proven: Admission::new(settings.at_once, settings.at_once),
            open: Admission::new(settings.at_once, (settings.at_once / 2).max(1)),
            institutions: Institutions::default(),
            attempts: AuthThrottle::new(),
            proofs: Places::new(8, 64, Duration::ZERO),
            waits: Places::new(16, 512, Duration::ZERO),
            streams: Streams::new(settings.memory),
            store,
        }))
    }

    /// The client of a request.
    pub(crate) fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Client {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        self.0.proxies.client(peer, headers)
    }

    /// Whether a peer is a trusted proxy.
    pub(crate) fn is_proxy(&self, peer: IpAddr) -> bool {
        self.0.proxies.trusts(peer)
    }

    /// A nearby proxy that no setting declares, if one was seen.
    pub(crate) fn undeclared_proxy(&self) -> Option<IpAddr> {
        self.0.proxies.undeclared()
    }

    /// Records how many requests are in progress, and how many wait.
    pub(crate) fn measure(&self) {
        for (credential, admission) in [("proven", &self.0.proven), ("none", &self.0.open)] {
            let (at_work, waiting) = admission.now();
            gauge!("segur_requests_active", "credential" => credential).set(at_work as f64);
            gauge!("segur_requests_waiting", "credential" => credential).set(waiting as f64);
        }
        gauge!("segur_waits").set(self.0.waits.taken() as f64);
        gauge!("segur_streams").set(self.0.streams.taken() as f64);
    }
}

/// Admits a request, or refuses it before any work is done for it.
pub(crate) async fn admit(Shared(guard): Shared<Guard>, mut request: Request, next: Next) -> Response {
    if let Some(failure) = request.extensions().get::<Failure>() {
        return failure.clone().into_response();
    }
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let peer = connection.as_ref().map(|connection| connection.peer);
    let client = guard.gate.client(peer, request.headers());
    let noted = RemainingCell::default();
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(noted.clone());
    let mut response = match guard.enter(client, &mut request, &noted).await {
        Ok(entered) => {
            let is_head = *request.method() == Method::HEAD;
            let response = entered.run(request, next).await;
            if is_head {
                response
            } else {
                guard.gate.0.streams.hold(response, client, connection)
            }
        }
        Err(failure) => {
            counter!("segur_refused_total", "reason" => failure.code()).increment(1);
            failure.into_response()
        }
    };
    response.extensions_mut().insert(noted);
    response
}

/// An admitted request.
enum Admitted {
    /// Its handler runs on the server's own threads: operators and institutions wait for nobody.
    First(Option<Turn>, Option<InProgress>),
    /// Its handler begins there, and goes on with a lower priority if it takes long, or an institution comes in.
    Prompt(Turn, Institutions),
    /// Its handler runs on a thread of lower priority.
    Background(Turn),
}

impl Admitted {
    /// Runs the handler; the turn lasts until it returns.
    async fn run(self, request: Request, next: Next) -> Response {
        let (turn, institutions) = match self {
            Self::First(_turn, _in_progress) => return next.run(request).await,
            Self::Prompt(turn, institutions) => (turn, Some(institutions)),
            Self::Background(turn) => (turn, None),
        };
        let work = async move {
            let response = next.run(request).await;
            drop(turn);
            response
        };
        let mut work = Box::pin(work.in_current_span());
        if let Some(institutions) = institutions
            && let Some(response) = Brief::new(work.as_mut(), &institutions).await
        {
            return response;
        }
        let task = match background::spawn(work) {
            // Ended when the client leaves, as a handler is.
            Ok(task) => AbortOnDropHandle::new(task),
            Err(error) => return Failure::from(error).into_response(),
        };
        match task.await {
            Ok(response) => response,
            // Answered as any handler that panics.
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(cancelled) => Failure::from(Error::internal(cancelled)).into_response(),
            },
        }
    }
}

/// Whether reading a request takes little: its body, which is there whole, says how long it is.
fn is_short(request: &Request) -> bool {
    let headers = request.headers();
    let length = match headers.get(CONTENT_LENGTH) {
        Some(length) => length.to_str().ok().and_then(|length| length.parse().ok()),
        None => request.method().is_safe().then_some(0),
    };
    let query = request.uri().query().map_or(0, str::len);
    length.is_some_and(|length: usize| length.max(query) <= SHORT)
}

impl Guard {
    /// Admits requests through a gate, after their credentials are verified.
    pub(crate) fn new(gate: Gate, authenticator: Authenticator) -> Self {
        Self { gate, authenticator }
    }

    /// Takes a turn, after the credential is verified and the wanted revision is known: neither wait holds a turn.
    async fn enter(&self, client: Client, request: &mut Request, noted: &RemainingCell) -> Result<Admitted, Failure> {
        let gate = &*self.gate.0;
        let admission = RoutePolicy::for_request(request.extensions()).admission;
        if admission == route_policy::Admission::Free {
            return Ok(Admitted::First(None, None));
        }
        let proof = self.prove(client, request.headers()).await;
        let is_proven = matches!(proof, Proof::Right(_));
        match &proof {
            Proof::Right(viewer) => gate.rates.count_credential(viewer, noted)?,
            _ => gate.rates.count_address(client, noted)?,
        }
        request.extensions_mut().insert(proof);
        self.wait_for_revision(client, request.headers()).await?;
        match admission {
            route_policy::Admission::Free => Ok(Admitted::First(None, None)),
            route_policy::Admission::OwnTurns => Ok(Admitted::First(None, Some(gate.institutions.enter()))),
            route_policy::Admission::Counted | route_policy::Admission::Prompt if is_proven => {
                let in_progress = gate.institutions.enter();
                Ok(Admitted::First(
                    Some(gate.proven.enter(client).await?),
                    Some(in_progress),
                ))
            }
            _ => {
                let turn = gate.open.enter(client).await?;
                let is_prompt =
                    admission == route_policy::Admission::Prompt && gate.institutions.are_away() && is_short(request);
                Ok(match is_prompt {
                    true => Admitted::Prompt(turn, gate.institutions.clone()),
                    false => Admitted::Background(turn),
                })
            }
        }
    }

    /// Verifies the credential of a request. A wrong one counts against its network.
    async fn prove(&self, client: Client, headers: &HeaderMap) -> Proof {
        if !authentication::is_shown(headers) {
            return Proof::None;
        }
        let gate = &*self.gate.0;
        if let Err(error) = gate.attempts.allow_proof(client, headers) {
            return Proof::Wrong(error.into());
        }
        let found = {
            let Ok(_place) = gate.proofs.enter(client.network(), client.is_exempt) else {
                return Proof::Wrong(Error::Overloaded.into());
            };
            self.authenticator.viewer(headers).await
        };
        match found {
            Ok(viewer) => {
                gate.attempts.succeeded(headers);
                Proof::Right(Box::new(viewer))
            }
            Err(Error::Unauthenticated) => {
                let refused = match gate.attempts.failed(client, headers) {
                    Ok(pause) => {
                        // Held back, so that guessing is slow; where too many are, refused at once.
                        if let Ok(place) = gate.waits.enter(client.network(), client.is_exempt) {
                            tokio::select! {
                                () = tokio::time::sleep(pause) => {}
                                () = place.evicted() => {}
                            }
                        }
                        Error::Unauthenticated
                    }
                    Err(error) => error,
                };
                Proof::Wrong(refused.into())
            }
            Err(error) => Proof::Wrong(error.into()),
        }
    }

    /// Waits for the revision that `X-Revision-At-Least` names.
    async fn wait_for_revision(&self, client: Client, headers: &HeaderMap) -> Result<()> {
        let gate = &*self.gate.0;
        let Some(Some(wanted)) = conditional::revision_wanted(headers) else {
            return Ok(());
        };
        if wanted <= gate.store.revision() {
            return Ok(());
        }
        let Ok(place) = gate.waits.enter(client.network(), client.is_exempt) else {
            return Err(Error::Overloaded);
        };
        let is_there = tokio::select! {
            is_there = gate.store.wait_for(wanted, PATIENCE) => is_there,
            () = place.evicted() => return Err(Error::Overloaded),
        };
        if is_there {
            Ok(())
        } else {
            Err(Error::NotYet {
                wanted,
                known: gate.store.revision(),
            })
        }
    }
}
