//! PostgreSQL servers of a test's own: a primary, and replicas that follow it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::proxies::free_port;

/// A server with its data, on a port of loopback; stopped with the test.
#[derive(Debug)]
pub struct Cluster {
    /// Where it listens.
    pub port: u16,
    folder: TempDir,
}

/// The folder of the server's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.sort();
    found.pop().unwrap_or_default()
}

/// A program of PostgreSQL, as its own user where this one is root: it refuses root.
fn program(name: &str) -> Command {
    let path = programs().join(name);
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .expect("id runs")
        .stdout
        .trim_ascii()
        == b"0";
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/");
    command
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .expect("PostgreSQL is installed: run the tests by tests/run");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A folder that PostgreSQL's own user may write in.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    // Refused where this user is not root: then it is PostgreSQL's already.
    let _ = Command::new("chown").arg("postgres").arg(folder.path()).output();
    folder
}

impl Cluster {
    /// A new server with an empty database called `segur`.
    pub fn primary() -> Self {
        let cluster = Self {
            port: free_port(),
            folder: folder(),
        };
        let mut init = program("initdb");
        init.arg("-D").arg(cluster.data());
        run(init.args(["-U", "segur", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]));
        cluster.start();
        cluster.execute("postgres", "CREATE DATABASE segur");
        cluster
    }

    /// A replica that streams from a server.
    pub fn replica_of(primary: &Self) -> Self {
        let replica = Self {
            port: free_port(),
            folder: folder(),
        };
        let mut copy = program("pg_basebackup");
        copy.args(["-h", "127.0.0.1", "-U", "segur", "-R", "-X", "stream", "-c", "fast"]);
        run(copy
            .arg("-p")
            .arg(primary.port.to_string())
            .arg("-D")
            .arg(replica.data()));
        replica.start();
        replica
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        format!("postgres://segur@127.0.0.1:{}/segur", self.port)
    }

    /// Starts it, and waits until it answers.
    pub fn start(&self) {
        let folder = Path::new(self.folder.path()).display();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=100",
            self.port
        );
        let mut command = program("pg_ctl");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-w", "-o", &options, "-l"])
            .arg(self.log());
        // Not its output: the server would hold it open.
        let done = command
            .arg("start")
            .stdout(Stdio::null())
            .status()
            .expect("pg_ctl runs");
        assert!(done.success(), "{}", fs::read_to_string(self.log()).unwrap_or_default());
    }

    /// Has each commit wait until a replica has it.
    pub fn replicate_synchronously(&self) {
        self.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
        self.execute("postgres", "SELECT pg_reload_conf()");
    }

    /// Makes a replica a primary.
    pub fn promote(&self) {
        let mut command = program("pg_ctl");
        command.arg("-D").arg(self.data()).args(["-w", "promote"]);
        run(&mut command);
    }

    /// Kills it, as a power cut would: every connection is lost.
    pub fn kill(&self) {
        let mut command = program("pg_ctl");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "-w", "stop"]);
        run(&mut command);
    }

    /// Runs SQL in a database.
    pub fn execute(&self, database: &str, statement: &str) {
        self.ask(database, statement);
    }

    /// What SQL answers, as text.
    pub fn ask(&self, database: &str, statement: &str) -> String {
        let output = Command::new("psql")
            .args([
                "--quiet",
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--command",
                statement,
                "--dbname",
            ])
            .arg(format!("postgres://segur@127.0.0.1:{}/{database}", self.port))
            .output()
            .expect("psql runs");
        assert!(
            output.status.success(),
            "{statement}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut command = program("pg_ctl");
        // It may be stopped already.
        let _ = command
            .arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "stop"])
            .output();
    }
}
