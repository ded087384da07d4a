use segur::access::Role;
use segur_tests::{Database, FOUNDED, Server, institutions::key_on, on_own_database, program};
use serde_json::json;

/// The ANS's list, as it would upload it: solutions that are clearly not real.
fn list(count: usize) -> Vec<String> {
    let mut lines = vec!["slug,name,editor,note,source_document".to_owned()];
    lines.extend((0..count).map(|at| format!("essai-{at},Essai {at},pharmagest,,webinaire-idf-2022")));
    lines
}

on_own_database! {
    a_list_with_three_bad_rows_changes_nothing_and_names_them,
    the_command_line_publishes_a_file_for_an_institution,
}

async fn a_list_with_three_bad_rows_changes_nothing_and_names_them(database: &Database) {
    let (server, running) = Server::start(database).await;
    let key = key_on(database, "ans", Role::Publisher).await;
    let mut lines = list(1_200);
    // One refers to what is not there, one has no name that can be, one says nothing where it must.
    lines[17] = "essai-16,Essai 16,editeur-inconnu,,webinaire-idf-2022".to_owned();
    lines[600] = "Essai 599,Essai 599,pharmagest,,webinaire-idf-2022".to_owned();
    lines[1_200] = "essai-1199,,pharmagest,,webinaire-idf-2022".to_owned();
    let refused = server.import_csv(&key, "solutions", "", lines.join("\n")).await;
    let body = refused.json();
    assert_eq!(
        (refused.status.as_u16(), &body["code"], &body["error_count"]),
        (422, &json!("BAD_USER_INPUT"), &json!(3)),
        "{body}"
    );
    let told: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["line"].as_u64().unwrap(),
                error["column"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (18, "editor", "BAD_USER_INPUT"),
            (601, "slug", "BAD_USER_INPUT"),
            (1_201, "name", "BAD_USER_INPUT")
        ],
        "{body}"
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);

    let tried = server
        .import_csv(&key, "solutions", "?dry_run=true", list(1_200).join("\n"))
        .await
        .json();
    assert_eq!(
        (
            &tried["created"],
            &tried["revision"],
            tried["changes"].as_array().unwrap().len()
        ),
        (&json!(1_200), &json!(null), 1_000)
    );
    assert_eq!(server.json("/version").await["revision"], FOUNDED);
    let made = server
        .import_csv(&key, "solutions", "", list(1_200).join("\n"))
        .await
        .json();
    assert_eq!(
        (&made["created"], &made["revision"]),
        (&json!(1_200), &json!(FOUNDED + 1))
    );
    let again = server
        .import_csv(&key, "solutions", "", list(1_200).join("\n"))
        .await
        .json();
    assert_eq!((&again["unchanged"], &again["revision"]), (&json!(1_200), &json!(null)));
    assert_eq!(server.json("/version").await["revision"], FOUNDED + 1);

    a_shorter_list_withdraws_what_it_leaves_out_if_it_replaces(&server, &key).await;
    running.stop().await.unwrap();
}

async fn a_shorter_list_withdraws_what_it_leaves_out_if_it_replaces(server: &Server, key: &str) {
    let mut shorter = list(1_198);
    shorter[3] = "essai-2,Essai deux,pharmagest,,webinaire-idf-2022".to_owned();
    let kept = server
        .import_csv(key, "solutions", "?mode=upsert&dry_run=1", shorter.join("\n"))
        .await
        .json();
    assert_eq!((&kept["revised"], &kept["withdrawn"]), (&json!(1), &json!(0)));
    let tried = server
        .import_csv(key, "solutions", "?mode=replace&dry_run=1", shorter.join("\n"))
        .await
        .json();
    assert_eq!(
        (&tried["revised"], &tried["withdrawn"], &tried["unchanged"]),
        (&json!(1), &json!(2), &json!(1_197))
    );
    assert_eq!(
        tried["changes"][0],
        json!({ "dataset": "solutions", "slug": "essai-2", "operation": "revised", "fields": [{ "field": "name", "before": "Essai 2", "after": "Essai deux" }] })
    );
    let replaced = server
        .import_csv(key, "solutions", "?mode=replace", shorter.join("\n"))
        .await
        .json();
    assert_eq!(
        (&replaced["revision"], &replaced["withdrawn"]),
        (&json!(FOUNDED + 2), &json!(2))
    );
    assert_eq!(server.get("/v1/solutions/essai-1199").await.status, 404);
    assert_eq!(
        server.get("/v1/solutions/visiopharm").await.status,
        200,
        "what others published stays"
    );
}

async fn the_command_line_publishes_a_file_for_an_institution(database: &Database) {
    let (_, running) = Server::start(database).await;
    key_on(database, "ans", Role::Reader).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("solutions.csv");
    std::fs::write(&file, list(3).join("\n")).unwrap();
    let run = |more: &[&str]| {
        let arguments = [
            "import",
            file.to_str().unwrap(),
            "--institution",
            "ans",
            "--database-url",
            &database.url,
            "--log",
            "off",
        ];
        let run = program::run(&[&arguments[..], more].concat());
        (
            run.status.success(),
            String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap(),
        )
    };
    let (done, told) = run(&["--dataset", "solutions", "--dry-run"]);
    assert!(
        done && told.contains("created   essai-0") && told.contains("tried, and not published: 3 created"),
        "{told}"
    );
    let (done, told) = run(&["--dataset", "solutions"]);
    assert!(done && told.contains("revision 5: 3 created"), "{told}");
    let (done, told) = run(&["--dataset", "solutions"]);
    assert!(done && told.contains("nothing differs: 3 entries unchanged"), "{told}");
    let (done, told) = run(&["--dataset", "editors"]);
    assert!(!done && told.contains("editors has no such column"), "{told}");
    running.stop().await.unwrap();
}
