use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};

use crate::store::Snapshot;

/// The preference (RFC 7240) by which a client asks for `Server-Timing`.
const PREFERENCE: &str = "server-timing";

/// What a response took of the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    statements: u64,
    sql: Duration,
}

/// Whether a client asks for `Server-Timing`.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|wanted| wanted.trim().eq_ignore_ascii_case(PREFERENCE))
}

/// Notes what a response took of the database.
pub(crate) fn note(response: &mut Response, snapshot: &Snapshot) {
    response.extensions_mut().insert(Timing {
        statements: snapshot.statements(),
        sql: snapshot.sql_time(),
    });
}

/// The number of statements of a response, and their duration.
pub(crate) fn database_use(response: &Response) -> Option<(u64, Duration)> {
    let timing = response.extensions().get::<Timing>()?;
    Some((timing.statements, timing.sql))
}

/// Writes `Server-Timing`; a cached response took nothing.
pub(crate) fn write_header(response: &mut Response) {
    let told = match response.extensions().get::<Timing>() {
        Some(timing) => format!(
            "sql;desc=\"{} statements\";dur={:.3}",
            timing.statements,
            timing.sql.as_secs_f64() * 1000.0
        ),
        None => "kept;dur=0".to_owned(),
    };
    let headers = response.headers_mut();
    if let Ok(told) = HeaderValue::from_str(&told) {
        headers.insert(HeaderName::from_static("server-timing"), told);
    }
    let applied = HeaderValue::from_static(PREFERENCE);
    headers.insert(HeaderName::from_static("preference-applied"), applied);
}
