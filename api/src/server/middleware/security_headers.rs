use axum::http::{HeaderName, HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// The Content-Security-Policy of a response that is no page: a browser may do nothing with it.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Forbids browsers to guess what a response is.
pub(crate) fn nosniff() -> SetResponseHeaderLayer<HeaderValue> {
    always(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
}

/// What browsers tell others of where their reader was.
pub(crate) fn referrer_policy() -> SetResponseHeaderLayer<HeaderValue> {
    always(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer-when-downgrade"),
    )
}

/// Sets a Content-Security-Policy; pages set their own.
pub(crate) fn content_security_policy() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, NOTHING)
}

fn always(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, value)
}
