mod notified;
mod replicas;

use segur_tests::{Answer, Server, institutions::observation};

const VALUES: &str = "/v1/observations?category=Essai";

/// The value that an answer to `VALUES` tells.
fn value(answer: &Answer) -> Option<i64> {
    answer.json()["data"][0]["value"]
        .to_string()
        .trim_matches('"')
        .parse()
        .ok()
}

async fn publish(server: &Server, key: &str, value: i64) -> Answer {
    server.import_csv(key, "observations", "", observation(value)).await
}
