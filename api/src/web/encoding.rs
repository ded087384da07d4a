use axum::http::{HeaderMap, HeaderValue, header};

use super::accept::ranges;

/// The encoding of a response, the preferred one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    Brotli,
    Zstandard,
    Gzip,
    Plain,
}

impl Encoding {
    const OFFERED: [(Self, &'static str); 3] = [(Self::Brotli, "br"), (Self::Zstandard, "zstd"), (Self::Gzip, "gzip")];

    /// Its name in HTTP; none for plain bytes.
    pub(crate) fn name(self) -> Option<&'static str> {
        let offered = Self::OFFERED.iter().find(|(encoding, _)| *encoding == self);
        offered.map(|(_, name)| *name)
    }

    /// The best encoding that a client accepts: its preference first, then ours.
    pub(crate) fn negotiated(headers: &HeaderMap) -> Self {
        let mut named = [None; Self::OFFERED.len()];
        let mut any = None;
        for (range, quality) in ranges(headers, &header::ACCEPT_ENCODING) {
            let offered = Self::OFFERED
                .iter()
                .position(|(_, name)| range.eq_ignore_ascii_case(name));
            match offered {
                Some(place) => named[place] = named[place].or(Some(quality)),
                None if range == "*" => any = any.or(Some(quality)),
                None => {}
            }
        }
        let mut best = (0, Self::Plain);
        for ((encoding, _), quality) in Self::OFFERED.iter().zip(named) {
            let quality = quality.or(any).unwrap_or(0);
            if quality > best.0 {
                best = (quality, *encoding);
            }
        }
        best.1
    }

    /// Rewrites Accept-Encoding to this encoding alone, so that the compression layer chooses it.
    pub(crate) fn write_accepted(self, headers: &mut HeaderMap) {
        headers.remove(header::ACCEPT_ENCODING);
        if let Some(name) = self.name() {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accepted: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        Encoding::negotiated(&headers)
    }

    #[test]
    fn the_client_prefers_and_we_break_ties() {
        assert_eq!(chosen("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(chosen("gzip;q=1.0, br;q=0.5"), Encoding::Gzip);
        assert_eq!(chosen("br;q=0, *"), Encoding::Zstandard);
        assert_eq!(chosen("identity"), Encoding::Plain);
        assert_eq!(chosen("GZIP"), Encoding::Gzip);
        assert_eq!(chosen("br;q=x"), Encoding::Plain);
        assert_eq!(Encoding::negotiated(&HeaderMap::new()), Encoding::Plain);
    }
}
