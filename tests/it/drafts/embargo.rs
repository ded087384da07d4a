use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database, until};
use serde_json::json;

use super::soon;

const SECRET: &str = "zorglub";

/// Addresses whose text names the record once it is published.
const ADDRESSES: &[(&str, &str)] = &[
    ("list", "/v1/solutions?limit=1000"),
    ("filter", "/v1/solutions?name.contains=zorglub"),
    ("one", "/v1/solutions/zorglub-sante"),
    ("history", "/v1/solutions/zorglub-sante/history"),
    ("csv", "/v1/solutions.csv"),
    ("json", "/v1/solutions.json"),
    ("ndjson", "/v1/solutions.ndjson"),
    ("search", "/v1/search?q=zorglub"),
    ("q", "/v1/solutions?q=zorglub"),
    ("audit", "/v1/audit?limit=1000"),
    ("changes", "/v1/changes?limit=1000&after=4"),
    ("changes as lines", "/v1/changes.ndjson?after=4"),
    ("changes as a table", "/v1/changes.csv?after=4"),
    ("atom", "/v1/changes.atom"),
    ("difference", "/v1/diff?from=4&dataset=solutions"),
    ("difference as a table", "/v1/diff.csv?from=4&dataset=solutions"),
];

/// Queries whose response names it.
const QUERIES: &[(&str, &str)] = &[
    ("graphql list", "{ solutions(first: 500) { nodes { slug name } } }"),
    (
        "node",
        "{ nodes(ids: [\"c29sdXRpb25zOnpvcmdsdWItc2FudGU\"]) { id ... on Solution { name } } }",
    ),
    ("by slug", "{ solution(slug: \"zorglub-sante\") { name } }"),
    (
        "relation",
        "{ editor(slug: \"pharmagest\") { solutions { nodes { name } } } }",
    ),
    ("graphql search", "{ search(query: \"zorglub\") { hits { label } } }"),
];

/// Addresses whose bytes change when it is published.
const COMPARED: [(&str, &str); 3] = [
    ("groups", "/v1/solutions/groups?by=editor"),
    ("xlsx", "/v1/solutions.xlsx"),
    ("parquet", "/v1/solutions.parquet"),
];

async fn compared(server: &Server) -> [Vec<u8>; 3] {
    let mut bytes = [const { Vec::new() }; 3];
    for ((_, path), bytes) in COMPARED.iter().zip(&mut bytes) {
        *bytes = server.bytes(path).await.unwrap();
    }
    bytes
}

/// Each public door, and whether it shows what is scheduled; `before` are the bytes of those that are compared.
async fn doors(server: &Server, before: &[Vec<u8>; 3]) -> Vec<(&'static str, bool)> {
    let mut found = Vec::new();
    for &(door, path) in ADDRESSES {
        // Some responses repeat the words of the request.
        let said_back = &path[path.len().saturating_sub(12)..];
        let text = server.get(path).await.text.replace(said_back, "");
        let says =
            text.contains("Zorglub Santé") || text.contains("\"zorglub-sante\"") || text.contains("Sortie de Zorglub");
        found.push((door, says));
    }
    for &(door, query) in QUERIES {
        let answer = server.graphql_answer(query, json!({})).await;
        found.push((door, answer.text.contains("Zorglub Santé")));
    }
    let now = compared(server).await;
    for ((door, _), (before, now)) in COMPARED.iter().zip(before.iter().zip(&now)) {
        found.push((door, before != now));
    }
    let counted = server.json("/v1/solutions?count=true&limit=1").await["total"].clone();
    let metadata = server.json("/v1/datasets/solutions").await["count"].clone();
    found.push(("count", counted.as_u64().unwrap() > 18));
    found.push(("metadata", metadata.as_u64().unwrap() > 18));
    found
}

on_own_database! {
    what_is_scheduled_is_behind_no_door_before_its_time_and_behind_all_after_it,
}

async fn what_is_scheduled_is_behind_no_door_before_its_time_and_behind_all_after_it(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let other = key_on(database, "dns", Role::Publisher).await;
    let bytes = compared(&server).await;
    let tag = server.get("/v1/solutions").await.header("etag").to_owned();
    let file =
        format!("slug,name,editor,source_document\n{SECRET}-sante,Zorglub Santé,pharmagest,webinaire-idf-2022\n");
    let query = |milliseconds| format!("?publish_at={}&message=Sortie%20de%20Zorglub", soon(milliseconds));
    let saved = server
        .import_csv(&ans, "solutions", &query(3_600_000), file.clone())
        .await;
    assert_eq!(
        (saved.status.as_u16(), &saved.json()["state"]),
        (201, &json!("scheduled")),
        "{}",
        saved.text
    );

    let before = doors(&server, &bytes).await;
    assert!(before.iter().all(|(_, says)| !says), "{before:?}");
    let unchanged = server
        .request(reqwest::Method::GET, "/v1/solutions")
        .header("if-none-match", &tag);
    assert_eq!(server.send(unchanged).await.status, 304);
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    no_error_knows_of_it(&server, &other).await;
    assert!(server.get_as(&other, "/v1/institution/drafts").await.json()["data"] == json!([]));

    // The same, soon.
    let draft = saved.json()["id"].as_str().unwrap().to_owned();
    let discarded = server
        .request(reqwest::Method::DELETE, &format!("/v1/institution/drafts/{draft}"))
        .bearer_auth(&ans);
    assert_eq!(server.send(discarded).await.status, 204);
    let due = segur_tests::institutions::now() + chrono::TimeDelta::milliseconds(1_000);
    let saved = server.import_csv(&ans, "solutions", &query(1_000), file).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    until("it is published", async || {
        server.get("/v1/solutions/zorglub-sante").await.status == 200
    })
    .await;
    let after = doors(&server, &bytes).await;
    assert!(after.iter().all(|(_, says)| *says), "{after:?}");
    let published = server.json("/v1/solutions/zorglub-sante/history").await["data"][0]["published_at"]
        .as_str()
        .unwrap()
        .to_owned();
    // A response gives whole seconds.
    let at = published.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(at.timestamp() >= due.timestamp(), "not before its time: {published}");
    let changed = server
        .request(reqwest::Method::GET, "/v1/solutions")
        .header("if-none-match", &tag);
    assert_eq!(server.send(changed).await.status, 200);
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);
    running.stop().await.unwrap();
}

/// Neither a suggestion nor a refusal.
async fn no_error_knows_of_it(server: &Server, other: &str) {
    let misspelt = server.get("/v1/solutions/zorglub-sant").await.text;
    assert!(!misspelt.contains("zorglub-sante"), "{misspelt}");
    let statement_about = |slug: &str| {
        format!(
            "slug,subject_dataset,subject,field,question,value,document,source_document\nun,solutions,{slug},name,Quel nom ?,X,webinaire-idf-2022,webinaire-idf-2022\n"
        )
    };
    let of_secret = server
        .import_csv(other, "statements", "?dry_run=1", statement_about("zorglub-sante"))
        .await
        .text;
    let of_nothing = server
        .import_csv(other, "statements", "?dry_run=1", statement_about("xorglub-sante"))
        .await
        .text;
    assert_eq!(
        without_id(&of_secret),
        without_id(&of_nothing).replace("xorglub", "zorglub")
    );
}

fn without_id(problem: &str) -> String {
    let mut problem: serde_json::Value = serde_json::from_str(problem).unwrap();
    problem["request_id"] = json!(null);
    problem.to_string()
}
