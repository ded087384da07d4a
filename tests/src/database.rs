use std::{
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The production one, in the cluster that `tests/run` starts.
    Postgresql,
}

/// An empty database of a test's own, gone with it.
#[derive(Debug)]
pub struct Database {
    /// Its address, as `--database-url` takes it.
    pub url: String,
    /// Which engine it is.
    pub engine: Engine,
    name: Option<String>,
    _folder: TempDir,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The address of the throw-away cluster, without a database.
fn cluster() -> String {
    std::env::var("SEGUR_TEST_POSTGRES")
        .expect("SEGUR_TEST_POSTGRES is not set: run the tests by tests/run, which starts PostgreSQL")
}

fn sql(statement: &str) {
    let done = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "--dbname"])
        .arg(format!("{}/postgres", cluster()))
        .args(["--command", statement])
        .status()
        .expect("psql runs");
    assert!(done.success(), "{statement}");
}

impl Database {
    /// Makes one.
    pub fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (url, name) = match engine {
            Engine::Sqlite => (format!("sqlite:{}/segur.db", folder.path().display()), None),
            Engine::Postgresql => {
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let name = format!("segur_{}_{number}", std::process::id());
                sql(&format!("CREATE DATABASE {name}"));
                (format!("{}/{name}", cluster()), Some(name))
            }
        };
        Self {
            url,
            engine,
            name,
            _folder: folder,
        }
    }

    /// A PostgreSQL database that is somebody else's.
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            engine: Engine::Postgresql,
            name: None,
            _folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> String {
        self.url.trim_start_matches("sqlite:").to_owned()
    }

    /// Runs SQL beside the program, as only an operator could.
    pub fn execute(&self, statement: &str) {
        assert!(self.try_execute(statement), "{statement}");
    }

    /// The number that a statement of PostgreSQL gives.
    pub fn number(&self, statement: &str) -> i64 {
        let told = Command::new("psql")
            .args(["--quiet", "--no-psqlrc", "--tuples-only", "--no-align"])
            .args(["--dbname", &self.url, "--command", statement])
            .output()
            .expect("psql runs");
        let told = String::from_utf8_lossy(&told.stdout).trim().to_owned();
        told.parse().unwrap_or_else(|_| panic!("{statement} gives {told:?}"))
    }

    /// The same, which the engine may refuse: whether it was done.
    pub fn try_execute(&self, statement: &str) -> bool {
        let done = match self.engine {
            Engine::Sqlite => Command::new("sqlite3").arg(self.file()).arg(statement).status(),
            Engine::Postgresql => Command::new("psql")
                .args(["--quiet", "--no-psqlrc", "--dbname", &self.url, "--command", statement])
                .status(),
        };
        done.expect("the engine's client runs").success()
    }
}

/// The folder of files that goes with a test's database.
pub fn files_of(url: &str) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) => format!("{path}.files"),
        None => {
            let name = url.rsplit('/').next().unwrap_or_default();
            std::env::temp_dir().join(format!("{name}.files")).display().to_string()
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.name
            && !std::thread::panicking()
        {
            sql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            // Most tests keep no files.
            let _ = std::fs::remove_dir_all(files_of(&self.url));
        }
    }
}

/// How many migrations there are from one, that one too: so many are taken back to be before it.
///
/// # Panics
/// When there is no such migration.
pub fn migrations_from(name: &str) -> u32 {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration/src");
    let files = std::fs::read_dir(folder).expect("the migrations");
    let mut steps: Vec<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|file| file.starts_with("m20"))
        .collect();
    steps.sort();
    let ending = format!("_{name}.rs");
    let place = steps
        .iter()
        .position(|step| step.ends_with(&ending))
        .expect("there is such a migration");
    u32::try_from(steps.len() - place).expect("few")
}
