use segur::access::Role;
use segur_tests::{
    Answer, Database, Engine, FOUNDED, Server, institutions::key_on, on_both_engines, on_own_database, program,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The answer to bytes sent as they are.
async fn raw(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.host()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut told = Vec::new();
    // A refusal may come before all is sent: what was read stands.
    let _ = stream.read_to_end(&mut told).await;
    String::from_utf8_lossy(&told).into_owned()
}

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy")
}

on_both_engines! {
    browsers_are_told_to_run_nothing_of_what_is_no_page,
    a_request_has_one_host,
    a_head_that_is_too_long_is_refused_and_says_so,
}

async fn browsers_are_told_to_run_nothing_of_what_is_no_page(server: &Server) {
    for path in [
        "/v1/couloirs",
        "/v1/couloirs.csv",
        "/schema.graphql",
        "/v1/nothing",
        "/health/live",
        "/openapi.json",
    ] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.header("x-content-type-options"), policy(&answer)),
            ("nosniff", "default-src 'none'; frame-ancestors 'none'"),
            "{path}"
        );
    }
    let again = server.get("/v1/couloirs").await;
    assert_eq!(
        (again.header("cache-status"), again.header("x-content-type-options")),
        ("segur; hit", "nosniff")
    );
    for path in ["/docs/addresses"] {
        assert!(
            policy(&server.get(path).await).contains("style-src")
                && !policy(&server.get(path).await).contains("script-src"),
            "{path}"
        );
    }
    let explorer = server
        .request(reqwest::Method::GET, "/graphql")
        .header("accept", "text/html");
    let explorer = server.send(explorer).await;
    assert!(
        policy(&explorer).contains("script-src 'self'") && explorer.header("x-content-type-options") == "nosniff",
        "{}",
        policy(&explorer)
    );
}

async fn a_request_has_one_host(server: &Server) {
    for (head, status) in [
        (
            "GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
            "200",
        ),
        ("GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n", "400"),
        (
            "GET /health/live HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n",
            "400",
        ),
        ("GET /v1/couloirs HTTP/1.1\r\nconnection: close\r\n\r\n", "400"),
        ("GET /health/live HTTP/1.0\r\n\r\n", "200"),
    ] {
        let told = raw(server, head).await;
        assert!(told.split(' ').nth(1) == Some(status), "{head}: {told}");
    }
}

async fn a_head_that_is_too_long_is_refused_and_says_so(server: &Server) {
    let long = |length: usize| {
        format!(
            "GET /v1/couloirs HTTP/1.1\r\nhost: a\r\naccept: {}\r\nconnection: close\r\n\r\n",
            "a".repeat(length)
        )
    };
    let told = raw(server, &long(17 << 10)).await;
    assert!(
        told.starts_with("HTTP/1.1 431") && told.contains("PAYLOAD_TOO_LARGE") && told.contains("16384"),
        "{told}"
    );
    assert!(raw(server, &long(200 << 10)).await.starts_with("HTTP/1.1 431"));
    assert!(raw(server, &long(15 << 10)).await.starts_with("HTTP/1.1 "));
    let posted = format!(
        "POST /graphql HTTP/1.1\r\nhost: a\r\nx: {}\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}",
        "a".repeat(17 << 10)
    );
    assert!(raw(server, &posted).await.starts_with("HTTP/1.1 431"));
}

on_own_database! {
    an_address_leads_to_a_page_and_runs_nothing,
    the_public_audit_shows_nothing_of_what_is_private,
}

async fn an_address_leads_to_a_page_and_runs_nothing(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    for (address, is_right) in [
        ("https://esante.gouv.fr/segur", true),
        ("http://a.fr:8080/x?y=z#t", true),
        ("javascript:alert(1)", false),
        ("JavaScript:alert(1)", false),
        ("data:text/html;<b>", false),
        ("ftp://a.fr/x", false),
        ("https://a.fr/ b", false),
        ("\"https://a.fr/\nb\"", false),
        ("esante.gouv.fr", false),
    ] {
        let file = format!("slug,title,issuer,address,source_document\nessai,Essai,ANS,{address},essai\n");
        let answer = server.import_csv(&key, "documents", "?dry_run=true", file).await;
        assert_eq!(answer.status == 200, is_right, "{address}: {}", answer.text);
        assert!(
            is_right || answer.text.contains("http://"),
            "{address}: {}",
            answer.text
        );
    }
    running.stop().await.unwrap();
}

async fn the_public_audit_shows_nothing_of_what_is_private(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    // Events that only the institution sees: a draft, and a refusal.
    server
        .import_csv(
            &key,
            "editors",
            "?draft=true",
            "slug,name,source_document\na,A,webinaire-idf-2022\n",
        )
        .await;
    server.import_csv(&key, "couloirs", "", "slug,name\na,A\n").await;
    assert_eq!(
        server
            .import_csv(
                &key,
                "editors",
                "",
                "slug,name,source_document\na,A,webinaire-idf-2022\n"
            )
            .await
            .status,
        200
    );
    let events = server.json("/v1/audit?limit=1000").await["data"]
        .as_array()
        .unwrap()
        .clone();
    let numbers: Vec<i64> = events.iter().map(|event| event["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=FOUNDED + 1).collect::<Vec<_>>(), "without gaps");
    let after = server.json(&format!("/v1/audit?after={FOUNDED}")).await;
    assert_eq!(after["data"].as_array().unwrap().len(), 1);
    running.stop().await.unwrap();
}

/// What this user's alone may read is not for others of the machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_and_its_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::new(Engine::Sqlite);
    let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let server = Server::at(&serving.address);
    assert_eq!(server.get("/v1/couloirs.csv").await.status, 200);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = database.file();
    assert_eq!(mode(file.as_ref()), 0o600);
    assert_eq!(mode(format!("{file}-wal").as_ref()), 0o600);
    let mut folders = vec![std::path::PathBuf::from(format!("{file}.files"))];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        assert_eq!(mode(&folder), 0o700, "{folder:?}");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{path:?}");
                files += 1;
            }
        }
    }
    assert!(files >= 2, "a file, and what is told of it");
}
