use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use segur_tests::{Database, Server, audits, on_own_database};

/// The papers whose examples read what is public; those of `docs/publishing.md` are walked by `access::walk`.
const READING: [&str; 3] = ["README.md", "docs/using.md", "docs/partners.md"];

/// Commands that build, or take longer than a test may: `.ci/run` and `command_line::backups` run some, people the others.
const BY_HAND: [&str; 12] = [
    "cargo run --release",
    "tests/run",
    "cargo build --profile deployed -p segur -p segur-tests --bins",
    "tests/run --only-setup target/deployed/bench postgresql",
    "cargo build --release -p segur -p segur-tests --bins",
    "tests/run --only-setup target/release/storms overload",
    "sqlite3 segur.db \".backup backup.db\"",
    "pg_dump --format=custom --file segur.dump \"$SEGUR_DATABASE_URL\"",
    "pg_restore --exit-on-error --no-owner --dbname \"$NEW_DATABASE_URL\" segur.dump",
    "segur check",
    "just",
    "cargo install just",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(paper: &str) -> String {
    fs::read_to_string(root().join(paper)).unwrap()
}

/// Every paper of the repository.
fn papers() -> Vec<String> {
    let mut found = Vec::new();
    for folder in [".", "docs", "docs/decisions"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                found.push(format!("{folder}/{name}"));
            }
        }
    }
    found
}

/// The blocks of a paper that have this mark.
fn blocks(paper: &str, mark: &str) -> Vec<String> {
    let (text, fence) = (text(paper), format!("```{mark}\n"));
    let blocks = text.split(&fence).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

on_own_database! {
    every_example_of_the_papers_works,
}

async fn every_example_of_the_papers_works(database: &Database) {
    let (server, running) = Server::start(database).await;
    for paper in READING {
        for block in blocks(paper, "sh") {
            let script = block.replace("http://127.0.0.1:8080", &server.address);
            let script = format!("curl() {{ command curl --fail-with-body --silent --show-error \"$@\"; }}\n{script}");
            let folder = tempfile::tempdir().unwrap();
            let ran = tokio::task::block_in_place(|| {
                Command::new("bash")
                    .args(["-euo", "pipefail", "-c", &script])
                    .current_dir(folder.path())
                    .output()
                    .unwrap()
            });
            let told = String::from_utf8_lossy(&ran.stdout).into_owned();
            assert!(
                ran.status.success(),
                "{paper}: {block}\n{told}\n{}",
                String::from_utf8_lossy(&ran.stderr)
            );
            let files = fs::read_dir(folder.path()).unwrap().count();
            assert!(!told.trim().is_empty() || files > 0, "{paper}: {block} shows something");
        }
    }
    for block in blocks("docs/partners.md", "python") {
        let script = block.replace("http://127.0.0.1:8080", &server.address);
        let script = format!(
            "{script}\nassert \"01\" in set(regions.insee_code.dropna()), regions\nprint(sum(envelopes.amount.dropna()))\n\
             parquet = pandas.read_parquet('{0}/v1/regional-envelopes.parquet')\nassert sum(parquet.amount.dropna()) == sum(envelopes.amount.dropna())\n\
             assert '01' in set(pandas.read_parquet('{0}/v1/regions.parquet').insee_code.dropna())\n",
            server.address
        );
        let sum = tokio::task::block_in_place(|| audits::python_text(&script));
        let page = server.json("/v1/regional-envelopes?limit=1000&fields=amount").await;
        let amounts = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["amount"].as_str());
        let cents: i64 = amounts
            .map(|amount| amount.replace('.', "").parse::<i64>().unwrap())
            .sum();
        assert_eq!(sum.trim().replace('.', "").parse::<i64>().unwrap(), cents, "{sum}");
    }
    running.stop().await.unwrap();
}

#[test]
fn every_command_that_no_test_runs_is_known() {
    for paper in papers() {
        for block in blocks(&paper, "console") {
            for line in block.lines() {
                assert!(
                    BY_HAND.contains(&line),
                    "{paper}: mark the block of `{line}` sh, so that a test runs it"
                );
            }
        }
    }
}

#[test]
fn every_link_between_papers_leads_somewhere() {
    for paper in papers() {
        let folder = root().join(&paper).parent().unwrap().to_owned();
        for link in text(&paper).split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            let path = link.split('#').next().unwrap();
            assert!(
                link.contains("://") || path.is_empty() || folder.join(path).exists(),
                "{paper}: {link}"
            );
        }
    }
}

#[test]
fn every_decision_is_in_their_list() {
    let list = text("docs/decisions/README.md");
    let decisions = papers().into_iter().filter_map(|paper| {
        let name = paper.strip_prefix("docs/decisions/")?;
        (name != "README.md").then(|| name.to_owned())
    });
    let missing: Vec<String> = decisions.filter(|name| !list.contains(&format!("]({name})"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_file_that_a_paper_of_builders_names_is_there() {
    let mut named = 0;
    for paper in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "README.md"] {
        for name in text(paper).split('`').skip(1).step_by(2) {
            let starts = ["api/", "tests/", "entity/", "migration/", "seed/", "openapi/", "docs/"];
            if starts.iter().any(|start| name.starts_with(start)) && !name.contains(['<', ' ', '{']) {
                named += 1;
                assert!(root().join(name).exists(), "{paper} names {name}");
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_papers_name_every_dataset() {
    let (using, readme) = (text("docs/using.md"), text("README.md"));
    let list = using.split("The datasets: ").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    let named: Vec<&str> = list.split([',', '.', ' ', '\n']).collect();
    let mut count = 0;
    for dataset in segur::datasets::registry().datasets() {
        count += 1;
        assert!(
            named.contains(&dataset.name),
            "docs/using.md does not name {}",
            dataset.name
        );
    }
    assert!(
        readme.contains(&format!("{count} datasets")),
        "README.md counts otherwise"
    );
}

#[test]
fn the_first_papers_are_short() {
    for (paper, most) in [("README.md", 6_000), ("ARCHITECTURE.md", 8_000)] {
        let length = text(paper).len();
        assert!(
            length <= most,
            "{paper} has {length} bytes: longer matters are in docs/"
        );
    }
}
