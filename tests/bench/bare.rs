use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

const TAG: HeaderValue = HeaderValue::from_static("\"r1-0123456789abcdef0123\"");

/// Serves the bytes of a file with an ETag: what a web server in the same library cannot do less than.
pub(super) async fn serve(file: &str) {
    let bytes = Bytes::from(std::fs::read(file).expect("the file"));
    let router = Router::new().route("/bytes", get(read).post(post)).with_state(bytes);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    println!("Ségur Ouvert listens on http://{address}");
    axum::serve(listener, router).await.expect("it serves");
}

async fn read(State(bytes): State<Bytes>, headers: HeaderMap) -> Response {
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == TAG) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, TAG)]).into_response();
    }
    told(bytes)
}

async fn post(State(bytes): State<Bytes>, _body: Bytes) -> Response {
    told(bytes)
}

fn told(bytes: Bytes) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind), (header::ETAG, TAG)], bytes).into_response()
}
