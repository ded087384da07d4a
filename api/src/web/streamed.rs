use axum::{body::Body, response::Response};
use futures::StreamExt;

/// Marks a response whose body is written as its rows are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrittenAsRead;

/// The same response, which holds something until its body is sent.
pub(crate) fn while_sent<T: Send + Unpin + 'static>(response: Response, held: T) -> Response {
    response.map(|body| {
        let stream = body.into_data_stream().map(move |piece| {
            let _held = &held;
            piece
        });
        Body::from_stream(stream)
    })
}
