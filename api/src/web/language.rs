use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{accept::ranges, failure::Failure, query::LANGUAGE, route_policy::RoutePolicy};
use crate::domain::{Error, Language, wording};

/// Negotiates the language of messages, and writes Content-Language where a response has one.
pub(crate) async fn negotiate(mut request: Request, next: Next) -> Response {
    let usual = RoutePolicy::for_request(request.extensions()).varies.language;
    let preferred = negotiated(request.uri().query().unwrap_or_default(), request.headers());
    let language = preferred.or(usual).unwrap_or_default();
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if usual.is_some() || !response.status().is_success() {
        let tag = HeaderValue::from_static(language.tag());
        response.headers_mut().entry(header::CONTENT_LANGUAGE).or_insert(tag);
    }
    response
}

/// Refuses a `lang` that is no language, at addresses that read no other parameter too.
pub(crate) async fn refuse_unknown(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == LANGUAGE);
    if named.is_some_and(|(_, tag)| Language::of_tag(&tag).is_none()) {
        let error = Error::bad_input(wording!("lang : écrivez fr ou en", "lang: write fr or en"));
        return Failure::from(error).into_response();
    }
    next.run(request).await
}

/// The language that `lang` names, or the one that Accept-Language prefers; none where neither does.
pub(crate) fn negotiated(query: &str, headers: &HeaderMap) -> Option<Language> {
    let asked = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, tag)| Language::of_tag(&tag));
    asked.or_else(|| preferred(headers))
}

fn preferred(headers: &HeaderMap) -> Option<Language> {
    let spoken = ranges(headers, &header::ACCEPT_LANGUAGE)
        .filter_map(|(tag, quality)| Some((Language::of_tag(tag)?, quality)))
        .filter(|(_, quality)| *quality > 0);
    // Of those that are preferred alike, the first.
    let best = spoken.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(query: &str, accepted: &'static str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
        negotiated(query, &headers)
    }

    #[test]
    fn the_address_is_asked_before_the_browser() {
        assert_eq!(chosen("", "fr-FR,fr;q=0.9,en;q=0.8"), Some(Language::French));
        assert_eq!(chosen("a=1&lang=en", "fr"), Some(Language::English));
        assert_eq!(chosen("lang=fr", "en"), Some(Language::French));
        assert_eq!(chosen("", "de, fr;q=0.2, en;q=0.4"), Some(Language::English));
        assert_eq!(chosen("", "fr;q=0"), None);
        assert_eq!(chosen("", "*"), None);
        assert_eq!(negotiated("", &HeaderMap::new()), None);
    }
}
