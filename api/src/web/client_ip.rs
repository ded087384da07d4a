use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::{Arc, OnceLock},
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The headers that proxies add.
const FORWARDED: [&str; 4] = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];

/// The trusted proxies, and the addresses that the limits of one client do not apply to.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    /// How many proxies a request passes, one behind the other. No more entries of X-Forwarded-For are believed.
    hops: usize,
    exempt: Vec<IpNet>,
    /// A nearby peer that forwards requests and is not trusted.
    undeclared: Arc<OnceLock<IpAddr>>,
}

/// The client of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    /// Whether the limits of one client do not apply to it.
    pub(crate) is_exempt: bool,
}

impl Client {
    /// The network that one household or office has: an IPv6 network of 64 bits, or an IPv4 address.
    pub(crate) fn network(self) -> IpAddr {
        match self.address {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            address @ IpAddr::V4(_) => address,
        }
    }
}

impl Proxies {
    /// Reads trusted proxies, how many are one behind the other, and exempt clients: addresses or networks.
    ///
    /// # Errors
    /// The text that is neither an address nor a network.
    pub fn read(trusted: &[String], hops: usize, exempt: &[String]) -> Result<Self, String> {
        let read = |text: &String| {
            let address = || IpAddr::from_str(text).map(IpNet::from);
            text.parse().or_else(|_| address()).map_err(|_| text.clone())
        };
        Ok(Self {
            trusted: trusted.iter().map(read).collect::<Result<_, _>>()?,
            hops,
            exempt: exempt.iter().map(read).collect::<Result<_, _>>()?,
            undeclared: Arc::default(),
        })
    }

    /// Whether a peer is a trusted proxy.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        is_in(&self.trusted, peer.to_canonical())
    }

    /// Whether the limits of one client do not apply to an address.
    pub(crate) fn exempts(&self, address: IpAddr) -> bool {
        is_in(&self.exempt, address.to_canonical())
    }

    /// A nearby peer that forwards requests and that no setting declares: everyone behind it is limited as one client.
    pub(crate) fn undeclared(&self) -> Option<IpAddr> {
        self.undeclared.get().copied()
    }

    /// The client of a request: the peer, or the address that trusted proxies forwarded it for. Each proxy appends its peer to X-Forwarded-For, so
    /// that an entry is believed only when the proxy that wrote it is.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let peer = peer.to_canonical();
        let mut client = peer;
        if self.trusts(peer) {
            let forwarded: Vec<&str> = headers
                .get_all("x-forwarded-for")
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .map(str::trim)
                .collect();
            for told in forwarded.iter().rev().take(self.hops) {
                let Some(told) = address(told).filter(|_| self.trusts(client)) else {
                    break;
                };
                client = told.to_canonical();
            }
        } else if self.undeclared.get().is_none() && is_near(peer) && speaks_for_others(headers) {
            self.undeclared.get_or_init(|| {
                tracing::warn!(%peer, "a proxy that is not declared speaks for others, who are limited as one client: name it in --trusted-proxies");
                peer
            });
        }
        // Who is exempt is so for itself alone: a proxy on this machine does not take the limits off everyone behind it.
        let speaks_for_itself = || client != peer || !speaks_for_others(headers);
        Client {
            address: client,
            is_exempt: self.exempts(client) && speaks_for_itself(),
        }
    }
}

fn is_in(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

fn speaks_for_others(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// Whether an address is of this machine or of a private network, where proxies are.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
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

    fn client_behind(proxies: &[&str], hops: usize, peer: &str, forwarded: &[&'static str]) -> String {
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        let mut headers = HeaderMap::new();
        for told in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(told));
        }
        let proxies = Proxies::read(&proxies, hops, &[]).unwrap();
        proxies.client(peer.parse().unwrap(), &headers).address.to_string()
    }

    fn client(proxies: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        client_behind(proxies, 1, peer, forwarded)
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
        let chained = ["203.0.113.9, 192.0.2.8"];
        assert_eq!(
            client_behind(&["192.0.2.0/24"], 2, "192.0.2.1", &chained),
            "203.0.113.9"
        );
        assert_eq!(
            client(&["192.0.2.0/24"], "192.0.2.1", &chained),
            "192.0.2.8",
            "a client inside a trusted network is not believed about others"
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

    #[test]
    fn an_exempt_address_is_not_exempt_for_those_that_it_speaks_for() {
        let proxies = Proxies::read(&[], 1, &["127.0.0.0/8".to_owned()]).unwrap();
        let peer = "127.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        assert!(proxies.client(peer, &headers).is_exempt && proxies.undeclared().is_none());
        headers.insert("x-forwarded-for", HeaderValue::from_static("198.51.100.7"));
        assert!(!proxies.client(peer, &headers).is_exempt);
        assert_eq!(proxies.undeclared(), Some(peer));
    }

    #[test]
    fn an_office_is_one_network() {
        let network = |address: &str| {
            Proxies::default()
                .client(address.parse().unwrap(), &HeaderMap::new())
                .network()
        };
        assert_eq!(network("2001:db8:1:1:ffff::9"), network("2001:db8:1:1::1"));
        assert_ne!(network("2001:db8:1:1::1"), network("2001:db8:1:2::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
