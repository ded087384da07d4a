//! The service, with the memory of SQLite taken from the C library, where a preloaded library can make it fail; Rust's own is taken elsewhere.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    segur::cli::run()
}
