//! What operators and their scripts meet: help, addresses, answers, exit codes.

use std::{fs, net::TcpListener, path::Path, process::Output};

use segur_tests::{Database, FOUNDED, Server, on_own_database, program};
use serde_json::{Value as Json, json};

on_own_database! {
    data_commands_answer_scripts_in_json,
    access_commands_answer_scripts_in_json,
    refusals_are_json_too,
    a_workbook_is_imported_by_its_sheet,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn answer(url: &str, arguments: &[&str]) -> (Option<i32>, Json) {
    let all = [arguments, &["--database-url", url, "--log", "off", "--format", "json"]].concat();
    let run = program::run(&all);
    let told = if run.status.success() { &run.stdout } else { &run.stderr };
    let told = serde_json::from_slice(told);
    assert!(told.is_ok(), "{arguments:?}: {run:?}");
    (run.status.code(), told.unwrap())
}

fn done(database: &Database, arguments: &[&str]) -> Json {
    let (code, told) = answer(&database.url, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {told}");
    told
}

async fn data_commands_answer_scripts_in_json(database: &Database) {
    assert_eq!(done(database, &["migrate"]), json!({ "pending": 0 }));
    let seeded = done(database, &["seed"]);
    assert_eq!(
        (&seeded["revision"], &seeded["dry_run"]),
        (&json!(FOUNDED), &json!(false))
    );
    let told = seeded["warnings"].as_array().unwrap();
    assert!(
        told.iter().any(|warning| warning["code"] == "over_hundred"),
        "a source prints 127 %: {seeded}"
    );
    assert_eq!(done(database, &["seed"])["revision"], Json::Null);
    let checked = done(database, &["check"]);
    assert_eq!(
        (&checked["revision"], &checked["rows"]["couloirs"]),
        (&json!(FOUNDED), &json!(6))
    );
    assert_eq!(checked["faults"], json!([]));
    let edition = done(database, &["edition", "create"]);
    assert!(edition["files"].as_u64().unwrap() > 100, "{edition}");
    assert_eq!(
        done(database, &["edition", "list"])["data"][0]["edition"],
        edition["edition"]
    );
    let date = edition["edition"].as_str().unwrap();
    assert_eq!(done(database, &["edition", "rebuild", date])["restored"], json!([]));
    assert_eq!(done(database, &["documents", "list"]), json!({ "data": [] }));
}

async fn access_commands_answer_scripts_in_json(database: &Database) {
    done(database, &["seed"]);
    let account = done(database, &["institution", "open", "ars-bretagne"]);
    assert_eq!(
        (&account["mandate"], &account["region"]),
        (&json!("ars"), &json!("bretagne"))
    );
    assert_eq!(done(database, &["institution", "list"])["data"][0], account);
    let named = ["--institution", "ars-bretagne"];
    let key = done(database, &[&["key", "create", "--name", "Essai"], &named[..]].concat());
    assert!(key["secret"].as_str().unwrap().starts_with("sgo_"), "{key}");
    let keys = done(database, &[&["key", "list"], &named[..]].concat());
    assert_eq!(keys["data"][0]["id"], key["id"]);
    assert_eq!(keys["data"][0]["secret"], Json::Null, "it is kept nowhere");
    let id = key["id"].as_str().unwrap();
    assert_eq!(
        done(database, &[&["key", "revoke", id], &named[..]].concat()),
        json!({ "revoked": id })
    );
    let member = [
        "--issuer",
        "https://op.test",
        "--subject",
        "a",
        "--name",
        "A",
        "--role",
        "reader",
    ];
    let member = done(database, &[&["member", "add"], &named[..], &member[..]].concat());
    assert_eq!(
        done(database, &[&["member", "list"], &named[..]].concat())["data"][0],
        member
    );
}

async fn refusals_are_json_too(database: &Database) {
    done(database, &["seed"]);
    done(database, &["institution", "open", "dns"]);
    let (code, told) = answer(&database.url, &["edition", "rebuild", "2020-01-01"]);
    assert_eq!((code, &told["error"]["code"]), (Some(3), &json!("NOT_FOUND")), "{told}");
    let (code, told) = answer(&database.url, &["key", "revoke", "1", "--institution", "personne"]);
    assert_eq!((code, &told["error"]["code"]), (Some(3), &json!("NOT_FOUND")), "{told}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("regions.csv");
    fs::write(&file, "slug;name;kind\nnulle-part;Nulle part;planète\n").unwrap();
    let arguments = [
        "import",
        file.to_str().unwrap(),
        "--dataset",
        "regions",
        "--institution",
        "dns",
    ];
    let (code, told) = answer(&database.url, &arguments);
    assert_eq!(code, Some(3), "{told}");
    assert_eq!(told["error"]["errors"][0]["line"], 2, "{told}");
}

async fn a_workbook_is_imported_by_its_sheet(database: &Database) {
    let (server, running) = Server::start(database).await;
    let (_, account) = answer(&database.url, &["institution", "open", "dns"]);
    assert_eq!(account["institution"], "dns");
    let book = server.bytes("/v1/couloirs.xlsx").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("couloirs.xlsx");
    fs::write(&file, book).unwrap();
    let import = |more: &[&str]| {
        let arguments = [
            "import",
            file.to_str().unwrap(),
            "--dataset",
            "couloirs",
            "--institution",
            "dns",
            "--dry-run",
        ];
        answer(&database.url, &[&arguments[..], more].concat())
    };
    let (code, told) = import(&[]);
    assert_eq!(
        (code, &told["unchanged"], &told["revised"]),
        (Some(0), &json!(6), &json!(0)),
        "{told}"
    );
    assert_eq!(told["file"]["form"], "xlsx");
    let sheet = told["file"]["sheet"].as_str().unwrap().to_owned();
    let (code, again) = import(&["--sheet", &sheet]);
    assert_eq!((code, &again["unchanged"]), (Some(0), &told["unchanged"]));
    let (code, told) = import(&["--sheet", "Feuille 9"]);
    assert!(
        code == Some(3) && told["error"]["message"].as_str().unwrap().contains(&sheet),
        "{told}"
    );
    running.stop().await.unwrap();
}

/// A run in an empty folder of its own.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    program::command(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn only_serve_shows_the_settings_of_the_service() {
    let help = |arguments: &[&str]| text(&program::run(&[arguments, &["--help"]].concat()).stdout);
    let serve = help(&["serve"]);
    assert!(
        serve.contains("--listen") && serve.contains("SEGUR_RATE_LIMIT"),
        "{serve}"
    );
    for command in [
        &["migrate"][..],
        &["seed"],
        &["import"],
        &["edition"],
        &["edition", "create"],
        &["institution", "open"],
        &["key"],
        &["key", "create"],
        &["member", "add"],
        &["documents", "add"],
        &["check"],
        &["openapi"],
        &["schema"],
        &["completions"],
        &["man"],
        &[],
    ] {
        let told = help(command);
        assert!(
            told.contains("--database-url") && told.contains("--format"),
            "{command:?}: {told}"
        );
        assert!(
            !told.contains("--listen") && !told.contains("RATE_LIMIT"),
            "{command:?}: {told}"
        );
        assert!(told.lines().count() <= 70, "{command:?}: {told}");
    }
    assert!(help(&[]).contains("Exit codes: 0 done"));
    // They are taken all the same, as before.
    let taken = program::run(&["schema", "--listen", "127.0.0.1:0", "--rate-limit", "5"]);
    assert!(taken.status.success(), "{taken:?}");
}

#[test]
fn a_port_alone_is_of_this_machine_and_the_first_run_says_what_to_open() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/a.db", folder.path().display());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let serving = program::serve(&["--database-url", &url, "--listen", &free.to_string()]);
    assert_eq!(serving.address, format!("http://127.0.0.1:{free}"));
    for wrong in ["80800", "example.org", "127.0.0.1"] {
        let run = program::run(&["serve", "--listen", wrong]);
        let told = text(&run.stderr);
        assert!(
            run.status.code() == Some(2) && told.contains("a port alone, such as 8080"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn what_the_first_run_prints_can_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/a.db", folder.path().display());
    let mut process = program::command(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = std::io::BufReader::new(process.stdout.take().unwrap());
    let mut lines = Vec::new();
    for _ in 0..4 {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut output, &mut line).unwrap();
        lines.push(line);
    }
    let addresses = lines
        .iter()
        .map(|line| line.split_whitespace().last().unwrap().to_owned());
    let addresses: Vec<String> = addresses.collect();
    let server = Server::at(&addresses[0]);
    for address in &addresses[1..] {
        let path = address.strip_prefix(&addresses[0]).unwrap();
        let page = server.request(reqwest::Method::GET, path).header("accept", "text/html");
        assert_eq!(server.send(page).await.status, 200, "{address}");
    }
    let stopped = std::process::Command::new("kill")
        .args(["-TERM", &process.id().to_string()])
        .status();
    assert!(stopped.unwrap().success());
    let errors = process.wait_with_output().unwrap().stderr;
    let errors = text(&errors);
    assert!(!errors.contains("migration"), "{errors}");
    assert!(errors.lines().count() < 12, "{errors}");
}

#[test]
fn a_port_that_is_taken_leaves_nothing_behind() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for arguments in [
        &["serve", "--listen", &address][..],
        &["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &address],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let run = run_in(folder.path(), arguments);
        assert_eq!(run.status.code(), Some(3), "{run:?}");
        assert!(text(&run.stderr).contains(&address), "{run:?}");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn exit_codes_say_what_to_do() {
    let code = |arguments: &[&str]| program::run(arguments).status.code();
    assert_eq!(code(&["schema"]), Some(0));
    assert_eq!(code(&["sevre"]), Some(2));
    assert_eq!(code(&["schema", "--memory", "1"]), Some(2));
    assert_eq!(code(&["check", "--database-url", "sqlite:/nowhere/at/all.db"]), Some(3));
    let down = [
        "check",
        "--database-url",
        "postgres://segur@127.0.0.1:1/nothing",
        "--database-patience",
        "1",
    ];
    assert_eq!(code(&down), Some(4));
}

#[test]
fn shells_complete_the_commands_and_man_pages_are_written() {
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef segur"),
        ("fish", "complete -c segur"),
    ] {
        let script = text(&program::run(&["completions", shell]).stdout);
        assert!(script.contains(sign) && script.contains("edition"), "{shell}: {script}");
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man");
    assert!(program::run(&["man", pages.to_str().unwrap()]).status.success());
    for page in ["segur.1", "segur-serve.1", "segur-edition-create.1", "segur-import.1"] {
        let page = fs::read_to_string(pages.join(page)).unwrap();
        assert!(page.contains(".SH NAME"), "{page}");
    }
    let serve = fs::read_to_string(pages.join("segur-serve.1")).unwrap();
    assert!(serve.contains("rate\\-limit"), "{serve}");
}

/// What a run prints to a terminal.
fn on_a_terminal(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let program = program::path();
    let line = [&[program.to_str().unwrap()], arguments].concat().join(" ");
    let run = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("TERM", "xterm-256color")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    text(&run.stdout)
}

#[test]
fn a_terminal_shows_how_far_a_command_is_and_a_file_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/a.db", folder.path().display());
    let common = ["--database-url", &url, "--config", "/dev/null"];
    let seeded = on_a_terminal(&[&["seed"], &common[..]].concat(), &[("NO_COLOR", "1")]);
    assert!(
        seeded.contains("seed ") && seeded.contains("the founding data"),
        "{seeded}"
    );
    let coloured = seeded.match_indices("\u{1b}[").any(|(at, _)| {
        let code: String = seeded[at + 2..]
            .chars()
            .take_while(|sign| sign.is_ascii_digit() || *sign == ';')
            .collect();
        seeded[at + 2 + code.len()..].starts_with('m') && code.starts_with('3')
    });
    assert!(!coloured, "{seeded:?}");
    let checked = on_a_terminal(&[&["check"], &common[..]].concat(), &[]);
    assert!(
        checked.contains("check ") && checked.contains("all is well"),
        "{checked}"
    );
    let plain = program::run(&["check", "--database-url", &url]);
    assert!(
        plain.stderr.is_empty() && !text(&plain.stdout).contains('\u{1b}'),
        "{plain:?}"
    );
}
