use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde::{Deserialize, Deserializer, de};

/// An address to listen on: an address with a port, a port alone (this machine only), or a port after a colon (every address of this machine).
///
/// # Errors
/// What can be written.
pub fn parse(text: &str) -> Result<SocketAddr, String> {
    let on = |host: Ipv4Addr, port| SocketAddr::new(IpAddr::V4(host), port);
    if let Ok(port) = text.parse() {
        return Ok(on(Ipv4Addr::LOCALHOST, port));
    }
    let host_and_port = text
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse().ok()?)));
    match host_and_port {
        Some(("", port)) => Ok(on(Ipv4Addr::UNSPECIFIED, port)),
        Some(("localhost", port)) => Ok(on(Ipv4Addr::LOCALHOST, port)),
        _ => text.parse().map_err(|_| {
            "give an address with a port, such as 127.0.0.1:8080; a port alone, such as 8080, for this machine; or :8080 for every address of it".to_owned()
        }),
    }
}

/// Reads it from a settings file, as a text or as a number.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Port(u16),
        Text(String),
    }
    let text = match Written::deserialize(from)? {
        Written::Port(port) => port.to_string(),
        Written::Text(text) => text,
    };
    parse(&text).map(Some).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn addresses_are_written_as_people_write_them() {
        for (text, address) in [
            ("8080", "127.0.0.1:8080"),
            (":8080", "0.0.0.0:8080"),
            ("localhost:0", "127.0.0.1:0"),
            ("192.0.2.1:80", "192.0.2.1:80"),
            ("[::1]:80", "[::1]:80"),
        ] {
            assert_eq!(parse(text).map(|read| read.to_string()).as_deref(), Ok(address));
        }
        for text in ["", ":", "80800", "example.org:80", "-1", "127.0.0.1"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
