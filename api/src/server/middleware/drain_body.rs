use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use http_body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// How many bytes of a refused body are read, and for how long.
const MOST_BYTES: usize = 64 << 20;
const LONGEST: Duration = Duration::from_secs(5);

/// Reads the rest of a body that was refused unread, within bounds, so that the client, which is still sending, reads why it was refused instead of
/// finding its connection cut.
pub(crate) async fn drain_unread(request: Request, next: Next) -> Response {
    // Who waits to be told to go on has not sent anything.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (back, mut returned) = oneshot::channel();
    let request = request.map(|body| Body::new(ReturnedBody { body, back: Some(back) }));
    let response = next.run(request).await;
    if let Ok(body) = returned.try_recv() {
        // Whatever it was, the answer stands.
        let _ = tokio::time::timeout(LONGEST, drain(body)).await;
    }
    response
}

async fn drain(body: Body) {
    let mut left = MOST_BYTES;
    let mut pieces = body.into_data_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        let Some(less) = left.checked_sub(piece.len()) else {
            return;
        };
        left = less;
    }
}

/// A body that is sent back when it is dropped before its end.
struct ReturnedBody {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for ReturnedBody {
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

impl Drop for ReturnedBody {
    fn drop(&mut self) {
        if !self.body.is_end_stream()
            && let Some(back) = self.back.take()
        {
            // Nobody waits once the answer is given.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}
