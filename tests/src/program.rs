use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use crate::{database::files_of, server::UNLIMITED};

/// The built program: the one that `tests/run` built, else the one beside this executable.
pub fn path() -> PathBuf {
    if let Ok(built) = std::env::var("SEGUR_TEST_PROGRAM") {
        return built.into();
    }
    beside("segur")
}

/// A program that was built with this executable.
pub fn beside(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("this executable has a path");
    let folder = own.ancestors().find(|folder| folder.join(name).is_file());
    folder
        .expect("the program is built: run the tests by tests/run")
        .join(name)
}

/// The program with these arguments, in an environment without settings.
pub fn command(arguments: &[&str]) -> Command {
    command_of(path(), arguments)
}

fn command_of(program: PathBuf, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(["--config", "/dev/null"]);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SEGUR_")) {
        command.env_remove(name);
    }
    if !arguments.contains(&"--unlimited") {
        command.env("SEGUR_UNLIMITED", UNLIMITED.join(","));
    }
    if let Some(at) = arguments.iter().position(|argument| *argument == "--database-url") {
        command.env("SEGUR_FILES", files_of(arguments[at + 1]));
    }
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program runs")
}

/// A server in a process of its own; killed with the test.
#[derive(Debug)]
pub struct Serving {
    /// The process.
    pub process: Child,
    /// Where it listens.
    pub address: String,
}

/// Starts `segur serve` and waits until it says where it listens.
pub fn serve(arguments: &[&str]) -> Serving {
    serve_with(arguments, &[])
}

/// The same, in an environment that has these variables too.
pub fn serve_with(arguments: &[&str], variables: &[(&str, &str)]) -> Serving {
    serve_program(path(), arguments, variables)
}

/// The same, of a program that was built elsewhere or otherwise.
pub fn serve_program(program: PathBuf, arguments: &[&str], variables: &[(&str, &str)]) -> Serving {
    let anywhere: &[&str] = if arguments.contains(&"--listen") {
        &["serve"]
    } else {
        &["serve", "--listen", "127.0.0.1:0"]
    };
    let mut process = command_of(program, &[anywhere, arguments].concat())
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let Some(address) = line.trim().strip_prefix("Ségur Ouvert listens on ") else {
        let mut errors = String::new();
        process
            .stderr
            .take()
            .expect("its errors")
            .read_to_string(&mut errors)
            .expect("text");
        panic!("the program does not listen: {line}{errors}");
    };
    Serving {
        address: address.to_owned(),
        process,
    }
}

impl Serving {
    /// Asks it to end, as systemd or Docker does.
    pub fn terminate(&self) {
        terminate(&self.process);
    }
}

/// Asks a process to end, as systemd or Docker does.
pub fn terminate(process: &Child) {
    let done = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
    assert!(done.expect("kill runs").success());
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
