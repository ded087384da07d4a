use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_own_database, program};

on_own_database! {
    every_wrong_credential_is_told_the_same,
    guessing_is_slowed_then_refused,
    no_token_is_in_the_log,
    a_page_of_another_site_cannot_write,
}

async fn every_wrong_credential_is_told_the_same(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let (number, secret) = key.strip_prefix("sgo_").unwrap().split_once('_').unwrap();
    let wrong_secret = format!("sgo_{number}_{}", "A".repeat(secret.len()));
    let wrong_number = format!("sgo_{}_{secret}", "A".repeat(number.len()));
    let mut told = Vec::new();
    for authorization in [
        format!("Bearer {wrong_secret}"),
        format!("Bearer {wrong_number}"),
        "Bearer sgo_".to_owned(),
        "Bearer".to_owned(),
        "Bearer a.b.c".to_owned(),
        format!("Basic {key}"),
        format!("Bearer {key}x"),
    ] {
        let request = server
            .request(reqwest::Method::GET, "/v1/institution")
            .header("authorization", &authorization);
        let answer = server.send(request).await;
        assert_eq!(answer.status, 401, "{authorization}");
        told.push(answer.json()["detail"].clone());
    }
    assert!(told.iter().all(|detail| *detail == told[0]), "{told:?}");
    assert_eq!(server.get("/v1/institution").await.json()["detail"], told[0]);
    let twice = server
        .request(reqwest::Method::GET, "/v1/institution")
        .bearer_auth(&key)
        .header("authorization", "Bearer x");
    assert_eq!(server.send(twice).await.status, 401);
    assert_eq!(server.get_as(&key, "/v1/institution").await.status, 200);
    let graphql = server
        .request(reqwest::Method::POST, "/graphql")
        .bearer_auth(&wrong_secret)
        .json(&serde_json::json!({ "query": "{ meta { revision } }" }));
    let answer = server.send(graphql).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            &answer.json()["errors"][0]["extensions"]["code"]
        ),
        (401, &"UNAUTHENTICATED".into())
    );
    running.stop().await.unwrap();
}

async fn guessing_is_slowed_then_refused(database: &Database) {
    let (server, running) = Server::start(database).await;
    let mut refused = 0;
    let mut slowest = std::time::Duration::ZERO;
    for _ in 0..32 {
        let started = std::time::Instant::now();
        let answer = server.get_as("sgo_AAAAAAAAAAAA_guess", "/v1/institution").await;
        match answer.status.as_u16() {
            401 => slowest = slowest.max(started.elapsed()),
            429 => {
                refused += 1;
                assert_eq!(
                    (answer.header("retry-after"), &answer.json()["code"]),
                    ("60", &"RATE_LIMITED".into())
                );
            }
            other => assert_eq!(other, 401, "{}", answer.text),
        }
    }
    assert_eq!(refused, 2);
    assert!(
        slowest.as_millis() >= 600,
        "each try takes longer than the one before: {slowest:?}"
    );
    assert_eq!(server.get("/v1/couloirs").await.status, 200, "reading goes on");
    running.stop().await.unwrap();
}

async fn no_token_is_in_the_log(database: &Database) {
    let key = {
        let serving = program::serve(&["--database-url", &database.url, "--log", "off"]);
        drop(serving);
        key_on(database, "ans", Role::Publisher).await
    };
    let mut process = program::command(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        &database.url,
        "--log",
        "trace,sqlx=off,h2=off",
    ])
    .stdout(std::process::Stdio::piped())
    .stderr(std::process::Stdio::piped())
    .spawn()
    .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(process.stdout.take().unwrap()), &mut line).unwrap();
    let mut log = process.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut log, &mut text).unwrap();
        text
    });
    let server = Server::at(line.trim().strip_prefix("Ségur Ouvert listens on ").unwrap());
    assert_eq!(server.get_as(&key, "/v1/institution").await.status, 200);
    assert_eq!(server.get_as("sgo_x_wrongsecret", "/v1/institution").await.status, 401);
    assert_eq!(
        server
            .import_csv(
                &key,
                "editors",
                "",
                "slug,name,source_document\nune,Une,webinaire-idf-2022\n"
            )
            .await
            .status,
        200
    );
    process.kill().unwrap();
    process.wait().unwrap();
    let text = reading.join().unwrap();
    // The secret itself may have underscores.
    let secret = key.strip_prefix("sgo_").unwrap().split_once('_').unwrap().1;
    assert!(text.contains("a key was refused"), "the log is on");
    assert!(
        !text.contains(secret) && !text.contains("wrongsecret"),
        "a token is in the log"
    );
}

async fn a_page_of_another_site_cannot_write(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Administrator).await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        assert_eq!(
            server
                .import(&key, "editors", "", kind, "slug,name\na,A\n")
                .await
                .status,
            415,
            "{kind}"
        );
        let request = server
            .request(reqwest::Method::POST, "/v1/institution/keys")
            .bearer_auth(&key)
            .header("content-type", kind)
            .body(r#"{"name":"x","role":"reader"}"#);
        assert_eq!(server.send(request).await.status, 415, "{kind}");
    }
    running.stop().await.unwrap();
}
