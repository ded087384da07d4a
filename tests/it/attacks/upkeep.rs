use segur::access::Role;
use segur_tests::{Database, Engine, FOUNDED, Server, institutions::key_on, on_own_database, program};

const EDITOR: &str = "slug,name,source_document\nediteur,Éditeur,webinaire-idf-2022\n";

fn check(database: &Database) -> (bool, String) {
    let run = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.success(), text)
}

on_own_database! {
    check_finds_what_was_changed_below_the_service,
    a_clock_that_goes_back_publishes_nothing_out_of_order,
}

/// What is changed, the statement that changes it, the one that puts it back, and what `check` says meanwhile.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    (
        "a fact",
        "UPDATE editor SET name = 'Faux' WHERE slug = 'editeur' AND until > 1000000",
        "UPDATE editor SET name = 'Autre' WHERE slug = 'editeur' AND until > 1000000",
        "is not as it was published",
    ),
    (
        "a fact of the past",
        "UPDATE observation SET value = value + 1 WHERE period = '2021-33'",
        "UPDATE observation SET value = value - 1 WHERE period = '2021-33'",
        "is not as it was published",
    ),
    (
        "a message",
        "UPDATE revision SET message = 'Autre' WHERE message = 'Un message'",
        "UPDATE revision SET message = 'Un message' WHERE message = 'Autre'",
        "is not as it was published",
    ),
    (
        "a total",
        "UPDATE dataset_revision SET total = total + 1 WHERE dataset = 'editors' AND revision = {last}",
        "UPDATE dataset_revision SET total = total - 1 WHERE dataset = 'editors' AND revision = {last}",
        "totals of datasets",
    ),
    (
        "the index of changes",
        "UPDATE change SET operation = 'created' WHERE revision = {last} AND operation = 'revised'",
        "UPDATE change SET operation = 'revised' WHERE revision = {last} AND operation = 'created'",
        "no revision changes them",
    ),
    (
        "a counter",
        "UPDATE counter SET value = value + 1 WHERE name = 'record'",
        "UPDATE counter SET value = value - 1 WHERE name = 'record'",
        "the counter record",
    ),
    (
        "a citation",
        "UPDATE citation SET document_id = record_id WHERE record_id = (SELECT record_id FROM editor WHERE slug = 'editeur' LIMIT 1)",
        "UPDATE citation SET document_id = (SELECT record_id FROM document WHERE slug = 'webinaire-idf-2022' LIMIT 1) WHERE record_id = (SELECT record_id FROM editor WHERE slug = 'editeur' LIMIT 1)",
        "citations name a document",
    ),
    (
        "a name",
        "UPDATE record SET slug = 'faux' WHERE slug = 'editeur'",
        "UPDATE record SET slug = 'editeur' WHERE slug = 'faux'",
        "names of records",
    ),
    (
        "the end of a version",
        "UPDATE editor SET until = {last} - 1 WHERE slug = 'editeur' AND until = {last}",
        "UPDATE editor SET until = {last} WHERE slug = 'editeur' AND until = {last} - 1",
        "end where no revision changes them",
    ),
];

async fn check_finds_what_was_changed_below_the_service(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    assert_eq!(
        server
            .import_csv(&key, "editors", "?message=Un+message", EDITOR)
            .await
            .status,
        200
    );
    assert_eq!(
        server
            .import_csv(&key, "editors", "", EDITOR.replace("Éditeur", "Autre"))
            .await
            .status,
        200
    );
    running.stop().await.unwrap();
    let (done, text) = check(database);
    assert!(
        done && text.contains(&format!("all is well at revision {}", FOUNDED + 2)),
        "{text}"
    );
    let last = (FOUNDED + 2).to_string();
    for &(what, change, back, says) in CHANGES {
        database.execute(&change.replace("{last}", &last));
        let (done, text) = check(database);
        assert!(!done && text.contains(says), "{what}: {text}");
        database.execute(&back.replace("{last}", &last));
        let (done, text) = check(database);
        assert!(done, "{what} put back: {text}");
    }
}

async fn a_clock_that_goes_back_publishes_nothing_out_of_order(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    database.execute(&format!(
        "UPDATE revision SET published_at = '2999-01-01T00:00:00+00:00' WHERE number = {FOUNDED}"
    ));
    let refused = server.import_csv(&key, "editors", "", EDITOR).await;
    assert!(
        refused.status == 503 && refused.text.contains("clock") && refused.text.contains("UNAVAILABLE"),
        "{}",
        refused.text
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    running.stop().await.unwrap();
    let (server, running) = Server::start(database).await;
    let ready = server.json("/health/ready").await;
    assert!(
        ready["status"] == "degraded" && ready["reasons"].to_string().contains("clock"),
        "{ready}"
    );
    running.stop().await.unwrap();
    // A little behind, as the clocks of two nodes are: the time of the last publication is taken.
    let soon = (segur_tests::institutions::now() + chrono::TimeDelta::seconds(20)).to_rfc3339();
    database.execute(&format!(
        "UPDATE revision SET published_at = '{soon}' WHERE number = {FOUNDED}"
    ));
    let (server, running) = Server::start(database).await;
    assert_eq!(server.import_csv(&key, "editors", "", EDITOR).await.status, 200);
    let revisions = server.json("/v1/audit?limit=1000").await;
    let times: Vec<String> = revisions["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["at"].as_str().unwrap().to_owned())
        .collect();
    let mut sorted = times[times.len() - 1..].to_vec();
    sorted.sort();
    assert_eq!(sorted, times[times.len() - 1..]);
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_makes_no_database() {
    let database = Database::new(Engine::Sqlite);
    let (done, text) = check(&database);
    assert!(!done && text.contains("there is no database"), "{text}");
    assert!(!std::path::Path::new(&database.file()).exists());
}

/// A file that goes away, or comes back older, is told, and nothing is acknowledged into it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_file_that_is_removed_or_replaced_takes_nothing() {
    let database = Database::new(Engine::Sqlite);
    let file = database.file();
    let mut serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let key = key_on(&database, "ans", Role::Publisher).await;
    let copy = format!("{file}.copy");
    database.execute(&format!("VACUUM INTO '{copy}'"));
    for replaced in [false, true] {
        let server = Server::at(&serving.address);
        let name = format!("essai-{replaced}");
        let row = EDITOR.replace("editeur", &name);
        assert_eq!(server.import_csv(&key, "editors", "", row.clone()).await.status, 200);
        if replaced {
            std::fs::copy(&copy, format!("{file}.new")).unwrap();
            std::fs::rename(format!("{file}.new"), &file).unwrap();
        } else {
            std::fs::rename(&file, format!("{file}.away")).unwrap();
        }
        let ready = server.get("/health/ready").await;
        assert_eq!(
            (ready.status.as_u16(), &ready.json()["code"]),
            (503, &"UNAVAILABLE".into()),
            "{}",
            ready.text
        );
        let refused = server
            .import_csv(&key, "editors", "", row.replace("Éditeur", "Autre"))
            .await;
        assert_eq!(refused.status, 503, "{}", refused.text);
        drop(serving);
        if !replaced {
            assert!(!std::path::Path::new(&file).exists(), "none is made in its place");
            std::fs::rename(format!("{file}.away"), &file).unwrap();
        }
        for of_log in ["-wal", "-shm"] {
            if replaced {
                let _ = std::fs::remove_file(format!("{file}{of_log}"));
            }
        }
        serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
        let server = Server::at(&serving.address);
        let there = server.get(&format!("/v1/editors/{name}")).await.status.as_u16();
        assert_eq!(there, if replaced { 404 } else { 200 });
        assert_eq!(server.json("/health/ready").await["status"], "ready");
    }
}

/// A PostgreSQL that comes back as it was earlier is told, and no revision is numbered twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_comes_back_older_takes_nothing() {
    let database = Database::new(Engine::Postgresql);
    let (server, running) = Server::start(&database).await;
    let key = key_on(&database, "ans", Role::Publisher).await;
    assert_eq!(server.import_csv(&key, "editors", "", EDITOR).await.status, 200);
    for statement in [
        "DELETE FROM dataset_revision WHERE revision = 5",
        "DELETE FROM change WHERE revision = 5",
        "DELETE FROM revision WHERE number = 5",
        "UPDATE counter SET value = 4 WHERE name = 'revision'",
    ] {
        database.execute(statement);
    }
    let ready = server.get("/health/ready").await;
    assert_eq!(ready.status, 503, "{}", ready.text);
    let refused = server
        .import_csv(&key, "editors", "", EDITOR.replace("editeur", "autre"))
        .await;
    assert_eq!(refused.status, 503, "{}", refused.text);
    running.stop().await.unwrap();
}

/// A statement has a limit in the database itself, and one that nobody waits for any more is ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_of_sqlite_has_an_end() {
    use sea_orm::sea_query::{Expr, Query};
    let database = Database::new(Engine::Sqlite);
    let mut settings = segur_tests::settings(&database.url);
    settings.store.readers = 1;
    settings.store.statement_timeout = std::time::Duration::from_secs(2);
    let store = segur::app::open_ready(&settings, segur::domain::Clock::System)
        .await
        .unwrap();
    let endless = "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c)";
    let endless = Query::select().expr(Expr::cust(endless)).to_owned();
    let quick = Query::select().expr(Expr::cust("1")).to_owned();
    let snapshot = store.snapshot();
    let refused = snapshot.all(&endless).await.expect_err("it has no end of its own");
    assert_eq!(refused.code(), "TIMEOUT");
    assert_eq!(snapshot.all(&quick).await.unwrap().len(), 1);
    // Nobody waits for it: the one connection is free long before its limit.
    settings.store.statement_timeout = std::time::Duration::from_secs(3_600);
    let patient = segur::store::Store::open(&settings.store).await.unwrap();
    let snapshot = patient.snapshot();
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(100), snapshot.all(&endless)).await;
    assert!(given_up.is_err());
    assert_eq!(snapshot.all(&quick).await.unwrap().len(), 1);
    patient.close().await.unwrap();
    store.close().await.unwrap();
}

/// A limit on open files that is too low is said before anything is served, and one that is low bounds the connections.
#[test]
fn a_limit_on_open_files_is_read_at_the_start() {
    let database = Database::new(Engine::Sqlite);
    let program = program::path();
    let run = |limit: u32, command: &str| {
        let script = format!(
            "ulimit -n {limit}; exec timeout 20 {} --config /dev/null --log off --metrics-listen off --listen 127.0.0.1:0 --database-url {} {command}",
            program.display(),
            database.url
        );
        let run = std::process::Command::new("bash")
            .args(["-c", &script])
            .output()
            .unwrap();
        String::from_utf8_lossy(&run.stderr).into_owned()
    };
    let told = run(200, "serve");
    assert!(
        told.contains("may open 200 files") && told.contains("ulimit -n"),
        "{told}"
    );
    let told = run(1_000, "serve --connections 5000");
    assert!(told.contains("may open 1000 files, and needs 5256"), "{told}");
    assert_eq!(run(200, "check"), "", "only what serves needs that many");
}
