use reqwest::Method;
use segur::access::Role;
use segur_tests::{
    Answer, Database, Engine, FOUNDED, Server,
    faults::{Call, Failure, Faults},
    institutions::key_on,
    program,
};

/// An editor, as a file.
fn editor(name: &str) -> String {
    format!("slug,name,source_document\n{name},{name},webinaire-idf-2022\n")
}

async fn publish(server: &Server, key: &str, name: &str) -> Answer {
    let request = server
        .request(Method::POST, "/v1/editors/import")
        .bearer_auth(key)
        .header("content-type", "text/csv")
        .body(editor(name));
    server.send(request).await
}

fn check(database: &Database) -> String {
    let check = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
    String::from_utf8_lossy(&check.stdout).into_owned() + &String::from_utf8_lossy(&check.stderr)
}

/// Publishes, while calls fail and after: what is acknowledged is there, and what is not is not.
async fn nothing_acknowledged_is_lost(call: Call, failure: Failure) {
    let database = Database::new(Engine::Sqlite);
    drop(program::serve(&["--database-url", &database.url, "--log", "off"]));
    let key = key_on(&database, "ans", Role::Publisher).await;
    let faults = Faults::default();
    let serving = faults.serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&serving.address);
    let mut acknowledged = Vec::new();
    for (step, broken) in [false, true, true, true, false, false].into_iter().enumerate() {
        if broken {
            faults.arm(call, failure, 3, i64::MAX);
        } else {
            faults.disarm();
        }
        let name = format!("essai-{step}");
        let answer = publish(&server, &key, &name).await;
        if broken {
            assert_eq!(answer.status, 503, "{step}: {}", answer.text);
        } else {
            assert_eq!(answer.status, 200, "{step}: {}", answer.text);
            acknowledged.push((name, answer.json()["revision"].as_i64().unwrap()));
        }
    }
    let revisions: Vec<i64> = acknowledged.iter().map(|(_, revision)| *revision).collect();
    assert_eq!(revisions, [FOUNDED + 1, FOUNDED + 2, FOUNDED + 3]);
    drop(serving);
    assert!(check(&database).contains(&format!("all is well at revision {}", FOUNDED + 3)));
    let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&serving.address);
    for (name, revision) in acknowledged {
        assert_eq!(server.json(&format!("/v1/editors/{name}")).await["revision"], revision);
    }
}

/// Without room for files, they are sent as they are made, and operators are told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_volume_of_files_is_streamed_from_and_said() {
    let database = Database::new(Engine::Sqlite);
    let faults = Faults::default();
    let serving = faults.serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--build-files",
        "false",
    ]);
    let server = Server::at(&serving.address);
    faults.arm(Call::Files, Failure::NoSpace, 0, i64::MAX);
    for path in ["/v1/couloirs.csv", "/v1/editors.parquet"] {
        let streamed = server.bytes(path).await.unwrap();
        assert!(streamed.len() > 100, "{path}");
    }
    let ready = server.json("/health/ready").await;
    assert!(
        ready["status"] == "degraded" && ready["reasons"].to_string().contains("files cannot be kept"),
        "{ready}"
    );
    assert!(faults.disarm().1 > 0);
    assert!(server.bytes("/v1/regions.csv").await.unwrap().len() > 100);
    assert_eq!(
        server.json("/health/ready").await["status"],
        "ready",
        "there is room again"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_acknowledged() {
    nothing_acknowledged_is_lost(Call::Write, Failure::NoSpace).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_loses_nothing_acknowledged() {
    nothing_acknowledged_is_lost(Call::Write, Failure::Io).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lack_of_memory_loses_nothing_acknowledged() {
    nothing_acknowledged_is_lost(Call::Memory, Failure::NoMemory).await;
}
