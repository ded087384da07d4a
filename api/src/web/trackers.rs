//! Parameters that other sites add to shared links. They ask for nothing: they are taken off before anything reads the address.

use axum::http::{Uri, uri::PathAndQuery};

/// How the names of such parameters start.
const PREFIXES: [&str; 9] = ["utm_", "mtm_", "matomo_", "piwik_", "pk_", "mc_", "at_", "hsa_", "_hs"];

/// The others.
const NAMES: [&str; 31] = [
    "_ga",
    "_gid",
    "_gl",
    "cmpid",
    "gad_campaignid",
    "gad_source",
    "ref_src",
    "ref_url",
    "s_kwcid",
    "wickedid",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "twclid",
    "ttclid",
    "yclid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "s_cid",
    "srsltid",
    "vero_id",
    "xtor",
    "xtref",
];

/// Whether a parameter is one that other sites add.
pub(crate) fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// An address without them; none where it has none.
pub(crate) fn without_trackers(address: &Uri) -> Option<Uri> {
    let query = untracked(address.query()?)?;
    let path = match query.as_str() {
        "" => address.path().to_owned(),
        query => format!("{}?{query}", address.path()),
    };
    let mut parts = address.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

/// A query string without them, as it was written; none where it has none.
pub(crate) fn untracked(query: &str) -> Option<String> {
    let is_kept = |pair: &&str| !is_tracker(pair.split('=').next().unwrap_or_default());
    if query.split('&').all(|pair| is_kept(&pair)) {
        return None;
    }
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    Some(kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trackers_add_is_taken_off() {
        for (address, rest) in [
            ("/v1/regions?fbclid=x", Some("/v1/regions")),
            (
                "/v1/regions?a=1&utm_source=x&UTM_medium=y&b=%20",
                Some("/v1/regions?a=1&b=%20"),
            ),
            (
                "/v1/regions?xtor=1&at_medium=2&pk_kwd=3&mc_eid=4&mtm_x=5",
                Some("/v1/regions"),
            ),
            ("/v1/regions?a=utm_source", None),
            ("/v1/regions", None),
        ] {
            let address: Uri = address.parse().unwrap();
            assert_eq!(
                without_trackers(&address).map(|address| address.to_string()).as_deref(),
                rest
            );
        }
    }
}
