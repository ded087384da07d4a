use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The proxies whose word is taken about whom they heard from: addresses, or networks such as `10.0.0.0/8`.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClientAddress(pub(super) IpAddr);

impl Proxies {
    /// Proxies by their addresses or networks.
    ///
    /// # Errors
    /// The text that is neither.
    pub fn read(texts: &[String]) -> Result<Self, String> {
        let read = |text: &String| {
            let address = || IpAddr::from_str(text).map(IpNet::from);
            text.parse().or_else(|_| address()).map_err(|_| text.clone())
        };
        Ok(Self(texts.iter().map(read).collect::<Result<_, _>>()?))
    }

    fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request comes from: the peer, or whom the proxies say that they heard from. Each adds that at the end of X-Forwarded-For:
    /// what stands before is believed only as far as who wrote it is.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = peer.to_canonical();
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        for told in forwarded.iter().rev() {
            let Some(told) = address(told).filter(|_| self.include(client)) else {
                break;
            };
            client = told.to_canonical();
        }
        ClientAddress(client)
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        let mut headers = HeaderMap::new();
        for told in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(told));
        }
        let ClientAddress(address) = Proxies::read(&proxies).unwrap().client(peer.parse().unwrap(), &headers);
        address.to_string()
    }

    #[test]
    fn only_the_word_of_a_trusted_proxy_is_taken() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["192.0.2.1"], "192.0.2.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["192.0.2.1"], "192.0.2.1", &[]), "192.0.2.1");
    }

    #[test]
    fn what_the_client_itself_wrote_is_not_believed() {
        assert_eq!(
            client(&["192.0.2.1"], "192.0.2.1", &["203.0.113.9, 198.51.100.7"]),
            "198.51.100.7"
        );
        assert_eq!(
            client(&["192.0.2.1"], "192.0.2.1", &["203.0.113.9", "198.51.100.7"]),
            "198.51.100.7"
        );
        assert_eq!(client(&["192.0.2.1"], "192.0.2.1", &["junk"]), "192.0.2.1");
        assert_eq!(
            client(&["192.0.2.0/24"], "192.0.2.1", &["203.0.113.9, 192.0.2.8"]),
            "203.0.113.9"
        );
        assert_eq!(
            client(&["::/0"], "::ffff:192.0.2.1", &["[2001:db8::1]:443"]),
            "192.0.2.1"
        );
        assert_eq!(
            client(&["0.0.0.0/0", "::/0"], "::ffff:192.0.2.1", &["[2001:db8::1]:443"]),
            "2001:db8::1"
        );
    }
}
