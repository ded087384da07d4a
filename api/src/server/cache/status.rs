use axum::http::{HeaderName, HeaderValue};
use metrics::{Counter, counter};

/// The header that says where a response came from (RFC 9211).
pub(crate) const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// Where a response came from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CacheStatus {
    Hit,
    Stored,
    Collapsed,
    Missed,
    Bypassed,
}

impl CacheStatus {
    pub(crate) fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Hit => "segur; hit",
            Self::Stored => "segur; fwd=uri-miss; stored",
            Self::Collapsed => "segur; fwd=uri-miss; collapsed",
            Self::Missed => "segur; fwd=uri-miss",
            Self::Bypassed => "segur; fwd=bypass",
        })
    }
}

/// The counters of responses by cache status, looked up once.
#[derive(Clone)]
pub(crate) struct Counters {
    hit: Counter,
    stored: Counter,
    collapsed: Counter,
    missed: Counter,
    bypassed: Counter,
}

impl Counters {
    pub(crate) fn new() -> Self {
        let of = |cache: &'static str| counter!("segur_responses_total", "cache" => cache);
        Self {
            hit: of("hit"),
            stored: of("stored"),
            collapsed: of("collapsed"),
            missed: of("missed"),
            bypassed: of("bypassed"),
        }
    }

    pub(crate) fn counter(&self, status: CacheStatus) -> &Counter {
        match status {
            CacheStatus::Hit => &self.hit,
            CacheStatus::Stored => &self.stored,
            CacheStatus::Collapsed => &self.collapsed,
            CacheStatus::Missed => &self.missed,
            CacheStatus::Bypassed => &self.bypassed,
        }
    }
}
