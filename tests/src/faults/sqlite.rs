use std::{ops::Range, process::Command};

use segur::access::Role;

use super::{
    Call, Failure, Faults,
    ledger::{BEFORE, Ledger, Report, publish, rounds},
};
use crate::{
    Database, Engine,
    institutions::key_on,
    program::{self, Serving},
};

/// Which calls fail, how, and for how many calls; an open that fails comes after a write that did, since connections are kept.
const KINDS: [(Call, Failure, i64); 16] = [
    (Call::Write, Failure::NoSpace, 1),
    (Call::Write, Failure::NoSpace, i64::MAX),
    (Call::Write, Failure::Io, 1),
    (Call::Write, Failure::Io, 4),
    (Call::Write, Failure::ReadOnly, i64::MAX),
    (Call::Write, Failure::Quota, 2),
    (Call::Sync, Failure::Io, 1),
    (Call::Sync, Failure::NoSpace, i64::MAX),
    (Call::Read, Failure::Io, 1),
    (Call::Read, Failure::Io, 3),
    (Call::Lock, Failure::Locked, 1),
    (Call::Lock, Failure::Io, 5),
    (Call::Memory, Failure::NoMemory, 1),
    (Call::Memory, Failure::NoMemory, 50),
    (Call::Open, Failure::ReadOnly, i64::MAX),
    (Call::Truncate, Failure::Io, i64::MAX),
];

/// Makes so many faults, one in each publication, at each call in turn; after each, what was acknowledged is there, and the node says so. After
/// so many, `segur check` finds all well; at the end of each database the process is killed, the next one started, and everything verified.
///
/// # Panics
/// When something acknowledged is lost, or anything else is not as it must be.
pub async fn run(faults: usize, between_checks: usize) -> Report {
    rounds(faults, |numbers| round(numbers, between_checks)).await
}

async fn round(numbers: Range<usize>, between_checks: usize) -> Report {
    let database = Database::new(Engine::Sqlite);
    drop(program::serve(&["--database-url", &database.url, "--log", "off"]));
    let key = key_on(&database, "ans", Role::Publisher).await;
    let made = Faults::default();
    let mut serving = serve(&database, &made);
    let client = reqwest::Client::new();
    let mut ledger = Ledger::default();
    // How many calls of each kind a publication makes.
    let mut calls = Vec::new();
    for (at, (call, ..)) in KINDS.into_iter().enumerate() {
        made.arm(call, Failure::Io, i64::MAX / 2, 1);
        ledger
            .again(&client, &serving.address, &key, BEFORE + at, "before the faults")
            .await;
        calls.push(made.disarm().0.max(2));
    }
    for number in numbers {
        let kind = number % KINDS.len();
        let (call, failure, span) = KINDS[kind];
        let step = i64::try_from(number / KINDS.len()).expect("a number") % calls[kind];
        let what = format!("fault {number}: {call:?} {failure:?} after {step}, {span} times");
        if call == Call::Open {
            // The connection that writes is closed, and must be opened again.
            made.arm(Call::Write, Failure::Io, step % 3, 1);
            let _ = publish(&client, &serving.address, &key, number).await;
            made.arm(call, failure, step % 2, span);
        } else {
            made.arm(call, failure, step, span);
        }
        let begun = std::time::Instant::now();
        let answered = publish(&client, &serving.address, &key, number).await;
        let (_, failed) = made.disarm();
        if std::env::var("TEST_LOG").is_ok() {
            eprintln!("{what}: {} in {:?}", answered.status, begun.elapsed());
        }
        ledger.report.reached += usize::from(failed > 0);
        if ledger.faulted(number, &answered, &what) {
            let (address, process) = (serving.address.clone(), &mut serving.process);
            let has_ended = || process.try_wait().is_ok_and(|ended| ended.is_some());
            if !ledger
                .again_unless(&client, &address, &key, (number, &what), has_ended)
                .await
            {
                // It is started again, as a supervisor does.
                ledger.report.ended += 1;
                serving = serve(&database, &made);
                ledger.again(&client, &serving.address, &key, number, &what).await;
            }
        }
        ledger.verify_ready(&serving.address, stored(&database), &what).await;
        if (number + 1).is_multiple_of(between_checks) {
            ledger.check(&database, &what);
        }
    }
    drop(serving);
    let serving = serve(&database, &made);
    ledger.verify(&database, &serving.address).await;
    ledger.report
}

fn serve(database: &Database, faults: &Faults) -> Serving {
    faults.serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--database-patience",
        "1",
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
    ])
}

/// The last revision, and how many there are, as another program reads them.
fn stored(database: &Database) -> (i64, i64) {
    let told = Command::new("sqlite3")
        .arg(database.file())
        .arg("SELECT max(number), count(*) FROM revision")
        .output();
    let told = told.expect("sqlite3 runs");
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    let (last, count) = text.trim().split_once('|').expect("two numbers");
    (last.parse().expect("a number"), count.parse().expect("a number"))
}
