use std::{
    io::Read,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use segur_tests::{Database, Engine, Server, program::Serving};

use super::{median, memory, table::Table};

const ROUNDS: usize = 5;

/// The rows of the CSV file, as PostgreSQL writes them by itself.
const SAME_ROWS: &str = "SELECT s.slug || '.' || lower(replace(replace(o.period, '/', '.'), '?', 'i')), i.slug, r.slug, c.slug, s.category, \
    o.period, o.period_earliest, o.period_latest, o.value / 1000.0, o.status, nullif(o.qualifier, ''), o.missing_reason, d.slug, o.locator, o.note, \
    o.since, v.published_at, v.institution, d.slug, t.title, t.address, o.locator \
    FROM observation o JOIN series s ON s.record_id = o.series_id JOIN record i ON i.id = s.indicator_id \
    LEFT JOIN record r ON r.id = s.region_id LEFT JOIN record c ON c.id = s.couloir_id JOIN record d ON d.id = s.document_id \
    JOIN document t ON t.record_id = s.document_id AND t.until = 9223372036854775807 JOIN revision v ON v.number = o.since \
    WHERE o.until = 9223372036854775807 ORDER BY o.series_id, o.period";

/// The columns of the table alone, without anything that rows refer to.
const RAW_ROWS: &str = "SELECT * FROM observation WHERE until = 9223372036854775807";

/// What a transfer took.
#[derive(Default)]
struct Taken {
    whole: Vec<Duration>,
    first: Vec<Duration>,
    bytes: usize,
    above_idle: f64,
}

/// Every form of a million observations, in turn with COPY of the same rows.
pub(super) async fn compare(database: &Database, serving: &Serving, server: &Server, table: &mut Table) {
    let process = serving.process.id();
    let forms = ["csv", "ndjson", "json", "parquet"];
    let mut copies = [Taken::default(), Taken::default()];
    let mut taken: Vec<Taken> = forms.iter().map(|_| Taken::default()).collect();
    // The first transfer warms the pools.
    download(server, "csv").await;
    let idle = memory(process, "VmRSS");
    for _ in 0..ROUNDS {
        if database.engine == Engine::Postgresql {
            for (copied, rows) in copies.iter_mut().zip([SAME_ROWS, RAW_ROWS]) {
                copy(database, rows, copied);
            }
        }
        for (form, taken) in forms.iter().zip(&mut taken) {
            std::fs::write(format!("/proc/{process}/clear_refs"), "5").expect("the peak is forgotten");
            let (first, whole, bytes) = download(server, form).await;
            taken.first.push(first);
            taken.whole.push(whole);
            taken.bytes = bytes;
            taken.above_idle = taken.above_idle.max(memory(process, "VmHWM") - idle);
        }
    }
    println!("idle: {idle:.1} MiB; medians of {ROUNDS} rounds");
    let reference = copies[0].whole.first().map(|_| median(copies[0].whole.clone()));
    for (name, copied) in ["COPY of the same rows", "COPY of the bare table"].iter().zip(copies) {
        if !copied.whole.is_empty() {
            println!("{name}: {:?}, {} MB", median(copied.whole), copied.bytes / 1_000_000);
        }
    }
    for (form, taken) in forms.iter().zip(taken) {
        let whole = median(taken.whole);
        let told = format!(
            "{whole:.1?}, first byte {:.1?}, {} MB, at most {:.0} MiB above idle",
            median(taken.first),
            taken.bytes / 1_000_000,
            taken.above_idle
        );
        match reference {
            None => println!("{form}: {told}"),
            Some(copied) => table.line(
                &format!("a million observations as {form}"),
                &told,
                "COPY of the same rows",
                &format!("{copied:.1?}"),
                whole.as_secs_f64() / copied.as_secs_f64(),
            ),
        }
    }
}

/// A list of everything that is no whole dataset: it is read from the database whatever files there are.
async fn download(server: &Server, form: &str) -> (Duration, Duration, usize) {
    let started = Instant::now();
    let request = server.request(
        reqwest::Method::GET,
        &format!("/v1/observations.{form}?limit=1000000000"),
    );
    let mut response = request.send().await.expect("an answer");
    let mut bytes = response.chunk().await.expect("bytes").expect("bytes").len();
    let first = started.elapsed();
    while let Some(chunk) = response.chunk().await.expect("a whole transfer") {
        bytes += chunk.len();
    }
    (first, started.elapsed(), bytes)
}

fn copy(database: &Database, rows: &str, taken: &mut Taken) {
    let started = Instant::now();
    let mut psql = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "--dbname", &database.url, "--command"])
        .arg(format!("COPY ({rows}) TO STDOUT WITH CSV HEADER"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("psql runs");
    let mut output = psql.stdout.take().expect("its output");
    let mut piece = vec![0; 256 << 10];
    taken.bytes = 0;
    loop {
        let length = output.read(&mut piece).expect("bytes");
        if length == 0 {
            break;
        }
        taken.bytes += length;
    }
    assert!(psql.wait().expect("psql ends").success());
    taken.whole.push(started.elapsed());
}

/// The same reads now and as of an earlier revision, in turn.
pub(super) async fn past(server: &Server, revision: i64) {
    for address in [
        "/v1/observations?region=bretagne&limit=100",
        "/v1/observations?category=Synth%C3%A9tique%201&sort=-value&limit=100",
        "/v1/observations/groups?by=category&measure=none",
        "/v1/solutions?limit=50",
    ] {
        let then = format!("{address}&as_of={revision}");
        let (mut now, mut past) = (Vec::new(), Vec::new());
        for _ in 0..30 {
            for (times, address) in [(&mut now, address), (&mut past, &then)] {
                let started = Instant::now();
                server.json(address).await;
                times.push(started.elapsed());
            }
        }
        let (now, past) = (median(now), median(past));
        println!(
            "{address}: now {now:?}, as of {revision} {past:?}, ratio {:.2}",
            past.as_secs_f64() / now.as_secs_f64()
        );
    }
}
