use std::{path::Path, process::Command};

use segur_tests::{Database, Server, on_own_database, program};

/// An example of `docs/publishing.md`, as it is printed.
fn walk(at: usize) -> String {
    let paper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/publishing.md");
    let text = std::fs::read_to_string(paper).unwrap();
    let after = text.split("```sh\n").nth(at).unwrap();
    after.split("```").next().unwrap().to_owned()
}

/// What the commands of an example print.
async fn walked(database: &Database, script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("segur() {{ '{}' \"$@\"; }}\n{script}", program::path().display());
    let (url, path) = (database.url.clone(), folder.path().to_owned());
    let walked = tokio::task::spawn_blocking(move || {
        Command::new("bash")
            .args(["-euc", &script])
            .env("SEGUR_DATABASE_URL", url)
            .env("SEGUR_LOG", "off")
            .current_dir(path)
            .output()
            .unwrap()
    });
    let walked = walked.await.unwrap();
    let told = String::from_utf8(walked.stdout).unwrap();
    assert!(
        walked.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&walked.stderr)
    );
    told
}

on_own_database! {
    the_walk_of_the_documentation_leads_from_no_key_to_public_figures,
    a_list_of_referenced_solutions_is_published_with_four_files,
}

async fn a_list_of_referenced_solutions_is_published_with_four_files(database: &Database) {
    let (server, running) = Server::start(database).await;
    let script = walk(2).replace("http://127.0.0.1:8080", &server.address);
    let told = walked(database, &script).await;
    assert_eq!(told.matches("\"created\":1").count(), 4, "{told}");
    let last = told.lines().last().unwrap();
    assert!(
        last.contains("\"solution_label\":\"Exemple Cabinet\"") && last.contains("\"publisher\":\"ans\""),
        "{told}"
    );
    running.stop().await.unwrap();
}

async fn the_walk_of_the_documentation_leads_from_no_key_to_public_figures(database: &Database) {
    let (server, running) = Server::start(database).await;
    let script = walk(1).replace("http://127.0.0.1:8080", &server.address);
    let commands = script.lines().filter(|line| {
        line.starts_with("segur") || line.starts_with("KEY") || line.starts_with("curl") || line.starts_with("echo")
    });
    assert_eq!(commands.count(), 9, "no longer than ten lines");
    let told = walked(database, &script).await;
    assert!(told.contains("\"role\":\"administrator\""), "{told}");
    assert!(
        told.contains("\"dry_run\":true") && told.contains("\"after\":1234.5"),
        "{told}"
    );
    let last = told.lines().last().unwrap();
    assert!(
        last.contains("2026-35")
            && last.contains(",1234.5,provisional,")
            && last.contains(",ars-bretagne,tableau-de-bord-bretagne-2026-t3,"),
        "{told}"
    );
    running.stop().await.unwrap();
}
