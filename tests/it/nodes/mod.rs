mod replicas;
mod told;

use segur_tests::{Answer, Server};

fn observation(value: i64) -> String {
    format!(
        "indicator,region,category,period,value,status,qualifier,document\ndocuments-alimentant-le-dmp,bretagne,Essai,2026-Q1,{value},final,exact,webinaire-idf-2022\n"
    )
}

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
