use std::{
    io::{BufRead, BufReader},
    mem,
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use segur_tests::{Answer, Database, Engine, Server, program};
use serde_json::Value as Json;

/// The statements of a program, as its log tells them.
#[derive(Default)]
pub struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    /// A node that serves a database, and what it tells.
    pub fn by_node(database: &Database) -> (program::Serving, Self) {
        let mut node = program::serve(&[
            "--database-url",
            &database.url,
            "--log",
            "segur::store=trace",
            "--log-format",
            "json",
            "--build-files",
            "false",
            "--metrics-listen",
            "off",
        ]);
        let told = Self::default();
        let heard = told.0.clone();
        let errors = node.process.stderr.take().unwrap();
        thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                let event: Json = serde_json::from_str(&line).unwrap_or_default();
                if let Some(statement) = event["statement"].as_str() {
                    heard.lock().unwrap().push(statement.to_owned());
                }
            }
        });
        (node, told)
    }

    /// What was told since this was called before.
    pub fn take(&self) -> Vec<String> {
        mem::take(&mut *self.0.lock().unwrap())
    }

    /// A read that succeeds, and its statements.
    pub async fn of_read(&self, server: &Server, path: &str) -> (Answer, Vec<String>) {
        let answer = server.get(path).await;
        assert!(
            answer.status == 200 && !answer.text.contains("\"errors\""),
            "{path}: {}",
            answer.text
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
        let statements = self.take();
        assert!(!statements.is_empty(), "{path}: the log tells no statement");
        (answer, statements)
    }
}

/// What an engine answers to its own client.
pub fn ask(database: &Database, statement: &str) -> String {
    ask_with(database, &[], statement)
}

/// The same, of a client that is given more arguments.
pub fn ask_with(database: &Database, arguments: &[&str], statement: &str) -> String {
    let mut command = match database.engine {
        Engine::Sqlite => Command::new("sqlite3"),
        Engine::Postgresql => Command::new("psql"),
    };
    match database.engine {
        Engine::Sqlite => command.arg(database.file()),
        Engine::Postgresql => command.args([
            "--quiet",
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--dbname",
            &database.url,
            "--command",
        ]),
    };
    let output = command.args(arguments).arg(statement).output().unwrap();
    assert!(
        output.status.success(),
        "{statement}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
