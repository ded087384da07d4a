use std::net::SocketAddr;

use super::listen_address;

/// Where Prometheus reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// At this address, which must be free.
    At(SocketAddr),
    /// At the usual address, if it is free.
    IfFree(SocketAddr),
}

/// The usual address of what Prometheus reads.
const METRICS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9464);

/// Reads where Prometheus reads.
///
/// # Errors
/// What was given, when it is neither an address nor `off`.
pub(super) fn read(text: Option<&str>) -> Result<MetricsListen, String> {
    match text {
        None => Ok(MetricsListen::IfFree(METRICS)),
        Some("off") => Ok(MetricsListen::Off),
        Some(text) => match listen_address::parse(text) {
            Ok(address) => Ok(MetricsListen::At(address)),
            Err(_) => Err(text.to_owned()),
        },
    }
}
