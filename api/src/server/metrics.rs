use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};

use super::ResponseCache;

/// What writes everything that was recorded, as Prometheus reads it.
pub type Render = Arc<dyn Fn() -> String + Send + Sync>;

/// Says what each metric is.
fn describe() {
    describe_counter!("segur_responses_total", "Responses, by what the cache did.");
    describe_counter!(
        "segur_requests_total",
        "Requests that were handled, by operation and status."
    );
    describe_histogram!(
        "segur_request_seconds",
        "Seconds from the head of a request to the head of its response, by operation."
    );
    describe_counter!(
        "segur_sql_statements_total",
        "SQL statements of public reads, by operation."
    );
    describe_counter!(
        "segur_sql_microseconds_total",
        "Microseconds that SQL statements of public reads took, by operation."
    );
    describe_counter!(
        "segur_refused_total",
        "Requests refused before anything was done for them, by reason."
    );
    describe_gauge!("segur_revision", "The last revision that this node knows.");
    describe_gauge!(
        "segur_revision_timestamp_seconds",
        "When the last revision that this node knows was published."
    );
    describe_gauge!(
        "segur_replica_revision",
        "The last revision that a replica is known to have; 0 when it does not respond."
    );
    describe_gauge!(
        "segur_database_reached",
        "Whether the database could be asked for revisions, the last time."
    );
    describe_gauge!(
        "segur_database_connections",
        "Connections to the database, by what they are for and whether they are idle."
    );
    describe_gauge!("segur_cached_responses", "Cached responses.");
    describe_gauge!("segur_cached_bytes", "Bytes that cached responses take.");
    describe_gauge!(
        "segur_requests_active",
        "Requests being handled, by whether they show a credential."
    );
    describe_gauge!(
        "segur_requests_waiting",
        "Requests that wait for their turn, by whether they show a credential."
    );
    describe_gauge!(
        "segur_waits",
        "Requests that wait for a revision, and delayed refusals of wrong credentials."
    );
    describe_gauge!("segur_streams", "Response bodies being sent.");
    describe_gauge!("segur_connections", "Connections of clients that are open.");
    describe_gauge!("segur_resident_bytes", "The memory that the process holds.");
}

/// The addresses for Prometheus, on a listener of their own.
pub fn metrics(front: ResponseCache, written: Render) -> Router {
    describe();
    let read = move || {
        let (front, written) = (front.clone(), written.clone());
        async move {
            front.measure();
            if let Some(bytes) = resident_bytes() {
                gauge!("segur_resident_bytes").set(bytes as f64);
            }
            let kind = HeaderValue::from_static("text/plain; version=0.0.4");
            ([(header::CONTENT_TYPE, kind)], written()).into_response()
        }
    };
    Router::new().route("/metrics", get(read))
}

/// The memory that this process holds, where the system tells.
fn resident_bytes() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
