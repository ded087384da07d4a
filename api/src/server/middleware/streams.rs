use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use tokio::sync::oneshot;

use crate::{
    domain::Error,
    server::connection::Connection,
    web::{
        client_ip::Client,
        failure::Failure,
        places::{Busy, Place, Places},
        streamed::WrittenAsRead,
    },
};

/// What a body takes in memory while it is sent, in bytes: rows of a file that is written as it is read; a piece of a stored file; all of a
/// response in memory.
const OF_WRITTEN: u64 = 12 << 20;
const OF_FILE: u64 = 512 << 10;

/// A response up to this size needs no place: connections are bounded too.
const SMALL: u64 = 16 << 10;

/// How long a transfer is safe from being cut for another client.
const GRACE: Duration = Duration::from_secs(10);

/// Bounds the response bodies being sent, which take memory until the client has read them.
#[derive(Clone, Debug)]
pub(crate) struct Streams {
    written: Places,
    files: Places,
    answers: Places,
}

impl Streams {
    /// Bounds bodies to a part of the service's memory.
    pub(crate) fn new(memory: u64) -> Self {
        let places = |part: u64, of_one: u64| usize::try_from(part / of_one).unwrap_or(usize::MAX).max(4);
        let (written, files) = (places(memory / 3, OF_WRITTEN), places(memory / 16, OF_FILE));
        // Half a mebibyte each, most often much less.
        let answers = places(memory / 8, OF_FILE);
        Self {
            written: Places::new(written / 4, written, GRACE),
            files: Places::new(files / 4, files, GRACE),
            answers: Places::new(answers / 4, answers, Duration::ZERO),
        }
    }

    /// How many bodies are being sent.
    pub(crate) fn taken(&self) -> usize {
        [&self.written, &self.files, &self.answers]
            .map(Places::taken)
            .iter()
            .sum()
    }

    /// Gives the response, whose body holds a place until it is sent; or `Overloaded`, when there is none.
    pub(crate) fn hold(&self, response: Response, client: Client, connection: Option<Arc<Connection>>) -> Response {
        let exact = response.body().size_hint().exact();
        let places = match exact {
            Some(size) if size <= SMALL => return response,
            Some(_) => &self.answers,
            None if response.extensions().get::<WrittenAsRead>().is_some() => &self.written,
            None => &self.files,
        };
        match places.enter(client.network(), client.is_exempt) {
            Ok(place) => response.map(|body| Body::new(PlacedBody::new(body, place, connection))),
            Err(_) => Failure::from(Error::Overloaded).into_response(),
        }
    }
}

/// A body that holds a place until it is sent. When the place is given to another client, the connection is cut.
struct PlacedBody {
    body: Body,
    _busy: Option<Busy>,
    /// Dropped with the body, it ends the task that waits for eviction.
    _sent: oneshot::Sender<()>,
}

impl PlacedBody {
    fn new(body: Body, place: Place, connection: Option<Arc<Connection>>) -> Self {
        let (held, sent) = oneshot::channel();
        let busy = connection.as_ref().map(|connection| connection.busy());
        tokio::spawn(async move {
            tokio::select! {
                _ = sent => {}
                () = place.evicted() => {
                    if let Some(connection) = connection {
                        connection.cut();
                    }
                }
            }
        });
        Self {
            body,
            _busy: busy,
            _sent: held,
        }
    }
}

impl HttpBody for PlacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
