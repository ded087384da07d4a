use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use segur_tests::Server;
use tokio::task::JoinSet;

/// What became of requests: how many were answered in each way, and the slowest.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) statuses: BTreeMap<u16, u64>,
    /// Cut, refused or not answered in time.
    pub(super) lost: u64,
    pub(super) times: Vec<Duration>,
}

impl Seen {
    pub(super) fn of(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// What became of them, in words.
    pub(super) fn told(&self) -> String {
        let mut times = self.times.clone();
        times.sort_unstable();
        let within = |share: f64| {
            let place = (times.len() as f64 * share) as usize;
            times
                .get(place.min(times.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        format!(
            "{:?}, {} lost; {:.1?} in the middle, {:.1?} at the 99th",
            self.statuses,
            self.lost,
            within(0.5),
            within(0.99)
        )
    }
}

/// A crowd of clients, each asking as soon as it is answered, until told to stop.
pub(super) struct Crowd {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
    clients: JoinSet<()>,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Crowd {
    /// So many clients at an address; what each asks is made of a number that no other request has. A pause follows each answer.
    pub(super) fn of(
        address: &str,
        clients: usize,
        pause: Duration,
        path: impl Fn(u64) -> String + Clone + Send + 'static,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut set = JoinSet::new();
        for _ in 0..clients {
            let (stop, seen, path) = (stop.clone(), seen.clone(), path.clone());
            let server = Server::at(address);
            set.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let asked = path(NEXT.fetch_add(1, Ordering::Relaxed));
                    let started = Instant::now();
                    let request = server
                        .request(reqwest::Method::GET, &asked)
                        .timeout(Duration::from_secs(20));
                    let status = match request.send().await {
                        Ok(answer) => {
                            let status = answer.status().as_u16();
                            answer.bytes().await.ok().map(|_| status)
                        }
                        Err(_) => None,
                    };
                    note(&seen, status, started.elapsed());
                    tokio::time::sleep(pause).await;
                }
            });
        }
        Self {
            stop,
            seen,
            clients: set,
        }
    }

    /// Ends it: what it saw.
    pub(super) async fn end(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.join_all().await;
        std::mem::take(&mut *self.seen.lock().expect("nobody failed"))
    }
}

fn note(seen: &Mutex<Seen>, status: Option<u16>, took: Duration) {
    let mut seen = seen.lock().expect("nobody failed");
    match status {
        Some(status) => *seen.statuses.entry(status).or_default() += 1,
        None => seen.lost += 1,
    }
    // Enough to tell how long they took.
    if seen.times.len() < 2_000_000 {
        seen.times.push(took);
    }
}
