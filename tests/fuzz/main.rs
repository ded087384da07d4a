//! Files at random, read as imports read them: `cargo build --release -p segur-tests --bins`, then
//! `target/release/fuzz [FILES] [SEED]`; a million, unless said.

#![expect(clippy::print_stdout, reason = "a harness prints what it found")]

use segur_tests::random_files;

fn main() {
    let mut words = std::env::args().skip(1);
    let mut number = |usual: u64| words.next().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (files, seed) = (number(1_000_000), number(1));
    let cases = u32::try_from(files).unwrap_or(u32::MAX);
    match random_files::read(cases, seed) {
        Ok(outcome) => println!("{files} files of seed {seed}: {outcome:#?}"),
        Err(failure) => println!("{failure}"),
    }
}
