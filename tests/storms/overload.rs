use std::time::Duration;

use segur_tests::{Database, Engine, Server, program, scale::Scale};

use super::{
    crowd::{Crowd, Seen},
    resident,
};

/// How many clients the service bears, and ten times as many.
const BEARABLE: usize = 64;
const TEN_TIMES: usize = 640;

/// Verifies that the crowd was answered or refused, and that what is kept, and health, answered all the same.
fn verify(storm: &Seen, readers: &Seen, health: &Seen) {
    let refused_cleanly = storm.statuses.keys().all(|status| [200, 503].contains(status)) && storm.lost == 0;
    assert!(refused_cleanly, "each is answered, or refused with 503");
    assert!(storm.of(503) > 0, "ten times as much is too much");
    assert!(
        readers.statuses.keys().all(|status| *status == 200) && readers.lost == 0,
        "what is kept answers"
    );
    assert!(
        health.statuses.keys().all(|status| *status == 200) && health.lost == 0,
        "health answers"
    );
}

/// With ten times the load that it can bear, what is kept and health answer, the rest is refused cleanly, memory stays bounded, and it
/// recovers by itself.
pub(super) async fn run(during: Duration) {
    let database = Database::new(Engine::Postgresql);
    Scale {
        solutions: 5_000,
        observations: 1_000_000,
    }
    .load(&database)
    .await;
    let settings = "--log off --build-files false --metrics-listen off --rate-limit 0";
    let settings: Vec<&str> = settings.split(' ').collect();
    let serving = program::serve(&[&["--database-url", &database.url], &settings[..]].concat());
    let server = Server::at(&serving.address);
    let process = serving.process.id();
    let kept = "/v1/couloirs";
    assert_eq!(server.get(kept).await.status, 200);
    // A page of five hundred, another each time, is work for the database and for the service.
    let asked = |number: u64| format!("/v1/observations?limit=500&category.ne=x{number}");

    // What everybody reads stays, whatever else is kept.
    let readers = Crowd::of(&serving.address, 4, Duration::from_millis(20), move |_| kept.to_owned());
    let calm = Crowd::of(&serving.address, BEARABLE, Duration::ZERO, asked);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let calm = calm.end().await;
    let bearable = calm.of(200) as f64 / 10.0;
    println!(
        "bearable: {bearable:.0} answers a second by {BEARABLE} clients: {}",
        calm.told()
    );

    let before = resident(process);
    let storm = Crowd::of(&serving.address, TEN_TIMES, Duration::ZERO, asked);
    let health = Crowd::of(&serving.address, 1, Duration::from_millis(200), |_| {
        "/health/ready".to_owned()
    });
    let mut highest = before;
    let steps = during.as_secs();
    for second in 0..steps {
        tokio::time::sleep(Duration::from_secs(1)).await;
        highest = highest.max(resident(process));
        if second % 30 == 29 {
            println!("after {} s: {:.0} MiB", second + 1, resident(process));
        }
    }
    let (storm, readers, health) = (storm.end().await, readers.end().await, health.end().await);
    println!("the crowd of {TEN_TIMES}: {}", storm.told());
    println!("kept answers: {}", readers.told());
    println!("health: {}", health.told());
    println!(
        "memory: {before:.0} MiB before, {highest:.0} MiB at most, {:.0} MiB after",
        resident(process)
    );
    verify(&storm, &readers, &health);

    tokio::time::sleep(Duration::from_secs(2)).await;
    let again = Crowd::of(&serving.address, BEARABLE, Duration::ZERO, asked);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let again = again.end().await;
    let recovered = again.of(200) as f64 / 10.0;
    println!(
        "afterwards: {recovered:.0} answers a second, {:.2} of before",
        recovered / bearable
    );
    assert!(recovered > bearable * 0.7, "it recovers by itself");
}
