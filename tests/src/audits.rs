use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value as Json;

/// The folder of the tests.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A program of `tests/audits`, with the Python packages that `tests/run` installs.
pub fn python(script: &str, arguments: &[&str]) -> Command {
    let audits = folder().join("audits");
    let mut command = Command::new(audits.join(".venv/bin/python"));
    command.arg(audits.join(script)).args(arguments);
    command
}

/// What such a program tells; it must find nothing to say against.
pub fn audit(script: &str, arguments: &[&str]) -> Json {
    let done = python(script, arguments)
        .stderr(Stdio::piped())
        .output()
        .expect("Python runs: run the tests by tests/run, which installs its packages");
    let told = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{script}: {told}{errors}");
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{script}: {error}: {told}{errors}"))
}

/// What a program of this text prints; it must end well.
pub fn python_text(program: &str) -> String {
    let mut command = Command::new(folder().join("audits/.venv/bin/python"));
    let done = command.args(["-c", program]).output();
    let done = done.expect("Python runs: run the tests by tests/run, which installs its packages");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program}: {errors}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}
