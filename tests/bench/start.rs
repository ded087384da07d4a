use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use segur_tests::{
    Database,
    program::{self, Serving},
};

/// The service on a database, without what is built in the background and without limits.
pub(super) fn serve(database: &Database, more: &[&str]) -> Serving {
    let own = [
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
        "--rate-limit",
        "0",
    ];
    program::serve(&[&own, more].concat())
}

/// The bare handler, in a process of its own.
pub(super) fn bare(file: &str) -> Serving {
    own(&["bare", file])
}

/// The statements by hand, in a process of their own.
pub(super) fn by_hand(url: &str) -> Serving {
    own(&["by-hand", url])
}

fn own(arguments: &[&str]) -> Serving {
    let path = std::env::current_exe().expect("this executable has a path");
    let mut process = Command::new(path)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let address = line
        .trim()
        .strip_prefix("Ségur Ouvert listens on ")
        .expect("its address");
    Serving {
        address: address.to_owned(),
        process,
    }
}
