use std::time::{Duration, Instant};

use axum::http::Method;
use axum::{
    extract::{Request, State as Shared},
    middleware::Next,
    response::Response,
};
use metrics::{counter, histogram};

use crate::web::{operation_name::OperationName, routes::RoutePath, server_timing};

/// The longest operation name that is logged, in characters.
const LONGEST_NAME: usize = 100;

/// Records how long a request took, and logs a slow one with the name of its operation.
pub(crate) async fn record(Shared(slow): Shared<Option<Duration>>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<RoutePath>()
        .map_or_else(|| "none".to_owned(), |RoutePath(path)| path.to_string());
    // A client may write any method: only those that there are become the name of a series.
    let method = match *request.method() {
        Method::GET | Method::HEAD | Method::POST | Method::DELETE | Method::OPTIONS => request.method().as_str(),
        _ => "other",
    };
    let operation = format!("{method} {route}");
    let address = slow.map(|_| request.uri().to_string());
    let started = Instant::now();
    let response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16().to_string();
    counter!("segur_requests_total", "operation" => operation.clone(), "status" => status).increment(1);
    histogram!("segur_request_seconds", "operation" => operation.clone()).record(took.as_secs_f64());
    let (statements, sql) = server_timing::database_use(&response).unwrap_or_default();
    if statements > 0 {
        counter!("segur_sql_statements_total", "operation" => operation.clone()).increment(statements);
        let microseconds = u64::try_from(sql.as_micros()).unwrap_or(u64::MAX);
        counter!("segur_sql_microseconds_total", "operation" => operation.clone()).increment(microseconds);
    }
    if slow.is_some_and(|slow| sql >= slow) {
        let name = response.extensions().get::<OperationName>();
        let name = name.map_or("", |OperationName(name)| name.as_str());
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let milliseconds = u64::try_from(sql.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(operation, name, address, statements, milliseconds, "slow queries");
    }
    response
}
