use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// The Content-Security-Policy of a response that is no page: a browser may do nothing with it.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Sets `nosniff`, a referrer policy and a Content-Security-Policy; pages set their own policy.
pub(crate) async fn declare(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer-when-downgrade"),
    );
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}
