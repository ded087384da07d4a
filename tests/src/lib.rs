//! What the tests and the benches share: databases to throw away, servers on them, and a client that reads answers.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up must fail, and say why"
)]

/// Programs that read and validate what we serve.
pub mod audits;
/// PostgreSQL servers of a test's own.
pub mod cluster;
/// The description, held against answers.
pub mod contract;
/// Databases to throw away.
pub mod database;
/// Requests whose body waits for the server.
pub mod expect_continue;
/// Faults of the system under SQLite.
pub mod faults;
/// Institutions with keys, and what they send.
pub mod institutions;
/// Publications while processes are killed.
pub mod kills;
/// The built program, run as an operator would.
pub mod program;
/// OpenID Connect providers on loopback.
pub mod provider;
/// Shared caches in front of a server.
pub mod proxies;
/// Publications at random.
pub mod random;
/// Files at random, and what imports make of them.
pub mod random_files;
/// Data at scale.
pub mod scale;
/// Servers in this process, and their clients.
pub mod server;
/// Rows that are clearly not real.
pub mod synthetic;
/// Waits for what a test is about.
pub mod waiting;

pub use database::{Database, Engine};
pub use server::{Answer, Server, settings, shared};
use sha2::{Digest, Sha256};
pub use waiting::until;

/// The revision at which the founding data stands: its earlier states come first, each a revision of its own.
pub const FOUNDED: i64 = 4;

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Declares tests that run on both engines, each against a server that only reads the founding data.
#[macro_export]
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
                async fn on_sqlite() {
                    super::$name(&$crate::shared($crate::Engine::Sqlite)).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
                async fn on_postgresql() {
                    super::$name(&$crate::shared($crate::Engine::Postgresql)).await;
                }
            }
        )+
    };
}

/// Declares tests that run on both engines, each on an empty database of its own.
#[macro_export]
macro_rules! on_own_database {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    super::$name(&$crate::Database::new($crate::Engine::Sqlite)).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgresql() {
                    super::$name(&$crate::Database::new($crate::Engine::Postgresql)).await;
                }
            }
        )+
    };
}
