use std::time::{Duration, Instant};

use segur::access::Role;
use segur_tests::{
    Database, Engine, Server,
    institutions::{key_on, observation},
    program,
    scale::Scale,
};

use super::{crowd::Crowd, resident};

/// Kept and fresh reads, pages, records, searches, files and publications, for long: memory has no slope.
pub(super) async fn run(during: Duration) {
    let database = Database::new(Engine::Postgresql);
    Scale {
        solutions: 5_000,
        observations: 1_000_000,
    }
    .load(&database)
    .await;
    let serving = program::serve(&[
        "--database-url",
        &database.url,
        "--log",
        "off",
        "--metrics-listen",
        "off",
        "--rate-limit",
        "0",
        "--build-files",
        "false",
    ]);
    let server = Server::at(&serving.address);
    let key = key_on(&database, "ars-bretagne", Role::Publisher).await;
    let mixed = |number: u64| match number % 8 {
        0 => "/v1/couloirs".to_owned(),
        1 => format!("/v1/observations?limit=50&category.ne=x{number}"),
        2 => format!("/v1/solutions/solution-{}", number % 5_000),
        3 => format!("/v1/search?q=logiciel%20{}&limit=5", number % 700),
        4 => format!("/v1/solutions?limit=50&editor=editeur-{}", number % 500),
        5 => format!("/v1/observations.csv?limit={}", 1_000 + number % 50),
        6 => "/graphql?query=%7Bsolutions(first%3A20)%7Bnodes%7Bname%20editor%7Bname%7D%7D%7D%7D".to_owned(),
        _ => format!("/v1/changes?limit=50&after={}", number % 100),
    };
    let crowd = Crowd::of(&serving.address, 16, Duration::from_millis(5), mixed);
    let started = Instant::now();
    let mut measured = Vec::new();
    let mut published = 0;
    while started.elapsed() < during {
        tokio::time::sleep(Duration::from_secs(5)).await;
        published += 1;
        let told = server
            .import_csv(&key, "observations", "", observation(published))
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        measured.push((
            started.elapsed().as_secs_f64() / 3_600.0,
            resident(serving.process.id()),
        ));
        if measured.len() % 24 == 0 {
            println!(
                "after {:.0} min: {:.1} MiB",
                started.elapsed().as_secs_f64() / 60.0,
                resident(serving.process.id())
            );
        }
    }
    println!("{published} publications; {}", crowd.end().await.told());
    // The first third warms pools and what is kept.
    let settled = &measured[measured.len() / 3..];
    println!(
        "memory: {:.1} MiB at most, slope {:+.2} MiB an hour",
        settled.iter().map(|(_, memory)| *memory).fold(0.0, f64::max),
        slope(settled)
    );
}

/// By how much the second of pairs grows with the first: least squares.
fn slope(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let (x, y) = pairs
        .iter()
        .fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / count, y + pair.1 / count));
    let (over, under) = pairs.iter().fold((0.0, 0.0), |(over, under), pair| {
        (over + (pair.0 - x) * (pair.1 - y), under + (pair.0 - x).powi(2))
    });
    over / under
}
