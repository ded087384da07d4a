use std::time::Duration;

use segur_tests::{Database, Engine, program::Serving};
use serde_json::json;

use super::{
    load::{Asked, Done, cluster, drive, pin},
    start,
    table::Table,
};

const ROUNDS: usize = 5;
const WHILE: Duration = Duration::from_secs(2);

/// Answers that are not kept, against statements written by hand, and against what PostgreSQL itself spends: each server on one core, the
/// load and PostgreSQL on the other.
pub(super) async fn compare(database: &Database, table: &mut Table) {
    if database.engine != Engine::Postgresql {
        return;
    }
    let serving = start::serve(database, &["--response-cache", "0"]);
    let by_hand = start::by_hand(&database.url);
    for (name, path, query) in [
        (
            "50 solutions with editor and referencings",
            "/solutions",
            "{ solutions(first: 50) { nodes { name editor { name } referencings { nodes { status statusOn { edtf } } } } } }",
        ),
        (
            "100 observations",
            "/observations",
            "{ observations(first: 100) { nodes { slug value period { edtf } status } } }",
        ),
    ] {
        let body = json!({ "query": query }).to_string();
        // Its address is another each time: the answer is made anew, the document is known.
        let own = Asked::post("/graphql?n=00000000", &body);
        let theirs = Asked::post(path, &body);
        let (mut ours, mut hand) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(one(&serving, database, &own).await);
            hand.push(one(&by_hand, database, &theirs).await);
        }
        table.rates(
            &format!("not kept: {name}"),
            &ours,
            &hand,
            "the same SQL by hand (axum, sqlx)",
        );
        table.spent(&format!("not kept: {name}"), &ours);
    }
}

async fn one(serving: &Serving, database: &Database, asked: &Asked) -> Done {
    let process = serving.process.id();
    pin(process, 0);
    // Connections are made as they are needed: those of the last round are there.
    drive(&serving.address, asked, Duration::from_millis(200), [&[], &[]]).await;
    let postgresql = cluster(&database.url);
    for process in &postgresql {
        pin(*process, 1);
    }
    drive(&serving.address, asked, WHILE, [&[process], &postgresql]).await
}
