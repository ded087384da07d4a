use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::ValueEnum;
use serde_json::{Value as Json, json};

use crate::{
    config::ConfigError,
    domain::{Error, Language, Result},
    web::problem::row_to_json,
};

/// How a command answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Lines, for people
    #[default]
    Text,
    /// One JSON value, for scripts; errors too
    Json,
}

/// What a command says once it has ended: lines for people, and the same as JSON for scripts.
#[derive(Debug, Default)]
pub(super) struct Answer {
    lines: Vec<String>,
    json: Json,
    /// Why the command has failed all the same.
    failure: Option<Error>,
}

/// The settings, or the command, cannot be understood.
pub(super) const USAGE: u8 = 2;
/// The command was understood, and refused: what it was given, or the state of the data, does not allow it.
const REFUSED: u8 = 3;
/// The database or the files cannot be reached, or are full.
const UNAVAILABLE: u8 = 4;

/// What exit codes mean, for the end of each help.
pub(super) const EXIT_CODES: &str = "Exit codes: 0 done; 1 a fault of the program; 2 the command or a setting cannot be understood; 3 refused: what was given, or the state of the data, does not allow it; 4 the database or the files cannot be reached, or are full.";

impl Answer {
    /// An answer that is made line by line.
    pub(super) fn new(json: Json) -> Self {
        Self {
            json,
            ..Default::default()
        }
    }

    /// An answer of one line.
    pub(super) fn line(line: impl Into<String>, json: Json) -> Self {
        Self::new(json).and(line)
    }

    /// With a line more.
    pub(super) fn and(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With lines more.
    pub(super) fn with(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// With a member more of the JSON.
    pub(super) fn member(mut self, name: &str, value: Json) -> Self {
        self.json[name] = value;
        self
    }

    /// After these lines.
    pub(super) fn after(mut self, mut lines: Vec<String>) -> Self {
        lines.append(&mut self.lines);
        self.lines = lines;
        self
    }

    /// The same, of a command that has failed.
    pub(super) fn failed(mut self, failure: Error) -> Self {
        self.failure = Some(failure);
        self
    }

    /// Writes it to standard output, and why it has failed to standard error; gives the exit code.
    pub(super) fn print(&self, format: Format) -> ExitCode {
        let text = match format {
            Format::Text => self.lines.iter().map(|line| format!("{line}\n")).collect(),
            Format::Json if self.json.is_null() => String::new(),
            Format::Json => format!("{:#}\n", self.json),
        };
        print(&text);
        match &self.failure {
            None => ExitCode::SUCCESS,
            Some(error) => fail(error, format),
        }
    }
}

/// Writes to standard output, whose reader may have gone.
pub(super) fn print(text: &str) {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// Writes an error to standard error, and gives its exit code.
pub(super) fn fail(error: &Error, format: Format) -> ExitCode {
    match format {
        Format::Text => eprintln!("segur: {}", explained(error)),
        Format::Json => {
            let rows = error.rows().iter().map(|row| row_to_json(row, Language::English));
            let body = json!({ "error": {
                "code": error.code(),
                "message": explained(error),
                "errors": rows.collect::<Vec<_>>(),
            } });
            eprintln!("{body:#}");
        }
    }
    ExitCode::from(exit_code(error))
}

/// Writes why the settings cannot be read.
pub(super) fn fail_on_settings(error: &ConfigError, format: Format) -> ExitCode {
    match format {
        Format::Text => eprintln!("segur: {error}"),
        Format::Json => {
            let body = json!({ "error": { "code": "SETTINGS", "message": error.to_string(), "errors": [] } });
            eprintln!("{body:#}");
        }
    }
    ExitCode::from(USAGE)
}

/// The message of an error with its cause, for the operator's own terminal.
fn explained(error: &Error) -> String {
    match error.cause() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Internal { .. } => 1,
        Error::Unavailable { .. }
        | Error::NoSpace { .. }
        | Error::Timeout { .. }
        | Error::SlowStatement
        | Error::ClockBehind { .. }
        | Error::NotYet { .. }
        | Error::Overloaded => UNAVAILABLE,
        _ => REFUSED,
    }
}

/// What a command ends with.
pub(super) type Answered = Result<Answer>;
