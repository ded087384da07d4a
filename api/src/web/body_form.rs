use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    failure::Failure,
    media_type::{is_form, is_form_kind},
};
use crate::domain::{Error, Wording, wording};

/// The answer 415, with the header that says what is accepted.
pub(crate) fn unsupported(message: Wording, name: HeaderName, accepted: &'static str) -> Response {
    let mut response = Failure::from(Error::bad_input(message)).into_response();
    *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    response.headers_mut().insert(name, HeaderValue::from_static(accepted));
    response
}

/// Refuses a buffered body that is compressed, or is not JSON. No other media type is read, so that no page of another site can send one without a
/// preflight request.
pub(crate) async fn only_json(request: Request, next: Next) -> Response {
    match refused(request.headers(), "application/json", is_json) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    }
}

/// The same, where the forms of our own pages are read too: those that a page of another site sends are refused, as far as browsers say so.
pub(crate) async fn json_or_form(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_read = |kind: &str| is_json(kind) || is_form_kind(kind);
    if let Some(refusal) = refused(headers, "application/json, application/x-www-form-urlencoded", is_read) {
        return refusal;
    }
    let from = headers.get("sec-fetch-site").and_then(|from| from.to_str().ok());
    if is_form(headers) && from.is_some_and(|from| !matches!(from, "same-origin" | "none")) {
        let error = Error::forbidden(wording!(
            "ce formulaire vient d'un autre site : ouvrez la page ici, et envoyez-le d'elle",
            "this form comes from another site: open the page here, and send it from there"
        ));
        return Failure::from(error).into_response();
    }
    next.run(request).await
}

/// The answer 415 to a body that is compressed, or of another media type than those that are read.
fn refused(headers: &HeaderMap, accepted: &'static str, is_read: impl Fn(&str) -> bool) -> Option<Response> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::CONTENT_ENCODING).is_some_and(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
        let message = wording!(
            "cette adresse ne lit pas de corps compressé : envoyez-le sans Content-Encoding",
            "this address reads no compressed body: send it without Content-Encoding"
        );
        return Some(unsupported(message, header::ACCEPT_ENCODING, "identity"));
    }
    if has_body(headers) && !text(header::CONTENT_TYPE).is_some_and(is_read) {
        let message = wording!(
            "envoyez du JSON, en UTF-8, avec Content-Type: application/json",
            "send JSON, in UTF-8, with Content-Type: application/json"
        );
        return Some(unsupported(message, header::ACCEPT, accepted));
    }
    None
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    length.is_some_and(|length| length != "0") || headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether a media type is JSON, in UTF-8 where it names a charset.
fn is_json(kind: &str) -> bool {
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
                value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_in_utf_8() {
        for kind in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"; x=y",
        ] {
            assert!(is_json(kind), "{kind}");
        }
        for kind in [
            "",
            "text/plain",
            "application/json; charset=latin1",
            "application/jsonp",
            "application/graphql",
        ] {
            assert!(!is_json(kind), "{kind}");
        }
    }
}
