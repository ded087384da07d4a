//! `segur`: serves, migrates, seeds and checks the open data of the Ségur du numérique en santé.

use std::process::ExitCode;

/// Answers are many small pieces of memory, taken and given back by several threads.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    segur::cli::run()
}
