//! `segur check --sources`: the places that facts cite, held against texts at hand.

use std::fs;

use segur_tests::{Database, on_own_database, program};

on_own_database! {
    places_that_do_not_say_the_fact_are_named,
}

fn check(database: &Database, folder: &str) -> (bool, String) {
    let arguments = [
        "check",
        "--sources",
        folder,
        "--database-url",
        &database.url,
        "--log",
        "off",
    ];
    let run = program::run(&arguments);
    let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.success(), text)
}

async fn places_that_do_not_say_the_fact_are_named(database: &Database) {
    let migrate = ["seed", "--database-url", &database.url, "--log", "off"];
    assert!(program::run(&migrate).status.success());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();

    let (done, text) = check(database, path);
    assert!(!done && text.contains("no text of a cited document"), "{text}");

    // A text of so many lines, of which only two say what is cited there.
    let mut lines = vec![String::new(); 560];
    lines[545] = "Date limite de dépôt pour cette 2ème phase : 15.10.2021".to_owned();
    lines[524] = "Montant total France : 600 M €".to_owned();
    fs::write(folder.path().join("presentation-bfc-2021.txt"), lines.join("\n")).unwrap();
    let (done, text) = check(database, path);
    assert!(done, "{text}");
    assert!(
        !text.contains("unsupported: funding-windows esms-numerique-2021-bourgogne-franche-comte"),
        "{text}"
    );
    assert!(
        !text.contains("regional-envelopes esms-numerique-secteur-medico-social-france, ligne 525"),
        "{text}"
    );
    assert!(
        text.contains("unsupported: milestones ")
            && text.contains("unsupported: funding-windows sun-es-volet-1-fenetre-1, phases, "),
        "{text}"
    );
    assert!(text.contains("0 beyond the text"), "{text}");

    // The name that the document gives its file comes first.
    fs::write(folder.path().join("001_c8876c83052325db.txt"), "A line.").unwrap();
    let (done, text) = check(database, path);
    assert!(!done && text.contains("beyond the text: "), "{text}");
}
