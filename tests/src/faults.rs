//! Faults: calls of SQLite to the system that fail from a step on, connections to PostgreSQL that are cut at a message, and fail-overs.

/// PostgreSQL that fails over while commits are under way.
pub mod failover;
/// What was acknowledged, and must be there.
pub mod ledger;
/// Faults between the service and PostgreSQL.
pub mod postgres;
/// A proxy that reads PostgreSQL's protocol.
pub mod protocol;
/// Faults between the service and the files of SQLite.
pub mod sqlite;

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use tempfile::TempDir;

use crate::program::{self, Serving};

/// Which calls fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// What writes to a file.
    Write = 1,
    /// What makes a file durable.
    Sync = 2,
    /// What makes a file shorter.
    Truncate = 4,
    /// What opens a file.
    Open = 8,
    /// What reads a file.
    Read = 16,
    /// What locks a file.
    Lock = 32,
    /// What removes a file.
    Unlink = 64,
    /// What asks for memory.
    Memory = 128,
    /// What writes to the files beside the database.
    Files = 256,
}

/// With which error they fail, by its number on Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No space left on the device.
    NoSpace = 28,
    /// An input or output error.
    Io = 5,
    /// The file system is read-only.
    ReadOnly = 30,
    /// Somebody else has the lock.
    Locked = 11,
    /// There is no memory.
    NoMemory = 12,
    /// There is no such file.
    Removed = 2,
    /// The quota of the user is used up.
    Quota = 122,
}

/// What becomes of the calls of a program.
#[derive(Debug)]
pub struct Faults {
    control: File,
    folder: TempDir,
}

/// The library that makes calls fail, compiled once.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<(PathBuf, TempDir)> = OnceLock::new();
    let (library, _) = LIBRARY.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        let library = folder.path().join("faults.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/preload.c");
        let done = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(source)
            .args(["-ldl", "-lpthread"])
            .status();
        assert!(done.expect("cc is installed: run the tests by tests/run").success());
        (library, folder)
    });
    library
}

impl Default for Faults {
    fn default() -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("control");
        fs::write(&path, [0; 4096]).expect("written");
        let control = OpenOptions::new().read(true).write(true).open(path).expect("opened");
        Self { control, folder }
    }
}

impl Faults {
    /// Starts a service whose calls may fail. It takes its memory from the C library, whose calls can be made to.
    pub fn serve(&self, arguments: &[&str]) -> Serving {
        let (library, control) = (library().display().to_string(), self.folder.path().join("control"));
        let variables = [
            ("LD_PRELOAD", library.as_str()),
            ("SEGUR_TEST_FAULTS", control.to_str().expect("a path")),
        ];
        program::serve_program(program::beside("faults-server"), arguments, &variables)
    }

    /// Lets so many calls of a kind succeed, then makes so many fail.
    pub fn arm(&self, call: Call, failure: Failure, after: i64, span: i64) {
        self.write(0, &0i32.to_ne_bytes());
        self.write(4, &(failure as i32).to_ne_bytes());
        self.write(8, &after.to_ne_bytes());
        self.write(16, &span.to_ne_bytes());
        self.write(24, &[0; 16]);
        self.write(0, &(call as i32).to_ne_bytes());
    }

    /// Lets every call succeed: how many were made since it was armed, and how many of them failed.
    pub fn disarm(&self) -> (i64, i64) {
        self.write(0, &0i32.to_ne_bytes());
        let read = |at| {
            let mut bytes = [0; 8];
            self.control.read_exact_at(&mut bytes, at).expect("read");
            i64::from_ne_bytes(bytes)
        };
        (read(24), read(32))
    }

    fn write(&self, at: u64, bytes: &[u8]) {
        self.control.write_all_at(bytes, at).expect("written");
    }
}
