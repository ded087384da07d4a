use segur::access::Role;
use segur_tests::{Database, Engine, FOUNDED, Server, institutions::key_on, on_own_database, program};
use serde_json::Value as Json;

fn check(database: &Database) -> (bool, String) {
    let run = program::run(&["check", "--database-url", &database.url, "--log", "off"]);
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.success(), text)
}

fn kinds(events: &Json) -> Vec<&str> {
    events["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect()
}

on_own_database! {
    everything_is_in_the_audit_and_each_reads_its_own,
    the_audit_shows_tampering,
}

async fn everything_is_in_the_audit_and_each_reads_its_own(database: &Database) {
    let (server, running) = Server::start(database).await;
    let ans = key_on(database, "ans", Role::Publisher).await;
    let ars = key_on(database, "ars-bretagne", Role::Publisher).await;
    let file = "slug,name,source_document\nnouvel-editeur,Nouvel éditeur,webinaire-idf-2022\n";
    assert_eq!(
        server
            .import_csv(&ans, "editors", "?message=Un%20%C3%A9diteur", file)
            .await
            .status,
        200
    );
    assert_eq!(server.import_csv(&ars, "editors", "", file).await.status, 403);

    let own = server.get_as(&ans, "/v1/institution/audit").await;
    assert_eq!(own.header("cache-control"), "private, no-store");
    assert_eq!(kinds(&own.json()), ["institution_opened", "key_created", "published"]);
    let refused = server.get_as(&ars, "/v1/institution/audit").await.json();
    assert_eq!(kinds(&refused), ["institution_opened", "key_created", "refused"]);
    assert_eq!(
        (&refused["data"][2]["detail"]["code"], &refused["data"][2]["actor"]),
        (&"FORBIDDEN".into(), &"publisher of the tests".into())
    );
    assert_eq!(server.get("/v1/institution/audit").await.status, 401);

    let public = server.get("/v1/audit").await;
    let last = public.json()["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (
            &last["institution"],
            &last["revision"],
            &last["message"],
            &last["created"]
        ),
        (&"ans".into(), &(FOUNDED + 1).into(), &"Un éditeur".into(), &1.into())
    );
    assert!(kinds(&public.json()).iter().all(|kind| *kind == "published"));
    assert!(
        !public.text.contains("of the tests") && !public.text.contains("credential"),
        "{}",
        public.text
    );
    let after = server
        .get(&format!("/v1/audit?after={}&limit=1", last["number"]))
        .await
        .json();
    assert_eq!(after["data"], Json::Array(Vec::new()));
    running.stop().await.unwrap();
    let (well, text) = check(database);
    assert!(well && text.contains("audit"), "{text}");
}

async fn the_audit_shows_tampering(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    for name in ["un", "deux", "trois"] {
        let file = format!("slug,name,source_document\n{name},{name},webinaire-idf-2022\n");
        assert_eq!(server.import_csv(&key, "editors", "", file).await.status, 200);
    }
    running.stop().await.unwrap();
    assert!(check(database).0);
    assert!(
        !database.try_execute("UPDATE audit_event SET actor = 'other' WHERE number = 2"),
        "the engine itself refuses"
    );
    assert!(
        !database.try_execute("DELETE FROM audit_event WHERE number = 2"),
        "the engine itself refuses"
    );
    match database.engine {
        Engine::Sqlite => database.execute("DROP TRIGGER audit_event_update; DROP TRIGGER audit_event_delete"),
        Engine::Postgresql => database.execute("DROP TRIGGER audit_event_kept ON audit_event"),
    }
    database.execute("UPDATE audit_event SET actor = 'x' || actor WHERE number = 3");
    let (well, text) = check(database);
    assert!(
        !well && text.contains("the event 3 of the audit is not as it was written"),
        "{text}"
    );
    database.execute("UPDATE audit_event SET actor = substr(actor, 2) WHERE number = 3");
    assert!(check(database).0, "put back, it is whole");
    database.execute("DELETE FROM audit_event WHERE number = 8");
    let (well, text) = check(database);
    assert!(!well && text.contains("lacks the events 8 to 8"), "{text}");
    database.execute("DELETE FROM audit_event WHERE number > 8");
    let (well, text) = check(database);
    assert!(!well && text.contains("the audit had 9 events, and has 7"), "{text}");
}
