use std::ops::Range;

use sea_orm::{ConnectionTrait, Database as Direct, DatabaseConnection};
use segur::access::Role;

use super::{
    ledger::{BEFORE, Ledger, Report, publish, rounds},
    protocol::{Cut, Proxy, Told},
};
use crate::{
    Database, Engine,
    institutions::key_on,
    program::{self, Serving},
};

const CUTS: [Cut; 5] = [Cut::Before, Cut::Within, Cut::After, Cut::Cancel, Cut::Terminate];

/// Makes so many faults, one in each publication, at each message of the protocol in turn; after each, what was acknowledged is there, and the
/// node says so. After so many, `segur check` finds all well; at the end of each database the process is killed, the next one started, and
/// everything verified.
///
/// # Panics
/// When something acknowledged is lost, or anything else is not as it must be.
pub async fn run(faults: usize, between_checks: usize) -> Report {
    rounds(faults, |numbers| round(numbers, between_checks)).await
}

async fn round(numbers: Range<usize>, between_checks: usize) -> Report {
    let database = Database::new(Engine::Postgresql);
    drop(program::serve(&["--database-url", &database.url, "--log", "off"]));
    let key = key_on(&database, "ans", Role::Publisher).await;
    let (host, name) = database.url.rsplit_once('/').expect("an address");
    let port = host
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    let (proxy, told) = Proxy::start(port).await;
    let direct = Direct::connect(&database.url).await.expect("a connection");
    tokio::spawn(tell_backends(direct.clone(), told));
    let through = format!("postgres://segur@127.0.0.1:{}/{name}?sslmode=disable", proxy.port);
    let serving = serve(&through);
    let client = reqwest::Client::new();
    let mut ledger = Ledger::default();
    proxy.arm(Cut::Before, i64::MAX / 2);
    ledger
        .again(&client, &serving.address, &key, BEFORE, "before the faults")
        .await;
    proxy.disarm();
    // Once more, of connections that have prepared their statements.
    proxy.arm(Cut::Before, i64::MAX / 2);
    ledger
        .again(&client, &serving.address, &key, BEFORE + 1, "before the faults")
        .await;
    let messages = proxy.disarm().0.max(10);
    for number in numbers {
        let cut = CUTS[number % CUTS.len()];
        let step = i64::try_from(number / CUTS.len()).expect("a number") % messages;
        let what = format!("fault {number}: {cut:?} at message {step} of {messages}");
        proxy.arm(cut, step);
        let answered = publish(&client, &serving.address, &key, number).await;
        ledger.report.reached += usize::from(proxy.disarm().1);
        if ledger.faulted(number, &answered, &what) {
            ledger.again(&client, &serving.address, &key, number, &what).await;
        }
        ledger
            .verify_ready(&serving.address, stored(&direct).await, &what)
            .await;
        if (number + 1).is_multiple_of(between_checks) {
            ledger.check(&database, &what);
        }
    }
    drop(serving);
    let serving = serve(&through);
    ledger.verify(&database, &serving.address).await;
    drop(serving);
    direct.close().await.expect("closed");
    ledger.report
}

fn serve(through: &str) -> Serving {
    let arguments = [
        "--database-url",
        through,
        "--log",
        "off",
        "--build-files",
        "false",
        "--metrics-listen",
        "off",
        "--files",
        &crate::database::files_of(through.split('?').next().unwrap_or(through)),
    ];
    program::serve(&arguments)
}

/// The last revision, and how many there are, as another program reads them.
pub(super) async fn stored(direct: &DatabaseConnection) -> (i64, i64) {
    let asked = sea_orm::Statement::from_string(
        direct.get_database_backend(),
        "SELECT coalesce(max(number), 0), count(*) FROM revision",
    );
    let row = direct.query_one_raw(asked).await.expect("an answer").expect("a row");
    (
        row.try_get_by_index(0).expect("a number"),
        row.try_get_by_index(1).expect("a number"),
    )
}

async fn tell_backends(direct: DatabaseConnection, mut told: tokio::sync::mpsc::UnboundedReceiver<Told>) {
    while let Some((cut, backend, done)) = told.recv().await {
        let function = match cut {
            Cut::Cancel => "pg_cancel_backend",
            _ => "pg_terminate_backend",
        };
        // One that has just ended is told nothing.
        let _ = direct
            .execute_unprepared(&format!("SELECT {function}({backend})"))
            .await;
        let _ = done.send(());
    }
}
