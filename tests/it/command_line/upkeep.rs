use std::{fs, path::Path, thread, time::Duration};

use segur::store::Store;
use segur_tests::{Database, Engine, database::migrations_from, on_own_database, program, server::settings};

fn run(database: &Database, arguments: &[&str]) -> (bool, String) {
    let run = program::run(&[arguments, &["--database-url", &database.url, "--log", "off"]].concat());
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.success(), text)
}

on_own_database! {
    migrations_go_up_and_down_and_up,
    a_migration_may_take_longer_than_other_statements,
    observations_that_all_had_a_qualifier_are_brought_up_with_their_history,
    check_finds_all_well_and_what_is_not,
    a_newer_schema_is_left_alone,
}

async fn migrations_go_up_and_down_and_up(database: &Database) {
    let steps = migrations_from("move_programme_lists_to_rules");
    assert_eq!(
        run(database, &["migrate"]),
        (true, "0 step(s) left to apply\n".to_owned())
    );
    assert_eq!(
        run(database, &["migrate", "--down", &steps.to_string()]),
        (true, format!("{steps} step(s) left to apply\n"))
    );
    assert_eq!(
        run(database, &["migrate"]),
        (true, "0 step(s) left to apply\n".to_owned())
    );
    let (done, text) = run(database, &["seed"]);
    assert!(
        done && text.starts_with("revision 4: 0 created, 2 revised, 0 withdrawn, 1830 unchanged"),
        "{text}"
    );
    let (done, text) = run(database, &["seed"]);
    assert!(
        done && text.starts_with("nothing differs: 1832 entries unchanged"),
        "{text}"
    );
}

/// Locks a table for three seconds.
const LOCKED: &str = "LOCK TABLE observation; SELECT pg_sleep(3)";

async fn a_migration_may_take_longer_than_other_statements(database: &Database) {
    // SQLite limits what reads alone.
    if database.engine == Engine::Sqlite {
        return;
    }
    let mut settings = settings(&database.url).store;
    settings.statement_timeout = Duration::from_secs(1);
    let store = Store::open(&settings).await.unwrap();
    store.migrate_up(&()).await.unwrap();
    store
        .migrate_down(migrations_from("keep_totals_of_series"))
        .await
        .unwrap();
    let url = database.url.clone();
    let holding = thread::spawn(move || Database::at(&url).execute(LOCKED));
    let is_held =
        "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'observation'::regclass";
    while database.number(is_held) == 0 {
        thread::sleep(Duration::from_millis(20));
    }
    store.migrate_up(&()).await.unwrap();
    holding.join().unwrap();
    store.close().await.unwrap();
}

/// The founding data, without the datasets and the referencings that earlier programs could not hold.
fn earlier_data(folder: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seed/data");
    for file in fs::read_dir(source).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if !file.is_file() || ["procedures.csv", "resources.csv"].contains(&name.as_str()) {
            continue;
        }
        let mut reader = csv::Reader::from_path(&file).unwrap();
        let header = reader.headers().unwrap().clone();
        let specification = header.iter().position(|column| column == "specification");
        let mut writer = csv::Writer::from_path(folder.join(&name)).unwrap();
        writer.write_record(&header).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            if !specification.is_some_and(|at| row[at].is_empty()) {
                writer.write_record(&row).unwrap();
            }
        }
        writer.flush().unwrap();
    }
}

async fn observations_that_all_had_a_qualifier_are_brought_up_with_their_history(database: &Database) {
    // As an earlier program left them: a missing figure had to be called exact, no envelope was part of another, and each referencing had a specification.
    let folder = tempfile::tempdir().unwrap();
    earlier_data(folder.path());
    let from = folder.path().to_str().unwrap();
    let (done, text) = run(database, &["seed", "--from", from]);
    assert!(done, "{text}");
    let steps = migrations_from("let_missing_observations_have_no_qualifier");
    assert_eq!(
        run(database, &["migrate", "--down", &steps.to_string()]),
        (true, format!("{steps} step(s) left to apply\n"))
    );
    assert_eq!(
        run(database, &["migrate"]),
        (true, "0 step(s) left to apply\n".to_owned())
    );
    let (done, text) = run(database, &["seed"]);
    assert!(
        done && text.starts_with("revision 2: 103 created, 650 revised, 0 withdrawn, 1079 unchanged"),
        "{text}"
    );
    let (done, text) = run(database, &["check"]);
    assert!(
        done && text.contains("observations               586 rows") && text.contains("all is well at revision 2"),
        "{text}"
    );
}

async fn check_finds_all_well_and_what_is_not(database: &Database) {
    run(database, &["seed"]);
    let (done, text) = run(database, &["check"]);
    assert!(
        done && text.contains("observations               586 rows") && text.contains("all is well at revision 4"),
        "{text}"
    );
    database.execute("DELETE FROM citation WHERE record_id = (SELECT id FROM record WHERE dataset = 'couloirs' AND slug = 'biologie')");
    let (done, text) = run(database, &["check"]);
    assert!(!done && text.contains("couloirs biologie has no source"), "{text}");
}

async fn a_newer_schema_is_left_alone(database: &Database) {
    run(database, &["migrate"]);
    database
        .execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_from_the_future', 0)");
    for command in ["serve", "migrate", "seed", "check"] {
        let (done, text) = run(database, &[command, "--listen", "127.0.0.1:0"]);
        assert!(
            !done && text.contains("made by a newer segur") && text.contains("m29991231"),
            "{command}: {text}"
        );
    }
}

#[test]
fn a_slip_is_explained() {
    let slip = program::run(&["sevre"]);
    assert!(String::from_utf8_lossy(&slip.stderr).contains("serve"), "{slip:?}");
    let wrong = program::run(&["check", "--database-url", "mysql://here"]);
    assert!(
        String::from_utf8_lossy(&wrong.stderr).contains("must start with sqlite: or postgres:"),
        "{wrong:?}"
    );
}
