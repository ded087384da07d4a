use axum::http::{HeaderMap, header};

/// Whether the body of a request is that of a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(is_form_kind)
}

/// Whether a media type is that of a form.
pub(crate) fn is_form_kind(kind: &str) -> bool {
    let name = kind.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
