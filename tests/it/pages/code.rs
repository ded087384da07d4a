//! The code under each table gives the rows of the page, run as readers would run it.

use std::{path::Path, process::Command};

use segur_tests::{Server, audits, on_both_engines};
use serde_json::{Value as Json, json};

use super::open;

on_both_engines! {
    every_snippet_gives_the_rows_of_its_page,
}

/// Tables whose rows are read by code: dataset, then query.
const TABLES: [(&str, &str); 3] = [
    ("couloirs", ""),
    ("regional-envelopes", "?programme=sun-es&region=occitanie"),
    (
        "observations",
        "?indicator=documents-alimentant-le-dmp&region=ile-de-france&status=final",
    ),
];

/// The snippets of a page: their titles and their code.
fn snippets(page: &str) -> Vec<(String, String)> {
    let found = page.split("<details><summary>").skip(1).filter_map(|rest| {
        let (title, rest) = rest.split_once("</summary><pre tabindex=\"0\"><code>")?;
        let code = rest.split("</code>").next()?;
        let code = [
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#38;", "&"),
        ]
        .iter()
        .fold(code.to_owned(), |code, (escaped, letter)| code.replace(escaped, letter));
        Some((title.to_owned(), code))
    });
    found.collect()
}

/// Runs a program in a folder, and returns what it printed.
async fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .args(arguments)
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", folder.display()));
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let done = done.expect("tests/run installs what the snippets need");
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{program}: {errors}");
    String::from_utf8(done.stdout).unwrap()
}

/// The number after `rows ` in what a program printed.
fn rows(printed: &str) -> Option<usize> {
    let (_, rest) = printed.rsplit_once("rows ")?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// How many rows a snippet gives, run as its readers would; none of what is not run here.
async fn given(server: &Server, at: &Path, dataset: &str, title: &str, code: &str) -> Option<usize> {
    let python = audits::folder().join("audits/.venv/bin/python");
    let python = python.to_str().unwrap();
    match title {
        "curl" => {
            run(at, "bash", &["-ec", code]).await;
            let read = format!("import pandas; print('rows', len(pandas.read_csv('{dataset}.csv')))");
            rows(&run(at, python, &["-c", &read]).await)
        }
        "Python" => rows(&run(at, python, &["-c", &format!("{code}\nprint('rows', len(rows))")]).await),
        "R" => rows(&run(at, "Rscript", &["-e", &format!("{code}\ncat('rows', nrow(rows))")]).await),
        "DuckDB" => rows(&run(at, "bash", &["-ec", code]).await),
        "JavaScript" => {
            let code = format!("{code}\nconsole.log('rows', rows.length);");
            rows(&run(at, "node", &["--input-type=module", "-e", &code]).await)
        }
        "GraphQL" => {
            let told: Json = server.graphql_answer(code, json!({})).await.json();
            let nodes = told["data"].as_object().and_then(|data| data.values().next());
            nodes.and_then(|list| Some(list["nodes"].as_array()?.len()))
        }
        "Excel, LibreOffice" => {
            let formula = audits::folder().join("audits/formula.py");
            let shown = run(at, python, &[formula.to_str().unwrap(), code]).await;
            std::fs::write(at.join("cell.csv"), shown).unwrap();
            let read = "import pandas; print('rows', len(pandas.read_csv('cell.csv')))";
            rows(&run(at, python, &["-c", read]).await)
        }
        other => unreachable!("{other}"),
    }
}

/// Puts DuckDB as PyPI ships it into a folder, under the name of its command.
fn install_duckdb(at: &Path) {
    let python = audits::folder().join("audits/.venv/bin/python");
    let shim = format!(
        "#!/bin/sh\nexec {} -c 'import sys, duckdb; print(\"rows\", len(duckdb.sql(sys.argv[2]).fetchall()))' \"$@\"\n",
        python.display()
    );
    let duckdb = at.join("duckdb");
    std::fs::write(&duckdb, shim).unwrap();
    std::fs::set_permissions(&duckdb, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

async fn every_snippet_gives_the_rows_of_its_page(server: &Server) {
    let folder = tempfile::tempdir().unwrap();
    install_duckdb(folder.path());
    for (dataset, query) in TABLES {
        let address = format!("/datasets/{dataset}{query}");
        let page = open(server, &address, "en").await;
        let expected = server.records(&format!("/v1/{dataset}{query}")).await.len();
        assert!(expected > 0);
        let all = snippets(&page.text);
        let titles: Vec<&str> = all.iter().map(|(title, _)| title.as_str()).collect();
        let mut wanted = vec![
            "curl",
            "Python",
            "R",
            "DuckDB",
            "JavaScript",
            "GraphQL",
            "Google Sheets",
        ];
        // A cell holds no more.
        wanted.extend((expected <= 25).then_some("Excel, LibreOffice"));
        for wanted in wanted {
            assert!(titles.contains(&wanted), "{address}: no {wanted} in {titles:?}");
        }
        for (title, code) in &all {
            match title.as_str() {
                // Nothing but Google runs it: it reads the file that curl reads.
                "Google Sheets" => {
                    assert!(
                        code.starts_with("=IMPORTDATA(\"http") && code.ends_with("\")"),
                        "{code}"
                    );
                }
                // Not read, but shown: its own tests open it.
                "A frame for your page" => {}
                title => {
                    let found = given(server, folder.path(), dataset, title, code).await;
                    assert_eq!(found, Some(expected), "{address}, {title}: {code}");
                }
            }
        }
    }
}
