use std::{net::SocketAddr, pin::Pin, time::Duration};

use axum_server::{Handle, Server, accept::Accept};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::service_fn;

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

    /// Serves until told to stop; then takes no more requests, and finishes those in flight
    /// for as long as `drain`.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, front: Front, stop: CancellationToken, drain: Duration) -> std::io::Result<()> {
        let handle = Handle::new();
        let stopping = handle.clone();
        tokio::spawn(async move {
            stop.cancelled().await;
            stopping.graceful_shutdown(Some(drain));
        });
        let mut server = Server::<SocketAddr>::from_listener(self.listener)
            .acceptor(Bounded)
            .handle(handle)
            .http1_only();
        server.http_builder().http1().header_read_timeout(HEAD);
        let made = service_fn(move |peer: SocketAddr| std::future::ready(Ok::<_, std::io::Error>(front.of(peer))));
        server.serve(made).await
    }
}

impl Listening {
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

/// Takes connections in while there is room, and bounds how long a write may stall.
#[derive(Clone)]
struct Bounded;

impl Accept<TcpStream, Front> for Bounded {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = Front;
    type Future = std::future::Ready<std::io::Result<(Self::Stream, Front)>>;

    fn accept(&self, stream: TcpStream, front: Front) -> Self::Future {
        let accepted = || {
            let place = front
                .place()
                .ok_or_else(|| std::io::Error::other("every place is taken"))?;
            stream.set_nodelay(true)?;
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(STALLED));
            Ok((Box::pin(stream), front.holding(place)))
        };
        std::future::ready(accepted())
    }
}
