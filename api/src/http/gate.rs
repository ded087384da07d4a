use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State as Shared},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};

use metrics::{counter, gauge};

use super::{
    addresses::{ClientAddress, Proxies},
    admission::Admission,
    problem::Failure,
    rates::{Noted, Rates},
};
use crate::domain::Result;

/// What operators ask is never refused for lack of room: they ask when there is none.
const SPARED: [&str; 3] = ["/health/", "/version", "/robots.txt"];

/// What lets requests in. Answers that are kept ready never come here.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) proxies: Proxies,
    pub(super) rates: Rates,
    /// Of who shows a credential, so that a crowd of readers does not keep institutions from publishing; and of all others.
    pub(super) credentialed: Admission,
    pub(super) open: Admission,
}

/// Lets a request in, or refuses it before anything is done for it.
pub(super) async fn admit(Shared(gate): Shared<Gate>, mut request: Request, next: Next) -> Response {
    if let Some(failure) = request.extensions().get::<Failure>() {
        return failure.clone().into_response();
    }
    let path = request.uri().path();
    let is_spared = SPARED.iter().any(|start| path.starts_with(start));
    // Imports, which arrive while they are worked at, have turns of their own.
    let is_import = path.ends_with("/import");
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let client = gate.proxies.client(peer, request.headers());
    let noted = Noted::default();
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(noted.clone());
    let is_credentialed = request.headers().contains_key(header::AUTHORIZATION);
    if is_spared || is_import {
        return next.run(request).await;
    }
    let mut response = match gate.enter(client, is_credentialed, &noted).await {
        Ok(_place) => next.run(request).await,
        Err(failure) => {
            counter!("segur_refused_total", "reason" => failure.code()).increment(1);
            failure.into_response()
        }
    };
    response.extensions_mut().insert(noted);
    response
}

impl Gate {
    /// Records how many requests are worked at, and wait.
    pub(super) fn measure(&self) {
        for (credential, admission) in [("shown", &self.credentialed), ("none", &self.open)] {
            let (at_work, waiting) = admission.now();
            gauge!("segur_requests_at_work", "credential" => credential).set(at_work as f64);
            gauge!("segur_requests_waiting", "credential" => credential).set(waiting as f64);
        }
    }

    async fn enter(
        &self,
        client: ClientAddress,
        is_credentialed: bool,
        noted: &Noted,
    ) -> Result<tokio::sync::OwnedSemaphorePermit, Failure> {
        if is_credentialed {
            return Ok(self.credentialed.enter().await?);
        }
        self.rates.count_address(client, noted)?;
        Ok(self.open.enter().await?)
    }
}
