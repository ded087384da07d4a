use axum::http::{HeaderMap, HeaderValue, Request, header};

use super::middleware::language;
use crate::domain::Language;

/// By which headers of a request an answer varies, besides the encoding of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Varying {
    /// By the form that Accept prefers.
    pub(super) form: bool,
    /// By the language that Accept-Language prefers.
    pub(super) language: bool,
}

impl Varying {
    /// By what the answers of an address vary.
    pub(super) fn of(path: &str) -> Self {
        let of_calculator = path.strip_prefix("/v1/calculators/").is_some();
        // A dataset: its ending, where it has one, says the form.
        let of_dataset = path
            .strip_prefix("/v1/")
            .is_some_and(|rest| !rest.contains('/') && !rest.contains('.'));
        Self {
            form: path == "/graphql" || of_dataset,
            language: path == "/graphql" || path == "/v1/changes.atom" || of_calculator,
        }
    }

    /// The headers, as Vary names them.
    pub(super) fn told(self) -> HeaderValue {
        HeaderValue::from_static(match (self.form, self.language) {
            (true, true) => "accept, accept-language, accept-encoding",
            (true, false) => "accept, accept-encoding",
            (false, true) => "accept-language, accept-encoding",
            (false, false) => "accept-encoding",
        })
    }

    /// The language that a request asks for, where that matters.
    pub(super) fn language<B>(self, request: &Request<B>) -> Option<Language> {
        let query = request.uri().query().unwrap_or_default();
        self.language.then(|| language::of(query, request.headers()))
    }

    /// The forms that a request accepts, where they matter; who accepts anything says no more than who says nothing.
    pub(super) fn accepted(self, headers: &HeaderMap) -> impl Iterator<Item = &HeaderValue> {
        let accepted = headers.get_all(header::ACCEPT).iter();
        accepted.filter(move |accepted| self.form && *accepted != "*/*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_named() {
        let told = |path| Varying::of(path).told();
        assert_eq!(told("/graphql"), "accept, accept-language, accept-encoding");
        assert_eq!(told("/v1/couloirs"), "accept, accept-encoding");
        assert_eq!(told("/v1/couloirs.csv"), "accept-encoding");
        assert_eq!(told("/v1/couloirs/hop-dpi-vague-1"), "accept-encoding");
        assert_eq!(
            told("/v1/calculators/couloir-tariff"),
            "accept-language, accept-encoding"
        );
        assert_eq!(told("/v1/changes.atom"), "accept-language, accept-encoding");
    }
}
