//! `segur`: serves, migrates, seeds and checks the open data of the Ségur du numérique en santé.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    segur::cli::run().await
}
