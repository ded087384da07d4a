use axum::http::{HeaderMap, HeaderName, header};

use crate::domain::{Error, Result, wording};

/// The best offer for an Accept header; the earlier offer wins a tie. None when nothing offered is accepted.
pub(crate) fn best<T: Copy>(headers: &HeaderMap, offers: &[(&str, T)]) -> Option<T> {
    let accepted: Vec<_> = ranges(headers, &header::ACCEPT)
        .filter(|(name, _)| name.contains('/'))
        .collect();
    if accepted.is_empty() {
        return offers.first().map(|(_, offer)| *offer);
    }
    let mut best: Option<(u16, T)> = None;
    for (media_type, offer) in offers {
        let quality = quality(&accepted, media_type);
        if quality > best.map_or(0, |(quality, _)| quality) {
            best = Some((quality, *offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// The ranges of a header such as Accept, with their qualities in thousandths; one whose quality cannot be read has none. Their names match
/// whatever their case. Nothing is copied: every request is negotiated, those that the response cache answers too.
pub(crate) fn ranges<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = (&'a str, u16)> + use<'a> {
    let values = headers.get_all(name).iter();
    let ranges = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    ranges.map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok());
        let quality = quality.unwrap_or(0.0).clamp(0.0, 1.0);
        (name, (quality * 1000.0) as u16)
    })
}

/// The most specific range that covers a media type says its quality.
fn quality(ranges: &[(&str, u16)], media_type: &str) -> u16 {
    let group = media_type.split('/').next().unwrap_or_default();
    for wanted in [media_type, &format!("{group}/*"), "*/*"] {
        if let Some((_, quality)) = ranges.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
            return *quality;
        }
    }
    0
}

/// The best of what is offered.
///
/// # Errors
/// `NotAcceptable`, with what is offered.
pub(crate) fn wanted<T: Copy>(headers: &HeaderMap, offers: &[(&'static str, T)]) -> Result<T> {
    best(headers, offers).ok_or_else(|| {
        let names: Vec<&str> = offers.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        Error::NotAcceptable {
            message: wording!(
                "rien de ce que nomme Accept n'est offert : {names}",
                "none of what Accept names is offered: {names}"
            ),
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn choose(accept: &'static str) -> Option<u8> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        best(&headers, &[("application/json", 1), ("text/csv", 2)])
    }

    #[test]
    fn the_client_chooses_and_we_break_ties() {
        assert_eq!(choose("text/csv"), Some(2));
        assert_eq!(choose("*/*"), Some(1));
        assert_eq!(choose("application/json;q=0.5, text/*"), Some(2));
        assert_eq!(choose("text/csv;q=0, */*;q=0.1"), Some(1));
        assert_eq!(choose("image/png"), None);
        assert_eq!(choose("text/csv;q=x"), None);
        assert_eq!(best(&HeaderMap::new(), &[("a/b", 1)]), Some(1));
    }
}
