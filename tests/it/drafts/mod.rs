mod embargo;
mod nodes;
mod reverted;
mod reviewed;

use segur_tests::{Answer, Server, institutions::observation};
use serde_json::Value as Json;

/// An instant so many milliseconds from now.
fn soon(milliseconds: i64) -> String {
    let at = segur_tests::institutions::now() + chrono::TimeDelta::milliseconds(milliseconds);
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Sends JSON with a key.
async fn post(server: &Server, key: &str, path: &str, body: Json) -> Answer {
    let request = server.request(reqwest::Method::POST, path).bearer_auth(key).json(&body);
    server.send(request).await
}
