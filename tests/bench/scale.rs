use std::{
    process::Command,
    time::{Duration, Instant},
};

use segur_tests::{Database, Engine, Server, program::Serving};

use super::{
    memory, start,
    table::{Table, middle},
};

const PAGE: usize = 100;
const ROUNDS: usize = 100;

/// Pages near and deep, sums, and the start, over all the observations there are.
pub(super) async fn compare(database: &Database, table: &mut Table) {
    let serving = start::serve(database, &["--response-cache", "0"]);
    let server = Server::at(&serving.address);
    let total = server.json("/v1/observations?limit=1&count=true").await["total"]
        .as_u64()
        .unwrap_or(0);
    let millions = total as f64 / 1e6;
    deep(&server, millions, "", table).await;
    deep(&server, millions, "&region=bretagne", table).await;
    groups(database, &server, millions, table).await;
    starts(database, millions, table);
    resident(&serving, table);
}

async fn timed(server: &Server, path: &str) -> f64 {
    let started = Instant::now();
    // Bytes alone: no time is spent on holding the answer against its description.
    let answer = server.bytes(path).await;
    assert!(answer.is_ok(), "{path}: {answer:?}");
    started.elapsed().as_secs_f64() * 1e6
}

/// The first page against one as deep as forty seconds of following links lead.
async fn deep(server: &Server, millions: f64, filter: &str, table: &mut Table) {
    let mut path = format!("/v1/observations?limit=1000{filter}");
    let first = format!("/v1/observations?limit={PAGE}{filter}");
    // The last page whose rows are all there.
    let mut full = path.clone();
    let mut pages: u64 = 0;
    let deepest = Instant::now();
    while deepest.elapsed() < Duration::from_secs(40) {
        let page = server.json(&path).await;
        let Some(next) = page["links"]["next"].as_str() else {
            break;
        };
        (full, path) = (path, next.to_owned());
        pages += 1;
    }
    let after = full
        .split("after=")
        .nth(1)
        .unwrap_or_default()
        .split('&')
        .next()
        .unwrap_or_default()
        .to_owned();
    let far = format!("{first}&after={after}");
    let (mut near_times, mut far_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        near_times.push(timed(server, &first).await);
        far_times.push(timed(server, &far).await);
    }
    let ratio = middle(
        far_times
            .iter()
            .zip(&near_times)
            .map(|(far, near)| far / near)
            .collect(),
    );
    let (near, far) = (middle(near_times), middle(far_times));
    let what = format!(
        "page behind {} of {millions:.1} million observations{filter}",
        pages.saturating_sub(1) * 1_000
    );
    table.line(
        &what,
        &format!("{far:.0} µs"),
        "the first page",
        &format!("{near:.0} µs"),
        ratio,
    );
}

/// Counts of all observations by region and indicator, against the engine's own: values of several periods do not add.
async fn groups(database: &Database, server: &Server, millions: f64, table: &mut Table) {
    let path = "/v1/observations/groups?by=region,indicator&measure=none";
    let open = i64::MAX;
    let statement = format!(
        "SELECT r.slug, i.slug, COUNT(*) FROM observation o JOIN series s ON s.record_id = o.series_id \
         JOIN record i ON i.id = s.indicator_id LEFT JOIN record r ON r.id = s.region_id WHERE o.until = {open} GROUP BY r.slug, i.slug ORDER BY COUNT(*) DESC"
    );
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        ours.push(timed(server, path).await / 1e3);
        theirs.push(engine(database, &statement) / 1e3);
    }
    let ratio = middle(ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect());
    let what = format!("counts of {millions:.1} million observations by region and indicator");
    table.line(
        &what,
        &format!("{:.0} ms", middle(ours)),
        "its SQL by hand",
        &format!("{:.0} ms", middle(theirs)),
        ratio,
    );
}

/// What a statement takes with the engine's own client, without what its start takes.
fn engine(database: &Database, statement: &str) -> f64 {
    let run = |statement: &str| {
        let mut command = match database.engine {
            Engine::Sqlite => Command::new("sqlite3"),
            Engine::Postgresql => Command::new("psql"),
        };
        match database.engine {
            Engine::Sqlite => command.args([&database.file(), "PRAGMA temp_store = MEMORY", statement]),
            Engine::Postgresql => command.args([
                "--no-psqlrc",
                "--dbname",
                &database.url,
                "--command",
                "SET max_parallel_workers_per_gather = 0",
                "--command",
                statement,
            ]),
        };
        let started = Instant::now();
        let output = command.output().expect("the engine's client");
        assert!(output.status.success(), "{statement}");
        started.elapsed().as_secs_f64() * 1e6
    };
    run(statement) - run("SELECT 1")
}

fn starts(database: &Database, millions: f64, table: &mut Table) {
    let times = (0..7).map(|_| {
        let started = Instant::now();
        drop(start::serve(database, &[]));
        started.elapsed().as_secs_f64() * 1e3
    });
    let took = middle(times.collect());
    let what = format!("start to ready, {millions:.1} million observations");
    table.line(&what, &format!("{took:.0} ms"), "the limit", "200 ms", took / 200.0);
}

fn resident(serving: &Serving, table: &mut Table) {
    let now = memory(serving.process.id(), "VmRSS");
    table.line(
        "resident after this load",
        &format!("{now:.0} MiB"),
        "the limit",
        "64 MiB",
        now / 64.0,
    );
}
