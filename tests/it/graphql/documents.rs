use reqwest::Method;
use segur_tests::{Answer, Database, Server, on_both_engines, on_own_database, program};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn post(server: &Server, body: Json) -> Answer {
    let request = server
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json");
    server.send(request.body(body.to_string())).await
}

fn persisted(hash: &str) -> Json {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn get(server: &Server, pairs: &[(&str, &str)]) -> Answer {
    let url = reqwest::Url::parse_with_params(&format!("{}/graphql", server.address), pairs).unwrap();
    let path = format!("{}?{}", url.path(), url.query().unwrap());
    server.get(&path).await
}

on_both_engines! {
    a_document_sent_once_is_asked_for_by_its_hash,
    a_hash_that_is_not_that_of_its_document_is_refused_and_not_remembered,
    a_mutation_asked_for_by_hash_is_no_read,
}

async fn a_document_sent_once_is_asked_for_by_its_hash(server: &Server) {
    let engine = &server.json("/version").await["engine"];
    let query =
        format!("query Named($slug: String!) {{ couloir(slug: $slug) {{ slug {engine}: name }} }}").replace('"', "");
    let name = hash(&query);
    let unknown = post(
        server,
        json!({ "extensions": persisted(&name), "variables": { "slug": "biologie" } }),
    )
    .await;
    assert_eq!(
        (
            unknown.status.as_u16(),
            &unknown.json()["errors"][0]["extensions"]["code"]
        ),
        (200, &json!("PERSISTED_QUERY_NOT_FOUND"))
    );
    assert!(
        unknown.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("PersistedQueryNotFound")
    );
    let sent = post(
        server,
        json!({ "query": query, "extensions": persisted(&name), "variables": { "slug": "biologie" } }),
    )
    .await
    .json();
    assert_eq!(sent["data"]["couloir"]["slug"], "biologie", "{sent}");
    for slug in ["biologie", "imagerie"] {
        let variables = json!({ "slug": slug }).to_string();
        let posted = post(
            server,
            json!({ "extensions": persisted(&name), "variables": { "slug": slug } }),
        )
        .await
        .json();
        let asked = get(
            server,
            &[("extensions", &persisted(&name).to_string()), ("variables", &variables)],
        )
        .await;
        let named = get(
            server,
            &[("documentId", &format!("sha256:{name}")), ("variables", &variables)],
        )
        .await;
        for answer in [&posted, &asked.json(), &named.json()] {
            assert_eq!(answer["data"]["couloir"]["slug"], slug, "{answer}");
        }
        assert!(asked.header("cache-control").starts_with("public"));
    }
}

async fn a_hash_that_is_not_that_of_its_document_is_refused_and_not_remembered(server: &Server) {
    let wrong = hash("{ couloirs { totalCount } }");
    let refused = post(
        server,
        json!({ "query": "{ regions { totalCount } }", "extensions": persisted(&wrong) }),
    )
    .await;
    assert!(
        refused.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("SHA-256"),
        "{}",
        refused.text
    );
    assert_eq!(
        post(server, json!({ "extensions": persisted(&wrong) })).await.json()["errors"][0]["extensions"]["code"],
        "PERSISTED_QUERY_NOT_FOUND"
    );
    for odd in [
        json!({ "persistedQuery": { "version": 2, "sha256Hash": wrong } }),
        json!({ "persistedQuery": { "version": 1 } }),
        json!({ "persistedQuery": { "version": 1, "sha256Hash": "x" } }),
        json!({ "persistedQuery": 7 }),
    ] {
        let answer = post(server, json!({ "query": "{ __typename }", "extensions": odd })).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                &answer.json()["errors"][0]["extensions"]["code"]
            ),
            (400, &json!("BAD_USER_INPUT")),
            "{odd}"
        );
    }
}

async fn a_mutation_asked_for_by_hash_is_no_read(server: &Server) {
    let mutation = "mutation { __typename }";
    let name = hash(mutation);
    post(server, json!({ "query": mutation, "extensions": persisted(&name) })).await;
    assert_eq!(get(server, &[("documentId", &name)]).await.status, 405);
}

fn run(database: &Database, arguments: &[&str]) -> (bool, String) {
    let output = program::run(&[arguments, &["--database-url", &database.url, "--log", "off"]].concat());
    let text = if output.status.success() {
        output.stdout
    } else {
        output.stderr
    };
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

on_own_database! {
    trusted_documents_are_known_to_every_node_and_after_a_restart,
    a_document_that_cannot_be_executed_is_not_trusted,
}

async fn trusted_documents_are_known_to_every_node_and_after_a_restart(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let page = "query Page($slug: String!, $first: Int = 2) { couloir(slug: $slug) { name } couloirs(first: $first) { nodes { slug } } }";
    let counts = "{ couloirs { totalCount } }";
    let file = write("page.graphql", page);
    let manifest = write("documents.json", &json!({ "counts": counts }).to_string());
    run(database, &["seed"]);
    let (done, told) = run(database, &["documents", "add", &file, &manifest]);
    assert!(done, "{told}");
    assert_eq!(told, format!("sha256:{}\nsha256:{}\n", hash(page), hash(counts)));
    let (server, running) = Server::start(database).await;
    let answer = get(
        &server,
        &[("documentId", &hash(page)), ("variables", "{\"slug\":\"biologie\"}")],
    )
    .await;
    assert_eq!(
        answer.json()["data"]["couloirs"]["nodes"].as_array().unwrap().len(),
        2,
        "{}",
        answer.text
    );
    let again = get(
        &server,
        &[("documentId", &hash(page)), ("variables", "{\"slug\":\"biologie\"}")],
    )
    .await;
    assert_eq!(
        (again.header("cache-status"), &again.text),
        ("segur; hit", &answer.text)
    );
    assert_eq!(run(database, &["documents", "list"]).1.lines().count(), 2);
    running.stop().await.unwrap();
    assert!(run(database, &["documents", "remove", &hash(counts)]).0);
    assert!(!run(database, &["documents", "remove", &hash(counts)]).0);
    let (server, running) = Server::start(database).await;
    assert_eq!(
        get(&server, &[("documentId", &hash(counts))]).await.json()["errors"][0]["extensions"]["code"],
        "PERSISTED_QUERY_NOT_FOUND"
    );
    running.stop().await.unwrap();
}

async fn a_document_that_cannot_be_executed_is_not_trusted(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    run(database, &["seed"]);
    let good = folder.path().join("good.graphql");
    std::fs::write(&good, "{ couloirs { totalCount } }").unwrap();
    for (name, text, why) in [
        ("a.graphql", "{ couloirs { ", "a.graphql"),
        ("b.graphql", "{ couloirs { nothing } }", "nothing"),
        ("c.json", "{\"x\": 1}", "x is not a text"),
        (
            "d.graphql",
            "query($a: Nothing) { couloirs { totalCount } }",
            "d.graphql",
        ),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let (done, told) = run(
            database,
            &[
                "documents",
                "add",
                &good.display().to_string(),
                &file.display().to_string(),
            ],
        );
        assert!(!done && told.contains(why), "{told}");
    }
    assert_eq!(run(database, &["documents", "list"]).1, "");
}
