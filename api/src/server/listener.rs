use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::serve::Listener as Accepting;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use super::connection::Connection;
use super::{Render, ResponseCache, metrics};
use crate::domain::{Error, Result, wording};

/// How long a client may take to send the head of a request, and a connection may stay without one.
const HEAD: Duration = Duration::from_secs(30);

/// How long a client may take nothing of what is sent to it.
const STALLED: Duration = Duration::from_secs(15);

/// How much is read of a head before the connection is refused without a word of ours: twice what a request may have.
pub(crate) const LONGEST_READ: usize = 32 << 10;

/// An address that is listened on.
pub struct Listener {
    listener: TcpListener,
    /// Which one.
    pub address: SocketAddr,
}

impl Listener {
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
    pub async fn serve(mut self, front: ResponseCache, stop: CancellationToken, drain: Duration) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(LONGEST_READ);
        // What is left of them is cut when this is dropped.
        let mut connections = JoinSet::new();
        loop {
            let (stream, peer) = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                // It waits for a second by itself when the process has no more files to open.
                accepted = Accepting::accept(&mut self.listener) => accepted,
            };
            // Who finds no place, or is gone already, is hung up on.
            if let (Some(connection), Ok(())) = (front.connect(peer), stream.set_nodelay(true)) {
                let connection = Arc::new(connection);
                let front = front.for_connection(connection.clone());
                connections.spawn(serve_one(http.clone(), stream, front, connection, stop.clone()));
            }
        }
        drop(self.listener);
        let ended = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(drain, ended).await.is_err() {
            tracing::warn!("requests in flight took too long: they are cut");
        }
    }

    /// Serves what Prometheus reads, until told to stop.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve_metrics(
        self,
        front: ResponseCache,
        written: Render,
        stop: CancellationToken,
    ) -> std::io::Result<()> {
        let router = metrics(front, written);
        axum::serve(self.listener, router)
            .with_graceful_shutdown(async move { stop.cancelled().await })
            .await
    }
}

/// Serves a connection to its end: its own, that of the service, or that of its place.
async fn serve_one(
    http: http1::Builder,
    stream: TcpStream,
    front: ResponseCache,
    connection: Arc<Connection>,
    stop: CancellationToken,
) {
    let mut served = pin!(http.serve_connection(bounded(stream), front));
    tokio::select! {
        // A client that goes away, or writes what is not HTTP, is no concern of ours.
        _ = served.as_mut() => return,
        () = connection.place.evicted() => return,
        () = connection.cut.notified() => return,
        () = stop.cancelled() => served.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = served => {}
        () = connection.cut.notified() => {}
    }
}

/// A connection on which a write may stall for so long only.
fn bounded(stream: TcpStream) -> TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    TokioIo::new(Box::pin(stream))
}
