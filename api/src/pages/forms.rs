use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A field of a form.
pub(super) struct Input {
    /// The parameter.
    pub(super) name: String,
    /// What it asks.
    pub(super) label: String,
    /// What it holds.
    pub(super) value: String,
    /// What can be chosen; any text where there is nothing.
    pub(super) choices: Vec<Choice>,
    /// How a text is written, for one.
    pub(super) example: &'static str,
    /// What no choice is called.
    pub(super) none: &'static str,
    /// Whether it must be filled.
    pub(super) is_required: bool,
}

/// A value that can be chosen.
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What it is called.
    pub(super) name: String,
    /// Whether it is chosen now.
    pub(super) is_chosen: bool,
}

/// An address without the parameters that a form left empty; none where there are none.
pub(super) fn without_empty(path: &str, query: &str) -> Option<String> {
    let pairs = || form_urlencoded::parse(query.as_bytes());
    pairs()
        .any(|(_, value)| value.is_empty())
        .then(|| address(path, pairs().filter(|(_, value)| !value.is_empty())))
}

/// An address with parameters.
pub(super) fn address<N: AsRef<str>, V: AsRef<str>>(path: &str, pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let text = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mark = if text.is_empty() { "" } else { "?" };
    format!("{path}{mark}{text}")
}

/// Sends the browser on to another address. Forms send the fields that were left empty too: the address that is shared has none of them.
pub(super) fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}
