use std::time::Duration;

use segur_tests::{Database, Server, program::Serving};
use serde_json::json;

use super::{
    load::{Asked, drive, pin},
    start,
    table::Table,
};

const ROUNDS: usize = 7;
const WHILE: Duration = Duration::from_millis(1_500);

/// Answers that are kept, against a bare handler that sends the same bytes: in turn, each on the one core, the load on the other.
pub(super) async fn compare(database: &Database, table: &mut Table) {
    let serving = start::serve(database, &[]);
    let server = Server::at(&serving.address);
    let page = "/v1/observations?limit=20";
    let query =
        json!({ "query": "{ observations(first: 20) { nodes { slug value period { edtf } status } } }" }).to_string();
    let answer = server.get(page).await;
    let tag = answer.header("etag").to_owned();
    let posted = server
        .graphql_answer(
            "{ observations(first: 20) { nodes { slug value period { edtf } status } } }",
            json!({}),
        )
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let told = format!("if-none-match: {tag}\r\n");
    let bare_told = "if-none-match: \"r1-0123456789abcdef0123\"\r\n";
    for (name, own, bare, bytes) in [
        (
            "kept answer, GET",
            Asked::get(page, ""),
            Asked::get("/bytes", ""),
            answer.text.as_str(),
        ),
        (
            "kept answer, POST",
            Asked::post("/graphql", &query),
            Asked::post("/bytes", &query),
            posted.text.as_str(),
        ),
        (
            "304",
            Asked::get(page, &told),
            Asked::get("/bytes", bare_told),
            answer.text.as_str(),
        ),
    ] {
        let file = folder.path().join("bytes");
        std::fs::write(&file, bytes).expect("written");
        let other = start::bare(&file.display().to_string());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(one(&serving, &own).await);
            theirs.push(one(&other, &bare).await);
        }
        table.rates(
            &format!("{name} ({} bytes)", bytes.len()),
            &ours,
            &theirs,
            "a bare axum handler with the same bytes",
        );
    }
}

async fn one(serving: &Serving, asked: &Asked) -> super::load::Done {
    let process = serving.process.id();
    pin(process, 0);
    drive(&serving.address, std::slice::from_ref(asked), WHILE, [&[process], &[]]).await
}
