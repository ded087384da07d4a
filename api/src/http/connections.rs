use std::{net::SocketAddr, pin::Pin, time::Duration};

use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use super::{Front, Written, metrics};
use crate::domain::{Error, Result, wording};

/// How long a client may take to send the head of a request, and a connection may stay without one.
const HEAD: Duration = Duration::from_secs(30);

/// How long a client may take nothing of what is sent to it.
const STALLED: Duration = Duration::from_secs(30);

/// An address that is listened on.
pub struct Listening {
    listener: TcpListener,
    /// Which one.
    pub address: SocketAddr,
}

impl Listening {
    /// Listens on an address.
    ///
    /// # Errors
    /// `Conflict` when it is taken.
    pub async fn on(address: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).await.map_err(|error| Error::Conflict {
            message: wording!(
                "impossible d'écouter sur {address} : {error} ; choisissez une autre adresse avec --listen",
                "cannot listen on {address}: {error}; choose another address with --listen"
            ),
        })?;
        let address = listener.local_addr().map_err(Error::internal)?;
        Ok(Self { listener, address })
    }

    /// Serves until told to stop; then takes no more requests, finishes those in flight for as long as `drain`, and cuts the rest.
    pub async fn serve(mut self, front: Front, stop: CancellationToken, drain: Duration) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let served = GracefulShutdown::new();
        // What is left of them is cut when this is dropped.
        let mut connections = JoinSet::new();
        loop {
            let (stream, peer) = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                // It waits for a second by itself when the process has no more files to open.
                accepted = Listener::accept(&mut self.listener) => accepted,
            };
            // Who finds every place taken, or is gone already, is hung up on.
            if let (Some(place), Ok(())) = (front.place(), stream.set_nodelay(true)) {
                let front = front.of(peer, place);
                connections.spawn(served.watch(http.serve_connection(bounded(stream), front)));
            }
        }
        drop(self.listener);
        if tokio::time::timeout(drain, served.shutdown()).await.is_err() {
            tracing::warn!("requests in flight took too long: they are cut");
        }
    }

    /// Serves what Prometheus reads, until told to stop.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve_metrics(self, front: Front, written: Written, stop: CancellationToken) -> std::io::Result<()> {
        let router = metrics(front, written);
        axum::serve(self.listener, router)
            .with_graceful_shutdown(async move { stop.cancelled().await })
            .await
    }
}

/// A connection on which a write may stall for so long only.
fn bounded(stream: TcpStream) -> TokioIo<Pin<Box<TimeoutStream<TcpStream>>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    TokioIo::new(Box::pin(stream))
}
