use segur::access::Role;
use segur_tests::{Database, Server, institutions::key_on, on_own_database, program, until};
use serde_json::{Value as Json, json};

const EDITOR: &str = "slug,name,source_document\nnouvel-editeur,Nouvel éditeur,webinaire-idf-2022\n";

async fn create(server: &Server, key: &str, body: Json) -> segur_tests::Answer {
    let request = server
        .request(reqwest::Method::POST, "/v1/institution/keys")
        .bearer_auth(key)
        .json(&body);
    server.send(request).await
}

on_own_database! {
    the_first_key_comes_from_the_command_line_and_the_next_from_it,
    a_key_ends_on_its_day_and_with_its_account,
    a_key_revoked_on_one_node_is_refused_by_the_next_request_on_every_node,
}

async fn the_first_key_comes_from_the_command_line_and_the_next_from_it(database: &Database) {
    let (server, running) = Server::start(database).await;
    let run = |arguments: &[&str]| {
        let run = program::run(&[arguments, &["--database-url", &database.url, "--log", "off"]].concat());
        (
            run.status.success(),
            String::from_utf8(run.stdout).unwrap(),
            String::from_utf8(run.stderr).unwrap(),
        )
    };
    let named = ["key", "create", "--institution", "ans", "--name", "premier"];
    let (done, _, told) = run(&named);
    assert!(!done && told.contains("ans has no account"), "{told}");
    let (done, told, _) = run(&["institution", "open", "ars-bretagne"]);
    assert!(done && told.contains("ars") && told.contains("bretagne"), "{told}");
    let (done, told, _) = run(&["institution", "open", "asp"]);
    assert!(!done, "the paying agency publishes nothing: {told}");
    let (done, ..) = run(&["institution", "open", "ans"]);
    assert!(done);
    let (done, key, told) = run(&[&named[..], &["--role", "administrator"]].concat());
    assert!(done && key.starts_with("sgo_") && told.contains("only time"), "{told}");
    let key = key.trim();

    let who = server.get_as(key, "/v1/institution").await.json();
    assert_eq!(
        (&who["institution"], &who["mandate"], &who["role"]),
        (&"ans".into(), &"ans".into(), &"administrator".into())
    );
    let robot = makes_a_key_of_one_dataset(&server, key).await;
    let listed = server.get_as(key, "/v1/institution/keys").await;
    assert!(
        !listed.text.contains(&robot) && !listed.text.contains("secret"),
        "{}",
        listed.text
    );
    let found = listed.json()["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "robot")
        .unwrap()
        .clone();
    assert!(
        found["last_used_at"].is_string() && found["revoked_at"].is_null(),
        "{found}"
    );
    let path = format!("/v1/institution/keys/{}", found["id"].as_str().unwrap());
    let revoked = server
        .send(server.request(reqwest::Method::DELETE, &path).bearer_auth(key))
        .await;
    assert_eq!(revoked.status, 204);
    let refused = server.import_csv(&robot, "editors", "", EDITOR).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("www-authenticate")),
        (401, "Bearer realm=\"segur\"")
    );

    let (_, told, _) = run(&["key", "list", "--institution", "ans"]);
    assert!(
        told.contains("robot") && told.contains("premier") && !told.contains(key),
        "{told}"
    );
    running.stop().await.unwrap();
}

async fn makes_a_key_of_one_dataset(server: &Server, key: &str) -> String {
    let made = create(
        server,
        key,
        json!({ "name": "robot", "role": "publisher", "datasets": ["editors"] }),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.header("cache-control"), "private, no-store");
    let robot = made.json()["key"].as_str().unwrap().to_owned();
    assert_eq!(server.import_csv(&robot, "editors", "", EDITOR).await.status, 200);
    let refused = server.import_csv(&robot, "solutions", "", "slug,name\na,A\n").await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["code"]),
        (403, &"FORBIDDEN".into()),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("writes only in editors"), "{}", refused.text);
    let forbidden = create(server, &robot, json!({ "name": "x", "role": "reader" })).await;
    assert_eq!(forbidden.status, 403);
    let events = server.get_as(key, "/v1/institution/audit?limit=1000").await.text;
    assert!(events.contains("ne donne ni ne reprend"), "{events}");
    robot
}

async fn a_key_ends_on_its_day_and_with_its_account(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Administrator).await;
    let past = create(
        &server,
        &key,
        json!({ "name": "x", "role": "reader", "ends_at": "2026-01-01T00:00:00Z" }),
    )
    .await;
    assert!(past.status == 400 && past.text.contains("is to come"), "{}", past.text);
    let soon = segur_tests::institutions::now() + chrono::TimeDelta::seconds(3);
    let made = create(&server, &key, json!({ "name": "x", "role": "reader", "ends_at": soon }))
        .await
        .json();
    let short = made["key"].as_str().unwrap();
    assert_eq!(server.get_as(short, "/v1/institution").await.status, 200);
    until("the key ends", async || {
        server.get_as(short, "/v1/institution").await.status == 401
    })
    .await;
    assert!(segur_tests::institutions::now() >= soon, "not before its end");
    let closed = program::run(&[
        "institution",
        "close",
        "ans",
        "--database-url",
        &database.url,
        "--log",
        "off",
    ]);
    assert!(closed.status.success());
    assert_eq!(server.get_as(&key, "/v1/institution").await.status, 401);
    running.stop().await.unwrap();
}

async fn a_key_revoked_on_one_node_is_refused_by_the_next_request_on_every_node(database: &Database) {
    let one = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let two = program::serve(&["--database-url", &database.url, "--log", "off"]);
    let (one, two) = (Server::at(&one.address), (Server::at(&two.address), two, one));
    let (two, _second, _first) = two;
    let key = key_on(database, "ans", Role::Administrator).await;
    let made = create(&one, &key, json!({ "name": "robot", "role": "publisher" }))
        .await
        .json();
    let robot = made["key"].as_str().unwrap();
    for server in [&one, &two] {
        assert_eq!(server.get_as(robot, "/v1/institution").await.status, 200);
    }
    let path = format!("/v1/institution/keys/{}", made["id"].as_str().unwrap());
    one.send(one.request(reqwest::Method::DELETE, &path).bearer_auth(&key))
        .await;
    for server in [&two, &one] {
        assert_eq!(server.get_as(robot, "/v1/institution").await.status, 401);
        assert_eq!(server.import_csv(robot, "editors", "", EDITOR).await.status, 401);
    }
}
